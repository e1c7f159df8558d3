"""Reads one count of people: its bound, its number, the people and what befell them. Knows nothing of whole tolls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rasad_arabic.numbers import Number
from rasad_arabic.tokens import Token
from rasad_arabic.victims import bare, victims

SEVERAL = (2, None)  # "a number of": the coding guide's least
LIMITS: dict[str, tuple[int, int | None]] = {"s": (1, 1), "d": (2, 2), "p": SEVERAL}
YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True)
class Count:
    """One count of people, as the coding guide has it.

    `kind` is killed, injured, missing or casualties (killed and injured lumped). `max` is null for an open end.
    `start`, `end` enclose the count phrase; `who` the words for the people, or null. `of` is the index, in the
    same phrase, of the count that this one is a part of.
    """

    kind: str
    min: int
    max: int | None
    start: int
    end: int
    who: tuple[int, int] | None = None
    of: int | None = None


class CountReader:
    """Reads counts within tokens `first:last` of one sentence."""

    def __init__(self, tokens: Sequence[Token], numbers: dict[int, Number], first: int, last: int) -> None:
        self.tokens, self.numbers, self.first, self.last = tokens, numbers, first, last
        self.words = victims()

    def word(self, at: int) -> str:
        """The folded word at `at`, empty outside the sentence."""
        return self.tokens[at].folded if self.first <= at < self.last else ""

    def read(self, at: int, kind: str, of: int | None = None) -> tuple[Count, int] | None:
        """The count that begins at `at`, and the token behind it."""
        bound, size = self.bound(at)
        number = self.numbers.get(at + size)
        if number is not None:
            return self._numbered(at, number, bound, kind, of)
        if size:
            return None
        if bare(self.word(at), self.words.one_of) and at + 1 < self.last:
            return self._count(at, at + 2, kind, (1, 1), (at + 1, at + 2), of)
        return self._several(at, kind, of) or self._unnumbered(at, kind, of)

    def hidden(self, at: int, kind: str) -> Count:
        """One, whom only the verb at `at` counts."""
        token = self.tokens[at]
        return Count(kind, 1, 1, token.start, token.end)

    def action(self, at: int) -> str | None:
        """What the word at `at` says befell people: مقتل, أصيب, لقي … حتفهم."""
        if at >= self.last or self.tokens[at].kind != "word":
            return None
        word = self.tokens[at].folded
        found = bare(word, self.words.actions)
        if found:
            return self.words.actions[found]
        if bare(word, self.words.life_verbs):
            window = self.tokens[at + 1 : min(at + 9, self.last)]
            return "killed" if any(t.folded in self.words.life for t in window) else None
        return None

    def outcome(self, at: int) -> tuple[str, str] | None:
        """Kind and number of a victim by name at `at`: قتيل, جرحى."""
        word = bare(self.word(at), self.words.outcomes)
        return self.words.outcomes[word] if word else None

    def number(self, at: int) -> Number | None:
        """The number at `at`, or behind a bound that begins there."""
        if at in self.numbers:
            return self.numbers[at]
        size = self.bound(at)[1]
        return self.numbers.get(at + size) if size else None

    def bound(self, at: int) -> tuple[str, int]:
        """The bound that begins at `at`, and its length in tokens."""
        first = bare(self.word(at), self.words.bounds)
        for kind, words in self.words.bounds[first] if first else ():
            if all(self.word(at + n) == words[n] for n in range(1, len(words))):
                return kind, len(words)
        return "", 0

    def person(self, at: int) -> str | None:
        """The word for people at `at`, its clitics cut off."""
        word = self.word(at)
        tables = (self.words.people, self.words.outcomes, self.words.rest)
        return next((found for table in tables if (found := bare(word, table))), None)

    def several(self, at: int) -> int:
        """The token behind "a number of" that begins at `at`, or 0: عدد من, عدة."""
        word = self.word(at)
        if bare(word, self.words.several_of) and self.word(at + 1) in ("من", "اخر"):
            return at + 2 if self.word(at + 1) == "من" else at + 1
        return at + 1 if bare(word, self.words.several_adjective) else 0

    def _several(self, at: int, kind: str, of: int | None) -> tuple[Count, int] | None:
        place = self.several(at)
        if not place or self.person(place) is None:
            return None
        found = self.outcome(place)
        kind = found[0] if found and of is None else kind
        return self._count(at, place + 1, kind, SEVERAL, (place, place + 1), of)

    def _numbered(self, at: int, number: Number, bound: str, kind: str, of: int | None) -> tuple[Count, int] | None:
        end, who = number.last, None
        if self.word(end) == "من" and self.word(end + 1).startswith("ال"):
            end += 1
        word = self.person(end)
        end = end if word else number.last
        if word:
            who, end = (end, end + 1), end + 1
            outcome = self.words.outcomes.get(word)
            kind = outcome[0] if outcome and of is None else kind
        elif self._counts_things(number, bound, of):
            return None
        after, size = self.bound(end)
        if not bound and after == "at_least":
            bound, end = after, end + size
        return self._count(at, end, self._lost(end) or kind, _limits(number, bound), who, of)

    def _counts_things(self, number: Number, bound: str, of: int | None) -> bool:
        """True where a number without people behind it is one of things, a date, or one already spoken of."""
        if bare(self.word(number.last), self.words.things):
            return True
        if number.definite and number.min == number.max and of is None and not bound:
            return True
        dated = bare(self.word(number.last), self.words.months) or self.word(number.first - 1) in self.words.years
        return bool(dated) or (number.value in YEARS and self.tokens[number.first].kind == "number")

    def _lost(self, at: int) -> str | None:
        """«6 أشخاص في عداد المفقودين»."""
        near = " ".join(self.word(n) for n in range(at, at + 3))
        return next((kind for phrase, kind in self.words.states.items() if near.startswith(phrase)), None)

    def _unnumbered(self, at: int, kind: str, of: int | None) -> tuple[Count, int] | None:
        """A dual, a singular, a relative of someone named, or a plural without number."""
        word = self.word(at)
        if rest := bare(word, self.words.rest):
            limits = {"1": (1, 1), "2": (2, 2)}.get(self.words.rest[rest], SEVERAL)
            return self._count(at, at + 1, kind, limits, (at, at + 1), of)
        shape = self._shape(word)
        if shape is None:
            return None
        found = self.outcome(at)
        kind = found[0] if found and of is None else kind
        if shape in "dp" and self.word(at + 1) in self.words.two:
            return self._count(at, at + 2, kind, (2, 2), (at, at + 1), of)
        if shape == "s" and self.word(at + 1) in self.words.single:
            bound, size = self.bound(at + 2)
            most = None if bound == "at_least" else 1
            return self._count(at, at + 2 + (size if most is None else 0), kind, (1, most), (at, at + 1), of)
        return self._count(at, at + 1, kind, LIMITS[shape], (at, at + 1), of)

    def _shape(self, word: str) -> str | None:
        """s, d or p of a word for people."""
        if found := bare(word, self.words.people):
            return self.words.people[found]
        if found := bare(word, self.words.outcomes):
            return self.words.outcomes[found][1]
        return "s" if bare(word, self.words.kin) else None

    def _count(
        self,
        at: int,
        end: int,
        kind: str,
        limits: tuple[int, int | None],
        who: tuple[int, int] | None,
        of: int | None,
    ) -> tuple[Count, int]:
        people = (self.tokens[who[0]].start, self.tokens[who[1] - 1].end) if who else None
        start = self.numbers[at].start if at in self.numbers else self.tokens[at].start
        kind = "casualties" if of is None and self._lumped(end) else kind
        return Count(kind, *limits, start, self.tokens[end - 1].end, people, of), end

    def _lumped(self, at: int) -> bool:
        """«العشرات بين شهيد وجريح», «عشرات القتلى والجرحى»."""
        here, behind = self.outcome(at - 1), self.outcome(at)
        if here and behind and here[0] != behind[0] and self.word(at).startswith("وال"):
            return True
        for place in range(at, at + 3):
            if self.word(place) == "بين" and self.outcome(place + 1) and self.outcome(place + 2):
                return True
        return False


def _limits(number: Number, bound: str) -> tuple[int, int | None]:
    low, high = number.min, number.max
    if bound == "at_least":
        return low, None
    if bound == "more_than":
        return low + 1, None
    return (0, high) if bound == "at_most" else (low, high)

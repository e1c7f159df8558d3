"""Finds counts of people killed, injured or missing. Says nothing of who states them, nor of what caused them.

A toll begins at a word that says what befell (مقتل، أصيب) or at a count of victims by name (43 قتيلا). Behind it stand
counts; behind a count its parts (بينهم …), and theirs in turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rasad_arabic.numbers import Number, read_numbers
from rasad_arabic.sentences import sentences
from rasad_arabic.tokens import Token, tokenize
from rasad_arabic.victims import bare, victims

REACH = 6  # tokens between the word that says what befell and its count
GAP = 5  # tokens between a count and what belongs to it


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


@dataclass(frozen=True, slots=True)
class TollPhrase:
    """The counts of one statement. `trigger` is the phrase that carries them (مقتل 32 شخصا وإصابة 104), `clause`
    the sentence it stands in; `denied` is true for "no casualties" (counts of 0)."""

    counts: tuple[Count, ...]
    trigger: tuple[int, int]
    clause: tuple[int, int]
    denied: bool = False


def find_tolls(text: str, tokens: Sequence[Token] | None = None) -> list[TollPhrase]:
    """The tolls of `text` in order."""
    tokens = tokenize(text) if tokens is None else tokens
    numbers = {number.first: number for number in read_numbers(tokens)}
    found: list[TollPhrase] = []
    for sentence in sentences(text, tokens):
        found += _Reader(tokens, numbers, sentence.first, sentence.last).read()
    return found


class _Reader:
    """Reads one sentence: tokens `first:last`."""

    def __init__(self, tokens: Sequence[Token], numbers: dict[int, Number], first: int, last: int) -> None:
        self.tokens, self.numbers, self.first, self.last = tokens, numbers, first, last
        self.words = victims()
        self.counts: list[Count] = []
        self.start = 0

    def read(self) -> list[TollPhrase]:
        found: list[TollPhrase] = []
        at = self.first
        while at < self.last:
            end = self._denial(at)
            if end:
                found.append(self._none(at, end))
                at = end
                continue
            end = self._phrase(at)
            if end > at:
                found.append(self._done(found))
                at = end
            else:
                at += 1
        return _joined(found)

    def _done(self, before: list[TollPhrase]) -> TollPhrase:
        trigger = (self.tokens[self.start].start, max(c.end for c in self.counts if c.of is None))
        clause = (self.tokens[self.first].start, self.tokens[self.last - 1].end)
        return TollPhrase(tuple(self.counts), trigger, clause)

    def _none(self, at: int, end: int) -> TollPhrase:
        start, stop = self.tokens[at].start, self.tokens[end - 1].end
        kind = "injured" if "صاب" in self.tokens[end - 1].folded else "casualties"
        clause = (self.tokens[self.first].start, self.tokens[self.last - 1].end)
        return TollPhrase((Count(kind, 0, 0, start, stop),), (start, stop), clause, denied=True)

    def _denial(self, at: int) -> int:
        """The end of "no casualties" that begins at `at`, or 0."""
        if bare(self.tokens[at].folded, self.words.no_words) is None:
            return 0
        for size in (2, 1):
            for skip in range(1, 5):
                stop = at + skip + size
                phrase = " ".join(t.folded for t in self.tokens[at + skip : stop])
                if stop <= self.last and bare(phrase, self.words.no_things) and not self._counts(at, stop):
                    return stop
        return 0

    def _counts(self, at: int, stop: int) -> bool:
        return any(n in self.numbers for n in range(at, min(stop + 1, self.last)))

    def _phrase(self, at: int) -> int:
        """Read a toll that begins at `at` into `self.counts`; where it ends, or `at`."""
        self.counts, self.start = [], at
        kind = self._action(at)
        if kind is None:
            return self._victims(at)
        kind, behind = self._lumped(kind, at + 1)
        for place in range(behind, min(behind + REACH, self.last)):
            if self._action(place) or self.tokens[place].text in ".،؛":
                return at
            if end := self._count(place, kind):
                return self._more(end)
        return at

    def _action(self, at: int) -> str | None:
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

    def _lumped(self, kind: str, behind: int) -> tuple[str, int]:
        """«مقتل وإصابة 8»: one count of both."""
        if behind < self.last and self.tokens[behind].folded.startswith("و"):
            other = self._action(behind)
            if other and other != kind and not self._single(behind + 1):
                return "casualties", behind + 1
        return kind, behind

    def _single(self, at: int) -> bool:
        """True where a word for one person stands, not a number: «مقتل شخص وإصابة آخر» is two counts."""
        return at < self.last and bare(self.tokens[at].folded, self.words.rest) is not None

    def _victims(self, at: int) -> int:
        """A count of victims by name, without a word in front: «43 قتيلا»، «قتيلان»."""
        number = self._number(at)
        place = number.last if number else at
        found = self._outcome(place)
        if found is None or (number is None and (found[1] == "s" or _definite(self.tokens[at].folded))):
            return at
        end = self._count(at, found[0])
        return self._more(end) if end else at

    def _outcome(self, at: int) -> tuple[str, str] | None:
        if at >= self.last:
            return None
        word = bare(self.tokens[at].folded, self.words.outcomes)
        return self.words.outcomes[word] if word else None

    def _number(self, at: int) -> Number | None:
        """The number at `at`, or behind a bound that begins there."""
        if at in self.numbers:
            return self.numbers[at]
        size = self._bound(at)[1]
        return self.numbers.get(at + size) if size else None

    def _bound(self, at: int) -> tuple[str, int]:
        """The bound that begins at `at`, and its length in tokens."""
        for kind, phrases in self.words.bounds.items():
            for phrase in phrases:
                size = phrase.count(" ") + 1
                words = [t.folded for t in self.tokens[at : min(at + size, self.last)]]
                if bare(" ".join(words), (phrase,)):
                    return kind, size
        return "", 0

    def _count(self, at: int, kind: str, of: int | None = None) -> int:
        """Read one count at `at`; where it ends, or 0."""
        bound, size = self._bound(at)
        number = self.numbers.get(at + size)
        if number is not None:
            return self._numbered(at, number, bound, kind, of)
        word = self.tokens[at].folded if at < self.last else ""
        if bare(word, self.words.one_of) and at + 1 < self.last:
            return self._add(at, at + 2, kind, (1, 1), (at + 1, at + 2), of)
        return self._unnumbered(at, word, kind, of) if not size else 0

    def _numbered(self, at: int, number: Number, bound: str, kind: str, of: int | None) -> int:
        end, who = number.last, None
        if end < self.last and (word := self._person(end)):
            who, end = (end, end + 1), end + 1
            outcome = self.words.outcomes.get(word)
            kind = outcome[0] if outcome and of is None else kind
        elif end < self.last and (self._thing(end) or (number.definite and of is None and not bound)):
            return 0
        after, size = self._bound(end)
        if not bound and after == "at_least":
            bound, end = after, end + size
        return self._add(at, end, kind, _limits(number, bound), who, of)

    def _thing(self, at: int) -> bool:
        return bare(self.tokens[at].folded, self.words.things) is not None

    def _person(self, at: int) -> str | None:
        word = self.tokens[at].folded
        return bare(word, self.words.people) or bare(word, self.words.outcomes) or bare(word, self.words.rest)

    def _unnumbered(self, at: int, word: str, kind: str, of: int | None) -> int:
        """A dual, a singular, or a plural without number."""
        table = {**self.words.rest}
        if rest := bare(word, table):
            low, high = {"1": (1, 1), "2": (2, 2)}.get(table[rest], (2, None))
            return self._add(at, at + 1, kind, (low, high), (at, at + 1), of)
        found = bare(word, self.words.people)
        outcome = bare(word, self.words.outcomes)
        shape = self.words.people[found] if found else self.words.outcomes[outcome][1] if outcome else None
        if outcome and of is None:
            kind = self.words.outcomes[outcome][0]
        if shape is None:
            return 0
        limits = {"d": (2, 2), "s": (1, 1), "p": (2, None)}[shape]
        return self._add(at, at + 1, kind, limits, (at, at + 1), of)

    def _add(
        self,
        at: int,
        end: int,
        kind: str,
        limits: tuple[int, int | None],
        who: tuple[int, int] | None,
        of: int | None,
    ) -> int:
        people = (self.tokens[who[0]].start, self.tokens[who[1] - 1].end) if who else None
        start = self.tokens[at].start
        if at in self.numbers:
            start = self.numbers[at].start
        self.counts.append(Count(kind, *limits, start, self.tokens[end - 1].end, people, of))
        return end

    def _more(self, at: int) -> int:
        """What belongs to the count that ends at `at`: its parts, and counts of another kind."""
        while True:
            end = self._parts(at, len(self.counts) - 1) or self._next(at)
            if not end:
                return at
            at = end

    def _parts(self, at: int, parent: int) -> int:
        for place in range(at, min(at + GAP + 1, self.last)):
            if bare(self.tokens[place].folded, self.words.parts):
                return self._list(place + 1, parent)
            if self.tokens[place].text in ".؛" or place in self.numbers:
                return 0
        return 0

    def _list(self, at: int, parent: int) -> int:
        """Parts joined by و."""
        end, kind = 0, self.counts[parent].kind
        while at < self.last:
            reached = self._count(at, kind, parent)
            if not reached:
                return end
            end = reached
            if inner := self._parts(end, len(self.counts) - 1):
                end = inner
            if end < self.last and self.tokens[end].folded.startswith("و") and not self._action(end):
                at = end + 1 if self.tokens[end].folded == "و" else end
                outcome = self._outcome(at if at not in self.numbers else self.numbers[at].last)
                if outcome and outcome[0] != kind:
                    return end
            else:
                return end
        return end

    def _next(self, at: int) -> int:
        """«وإصابة 5 آخرين»، «و12 جريحا» behind a count."""
        for place in range(at, min(at + 2 * GAP, self.last)):
            token = self.tokens[place]
            if token.text in ".؛":
                return 0
            if not token.folded.startswith("و"):
                continue
            kind = self._action(place)
            if kind:
                for reach in range(place + 1, min(place + GAP + 1, self.last)):
                    if end := self._count(reach, kind):
                        return end
                return 0
            start = place + 1 if token.folded == "و" else place
            number = self.numbers.get(start)
            found = self._outcome(number.last if number else start)
            if found and (number or found[1] != "s"):
                return self._count(start, found[0])
        return 0


def _definite(word: str) -> bool:
    """True for a word with the article: «إجلاء الجرحى» counts nobody."""
    return word.startswith(("ال", "وال", "بال", "لل", "فال"))


def _limits(number: Number, bound: str) -> tuple[int, int | None]:
    low, high = number.min, number.max
    if bound == "at_least":
        return low, None
    if bound == "more_than":
        return low + 1, None
    return (0, high) if bound == "at_most" else (low, high)


def _joined(found: list[TollPhrase]) -> list[TollPhrase]:
    """Tolls without overlap; parts never exceed their whole: where one does, it stands alone."""
    return [replace(toll, counts=_true_parts(toll.counts)) for toll in found]


def _true_parts(counts: tuple[Count, ...]) -> tuple[Count, ...]:
    out = []
    for count in counts:
        whole = counts[count.of] if count.of is not None else None
        too_many = whole is not None and whole.max is not None and count.min > whole.max
        out.append(replace(count, of=None) if too_many else count)
    return tuple(out)

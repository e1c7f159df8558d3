"""Finds counts of people killed, injured or missing. Says nothing of who states them, nor of what caused them.

A toll begins at a word that says what befell (مقتل، أصيب), at a count of victims by name (43 قتيلا), or at people of
whom the verb behind them says it (3 مدنيين قتلوا). Behind a count stand its parts (بينهم …), and theirs in turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rasad_arabic.numbers import read_numbers
from rasad_arabic.sentences import sentences
from rasad_arabic.tokens import Token, tokenize
from rasad_arabic.toll_counts import Count, CountReader
from rasad_arabic.victims import bare

REACH = 6  # tokens between the word that says what befell and its count
GAP = 5  # tokens between «وإصابة» and its count
PARTS = 9  # tokens between a count and what introduces its parts
FAR = 16  # tokens to «وإصابة …» behind a count, a name and a place between
STOPS = ".؛؟!"


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
        found += _Reader(CountReader(tokens, numbers, sentence.first, sentence.last)).read()
    return found


class _Reader:
    """Reads the tolls of one sentence."""

    def __init__(self, reader: CountReader) -> None:
        self.reader, self.words, self.last = reader, reader.words, reader.last
        self.counts: list[Count] = []
        self.start = 0

    def read(self) -> list[TollPhrase]:
        found: list[TollPhrase] = []
        at = self.reader.first
        while at < self.last:
            end = self._nobody(at)
            if end:
                found.append(self._none(at, end))
                at = end
                continue
            self.counts, self.start = [], at
            end = self._begun(at)
            if end > at:
                found.append(self._done())
            at = max(end, at + 1)
        return found

    def _begun(self, at: int) -> int:
        """Where the toll that begins at `at` ends, or 0. Its counts are kept."""
        end = self._by_action(at) or self._by_people(at) or self._by_name(at)
        return self._more(end) if end else 0

    def _done(self) -> TollPhrase:
        end = max(count.end for count in self.counts if count.of is None)
        return TollPhrase(_true_parts(self.counts), (self.reader.tokens[self.start].start, end), self._clause())

    def _clause(self) -> tuple[int, int]:
        return self.reader.tokens[self.reader.first].start, self.reader.tokens[self.last - 1].end

    def _none(self, at: int, end: int) -> TollPhrase:
        start, stop = self.reader.tokens[at].start, self.reader.tokens[end - 1].end
        named = (self.reader.action(end - 1), (self.reader.outcome(end - 1) or (None,))[0])
        kind = next((found for found in named if found), "casualties")
        return TollPhrase((Count(kind, 0, 0, start, stop),), (start, stop), self._clause(), denied=True)

    def _nobody(self, at: int) -> int:
        """The end of "no casualties" that begins at `at`, or 0."""
        if bare(self.reader.word(at), self.words.no_words) is None:
            return 0
        for size in (2, 1):
            for skip in range(1, 7):
                stop = at + skip + size
                phrase = " ".join(self.reader.word(n) for n in range(at + skip, stop))
                counted = any(n in self.reader.numbers for n in range(at, stop + 1))
                if stop <= self.last and bare(phrase, self.words.no_things) and not counted:
                    return stop
        return 0

    def _keep(self, read: tuple[Count, int] | None) -> int:
        if read is None:
            return 0
        self.counts.append(read[0])
        return read[1]

    def _by_action(self, at: int) -> int:
        """«مقتل 3 مدنيين»: the word first, its count behind it."""
        kind = self.reader.action(at)
        if kind is None:
            return 0
        kind, behind = self._both(kind, at + 1)
        for place in range(behind, min(behind + REACH, self.last)):
            if self.reader.action(place) or self.reader.tokens[place].text in STOPS + "،":
                return 0
            if self.reader.word(place) in self.words.by_whom:
                return self._keep((self.reader.hidden(at, kind), at + 1)) if self._befell_one(at) else 0
            if end := self._keep(self.reader.read(place, kind)):
                return end
        return 0

    def _befell_one(self, at: int) -> bool:
        """A verb whose one victim was named before: «قُتل برصاص …»."""
        return bare(self.reader.word(at), self.words.befell) is not None

    def _both(self, kind: str, behind: int) -> tuple[str, int]:
        """«مقتل وإصابة 8»: one count of both."""
        if self.reader.word(behind).startswith("و"):
            other = self.reader.action(behind)
            single = bare(self.reader.word(behind + 1), self.words.rest) is not None
            if other and other != kind and not single:
                return "casualties", behind + 1
        return kind, behind

    def _by_people(self, at: int) -> int:
        """«3 مدنيين على الأقل، بينهم طفل، قتلوا»: the people first, what befell them behind, in their number."""
        read = self.reader.read(at, "")
        if read is None or read[0].who is None or read[0].kind not in ("", "missing"):
            return 0
        if read[0].kind:
            return self._keep(read) if self.reader.number(at) else 0
        self.counts.append(read[0])
        inside = self._parts(read[1], 0)
        for place in range(inside or read[1], min((inside or read[1]) + REACH, self.last)):
            if self.reader.tokens[place].text in STOPS or (not inside and self.reader.tokens[place].text in "،:"):
                break
            kind = self.reader.action(place)
            if kind and self._agrees(read[0], at, place):
                self.counts = [replace(count, kind=kind) for count in self.counts]
                return place + 1
            if kind or place in self.reader.numbers:
                break
        self.counts.clear()
        return 0

    def _agrees(self, count: Count, at: int, verb: int) -> bool:
        """True where the verb is one that fits so many, and whose subject they may be."""
        word = self.reader.word(verb)
        if word[:1] == "و":
            return False
        if count.min > 2 or count.max is None:
            return word.endswith("وا")
        if count.min == 2:
            return word.endswith("ا")
        return word in self.words.befell and (at == self.reader.first or self.reader.word(at - 1) in ("ان", "بان"))

    def _by_name(self, at: int) -> int:
        """«43 قتيلا», «قتيلان», «سقوط قتيل»: victims by name."""
        if bare(self.reader.word(at), self.words.carriers):
            for place in range(at + 1, min(at + 3, self.last)):
                if end := self._named(place, carried=True):
                    return end
            return 0
        return self._named(at, carried=False)

    def _named(self, at: int, *, carried: bool) -> int:
        number = self.reader.number(at)
        place = number.last if number else self.reader.several(at) or at
        found = self.reader.outcome(place)
        if found is None:
            return 0
        bare_singular = number is None and found[1] == "s" and not carried and not self._joined_by_number(place + 1)
        if bare_singular or (number is None and _definite(self.reader.word(at))):
            return 0
        return self._keep(self.reader.read(at, found[0]))

    def _joined_by_number(self, at: int) -> bool:
        """«قتيل و4 مصابين»."""
        begin = at + 1 if self.reader.word(at) == "و" else at
        number = self.reader.numbers.get(begin)
        joined = self.reader.word(at).startswith("و")
        return bool(joined and number and self.reader.outcome(number.last))

    def _more(self, at: int) -> int:
        """What belongs to the count that ends at `at`: its parts, and counts beside it."""
        while True:
            end = self._parts(at, len(self.counts) - 1) or self._and(at) or self._next(at)
            if not end:
                return at
            at = end

    def _parts(self, at: int, parent: int) -> int:
        """«بينهم 27 مدنيا», «ثلاثة منهم», «أحدهما طفل», «غالبيتهم أطفال»."""
        for place in range(at, min(at + PARTS, self.last)):
            if self._dashed(place) or bare(self.reader.word(place), self.words.parts):
                return self._list(place + 1, parent)
            if self.reader.action(place):
                return 0
            if end := self._some(place, parent):
                return end
            if self.reader.tokens[place].text in STOPS or place in self.reader.numbers:
                return 0
        return 0

    def _dashed(self, at: int) -> bool:
        """«28 قتيلا - 17 متمردا و11 جنديا -»: parts between dashes."""
        opens = self.reader.tokens[at].text in "-–" and not self.reader.word(at + 1).startswith("و")
        return opens and at + 1 in self.reader.numbers and self.counts[-1].of is None

    def _some(self, at: int, parent: int) -> int:
        """A part that is not introduced: its own words say of whom it is one."""
        whole, start = self.counts[parent], self.reader.tokens[at].start
        word = self.reader.word(at)
        number = self.reader.numbers.get(at)
        if number and number.min > 1 and bare(self.reader.word(number.last), self.words.parts):
            limits, end = (number.min, number.max), number.last + 1
        elif word in self.words.one_of_two:
            limits, end = (1, 1), at + 1
        elif word in self.words.some_of:
            limits, end = (2, None), at + 1
        elif word in self.words.most_of and self.reader.person(at + 1):
            limits, end = (whole.min // 2 + 1, None), at + 2
        else:
            return 0
        self.counts.append(Count(whole.kind, *limits, start, self.reader.tokens[end - 1].end, None, parent))
        return end

    def _list(self, at: int, parent: int) -> int:
        """Parts joined by و."""
        end, kind = 0, self.counts[parent].kind
        while at < self.last:
            reached = self._keep(self.reader.read(at, kind, parent))
            if not reached:
                return end
            end = reached
            if inner := self._parts(end, len(self.counts) - 1):
                end = inner
            if not self.reader.word(end).startswith("و") or self.reader.action(end):
                return end
            at = end + 1 if self.reader.word(end) == "و" else end
            number = self.reader.numbers.get(at)
            outcome = self.reader.outcome(number.last if number else at)
            if outcome and outcome[0] != kind:
                return end
        return end

    def _and(self, at: int) -> int:
        """«مقتل طفلة ورجل», «أصيب آخر وستة جنود»: more people whom the same befell."""
        for place in range(at, min(at + 3, self.last)):
            word = self.reader.word(place)
            if self.reader.tokens[place].text in STOPS + "،" or self.reader.action(place):
                return 0
            if word.startswith("و"):
                start = place + 1 if word == "و" else place
                read = self.reader.read(start, self.counts[-1].kind)
                return self._keep(read) if read and read[0].who and not _definite(word) else 0
        return 0

    def _next(self, at: int) -> int:
        """«وإصابة 5 آخرين», «و12 جريحا» behind a count."""
        for place in range(at, min(at + FAR, self.last)):
            word = self.reader.word(place)
            if self.reader.tokens[place].text in STOPS:
                return 0
            if not word.startswith("و"):
                continue
            if kind := self.reader.action(place):
                reach = range(place + 1, min(place + GAP + 1, self.last))
                return next((end for n in reach if (end := self._keep(self.reader.read(n, kind)))), 0)
            start = place + 1 if word == "و" else place
            number = self.reader.number(start)
            found = self.reader.outcome(number.last if number else self.reader.several(start) or start)
            if found and (number or found[1] != "s" or place == at) and not (number is None and _definite(word)):
                return self._keep(self.reader.read(start, found[0]))
        return 0


def _definite(word: str) -> bool:
    """True for a word with the article: «إجلاء الجرحى» counts nobody."""
    return word.startswith(("ال", "وال", "بال", "لل", "فال"))


def _true_parts(counts: Sequence[Count]) -> tuple[Count, ...]:
    """A part never exceeds its whole: where it does, it stands alone."""
    out = []
    for count in counts:
        whole = counts[count.of] if count.of is not None else None
        too_many = whole is not None and whole.max is not None and count.min > whole.max
        out.append(replace(count, of=None) if too_many else count)
    return tuple(out)

"""What stands around a reporting verb: whether it reports at all, and whom it quotes. Keeps no memory of the text."""

from __future__ import annotations

from collections.abc import Iterable

from rasad import Span, Speaker
from rasad_arabic.fold import fold_word
from rasad_arabic.names import WATCHERS, name_at, words
from rasad_arabic.outlets import OPENING
from rasad_arabic.reading import Reading

FAR = 16  # tokens between the verb of an outlet and «نقلا عن»
NO_VERB_BEHIND = frozenset({"لم", "لن", "لا", "على", "علي", "بناء", "من", "الى", "عن", "في", "ضد"})


def impersonal(reading: Reading, at: int, last: int) -> bool:
    """«يذكر أن …»: nobody is named, the outlet speaks."""
    return reading.word(at) in words("impersonal") and followed_by_that(reading, at, last)


def reports_nothing(reading: Reading, at: int) -> bool:
    """A listed word that reports nothing here: under a negation, behind a preposition, in a name, «تابع ل…»."""
    before, behind = reading.word(at - 1), reading.word(at + 1)
    if before in NO_VERB_BEHIND or before.startswith(WATCHERS):
        return True
    return (reading.bare(at) == "تابع" and behind.startswith("ل")) or reading.word(at) == "فرات"


def followed_by_that(reading: Reading, at: int, last: int) -> bool:
    """Whether «إن», a colon or a quotation opens behind the verb at `at`."""
    window = range(at + 1, min(at + 4, last))
    return any(reading.word(n) in words("that") or reading.tokens[n].text in '«“":' for n in window)


def surname(reading: Reading, at: int, spoken: Iterable[Speaker]) -> Span | None:
    """A single word that ends the name of one who has spoken before: «وقال الدرعان في تصريح …»."""
    at += reading.word(at) in OPENING
    names = {fold_word(speaker.span.text.split()[-1].strip('«»”"')) for speaker in spoken}
    word = reading.word(at)
    return reading.span(at, at + 1) if word in names and word.isalpha() else None


def quoted_from(reading: Reading, at: int, last: int) -> tuple[Span, int] | None:
    """«قالت صحيفة … نقلا عن SPEAKER»: the name behind «نقلا عن», and where it ends."""
    for n in range(at, min(at + FAR, last - 2)):
        if reading.word(n) in words("that"):
            return None
        if reading.word(n) in ("نقلا", "نقله", "نقلته") and reading.word(n + 1) == "عن":
            name, _, end = name_at(reading, n + 2, last)
            return (name, end) if name else None
    return None

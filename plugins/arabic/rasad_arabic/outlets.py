"""Where the name of an agency or outlet stands: listed, behind a head such as «وكالة», or in quotation marks."""

from __future__ import annotations

from functools import cache

from rasad import Span
from rasad_arabic.fold import fold_word
from rasad_arabic.lexicon_files import load
from rasad_arabic.reading import Reading

LONGEST = 4  # words behind a head, or between quotation marks
OPENING, CLOSING = frozenset('«“"‹»”'), frozenset('»”"›«')
PUBLISHED = frozenset(map(fold_word, ("نشرته", "بثته", "نقلته", "أوردته", "نشرتها", "بثتها", "نقلتها", "نشره", "بثه")))


@cache
def heads() -> frozenset[str]:
    """Words that an outlet's name begins with, folded."""
    return frozenset(fold_word(word) for word in load("agencies")["heads"] if " " not in word)


@cache
def _tails() -> frozenset[str]:
    words = ("للأنباء", "الرسمية", "الحكومية", "الرسمي", "السورية", "اليمنية", "السعودية", "التركية", "الأمريكية")
    return frozenset(map(fold_word, (*words, "الأميركية", "البريطانية", "الكردية", "العربية", "الإعلامية", "الروسية")))


def told_to(reading: Reading, at: int, last: int) -> tuple[Span, int] | None:
    """The outlet that is spoken to at `at`, «لوكالة …», «لـ«…»», and the token behind it."""
    if reading.word(at) == "ل":
        return outlet(reading, at + 1, last) or _quoted(reading, at + 1, last)
    listed = [p for p in reading.of("agency", at, last) if p.first == at and p.clitics.startswith("ل")]
    if listed:
        longest = max(listed, key=lambda p: p.last)
        end = _extended(reading, longest.last, last)
        return reading.span(at, end, skip=1), end
    word = reading.word(at)
    if word.startswith("ل") and word[1:] in heads():
        end = _behind(reading, at + 1, last)
        return (reading.span(at, end, skip=1), end) if end > at + 1 else None
    return None


def published_by(reading: Reading, at: int, last: int) -> tuple[Span, int] | None:
    """The outlet that a statement was published by: «بيان نشرته وكالة …»."""
    if reading.word(at) not in PUBLISHED:
        return None
    return next((found for n in range(at + 1, min(at + 3, last)) if (found := outlet(reading, n, last))), None)


def outlet(reading: Reading, at: int, last: int) -> tuple[Span, int] | None:
    """The outlet whose name begins at `at`, and the token behind it."""
    listed = [p for p in reading.of("agency", at, last) if p.first == at]
    headed = _behind(reading, at + 1, last) if at < last and reading.word(at) in heads() else 0
    end = max([headed if headed > at + 1 else 0, *(_extended(reading, p.last, last) for p in listed)])
    return (reading.span(at, end), end) if end else None


def _behind(reading: Reading, at: int, last: int) -> int:
    """The end of the name behind a head that ends at `at`."""
    if quoted := _quoted(reading, at, last):
        return _extended(reading, quoted[1] + 1, last)
    listed = [p.last for p in reading.of("agency", at, last) if p.first == at]
    if listed:
        return _extended(reading, max(listed), last)
    end = at
    while end < min(at + LONGEST, last) and _in_name(reading, end):
        end += 1
        if reading.word(end - 1).startswith("لل"):  # «للأنباء» closes the name
            break
    return end


def _extended(reading: Reading, at: int, last: int) -> int:
    """Past «للأنباء», «الرسمية» and a name in quotation marks behind a name."""
    while at < last and reading.word(at) in _tails():
        at += 1
    quoted = _quoted(reading, at, last)
    return quoted[1] + 1 if quoted else at


def _quoted(reading: Reading, at: int, last: int) -> tuple[Span, int] | None:
    """A short name in quotation marks that open at `at`, and its closing mark."""
    if at >= last or reading.tokens[at].text not in OPENING:
        return None
    stop = min(at + 2 + LONGEST, last)
    close = next((n for n in range(at + 1, stop) if reading.tokens[n].text in CLOSING), 0)
    return (reading.span(at + 1, close), close) if close > at + 1 else None


def _in_name(reading: Reading, at: int) -> bool:
    word = reading.word(at)
    return reading.tokens[at].kind == "word" and (word.startswith(("ال", "لل")) or word in _names())


@cache
def _names() -> frozenset[str]:
    return frozenset(fold_word(word) for name in load("agencies")["names"] for word in name.split())

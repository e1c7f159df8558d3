"""Finds what frames a report: its opener («شفق نيوز/ », «بغداد - رويترز:») and its closing credit («(رويترز)»)."""

from __future__ import annotations

import re
from typing import NamedTuple

_AGENCY = (
    r"شفق نيوز|شەفق نيوز|رويترز|أ ?\.? ?ف ?\.? ?ب ?\.?|ا ?\.? ?ف ?\.? ?ب ?\.?"
    r"|فرانس برس|د ?\.? ?ب ?\.? ?أ ?\.?|أ ?\.? ?ب ?\.?|الأناضول|واس|سانا|وفا|قنا|وام|بترا|كونا"
    r"|أ ?ش ?أ|الوئام|وكالات|الوكالات|سبوتنيك|AFP|REUTERS|Reuters|AP|Shafaq News"
)
_NAME = r"[^\n:()«»\"/،.\-–—]{2,30}"
_DATE = r"(?:[،,]\s*\d{1,2}[-/]\d{1,2}[-/]\d{4})?"
_OPENERS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\s*(?P<agency>{_AGENCY})\s*[/\-–—]\s*(?:(?P<place>[^\n:،.()\"]{{2,40}})(?=\n)\n)?",
        rf"\s*(?P<place>{_NAME}(?:\({_NAME}\))?){_DATE}\s*[-–—]?\s*\(\s*(?P<agency>{_AGENCY})\s*\)\s*[-–—:]?\s*",
        rf"\s*(?P<place>{_NAME})\s*[-–—/]\s*(?P<agency>{_AGENCY})\s*[:\-–—]\s*",
        rf"\s*(?P<agency>{_AGENCY})\s*[-–—]\s*(?P<place>{_NAME})\s*[:]\s*",
        rf"\s*(?P<place>{_NAME})\s*[-–—/]\s*(?P<agency>{_AGENCY})\s*\n",
        rf"\s*\(\s*(?P<agency>{_AGENCY})\s*\)\s*\n",
        rf"\s*[^\n:()«»\"]{{3,60}}\sم\s(?P<agency>{_AGENCY})\s*\n",
    )
)
_CREDIT = re.compile(rf"[(\[]\s*(?P<agency>(?:{_AGENCY})(?:\s*[،,\-–/و]\s*(?:{_AGENCY}))*)\s*[)\]]\s*\.?\s*$")

_OWN = frozenset(
    {"شفق نيوز", "شەفق نيوز", "Shafaq News", "الوئام", "وكالات", "الوكالات"}
)  # bylines of the outlet itself, and nobody's
_HEADLINE = re.compile(r"[^\n]{10,160}[^\n.]\n")


class Frame(NamedTuple):
    """An opener or credit: the offsets of the whole, of the agency's name and of the place, where they stand.

    The outlet's own byline names no agency.
    """

    start: int
    end: int
    agency: tuple[int, int] | None
    place: tuple[int, int] | None


def dateline(text: str) -> Frame | None:
    """The opener of a report, or null; it may stand below a headline. The report proper begins at its `end`."""
    headline = _HEADLINE.match(text)
    for begin in (0, headline.end() if headline else 0):
        for pattern in _OPENERS:
            if match := pattern.match(text, begin, begin + 200):
                return _frame(match)
    return None


def credit(text: str) -> Frame | None:
    """The agency in brackets at the very end of a report, or null."""
    tail = max(0, len(text) - 120)
    match = _CREDIT.search(text, tail)
    return _frame(match) if match else None


def _frame(match: re.Match[str]) -> Frame:
    own = match.groupdict().get("agency") in _OWN
    spans = [match.span(name) if name in match.re.groupindex and match[name] else None for name in ("agency", "place")]
    return Frame(match.start(), match.end(), None if own else spans[0], spans[1])

"""Finds time expressions and the days they mean. Durations are no times; what cannot be resolved has no days.

Weekdays count back from the day of publication, that day included; only a word for the future turns them round.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import NamedTuple

from rasad_arabic.fold import fold, fold_word
from rasad_arabic.lexicon_files import load
from rasad_arabic.numbers import read_numbers
from rasad_arabic.tokens import Token, tokenize

DAY = timedelta(days=1)
Days = tuple[date | None, date | None]
UNKNOWN: Days = (None, None)


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A time expression: `text` stands at `start:end`; `date_from` and `date_to` are inclusive days, or both null.

    `kind` is day, weekday, range, month, year or vague. `ambiguous` marks one of several readings.
    """

    start: int
    end: int
    text: str
    date_from: date | None
    date_to: date | None
    ambiguous: bool
    kind: str


class _Pattern(NamedTuple):
    kind: str
    shape: re.Pattern[str]


def _any(words: Sequence[str]) -> str:
    return "|".join(sorted({re.escape(fold_word(w)) for w in words}, key=len, reverse=True))


@cache
def _weekdays() -> dict[str, int]:
    return {fold_word(name): day for day, names in enumerate(load("times")["weekdays"]) for name in names}


@cache
def _months() -> dict[str, int]:
    return {fold_word(name): int(month) for month, names in load("months").items() for name in names}


@cache
def _ordinals() -> dict[str, int]:
    """Days of the month in words: «الخامس من آذار»."""
    return {fold_word(name): day for day, name in enumerate(load("times")["ordinals"], 1)}


@cache
def _patterns() -> tuple[_Pattern, ...]:
    """The shapes in order of preference; where two overlap the earlier wins."""
    words = load("times")
    day, month = f"(?:{_any(list(_weekdays()))})", f"(?:{_any(list(_months()))})"
    part, past, next_ = _any(words["parts"]), _any(words["past"]), _any(words["next"])
    lead = r"(?<!\w)(?:[وفبل]{0,2})"
    number, unit = r"\w+", _any(words["units"])
    named = rf"(?P<month>{month})(?:\s*[/(]?\s*{month}\s*\)?)?"
    ordinal = _any(list(_ordinals()))
    dated = rf"(?:\d{{1,2}}|(?P<ordinal>{ordinal}))\s+(?:من\s+)?(?:شهر\s+)?(?P<month>{month})(?:\s*/\s*{month})?"
    dated += (
        rf"(?:\s+(?:(?P<year>\d{{4}})م?|(?P<near>{past}|{next_}|الجاري|الحالي)|من العام (?P<of>{past}|الجاري|الحالي)))?"
    )
    shapes = {
        "iso": r"(?<!\d)(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)",
        "numeric": r"(?<!\d)(?P<d>\d{1,2})[/\-](?P<m>\d{1,2})[/\-](?P<y>\d{4})(?!\d)",
        "date": rf"{lead}(?P<core>(?:(?:{part})\s+)?(?:يوم\s+)?(?:{day}\s*[،(]?\s*)?(?P<dom>(?:{dated})))",
        "years": rf"{lead}(?P<core>بين\s+(?:عامي\s+)?(?P<y>(?:19|20)\d\d)\s*(?:-|–|و)\s*(?P<y2>(?:19|20)\d\d))(?!\d)",
        "month": rf"{lead}(?P<core>(?P<since>منذ\s+)?(?:شهر\s+)?{named}\s+"
        rf"(?:(?:عام\s+|سنه\s+)?(?P<year>(?:19|20)\d\d)|(?P<near>{past}|{next_}|الجاري|الحالي)))(?!\d)",
        "inmonth": rf"(?<!\w)(?P<core>(?:في|خلال)\s+(?:شهر\s+)?{named})(?!\w)",
        "year": rf"{lead}(?P<core>(?P<since>منذ\s+)?(?:(?:ال)?عام|(?:ال)?سنه|(?<=في )|(?<=منذ ))\s*"
        rf"(?P<year>(?:19|20)\d\d))(?![\d/\-])",
        "ago": rf"(?<!\w)(?P<core>(?P<since>منذ|قبل)\s+(?:اكثر\s+من\s+|نحو\s+|حوالي\s+)?(?:(?P<n>{number})\s+)?"
        rf"(?P<unit>{unit}))(?!\w)",
        "hours": r"(?<!\w)(?P<core>خلال\s+(?:ال)?(?:24|48|72)\s*ساعه)(?!\w)",
        "hoursahead": rf"(?<!\w)(?P<core>خلال\s+الساعات\s+(?:القليله\s+)?(?:{next_}))(?!\w)",
        "sameday": r"(?<!\w)(?P<core>(?:في\s+)?(?:ذلك\s+)?اليوم\s+(?:نفسه|ذاته))(?!\w)",
        "since": rf"{lead}(?P<core>منذ\s+(?:(?:{part})\s+)?(?:يوم\s+)?(?P<w>{day}|امس|اليوم))",
        "nights": rf"{lead}(?P<core>(?:(?:في\s+)?وقت متاخر من\s+)?(?:ليل|ليله|مساء)\s+(?P<w>{day})"
        rf"\s*[-–/]?\s*(?P<w2>{day}))",
        "weekday": rf"{lead}(?P<core>(?:(?:في\s+)?(?:{part})\s+)?(?:اليوم\s+|امس\s+|غدا?\s*[”\"]?\s+)?"
        rf"(?:يوم\s+)?\(?(?P<w>{day})(?:\s+(?P<near>{past}|{next_}))?)(?!\w)",
        "twodays": r"(?<!\w)(?P<core>(?:خلال|في)\s+اليومين\s+(?:الماضيين|الاخيرين))",
        "ndays": r"(?<!\w)(?P<core>(?:خلال|في)\s+(?:ال)?(?P<n>\w+)\s+(?:ال)?ايام\s+(?:الماضيه|الاخيره))",
        "week": rf"{lead}(?P<core>الاسبوع\s+(?P<near>{past}|{next_}|الجاري|الحالي))",
        "monthago": rf"{lead}(?P<core>الشهر\s+(?P<near>{past}|{next_}|الجاري|الحالي))",
        "yearago": rf"{lead}(?P<core>(?:العام|السنه)\s+(?P<near>{past}|{next_}|الماضيه|الجاري|الحالي))",
        "relative": rf"{lead}(?P<core>(?:(?:في\s+)?(?:{part})\s+)?(?:يوم\s+)?"
        r"(?P<r>اول\W{1,3}(?:من\W{1,3})?امس|امس الاول|امس|(?<!ذلك )اليوم(?!\s+التالي)|غدا|غد"
        r"|الليله الماضيه|الليله|الان))(?!\w)",
        "overnight": r"(?<!\w)(?P<core>(?:خلال|اثناء)\s+الليل|ليلا)(?!\w)",
        "now": r"(?<!\w)(?P<core>قبل\s+(?:قليل|ساعات|دقائق)|(?:في\s+)?هذه\s+الاثناء|حتي\s+(?:الان|اللحظه)"
        r"|منذ\s+(?:قليل|ساعات|ساعتين|دقائق)|(?:في\s+)?(?:ساعات\s+)?(?:الظهيره|الصباح الباكر))(?!\w)",
        "vague": r"(?<!\w)(?P<core>(?:في|خلال)\s+(?:الايام|الاونه|الساعات|الفتره)\s+(?:القليله\s+)?"
        r"(?:الاخيره|الماضيه)|مؤخرا)(?!\w)",
    }
    return tuple(_Pattern(kind, re.compile(shape)) for kind, shape in shapes.items())


def find_times(
    text: str, published_at: datetime | date | None, tokens: Sequence[Token] | None = None
) -> list[TimeExpression]:
    """The time expressions of `text` in order, resolved against the day of publication in the zone it carries."""
    folded = fold(text)
    anchor = published_at.date() if isinstance(published_at, datetime) else published_at
    taken: list[tuple[int, int]] = []
    found: list[TimeExpression] = []
    for kind, match in _matches(folded.text):
        start, end = match.span("core") if "core" in match.re.groupindex else match.span()
        if any(start < e and s < end for s, e in taken):
            continue
        taken.append((start, end))
        first, last = folded.span(start, end)
        days = _resolve(kind, match, anchor)
        ambiguous = kind == "nights" or (kind == "weekday" and "ليل" in match[0])
        found.append(TimeExpression(first, last, text[first:last], *days, ambiguous, _KINDS.get(kind, "day")))
    return sorted(found, key=lambda t: t.start)


_KINDS = {"since": "range", "nights": "range", "weekday": "weekday", "twodays": "range", "ndays": "range"}
_KINDS |= {"month": "month", "inmonth": "month", "year": "year", "years": "range", "ago": "range", "hours": "range"}
_KINDS |= {"sameday": "vague"}
_KINDS |= {"week": "range", "monthago": "month", "yearago": "year", "vague": "vague", "overnight": "range"}


def _matches(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    for kind, shape in _patterns():
        for match in shape.finditer(text):
            yield kind, match


def _resolve(kind: str, match: re.Match[str], anchor: date | None) -> Days:
    if kind in ("iso", "numeric"):
        return _one(_day(int(match["y"]), int(match["m"]), int(match["d"])))
    if kind == "date":
        return _one(_dated(match, anchor))
    if kind in ("month", "inmonth"):
        return _whole_month(match, anchor)
    if kind in ("year", "years"):
        return _year(match, anchor)
    if anchor is None or kind in ("vague", "sameday"):
        return UNKNOWN
    return _relative(kind, match, anchor)


def _year(match: re.Match[str], anchor: date | None) -> Days:
    named = match.groupdict()
    if named.get("y2"):
        return date(int(match["y"]), 1, 1), date(int(match["y2"]), 12, 31)
    year = int(match["year"])
    return date(year, 1, 1), anchor if anchor and named["since"] else date(year, 12, 31)


def _relative(kind: str, match: re.Match[str], anchor: date) -> Days:
    if kind in _SPANS:
        before, after = _SPANS[kind]
        return anchor + before * DAY, anchor + after * DAY
    reading = _READERS.get(kind)
    return reading(match, anchor) if reading else _one(anchor + _OFFSETS[re.sub(r"\W+", " ", match["r"])] * DAY)


# From how many days before the day of publication to how many after it.
_SPANS = {"overnight": (-1, 0), "now": (0, 0), "twodays": (-2, -1), "hours": (-1, 0), "hoursahead": (0, 1)}


def _since(match: re.Match[str], anchor: date) -> Days:
    start = anchor if match["w"] == "اليوم" else anchor - DAY if match["w"] == "امس" else None
    return start or _weekday(match["w"], anchor), anchor


def _nights(match: re.Match[str], anchor: date) -> Days:
    last = _weekday(match["w2"], anchor)
    return last - DAY, last


def _days_back(match: re.Match[str], anchor: date) -> Days:
    numbers = read_numbers(tokenize(match["n"]))
    return (anchor - numbers[0].min * DAY, anchor - DAY) if numbers else UNKNOWN


def _year_near(match: re.Match[str], anchor: date) -> Days:
    year = anchor.year + _shift(match["near"] or "")
    return date(year, 1, 1), date(year, 12, 31)


def _ago(match: re.Match[str], anchor: date) -> Days:
    """«قبل أربعة أيام» is that day, «منذ ثلاثة أشهر» reaches from then to the day of publication."""
    many, size = _UNITS.get(match["unit"], (0, 0))
    if match["n"]:
        numbers = read_numbers(tokenize(match["n"]))
        if not numbers or numbers[0].value is None:
            return UNKNOWN
        many = numbers[0].min
    if not size or not many or many * size > 40_000:
        return UNKNOWN
    then = _months_back(anchor, many * size // 30) if size >= 30 else anchor - many * size * DAY
    return then, anchor if match["since"] == "منذ" else then


# How many of what length in days a word for a stretch of time says.
_UNITS = {"يوم": (1, 1), "يومين": (2, 1), "ايام": (0, 1), "يوما": (0, 1), "اسبوع": (1, 7), "اسبوعين": (2, 7)}
_UNITS |= {"اسابيع": (0, 7), "شهر": (1, 30), "شهرين": (2, 30), "اشهر": (0, 30), "شهور": (0, 30), "شهرا": (0, 30)}
_UNITS |= {"عام": (1, 360), "عامين": (2, 360), "اعوام": (0, 360), "عاما": (0, 360), "سنه": (1, 360)}
_UNITS |= {"سنتين": (2, 360), "سنوات": (0, 360)}


def _months_back(anchor: date, months: int) -> date:
    count = anchor.year * 12 + anchor.month - 1 - months
    year, month = count // 12, count % 12 + 1
    return next(day for last in range(anchor.day, 0, -1) if (day := _day(year, month, last)))


def _whole_month(match: re.Match[str], anchor: date | None) -> Days:
    """A month by name: of its year, else the last such month, the next where a word for the future says so."""
    month, near = _months()[match["month"]], match.groupdict().get("near") or ""
    written = match.groupdict().get("year")
    if written:
        year = int(written)
    elif anchor is None:
        return UNKNOWN
    else:
        year = anchor.year
        ahead = near.startswith(("المقبل", "القادم"))
        year += ahead and month < anchor.month
        year -= not ahead and (month > anchor.month or (month == anchor.month and bool(near) and _shift(near) < 0))
    first = date(year, month, 1)
    last = date(year + month // 12, month % 12 + 1, 1) - DAY
    return first, anchor if anchor is not None and match.groupdict().get("since") else last


_OFFSETS = {"امس": -1, "اليوم": 0, "غدا": 1, "غد": 1, "اول امس": -2, "اول من امس": -2, "امس الاول": -2, "الليله": 0}
_OFFSETS |= {"الليله الماضيه": -1, "الان": 0}


def _one(day: date | None) -> Days:
    return day, day


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _shift(near: str) -> int:
    if near.startswith(("الجاري", "الحالي")):
        return 0
    return 1 if near.startswith(("المقبل", "القادم")) else -1


def _weekday(name: str, anchor: date, near: str = "", words: str = "") -> date:
    """The most recent such day on or before the anchor; the next one where a word for the future says so."""
    day = _weekdays()[name]
    if "اليوم" in words.split(name)[0]:  # published past midnight, or in another time zone: the day's name knows better
        ahead = (day - anchor.weekday()) % 7
        return anchor + (ahead if ahead <= 1 else ahead - 7) * DAY
    if near.startswith(("المقبل", "القادم")) or "غد" in words.split(name)[0]:
        return anchor + ((day - anchor.weekday() - 1) % 7 + 1) * DAY
    return anchor - ((anchor.weekday() - day) % 7) * DAY


def _week(anchor: date, near: str) -> Days:
    monday = anchor - anchor.weekday() * DAY + 7 * _shift(near) * DAY
    return monday, monday + 6 * DAY


def _month(anchor: date, near: str) -> Days:
    count = anchor.year * 12 + anchor.month - 1 + _shift(near)
    first = date(count // 12, count % 12 + 1, 1)
    return first, date((count + 1) // 12, (count + 1) % 12 + 1, 1) - DAY


def _dated(match: re.Match[str], anchor: date | None) -> date | None:
    dom = _ordinals().get(match["ordinal"]) or int(re.split(r"\D", match["dom"])[0])
    month = _months()[match["month"]]
    if match["year"]:
        return _day(int(match["year"]), month, dom)
    if anchor is None:
        return None
    if match["of"]:
        return _day(anchor.year + _shift(match["of"]), month, dom)
    year = anchor.year
    near = match["near"] or ""
    found = _day(year, month, dom)
    if near.startswith(("المقبل", "القادم")):
        return found if found is None or found >= anchor else _day(year + 1, month, dom)
    late = found is not None and found > anchor + 31 * DAY
    return _day(year - 1, month, dom) if late else found


_READERS: dict[str, Callable[[re.Match[str], date], Days]] = {
    "since": _since,
    "weekday": lambda match, anchor: _one(_weekday(match["w"], anchor, match["near"] or "", match[0])),
    "nights": _nights,
    "ndays": _days_back,
    "week": lambda match, anchor: _week(anchor, match["near"]),
    "monthago": lambda match, anchor: _month(anchor, match["near"]),
    "yearago": _year_near,
    "ago": _ago,
}

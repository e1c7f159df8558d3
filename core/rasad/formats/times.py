"""Reads the times publishers write. What cannot be placed on the UTC line stays a raw text without a time.

Never looks at the clock and never fills in: a time without zone, or a day without hour, is placed only where
the caller knows the publisher's zone; a year outside 1900-2100 is a mistake, not a time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple

from rasad.articles import UNKNOWN_TIME, Timestamp
from rasad.formats import months

EARLIEST, LATEST = 1900, 2100
MAX_LENGTH = 120  # longer "dates" are texts in the wrong field

_OFFSET = r"Z|[A-Za-z]{1,5}|(?:GMT|UTC)?[+-]\d{1,2}:?(?:\d{2})?"
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
_LATE_CLOCK = r"(?P<hour2>\d{1,2}):(?P<minute2>\d{2})(?::(?P<second2>\d{2}))?"
_HALF = r"(?:\s*(?P<half>[AaPp]\.?[Mm]\.?))?"
_ZONE = rf"(?:\s*\(?(?P<zone>{_OFFSET})\)?)?"
_WEEKDAY, _MONTH, _DAY = (
    r"(?:[A-Za-z]{3,9}\.?,?\s+)?",
    r"(?P<month>[A-Za-z]{3,9})\.?",
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?",
)

_RFC822 = re.compile(
    rf"{_WEEKDAY}{_DAY}[\s-]+{_MONTH},?[\s-]+(?P<year>\d{{4}}|\d{{2}})"
    rf"(?:,?\s+(?:at\s+)?{_CLOCK}{_HALF}{_ZONE}(?:\s+\([^)]*\))?)?"
)
_MONTH_FIRST = re.compile(
    rf"{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+(?:{_CLOCK}\s+(?:(?P<zone>[A-Z]{{1,5}})\s+)?)?(?P<year>\d{{4}})"
    rf"(?:,?\s+(?:at\s+)?{_LATE_CLOCK}{_HALF}(?:\s*\(?(?P<zone2>{_OFFSET})\)?)?)?"
)
_ISO = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
    rf"(?:(?:[Tt]|\s+|\s*,\s*){_CLOCK}{_ZONE})?"
)
_BASIC = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:T?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?(?:[.,]\d+)?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
_SLASHED = re.compile(rf"(?P<year>\d{{4}})/(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})(?:\s+{_CLOCK}{_ZONE})?")
_ARABIC_NAME = "|".join(sorted(map(re.escape, months.ARABIC), key=len, reverse=True))
_ARABIC_DATE = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})\s*[-/،,]?\s*(?:من\s+)?(?P<month>{_ARABIC_NAME})(?:\s*[-/]\s*(?:{_ARABIC_NAME}))?"
    r"\s*[-/،,]?\s*(?:عام\s+|سنة\s+|سنه\s+)?(?P<year>\d{4})(?!\d)"
)
_ARABIC_CLOCK = re.compile(r"(?<![\d:])(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?![\d:])")
_ARABIC_HALF = re.compile(r"(?<!\w)(ص|م|صباحا|مساء|ظهرا|am|pm)(?!\w)", re.I)
_ARABIC_ZONE = re.compile(r"بتوقيت\s+(?:مدينه\s+)?(\w+)")
_OFFSET_VALUE = re.compile(r"(?:GMT|UTC)?([+-])(\d{1,2}):?(\d{2})?")


class _Fields(NamedTuple):
    """A date taken apart. `hour` is null where only a day was given."""

    year: int
    month: int
    day: int
    hour: int | None = None
    minute: int = 0
    second: int = 0
    zone: str | None = None


def parse_time(raw: str | None, *, zone: tzinfo | None = None) -> Timestamp:
    """The time `raw` says. `zone` is the publisher's, for times that carry none; never raises.

    Reads RFC 822 as feeds mangle it, ISO 8601 and W3CDTF, NewsML's basic form, and Arabic dates. A date of
    the Hijri calendar is told (`method` "hijri") and not converted: the day depends on the country. A day
    without hour is placed at its local midnight, with `method` ending in ", day only", if `zone` is given.
    """
    raw = (raw or "").strip()
    if not raw:
        return UNKNOWN_TIME
    if len(raw) > MAX_LENGTH:
        return Timestamp(raw=raw[:MAX_LENGTH])
    for method, read in _READERS:
        fields = read(raw)
        if fields is not None:
            return _placed(raw, method, fields, zone)
    if months.HIJRI.intersection(months.fold(raw).split()):
        return Timestamp(raw=raw, method="hijri")
    return Timestamp(raw=raw)


def from_epoch(seconds: float, raw: str) -> Timestamp:
    """A Unix time as a timestamp; null where it lies outside the plausible years."""
    if not 0 < seconds < 4_102_444_800:  # 2100-01-01
        return Timestamp(raw=raw)
    return Timestamp(datetime.fromtimestamp(int(seconds), UTC), raw, "Z", "epoch")


def _placed(raw: str, method: str, fields: _Fields, zone: tzinfo | None) -> Timestamp:
    found, evidence = _zone(fields.zone, zone)
    if fields.hour is None:
        method += ", day only"
    if not EARLIEST <= fields.year <= LATEST:
        return Timestamp(None, raw, None, method)
    try:
        local = datetime(fields.year, fields.month, fields.day, tzinfo=found)
        local += _time_of_day(fields)
        at = local.astimezone(UTC) if found else None
    except (ValueError, OverflowError):
        return Timestamp(None, raw, None, method)
    return Timestamp(at, raw, evidence if at else None, method)


def _time_of_day(fields: _Fields) -> timedelta:
    """24:00 and leap seconds are legal; other excesses are not."""
    hour = fields.hour or 0
    if hour > 24 or fields.minute > 59 or fields.second > 60 or (hour == 24 and fields.minute + fields.second):
        raise ValueError("no such time of day")
    return timedelta(hours=hour, minutes=fields.minute, seconds=fields.second)


def _zone(name: str | None, configured: tzinfo | None) -> tuple[tzinfo | None, str | None]:
    """The zone a date names, and where it was taken from; a name nobody knows leaves the date without."""
    if not name:
        return configured, "config" if configured else None
    upper = name.upper()
    if upper == "Z":
        return UTC, "Z"
    if upper in months.ZONES:
        return months.ZONES[upper], "name"
    if offset := _OFFSET_VALUE.fullmatch(upper):
        hours, minutes = int(offset[2]), int(offset[3] or 0)
        if hours > 14 or minutes > 59:
            return None, None
        shift = timedelta(hours=hours, minutes=minutes)
        return timezone(-shift if offset[1] == "-" else shift), "offset"
    return _named_clock(name)


def _named_clock(name: str) -> tuple[tzinfo | None, str | None]:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    key = months.CLOCKS.get(name)
    try:
        return (ZoneInfo(key), "name") if key else (None, None)
    except ZoneInfoNotFoundError:
        return None, None


def _fields(match: re.Match[str], month: int) -> _Fields:
    groups = match.groupdict()
    hour = groups.get("hour") or groups.get("hour2")
    return _Fields(
        _full_year(groups["year"]),
        month,
        int(groups["day"]),
        None if hour is None else _half_day(int(hour), groups.get("half")),
        int(groups.get("minute") or groups.get("minute2") or 0),
        int(groups.get("second") or groups.get("second2") or 0),
        groups.get("zone") or groups.get("zone2"),
    )


def _full_year(digits: str) -> int:
    """Two digits as RFC 2822 reads them: 00-49 are this century's, 50-99 the last one's."""
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (2000 if year < 50 else 1900)


def _half_day(hour: int, half: str | None) -> int:
    if not half or hour > 12:
        return hour
    return hour % 12 + (12 if half[0] in "pPم" or half == "ظهرا" else 0)


def _numeric(pattern: re.Pattern[str]) -> Callable[[str], _Fields | None]:
    def read(raw: str) -> _Fields | None:
        match = pattern.fullmatch(raw)
        return _fields(match, int(match["month"])) if match else None

    return read


def _worded(pattern: re.Pattern[str]) -> Callable[[str], _Fields | None]:
    def read(raw: str) -> _Fields | None:
        match = pattern.fullmatch(raw)
        month = months.ENGLISH.get(match["month"][:3].lower()) if match else None
        return _fields(match, month) if match and month else None

    return read


def _arabic(raw: str) -> _Fields | None:
    if raw.isascii():
        return None
    folded = months.fold(raw)
    date = _ARABIC_DATE.search(folded)
    if date is None:
        return None
    rest = f"{folded[: date.start()]} {folded[date.end() :]}"
    fields = _Fields(int(date["year"]), months.ARABIC[" ".join(date["month"].split())], int(date["day"]))
    clock = _ARABIC_CLOCK.search(rest)
    if clock is None:
        return fields
    half, zone = _ARABIC_HALF.search(rest, clock.end()), _ARABIC_ZONE.search(rest)
    offset = re.search(rf"{_ZONE}\s*$", rest[clock.end() :])
    return fields._replace(
        hour=_half_day(int(clock["hour"]), half[1].lower() if half else None),
        minute=int(clock["minute"]),
        second=int(clock["second"] or 0),
        zone=zone[1] if zone else offset["zone"] if offset and not half else None,
    )


def _folded_iso(raw: str) -> _Fields | None:
    return None if raw.isascii() else _numeric(_ISO)(months.fold(raw).strip())


_READERS: tuple[tuple[str, Callable[[str], _Fields | None]], ...] = (
    ("rfc822", _worded(_RFC822)),
    ("iso8601", _numeric(_ISO)),
    ("newsml", _numeric(_BASIC)),
    ("iso8601", _numeric(_SLASHED)),
    ("month first", _worded(_MONTH_FIRST)),
    ("arabic-months", _arabic),
    ("iso8601", _folded_iso),
)

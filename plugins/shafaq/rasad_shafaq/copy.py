"""Shafaq's copy: the opener, the dateline, the boilerplate. Everything cut is kept as metadata."""

from __future__ import annotations

import re
from dataclasses import dataclass

# شفق نيوز/ · شفق نيوز- بغداد · شفق نيوز– بغداد · شفق نيوز - ديالى · Shafaq News / · شەفق نيوز- عراق
OPENER = re.compile(r"^(شفق نيوز|شەفق نيوز|شەفەق نیوز|Shafaq News)[ \t]*([/\-–—])[ \t]*")
DATE_LINE = re.compile(r"^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?$")
BOILERPLATE = frozenset({"Shafaq Live", "Radio radio icon", "radio icon", "Radio"})
LONGEST_DATELINE = 40


@dataclass(frozen=True, slots=True)
class Copy:
    """One story's own words, and what stood around them."""

    title: str
    text: str
    agency: str | None = None
    dateline: str | None = None
    date_line: str | None = None


def read(title: str, lines: list[str]) -> Copy:
    """Cut the copy out of a page's or file's lines.

    Before the opener stand only repeats of the headline and a date line; `dateline` may name two places
    (`دمشق/ القامشلي`). Copy without an opener is kept whole but for boilerplate.
    """
    lines = [line for line in lines if line not in BOILERPLATE]
    date_line = next((line for line in lines if DATE_LINE.match(line)), None)
    at = next((n for n, line in enumerate(lines) if OPENER.match(line)), None)
    if at is None:
        body = [line for line in lines if line not in (title, date_line)]
        return Copy(title, "\n".join(body), date_line=date_line)
    before = [line for line in lines[:at] if line != date_line]
    title = title or (before[0] if before else "")
    opener = OPENER.match(lines[at])
    assert opener
    first, dateline = _after_opener(lines[at][opener.end() :], follows=at + 1 < len(lines))
    body = [line for line in before if line != title] + ([first] if first else []) + lines[at + 1 :]
    return Copy(title, "\n".join(body), opener[1], dateline, date_line)


def _after_opener(rest: str, *, follows: bool) -> tuple[str, str | None]:
    """(first line of the text, dateline): a short rest of the line that ends no sentence is a dateline."""
    rest = rest.strip()
    short = len(rest) <= LONGEST_DATELINE and len(rest.split()) <= 4 and not rest.endswith((".", "؟", "!"))
    return ("", rest or None) if follows and short else (rest, None)

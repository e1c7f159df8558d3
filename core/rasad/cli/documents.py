"""Documents for `rasad extract`: JSON Lines or plain text files. Stores nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from rasad.articles import Version
from rasad.errors import ParseError
from rasad.formats import charset
from rasad.formats.times import parse_time

ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?")


def read(path: Path) -> Iterator[Version | ParseError]:
    """Versions of one file, in its order; a line that is no document comes as the error it is.

    A file that ends in `.jsonl` or `.ndjson` holds `{"id", "text", "published_at", "source", "lang"}` a line;
    any other file is one plain text, named after the file, of unknown time. Charsets are told by the bytes.
    """
    if path.suffix not in {".jsonl", ".ndjson"}:
        yield Version(charset.decode(path.read_bytes()).text, id=path.stem)
        return
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield _document(charset.decode(line).text, f"{path}:{number}")


def _document(line: str, place: str) -> Version | ParseError:
    try:
        row = json.loads(line)
        text, name = row["text"], str(row.get("id", place))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        return ParseError(f'{place}: needs a JSON object with "id" and "text": {error}')
    for field in ("text", "title", "lang", "published_at"):
        if not isinstance(row.get(field) or "", str) or text is None:
            return ParseError(f"{place}: {field} is not a string")
    return Version(
        text,
        row.get("title") or "",
        row.get("lang"),
        time(row.get("published_at")),
        str(row.get("source") or ""),
        name,
    )


def time(value: str | None) -> datetime | None:
    """The ISO 8601 date or time a value begins with: an interval counts from its start, and what follows a
    time is taken for a note. Else a time as feeds write it, «10 ديسمبر 2024» among them. Without a zone it is
    UTC. None where it is no date."""
    match = ISO.match(value or "")
    if not match:
        return parse_time(value, zone=UTC).at
    try:
        found = datetime.fromisoformat(match[0])
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)

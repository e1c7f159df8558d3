"""What a database can hold. What it cannot is refused with a reason, never changed in silence.

PostgreSQL has no NUL character in text and no key beyond a third of a page; SQLite takes no lone surrogates
and counts text only up to its first NUL, which would put every span behind it in the wrong place.
"""

from __future__ import annotations

import hashlib
import json
import math
from datetime import datetime
from typing import Any

from rasad.errors import LoadError
from rasad.store.columns import iso

KEY_BYTES = 2000
NOTE_LETTERS = 400  # reason and item stand in one index, whose rows PostgreSQL limits to 2,700 bytes
ITEM_BYTES = 800
INTEGER_LIMIT = 2**63


def words(value: Any, name: str) -> str:
    """`value`, if it is text that both databases hold letter for letter. Else `LoadError`."""
    if not isinstance(value, str):
        raise LoadError(f"{name} is {type(value).__name__}, not text")
    place = value.find("\0")
    if place >= 0:
        raise LoadError(f"{name} holds a NUL character at {place}")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise LoadError(f"{name} holds half a surrogate pair at {error.start}") from error
    return value


def words_or_none(value: Any, name: str) -> str | None:
    """`words`, or null."""
    return None if value is None else words(value, name)


def key(value: Any, name: str) -> str:
    """`words` that are short enough, and not too short, to be looked up by."""
    if not words(value, name):
        raise LoadError(f"{name} is empty")
    if len(value) * 4 > KEY_BYTES and len(value.encode()) > KEY_BYTES:
        raise LoadError(f"{name} is longer than {KEY_BYTES} bytes")
    return str(value)


def integer(value: Any, name: str) -> int | None:
    """A whole number of at most 64 bits, or null."""
    if value is None:
        return None
    if not isinstance(value, int) or not -INTEGER_LIMIT <= value < INTEGER_LIMIT:
        raise LoadError(f"{name} is no whole number of 64 bits")
    return int(value)


def real(value: Any, name: str, low: float, high: float) -> float | None:
    """A number between two bounds, or null."""
    if value is None:
        return None
    if not isinstance(value, int | float) or not math.isfinite(value) or not low <= value <= high:
        raise LoadError(f"{name} is no number between {low} and {high}")
    return float(value)


def moment(value: datetime | None, name: str) -> str | None:
    """The ISO text of a time, which both databases read; or null."""
    if value is None:
        return None
    try:
        return iso(value)
    except (ValueError, OverflowError) as error:
        raise LoadError(f"{name} cannot be placed on the UTC line: {error}") from error


def as_json(value: Any, name: str) -> str:
    """JSON with its letters as they are, except those that no database takes: these are escaped."""
    if not value:
        return "[]" if isinstance(value, list | tuple) else json.dumps(value)
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        return text if _encodable(text) else json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise LoadError(f"{name} cannot be written as JSON: {error}") from error


def note(value: str, letters: int = NOTE_LETTERS) -> str:
    """Our own words about something: cut to a length, and with escapes for what cannot be stored."""
    short = value if len(value) <= letters else value[: letters - 1] + "…"
    return short.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


def lookup_key(value: str, limit: int = KEY_BYTES) -> str:
    """A key under which anything can be found again: itself where it can be stored, else cut and hashed."""
    raw = value.encode("utf-8", "surrogatepass")
    if len(raw) <= limit and "\0" not in value and _encodable(value):
        return value
    return f"{note(value, 100)} sha256:{hashlib.sha256(raw).hexdigest()}"


def _encodable(value: str) -> bool:
    if value.isascii():
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True

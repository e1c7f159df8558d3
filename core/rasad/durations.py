"""Durations as people write them in settings: `90s`, `15m`, `2h`, `1d12h`, `2w`."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
SHAPE = re.compile(r"(?:\d+[smhdw])+")


def read(value: Any) -> Any:
    """A timedelta for `2h` and the like; anything else is left to pydantic (ISO 8601 durations, numbers)."""
    words = value.replace(" ", "") if isinstance(value, str) else ""
    if not SHAPE.fullmatch(words):
        return value
    parts = re.findall(r"(\d+)([smhdw])", words)
    return sum((timedelta(**{UNITS[unit]: int(number)}) for number, unit in parts), timedelta())


Duration = Annotated[timedelta, BeforeValidator(read)]

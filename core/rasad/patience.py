"""When an item that failed is asked for again, and when it is given up. Knows no source and no network.

Five runs in a row for a hiccup, then an hour, six, a day: where pages are away for an afternoon nothing is lost,
however often their feed is looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

WAITS = tuple(timedelta(hours=hours) for hours in (0, 0, 0, 0, 1, 6, 24))  # after the first failure, the second, …
UNREADABLE_WAITS = WAITS[:2]  # a page that came and could not be read: a login form, a shell without its text


def due_again(failures: int, now: datetime, waits: tuple[timedelta, ...] = WAITS) -> str | None:
    """The time of the next attempt, as text, after so many failures; null where the item is given up."""
    if failures > len(waits):
        return None
    return (now + waits[failures - 1]).astimezone(UTC).isoformat(timespec="seconds")


def is_due(pending: Mapping[str, Any], now: datetime) -> bool:
    """Whether an item's wait is over; also where it was stored without one, or by a clock that went ahead."""
    until = pending.get("due_at")
    if until is None:
        return True
    left = datetime.fromisoformat(until) - now
    return left <= timedelta() or left > WAITS[-1]

"""How long an item that failed is waited for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rasad.patience import UNREADABLE_WAITS, WAITS, due_again, is_due

NOON = datetime(2025, 3, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize(("failures", "hours"), [(1, 0), (4, 0), (5, 1), (6, 6), (7, 24)])
def test_waits_grow_with_failures(failures: int, hours: int) -> None:
    assert due_again(failures, NOON) == (NOON + timedelta(hours=hours)).isoformat(timespec="seconds")


def test_patience_ends() -> None:
    assert due_again(len(WAITS) + 1, NOON) is None
    assert due_again(3, NOON, UNREADABLE_WAITS) is None


@pytest.mark.parametrize(
    ("pending", "due"),
    [
        ({}, True),
        ({"due_at": None}, True),
        ({"due_at": "2025-03-04T12:00:00+00:00"}, True),
        ({"due_at": "2025-03-04T12:00:01+00:00"}, False),
        ({"due_at": "2025-03-05T12:00:00+00:00"}, False),
        ({"due_at": "2031-01-01T00:00:00+00:00"}, True),
    ],
    ids=["stored before waits were", "none", "over", "not yet", "a day", "by a clock that was years ahead"],
)
def test_item_is_due_when_its_wait_is_over_and_never_later_than_a_day(pending: dict[str, str], due: bool) -> None:
    assert is_due(pending, NOON) is due

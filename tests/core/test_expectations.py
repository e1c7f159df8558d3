"""What is usual for a source, learnt from its last runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rasad.expectations import ENOUGH, floor, longest_silence

NOON = datetime(2025, 3, 4, 12, tzinfo=UTC)


def every(*hours: float) -> list[datetime]:
    """Arrivals so many hours apart, the newest first."""
    moments = [NOON]
    for pause in hours:
        moments.append(moments[-1] - timedelta(hours=pause))
    return moments


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ([], None),
        ([20] * (ENOUGH - 1), None),
        ([20] * ENOUGH, 10),
        ([1] * ENOUGH, 0),
        ([20] * 15 + [2] * 5, 10),  # twenty runs, of which a quarter were thin long ago
        ([2] * 4 + [20] * 16, 10),  # a listing that shrank stays below its floor
        ([2] * 6 + [20] * 14, 1),  # until it has been so for more than five runs
        ([20] * 20 + [100] * 50, 10),  # what lies further back does not count
        (list(range(0, 40, 2)), 5),
    ],
)
def test_the_floor_is_half_of_what_is_usual_at_the_low_end(listed: list[int], expected: int | None) -> None:
    assert floor(listed) == expected


@pytest.mark.parametrize(
    ("arrivals", "hours"),
    [
        (every(), None),
        (every(*[1] * (ENOUGH - 1)), None),
        (every(*[1] * ENOUGH), 2),
        (every(*[1] * ENOUGH, 9), 18),  # nights
        (every(*[0.1] * 30), 1),  # never less than an hour
    ],
)
def test_silence_may_last_twice_the_longest_pause_so_far(arrivals: list[datetime], hours: float | None) -> None:
    assert longest_silence(arrivals) == (None if hours is None else timedelta(hours=hours))

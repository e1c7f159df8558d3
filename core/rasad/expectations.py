"""What a source may be expected to do, learnt from its own last runs where nobody has said it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

ENOUGH = 10  # runs before anything is believed to be usual
LAST = 20  # listings that count: a publisher who lists less for good is below its floor for five runs
SHARE = 0.5  # of what is usual at the low end
PATIENCE = 2  # times the longest silence so far
SHORTEST = timedelta(hours=1)


def floor(listed: Sequence[int]) -> int | None:
    """The fewest items a healthy listing has: half of the lower quartile. Null before there is enough to go by.

    `listed`: items of the last whole runs, the newest first.
    """
    last = sorted(listed[:LAST])
    if len(last) < ENOUGH:
        return None
    return int(SHARE * last[len(last) // 4])


def longest_silence(arrivals: Sequence[datetime]) -> timedelta | None:
    """How long nothing new may come: twice the longest pause so far, an hour at least. Null where unknown.

    `arrivals`: times at which something new had come, the newest first.
    """
    if len(arrivals) <= ENOUGH:
        return None
    return max(SHORTEST, PATIENCE * max(later - earlier for later, earlier in pairwise(arrivals)))

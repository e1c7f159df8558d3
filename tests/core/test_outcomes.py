"""Ten named outcomes, and no way to be green with data missing."""

from __future__ import annotations

from collections import Counter

import pytest

from rasad.batches import Outcome, Rejection, Stage
from rasad.outcomes import Tally, decide

FETCH = Rejection("s", Stage.FETCH, "HTTP 404")
PARSE = Rejection("s", Stage.PARSE, "torn")
SKIP = Rejection("s", Stage.SKIP, "planning note")


def tally(trouble: Outcome | None = None, rejections: tuple[Rejection, ...] = (), **counts: int) -> Tally:
    found = Tally(Counter(counts), trouble and (trouble, "why"))
    for rejection in rejections:
        found.reject(rejection, Outcome.HTTP_ERROR if rejection is FETCH else None)
    return found


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (tally(listed=3, dated=3), Outcome.OK),
        (tally(listed=3, dated=1, undated=2), Outcome.OK),
        (tally(listed=3, timeless=3), Outcome.OK),
        (tally(listed=3, known=3), Outcome.NOT_MODIFIED),
        (tally(not_modified=1), Outcome.NOT_MODIFIED),
        (tally(not_modified=1, dated=1), Outcome.OK),
        (tally(not_modified=1, rejections=(FETCH,)), Outcome.PARTIAL),
        (tally(listed=2, unchanged=1, rejections=(FETCH,)), Outcome.PARTIAL),
        (tally(), Outcome.EMPTY),
        (tally(dated=1), Outcome.EMPTY),
        (tally(listed=3, undated=3), Outcome.UNDATED),
        (tally(listed=3, dated=2, rejections=(FETCH,)), Outcome.PARTIAL),
        (tally(listed=3, known=2, rejections=(FETCH,)), Outcome.PARTIAL),
        (tally(listed=1, rejections=(FETCH,)), Outcome.HTTP_ERROR),
        (tally(listed=1, rejections=(PARSE,)), Outcome.PARSE_ERROR),
        (tally(listed=2, dated=1, rejections=(SKIP,)), Outcome.OK),
        (tally(listed=1, rejections=(SKIP,)), Outcome.OK),
        (tally(Outcome.TIMEOUT), Outcome.TIMEOUT),
        (tally(Outcome.BLOCKED), Outcome.BLOCKED),
        (tally(Outcome.HTTP_ERROR, listed=3, dated=3), Outcome.PARTIAL),
    ],
)
def test_outcome(seen: Tally, expected: Outcome) -> None:
    assert decide(seen) is expected


def test_fewer_items_than_the_floor_is_below_floor() -> None:
    assert decide(tally(listed=3, dated=3), floor=4) is Outcome.BELOW_FLOOR
    assert decide(tally(listed=4, dated=4), floor=4) is Outcome.OK
    assert decide(tally(not_modified=1), floor=4) is Outcome.NOT_MODIFIED


def test_only_two_outcomes_are_green() -> None:
    assert {o for o in Outcome if o.green} == {Outcome.OK, Outcome.NOT_MODIFIED}
    assert len(Outcome) == 10

"""What is amiss with sources: silence and thin listings, as configured or as learnt from the run log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rasad.batches import Outcome
from rasad.health import findings
from rasad.kept import opened
from rasad.testing.feedlab import Response

PAGES = {f"p{n}": f"p{n}:خبر {n}" for n in range(8)}


def amiss(newsroom: Any, later: timedelta = timedelta(), factor: float = 1.0) -> list[tuple[str, str]]:
    with opened(newsroom.settings, newsroom.registry) as store:
        found = findings(newsroom.settings, newsroom.registry, store, datetime.now(UTC) + later, factor)
        return [(finding.kind, finding.reason) for finding in found]


def expects(newsroom: Any, **section: Any) -> None:
    newsroom.settings.sources["gazette"].update(section)


def often(newsroom: Any, times: int = 11) -> None:
    """So many runs that each bring something new: another page a run, an hour apart."""
    for number in range(times):
        newsroom.list(**PAGES, new=f"new:خبر جديد {'.' * number}")
        newsroom.run()
    ((last,),) = newsroom.rows("SELECT max(ended_at) FROM run")
    hour = f"strftime('%Y-%m-%dT%H:%M:%SZ', '{last}', (id - 11) || ' hours')"
    newsroom.rows(f"UPDATE run SET started_at = {hour}, ended_at = {hour}")


def test_a_source_that_answers_and_has_nothing_new_is_quiet(newsroom: Any) -> None:
    expects(newsroom, expected_every="2h")
    newsroom.list(**PAGES)
    newsroom.run()
    newsroom.rows("UPDATE run SET ended_at = strftime('%Y-%m-%dT%H:%M:%SZ', ended_at, '-3 hours')")
    assert newsroom.run().outcome is Outcome.NOT_MODIFIED

    ((kind, reason),) = amiss(newsroom)

    assert kind == "quiet"
    assert reason.startswith("nothing new since ")
    assert reason.endswith("expected every 2:00:00")
    assert amiss(newsroom, factor=2) == []


def test_a_source_that_never_brought_anything_is_quiet_from_its_first_run_on(newsroom: Any) -> None:
    expects(newsroom, expected_every="2h")
    newsroom.lab["/list"] = Response("down", status=503)
    newsroom.run()

    assert amiss(newsroom) == []
    assert [kind for kind, _ in amiss(newsroom, timedelta(hours=3))] == ["quiet"]


def test_silence_is_learnt_where_nobody_set_it(newsroom: Any) -> None:
    often(newsroom)

    assert amiss(newsroom, timedelta(hours=1.5)) == []
    ((kind, reason),) = amiss(newsroom, timedelta(hours=2.5))
    assert (kind, reason.endswith("expected every 2:00:00 (learnt)")) == ("quiet", True)


def test_a_listing_that_shrinks_to_less_than_half_is_below_its_learnt_floor(newsroom: Any) -> None:
    often(newsroom)
    newsroom.list(new="new:وحيد")

    assert newsroom.run().outcome is Outcome.BELOW_FLOOR
    assert ("below_floor", "1 items listed, fewer than usual") in amiss(newsroom)


def test_a_floor_of_the_configuration_stands_above_the_learnt_one(newsroom: Any) -> None:
    often(newsroom)
    expects(newsroom, min_items=1)
    newsroom.list(new="new:وحيد")

    assert newsroom.run().outcome is Outcome.OK


@pytest.mark.parametrize("options", [{"limit": 1}, {"since": datetime(2024, 1, 1, tzinfo=UTC)}])
def test_a_run_that_looks_at_a_part_is_below_no_learnt_floor_and_teaches_none(
    newsroom: Any, options: dict[str, Any]
) -> None:
    often(newsroom)
    newsroom.list(new="new:وحيد")

    assert newsroom.run(**options).outcome is Outcome.OK
    with opened(newsroom.settings, newsroom.registry) as store:
        assert store.listed("gazette") == [9] * 11


def test_replays_are_no_sign_of_life(newsroom: Any) -> None:
    newsroom.list(**PAGES)
    newsroom.run()
    before = newsroom.rows("SELECT last_run_at, last_success_at, last_new_at FROM source_health")
    newsroom.rows("UPDATE run SET ended_at = '2025-01-01T00:00:00Z'")
    newsroom.replay()

    ((_, success, new),) = newsroom.rows("SELECT last_run_at, last_success_at, last_new_at FROM source_health")
    assert before[0][1] is not None
    assert (success, new) == ("2025-01-01T00:00:00Z", "2025-01-01T00:00:00Z")


def test_a_source_that_cannot_run_is_told(newsroom: Any) -> None:
    newsroom.list(**PAGES)
    newsroom.run()
    expects(newsroom, minimum=4)

    ((kind, reason),) = amiss(newsroom)

    assert kind == "broken"
    assert "minimum" in reason

"""Flows over what is kept: replay after a fix, and the look at every source."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rasad_flows.parameters import HealthParameters, ReplayParameters

pytestmark = [
    pytest.mark.usefixtures("prefect_server"),
    # Prefect's own sockets to its server are closed by the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

REFUSED = 'if "\\x00" in text:'


def ingest() -> Any:
    from rasad_flows.ingest import ingest as flow
    from rasad_flows.parameters import IngestParameters

    return flow(IngestParameters(source="gazette"), return_state=True)


def replay(**parameters: Any) -> Any:
    from rasad_flows.replay import replay as flow

    return flow(ReplayParameters(**parameters), return_state=True)


def health(**parameters: Any) -> Any:
    from rasad_flows.health import health as flow

    return flow(HealthParameters(**parameters), return_state=True)


def artifact(key: str) -> Any:
    from prefect.artifacts import Artifact

    found = Artifact.get(key)
    assert found is not None
    return json.loads(str(found.data))


def mend(newsroom: Any) -> None:
    plugin = newsroom.folder / "plugins" / "gazette.py"
    was = plugin.read_text("utf-8")
    assert REFUSED in was
    plugin.write_text(was.replace(REFUSED, 'text = text.strip("\\x00")\n        if not text:'), "utf-8")


def test_after_a_fix_the_rejected_come_in_and_the_table_says_how_many(newsroom: Any) -> None:
    newsroom.publish(a="\x00خبر", b="خبر ثان")
    assert ingest().is_failed()
    mend(newsroom)

    state = replay()

    assert state.is_completed(), state.message
    assert newsroom.rows("SELECT count(*) FROM version") == [(2,)]
    (row,) = artifact("replay")
    assert [row[c] for c in ("source", "outcome", "new", "rejected", "listed")] == ["gazette", "ok", 1, 0, 1]
    assert replay(source="gazette").is_completed()


def test_what_fails_again_makes_the_run_fail_by_name(newsroom: Any) -> None:
    newsroom.publish(a="\x00خبر", b="خبر ثان")
    ingest()

    state = replay(rejected=False)

    assert state.is_failed()
    assert state.message == "1 of 1 sources need a look: gazette partial"


def test_a_source_that_is_gone_from_the_configuration_stops_no_other(newsroom: Any) -> None:
    newsroom.sources("gazette", "second")
    newsroom.publish(a="خبر")
    newsroom.publish("second", b="خبر ثان")
    ingest()
    from rasad_flows.ingest import ingest as flow
    from rasad_flows.parameters import IngestParameters

    flow(IngestParameters(source="second"), return_state=True)
    newsroom.sources("gazette")

    state = replay(rejected=False)

    assert state.is_failed()
    assert "1 of 2 sources need a look: second (ConfigError: no source 'second'" in state.message


def test_health_is_completed_where_nothing_is_amiss(newsroom: Any) -> None:
    newsroom.publish(a="خبر")
    ingest()

    assert health().message == "1 sources are as they should be"


def test_a_source_that_only_answers_is_quiet(newsroom: Any) -> None:
    newsroom.configure('expected_every = "1h"\n')
    newsroom.publish(a="خبر")
    ingest()
    newsroom.rows("UPDATE run SET ended_at = '2025-01-01T00:00:00Z'")
    ingest()

    state = health()

    assert state.is_failed()
    assert state.message == "gazette: nothing new since 2025-01-01T00:00:00Z; expected every 1:00:00"
    (row,) = artifact("health")
    assert (row["source"], row["kind"]) == ("gazette", "quiet")

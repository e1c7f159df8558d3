"""The flow does what the command does, and its state is as honest as the outcome."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from rasad.testing.feedlab import Response
from rasad_flows.artifacts import artifact_key
from rasad_flows.parameters import IngestParameters

pytestmark = [
    pytest.mark.usefixtures("prefect_server"),
    # Prefect's own sockets to its server are closed by the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
PAGE = "أعلن العمدة هدنة في الوادي. نفى القائد الهدنة. أسفر الهجوم عن مقتل 7 أشخاص."


def run(**parameters: Any) -> Any:
    from rasad_flows.ingest import ingest

    return ingest(IngestParameters(source="gazette", **parameters), return_state=True)


def artifact(key: str) -> str:
    from prefect.artifacts import Artifact

    found = Artifact.get(key)
    assert found is not None
    return str(found.data)


def messages(flow_run_id: Any) -> list[str]:
    """The run's log; it is sent in the background, so it is waited for."""
    import time

    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import LogFilter, LogFilterFlowRunId

    asked = LogFilter(flow_run_id=LogFilterFlowRunId(any_=[flow_run_id]))
    with get_client(sync_client=True) as client:
        for _ in range(40):
            found = [log.message for log in client.read_logs(asked)]
            if any("gazette" in line for line in found):
                return found
            time.sleep(0.25)
    return found


def test_a_green_outcome_completes_and_leaves_rows_artifacts_and_log(newsroom: Any) -> None:
    newsroom.publish(a=PAGE, b="خبر")

    state = run()

    assert state.is_completed()
    assert state.message.startswith("ok: ")
    assert newsroom.rows("SELECT count(*) FROM version") == [(2,)]
    (row,) = json.loads(artifact("ingest-gazette"))
    shown = [row[c] for c in ("outcome", "new", "updated", "unchanged", "rejected", "claims", "disputes")]
    assert shown == ["ok", 2, 0, 0, 0, 3, 1]
    text = artifact("findings-gazette")
    for words in ("أعلن العمدة هدنة", "نفى القائد الهدنة", "**\u2068القائد\u2069** denies it", "killed 7"):
        assert words in text
    assert artifact("progress-gazette") == "100"
    assert "the gazette is read" in "\n".join(messages(state.state_details.flow_run_id))


def test_only_what_this_run_found_is_new(newsroom: Any) -> None:
    newsroom.publish(a=PAGE)
    run()
    newsroom.publish(a=PAGE, b="أسفر عن مقتل 7 آخرين")

    assert run().is_completed()

    text = artifact("findings-gazette")
    assert "Disputes: 0" in text
    assert "Tolls: 1" in text


def test_an_outcome_that_is_not_green_fails_the_run_with_its_name(newsroom: Any) -> None:
    newsroom.publish(a=PAGE, junk="\x00")

    state = run()

    assert state.is_failed()
    assert state.message.startswith("partial: ")


def test_a_publisher_out_of_reach_is_tried_again_later(newsroom: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from rasad_flows import ingest

    newsroom.publish(a=PAGE)
    newsroom.lab["/gazette/list"] = [Response(status=404), Response(json.dumps({"a": "1"}))]
    soon = ingest.attempt.with_options(retry_delay_seconds=0.1)
    monkeypatch.setattr(ingest, "attempt", soon)

    assert run().message.startswith("ok: ")
    assert newsroom.rows("SELECT outcome FROM run ORDER BY id") == [("http_error",), ("ok",)]


def test_a_source_that_is_not_configured_fails_with_what_to_do(newsroom: Any) -> None:
    from rasad_flows.ingest import ingest

    state = ingest(IngestParameters(source="nobody"), return_state=True)

    assert state.is_failed()
    assert "add [sources.nobody] to rasad.toml" in state.message


def test_one_failing_source_never_stops_the_others(newsroom: Any) -> None:
    from rasad_flows.ingest_all import ingest_all
    from rasad_flows.parameters import IngestAllParameters

    newsroom.sources("east", "north", "west")
    newsroom.configure('[sources.broken]\ntype = "gazete"\n')
    newsroom.publish("east", a=PAGE)
    newsroom.publish("north", a="\x00")
    newsroom.publish("west", a=PAGE)

    state = ingest_all(IngestAllParameters(at_once=2), return_state=True)

    assert state.is_failed()
    assert state.message.startswith("2 of 4 sources need a look: north parse_error; broken (ConfigError")
    assert newsroom.rows("SELECT source FROM article ORDER BY source") == [("east",), ("west",)]


def test_claims_are_made_again_by_the_flow(newsroom: Any) -> None:
    from rasad_flows.parameters import ReextractParameters
    from rasad_flows.reextract import reextract

    newsroom.publish(a=PAGE)
    run()
    plugin = newsroom.folder / "plugins" / "gazette.py"
    plugin.write_text(plugin.read_text("utf-8").replace('"words", "1"', '"words", "2"'), "utf-8")

    state = reextract(ReextractParameters(), return_state=True)

    assert state.is_completed(), state.message
    assert newsroom.rows("SELECT DISTINCT extractor FROM claims WHERE extractor LIKE 'words%'") == [("words 2",)]


@pytest.mark.parametrize("wrong", [{"limit": 0}, {"limit": "many"}, {"since": "soon"}, {"sauce": "afp"}])
def test_a_bad_parameter_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        IngestParameters(source="drop", **wrong)


def test_the_form_lists_the_configured_sources(newsroom: Any) -> None:
    newsroom.sources("east", "west")

    schema = IngestParameters.model_json_schema()

    assert schema["properties"]["source"]["enum"] == ["east", "west"]


def test_artifact_keys_are_what_prefect_takes_and_stay_apart() -> None:
    assert artifact_key("ingest", "My Wire") == "ingest-my-wire"
    assert artifact_key("a", "b_c") == "a-b-c"
    assert artifact_key("ingest", "شفق") != artifact_key("ingest", "وكالة")

"""The flow does what the command does, and its state is as honest as the outcome."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from rasad_flows.artifacts import artifact_key
from rasad_flows.parameters import IngestParameters

pytestmark = pytest.mark.usefixtures("prefect_server")


def run(newsroom: Path, **parameters: Any) -> Any:
    from rasad_flows.ingest import ingest

    given = IngestParameters(source="drop", paths=[newsroom / "drop"], **parameters)
    return ingest(given, return_state=True)


@pytest.mark.slow
def test_a_green_outcome_completes_and_its_rows_are_there(newsroom: Path) -> None:
    state = run(newsroom)

    assert state.is_completed()
    assert state.message.startswith("ok: ")
    with sqlite3.connect(newsroom / "news.db") as database:
        assert database.execute("SELECT count(*) FROM version").fetchone() == (1,)
    database.close()


@pytest.mark.slow
def test_an_outcome_that_is_not_green_fails_the_run_with_its_name(newsroom: Path) -> None:
    (newsroom / "drop" / "junk.bin").write_bytes(b"\x00\x01")

    state = run(newsroom)

    assert state.is_failed()
    assert state.message.startswith("partial: ")


@pytest.mark.slow
def test_the_table_artifact_holds_the_counts(newsroom: Path) -> None:
    import json

    from prefect.artifacts import Artifact

    run(newsroom)

    artifact = Artifact.get("ingest-drop")
    assert artifact is not None
    (row,) = json.loads(str(artifact.data))
    assert (row["source"], row["outcome"], row["listed"]) == ("drop", "ok", 1)


@pytest.mark.parametrize("wrong", [{"limit": 0}, {"limit": "many"}, {"since": "soon"}, {"sauce": "afp"}])
def test_a_bad_parameter_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        IngestParameters(source="drop", **wrong)


@pytest.mark.parametrize(
    ("parts", "key"),
    [(("ingest", "My Wire"), "ingest-my-wire"), (("ingest", "شفق"), "ingest"), (("a", "b_c"), "a-b-c")],
)
def test_an_artifact_key_is_what_prefect_takes(parts: tuple[str, ...], key: str) -> None:
    assert artifact_key(*parts) == key

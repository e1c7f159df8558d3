"""The flow `ingest`: one run of one source."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from rasad_flows.artifacts import artifact_key, outcome_table
from rasad_flows.attempts import attempt, tried
from rasad_flows.parameters import IngestParameters
from rasad_flows.states import final_state


@flow(name="ingest", persist_result=False)
def ingest(parameters: IngestParameters) -> State[Any]:
    """Discover, fetch, archive, parse, extract and load. Completed only where the outcome is green."""
    report, disputes = tried(attempt(parameters, return_state=True))
    outcome_table([report], artifact_key("ingest", report.source), {report.source: disputes})
    return final_state(report)

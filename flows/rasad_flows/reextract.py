"""The flow `reextract`: claims again from kept texts, with today's extractors."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.utilities.annotations import quote

from rasad.batches import RunReport
from rasad.reextract import Due, Reextract
from rasad_flows import logs
from rasad_flows.artifacts import Progress, outcome_table
from rasad_flows.configuration import newsroom
from rasad_flows.parameters import ReextractParameters
from rasad_flows.portions import portions
from rasad_flows.states import final_state


@flow(name="reextract", persist_result=False)
def reextract(parameters: ReextractParameters) -> State[Any]:
    """Read every kept text that today's extractors have not read. Older claims stay, marked as superseded."""
    room, started_at = newsroom(), datetime.now(UTC)
    run = Reextract(room.settings, room.registry, parameters.source)
    progress = Progress("reextract")
    with logs.shown(room.registry), run:
        for portion in portions(run.chunks()):
            read_again(quote(run), quote(portion), quote(progress))  # type: ignore[call-overload]  # unwrapped
    assert run.outcome is not None
    progress.end(str(run.outcome))
    name = parameters.source or "every source"
    report = RunReport(name, run.outcome, started_at, datetime.now(UTC), run.counts)
    outcome_table([report], "reextract")
    return final_state(report)


@task(name="read again", cache_policy=NO_CACHE, persist_result=False)
def read_again(run: Reextract, portion: Iterator[list[Due]], progress: Progress) -> None:
    """Some batches: each one's claims are stored together."""
    for chunk in portion:
        run.take(chunk)
        progress.advance(len(chunk), None)

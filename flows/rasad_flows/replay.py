"""The flow `replay`: parse what is kept again, with the network off."""

from __future__ import annotations

from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.utilities.annotations import quote

from rasad.batches import RunReport
from rasad.kept import opened
from rasad.reextract import Reextract
from rasad.registry import describe
from rasad.replay import Replay
from rasad_flows import logs
from rasad_flows.artifacts import Progress, outcome_table
from rasad_flows.configuration import Newsroom, newsroom
from rasad_flows.parameters import ReplayParameters
from rasad_flows.states import state_of_all


@flow(name="replay", persist_result=False)
def replay(parameters: ReplayParameters) -> State[Any]:
    """A task a source: what was rejected, or everything kept. One that fails never stops the others."""
    room = newsroom()
    reports: list[RunReport] = []
    broken: dict[str, str] = {}
    with logs.shown(room.registry):
        for name in [parameters.source] if parameters.source else _kept(room):
            try:
                reports.append(parse_again(quote(room), name, rejected=parameters.rejected))  # type: ignore[call-overload]
            except Exception as error:  # noqa: BLE001 - one source's trouble must not stop the others
                broken[name] = describe(error)
    outcome_table(reports, "replay")
    return state_of_all(reports, broken)


@task(name="parse again", cache_policy=NO_CACHE, persist_result=False)
def parse_again(room: Newsroom, name: str, *, rejected: bool) -> RunReport:
    """One source; then its extractors, where one of them had failed."""
    progress = Progress(name)
    with Replay(name, room.settings, room.registry, rejected=rejected) as again:
        for chunk in again.chunks():
            again.take(chunk)
            progress.advance(len(chunk), again.total)
    with Reextract(room.settings, room.registry, name, rejected=True) as readings:
        for due in readings.chunks():
            readings.take(due)
    report = readings.added_to(again.report)
    progress.end(str(report.outcome))
    return report


def _kept(room: Newsroom) -> list[str]:
    with opened(room.settings, room.registry) as store:
        return store.sources()

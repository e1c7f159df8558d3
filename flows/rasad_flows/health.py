"""The flow `health`: sources silent for longer than they should be, or below their floor, as events."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from rasad.health import BELOW_FLOOR, Finding, findings
from rasad.kept import opened
from rasad_flows import events
from rasad_flows.configuration import Newsroom, newsroom
from rasad_flows.parameters import HealthParameters


@flow(name="health", persist_result=False, timeout_seconds=300)
def health(parameters: HealthParameters) -> State[Any]:
    """Completed where nothing is amiss; else Failed with the sources' names, and an event for each."""
    room = newsroom()
    found = amiss(room, parameters.quiet_factor)
    for finding in found:
        name = events.BELOW_FLOOR if finding.kind == BELOW_FLOOR else events.QUIET
        events.tell(name, finding.source, asdict(finding))
    create_table_artifact(table=[asdict(f) for f in found], key="health", description="Sources that need a look")
    if found:
        return Failed(message="; ".join(f"{f.source}: {f.reason}" for f in found))
    return Completed(message=f"{len(room.settings.sources)} sources are as they should be")


def amiss(room: Newsroom, factor: float) -> list[Finding]:
    """What `rasad.health` finds, now."""
    with opened(room.settings, room.registry) as store:
        return list(findings(room.settings, room.registry, store, datetime.now(UTC), factor))

"""The flow `health`: sources silent for longer than they should be, or below their floor, as events."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from rasad.configure import configured
from rasad.errors import ConfigError
from rasad.store.query import run
from rasad_flows.configuration import Newsroom, newsroom
from rasad_flows.events import BELOW_FLOOR, QUIET, tell
from rasad_flows.parameters import HealthParameters

SQL = """select source, outcome, last_success_at, newest_published_at, error,
  (select min(started_at) from run where run.source = source_health.source) as first_run_at
from source_health"""

Finding = dict[str, Any]


@flow(name="health", persist_result=False, timeout_seconds=300)
def health(parameters: HealthParameters) -> State[Any]:
    """Completed where nothing is amiss; else Failed with the sources' names, and an event for each."""
    room = newsroom()
    found = list(findings(room, parameters.quiet_factor, datetime.now(UTC)))
    for finding in found:
        tell(finding["event"], finding["source"], finding)
    create_table_artifact(table=found, key="health", description="Sources that need a look")
    if found:
        return Failed(message="; ".join(f"{f['source']}: {f['reason']}" for f in found))
    return Completed(message=f"{len(room.settings.sources)} sources are as they should be")


def findings(room: Newsroom, factor: float, now: datetime) -> Iterator[Finding]:
    """What is amiss: `event`, `source`, `reason`. A source without `expected_every` is never quiet.

    Silence is counted from the last green run: a publisher who has nothing new is not silent.
    """
    columns, rows = run(room.settings.database, SQL)
    known = {row[0]: dict(zip(columns, row, strict=True)) for row in rows}
    for name in sorted(room.settings.sources):
        row = known.get(name)
        if row and row["outcome"] == "below_floor":
            yield {
                "event": BELOW_FLOOR,
                "source": name,
                "reason": row["error"] or "fewer items than its floor",
            }
        reason = _silence(room, name, row, factor, now)
        if reason:
            yield {"event": QUIET, "source": name, "reason": reason}


def _silence(room: Newsroom, name: str, row: Finding | None, factor: float, now: datetime) -> str | None:
    try:
        expected = configured(name, room.settings, room.registry)[1].expected_every
    except ConfigError as error:
        return str(error)
    if expected is None or row is None:
        return None
    longest: timedelta = expected * factor
    since = row["last_success_at"] or row["first_run_at"]
    if now - datetime.fromisoformat(since) <= longest:
        return None
    return f"no green run since {since}; one is expected every {expected}"

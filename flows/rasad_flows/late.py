"""Collapses runs that fell due while nothing was running: of each deployment only the newest is kept."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.states import Cancelled

PAGE = 200


def collapse(now: datetime | None = None) -> int:
    """Cancel all but the newest overdue scheduled run of each deployment; how many were cancelled.

    Runs that a person asked for are left alone.
    """
    kept: set[UUID | None] = set()
    cancelled = 0
    with get_client(sync_client=True) as client:
        for run in _overdue(client, now or datetime.now(UTC)):
            if run.deployment_id not in kept:
                kept.add(run.deployment_id)
                continue
            state = Cancelled(message="a later run of this deployment takes its place")  # type: ignore[var-annotated]
            client.set_flow_run_state(run.id, state, force=True)
            cancelled += 1
    return cancelled


def _overdue(client: SyncPrefectClient, now: datetime) -> list[FlowRun]:
    """Newest first."""
    asked = FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
        expected_start_time=FlowRunFilterExpectedStartTime(before_=now),  # type: ignore[arg-type]
    )
    found: list[FlowRun] = []
    sort = FlowRunSort.EXPECTED_START_TIME_DESC
    while page := client.read_flow_runs(flow_run_filter=asked, sort=sort, limit=PAGE, offset=len(found)):
        found += page
    return [run for run in found if run.auto_scheduled and run.deployment_id]

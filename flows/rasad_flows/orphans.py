"""Ends runs whose process died while the server was down: no automation sees a heartbeat stop that it never saw."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.events.filters import EventFilter, EventNameFilter, EventOccurredFilter, EventResourceFilter
from prefect.states import Crashed

from rasad_flows.automations import HEARTBEAT, SILENT_SECONDS

AT_WORK = [StateType.RUNNING, StateType.CANCELLING]


async def end_orphans() -> int:
    """Crashed for every run at work now that gives no sign of life while we wait; how many there were.

    Takes `SILENT_SECONDS`, and no time at all where nothing is at work.
    """
    start = datetime.now(UTC)
    async with get_client() as client:
        waiting = await _at_work(client)
        if not waiting:
            return 0
        await asyncio.sleep(SILENT_SECONDS)
        numbers = {run.id for run in waiting}
        silent = [r for r in await _at_work(client) if r.id in numbers and not await _alive(client, r, start)]
        for run in silent:
            state = Crashed(message=f"no heartbeat for {SILENT_SECONDS} s")  # type: ignore[var-annotated]
            await client.set_flow_run_state(run.id, state, force=True)
        return len(silent)


async def _at_work(client: PrefectClient) -> list[FlowRun]:
    asked = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=AT_WORK)))
    return await client.read_flow_runs(flow_run_filter=asked)


async def _alive(client: PrefectClient, run: FlowRun, since: datetime) -> bool:
    asked = EventFilter(
        occurred=EventOccurredFilter(since=since),  # type: ignore[arg-type]
        event=EventNameFilter(name=[HEARTBEAT]),
        resource=EventResourceFilter(id=[f"prefect.flow-run.{run.id}"]),
    )
    return bool((await client.read_events(filter=asked, limit=1)).events)

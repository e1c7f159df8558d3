"""Runs whose process died while nobody watched end as Crashed; runs at work are left alone."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest
from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State, StateType
from prefect.states import Cancelling, Completed, Running, Scheduled

from rasad_flows import orphans
from rasad_flows.automations import HEARTBEAT

pytestmark = [
    pytest.mark.usefixtures("prefect_server", "short"),
    # Prefect's own sockets to its server are closed by the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two seconds of silence instead of 75: the time, not the code, is another."""
    monkeypatch.setattr(orphans, "SILENT_SECONDS", 2.0)


@flow(name="work")
def work() -> None:
    """Only its runs are of interest; nobody calls it."""


def run(state: State[Any]) -> UUID:
    """A run in this state, without a process behind it."""

    async def create() -> UUID:
        async with get_client() as client:
            found = await client.create_flow_run(work)
            await client.set_flow_run_state(found.id, state, force=True)
            return found.id

    return asyncio.run(create())


def state_of(number: UUID) -> tuple[StateType | None, str]:
    """Type and message of a run's state."""

    async def read() -> tuple[StateType | None, str]:
        async with get_client() as client:
            found = await client.read_flow_run(number)
            return found.state_type, (found.state.message or "") if found.state else ""

    return asyncio.run(read())


async def beat(number: UUID, pause: float = 0.1) -> None:
    """A sign of life, as Prefect's own process for a run gives it."""
    from prefect.events.clients import get_events_client
    from prefect.events.schemas.events import Event, Resource

    await asyncio.sleep(pause)
    resource = Resource({"prefect.resource.id": f"prefect.flow-run.{number}"})
    async with get_events_client() as client:
        await client.emit(Event(event=HEARTBEAT, resource=resource))


def cleared() -> None:
    """End what other tests left at work."""
    asyncio.run(orphans.end_orphans())


@pytest.mark.parametrize("state", [Running(), Cancelling()], ids=["running", "cancelling"])
def test_a_run_that_gives_no_sign_of_life_ends_as_crashed(state: State[Any]) -> None:
    cleared()
    number = run(state)

    assert asyncio.run(orphans.end_orphans()) == 1
    kind, message = state_of(number)
    assert kind is StateType.CRASHED
    assert "no heartbeat" in message


def test_a_run_that_gives_a_sign_of_life_while_we_wait_goes_on() -> None:
    cleared()
    alive, dead = run(Running()), run(Running())

    async def both() -> int:
        _, ended = await asyncio.gather(beat(alive), orphans.end_orphans())
        return ended

    assert asyncio.run(both()) == 1
    assert state_of(alive)[0] is StateType.RUNNING
    assert state_of(dead)[0] is StateType.CRASHED


def test_a_run_that_ends_while_we_wait_keeps_its_end() -> None:
    cleared()
    number = run(Running())

    async def finish() -> None:
        await asyncio.sleep(0.1)
        async with get_client() as client:
            await client.set_flow_run_state(number, Completed(), force=True)

    async def both() -> int:
        _, ended = await asyncio.gather(finish(), orphans.end_orphans())
        return ended

    assert asyncio.run(both()) == 0
    assert state_of(number)[0] is StateType.COMPLETED


def test_a_run_that_starts_while_we_wait_is_not_judged() -> None:
    """It has had no time yet for a first heartbeat."""
    cleared()
    waiting, young = run(Running()), run(Scheduled())

    async def start() -> None:
        await asyncio.sleep(0.1)
        async with get_client() as client:
            await client.set_flow_run_state(young, Running(), force=True)

    async def both() -> int:
        _, ended = await asyncio.gather(start(), orphans.end_orphans())
        return ended

    assert asyncio.run(both()) == 1
    assert state_of(waiting)[0] is StateType.CRASHED
    assert state_of(young)[0] is StateType.RUNNING


def test_where_nothing_is_at_work_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    cleared()
    number = run(Scheduled())
    monkeypatch.setattr(orphans, "SILENT_SECONDS", 3600)

    assert asyncio.run(orphans.end_orphans()) == 0
    assert state_of(number)[0] is StateType.SCHEDULED

"""What `rasad serve` does once the server answers: deployments, automations, and a runner until its end."""

from __future__ import annotations

import asyncio
import signal
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterTags
from prefect.runner import Runner

from rasad.cli import output
from rasad_flows import automations, late
from rasad_flows.configuration import Newsroom
from rasad_flows.deployments import TAG, all_deployments
from rasad_flows.orphans import end_orphans


async def run(room: Newsroom, at_once: int, address: str) -> None:
    """Apply every deployment, then run what falls due until SIGTERM or SIGINT. Schedules stay on."""
    runner = Runner(name="rasad", limit=at_once, pause_on_shutdown=False, query_seconds=2)
    ids = {await runner.aadd_deployment(deployment) for deployment in all_deployments(room)}
    await forget_others(ids)
    automations.ensure(automations.zombies())
    late.collapse()
    signal.signal(signal.SIGINT, runner.handle_sigterm)
    output.console().print(f"Control room: {address}  ({len(ids)} deployments)")
    orphans = asyncio.create_task(end_orphans())
    await runner.start()
    orphans.cancel()


async def forget_others(ids: set[UUID]) -> None:
    """Delete our deployments of sources that are configured no more; those of work pools are left alone."""
    ours = DeploymentFilter(tags=DeploymentFilterTags(all_=[TAG]))
    async with get_client() as client:
        for deployment in await client.read_deployments(deployment_filter=ours):
            if deployment.id not in ids and not deployment.work_pool_name:
                await client.delete_deployment(deployment.id)

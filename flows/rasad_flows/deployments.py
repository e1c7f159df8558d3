"""The deployments of an installation: every configured source with its schedule, and the flows over all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from prefect import Flow
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.types.entrypoint import EntrypointType

from rasad.configure import configured
from rasad.errors import ConfigError
from rasad_flows.backfill import backfill
from rasad_flows.configuration import Newsroom
from rasad_flows.health import health
from rasad_flows.ingest import ingest
from rasad_flows.ingest_all import ingest_all
from rasad_flows.reextract import reextract
from rasad_flows.replay import replay

TAG = "rasad"  # on every deployment made here; those of sources that are gone are found by it
HEALTH_EVERY = timedelta(minutes=15)
# A run that falls due while the last one still works is cancelled: the next one takes in what it would have.
ONE = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)


def all_deployments(room: Newsroom) -> Iterator[RunnerDeployment]:
    """Deployments to apply. Raises `ConfigError` for a source that cannot run: better now than at night."""
    for name in sorted(room.settings.sources):
        yield of_source(name, room)
    yield _deployment(ingest_all, "every-source", parameters={"parameters": {}})
    yield _deployment(reextract, "kept-texts", parameters={"parameters": {}})
    yield _deployment(replay, "kept-captures", parameters={"parameters": {}})
    yield _deployment(backfill, "from-files")
    yield _deployment(health, "every-source", interval=HEALTH_EVERY, parameters={"parameters": {}})
    yield from _on_dask()


def of_source(name: str, room: Newsroom) -> RunnerDeployment:
    """The deployment `ingest/NAME`. Without a schedule it runs when somebody starts it."""
    _, config = configured(name, room.settings, room.registry)
    given = {"parameters": {"parameters": {"source": name}}, "description": f"Take in {name}."}
    try:
        return _deployment(ingest, deployment_name(name), cron=config.schedule, **given)
    except ValueError as error:
        raise ConfigError(f"sources.{name}: schedule {config.schedule!r} is no cron line: {error}") from error


def deployment_name(source: str) -> str:
    """The source's name, without the two characters that Prefect refuses."""
    return source.replace("/", "-").replace("%", "-")


def _on_dask() -> Iterator[RunnerDeployment]:
    try:
        from rasad_flows.scale import backfill_on_dask
    except ImportError:
        return  # the extra `scale` is not installed
    deployment = _deployment(backfill_on_dask, "from-files")
    deployment.entrypoint = "rasad_flows.scale.backfill_on_dask"  # else that of the flow it is made from
    yield deployment


def _deployment(flow: Flow[..., Any], name: str, **more: Any) -> RunnerDeployment:
    return RunnerDeployment.from_flow(
        flow,
        name,
        tags=[TAG],
        concurrency_limit=ONE,
        entrypoint_type=EntrypointType.MODULE_PATH,
        **more,
    )

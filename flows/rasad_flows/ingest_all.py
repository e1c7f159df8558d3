"""The flow `ingest-all`: every configured source, some at a time. One that fails never stops the others."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.utilities.annotations import quote

from rasad.errors import ConfigError
from rasad.registry import describe
from rasad_flows import logs
from rasad_flows.artifacts import outcome_table
from rasad_flows.attempts import attempt, tried
from rasad_flows.configuration import configured_sources, newsroom
from rasad_flows.parameters import IngestAllParameters, IngestParameters
from rasad_flows.states import state_of_all


@flow(name="ingest-all", persist_result=False)
def ingest_all(parameters: IngestAllParameters) -> State[Any]:
    """A task a source. Completed only where every source is green."""
    names = configured_sources()
    if not names:
        raise ConfigError("no source is configured: add a [sources.NAME] section to rasad.toml")
    window = parameters.model_dump(exclude={"at_once"})
    reports, disputes, broken = [], {}, {}
    pool = ThreadPoolTaskRunner(max_workers=parameters.at_once)  # type: ignore[var-annotated]
    with logs.shown(newsroom().registry), pool as runner:
        started = {name: runner.submit(attempt, _one(name, window)) for name in names}
        for name, future in started.items():
            future.wait()
            try:
                report, disputes[name] = tried(future.state)
                reports.append(report)
            except Exception as error:  # noqa: BLE001 - one source's trouble must not stop the others
                broken[name] = describe(error)
    outcome_table([*reports], "ingest-all", disputes)
    return state_of_all(reports, broken)


def _one(name: str, window: dict[str, Any]) -> dict[str, Any]:
    one: dict[str, Any] = {"parameters": quote(IngestParameters(source=name, **window))}
    return {**one, "among_others": True}

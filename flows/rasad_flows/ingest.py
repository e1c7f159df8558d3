"""The flow `ingest`: one run of one source, a task a batch."""

from __future__ import annotations

from collections.abc import Sequence

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from prefect.utilities.annotations import quote

from rasad import registry, settings
from rasad.articles import Item
from rasad.batches import RunReport
from rasad.pipeline import Ingest, Options
from rasad_flows.artifacts import outcome_table
from rasad_flows.parameters import IngestParameters


@flow(name="ingest", persist_result=False)
def ingest(parameters: IngestParameters) -> State[None]:
    """Discover, fetch, archive, parse, extract and load. Completed only where the outcome is green."""
    run = open_run(parameters)
    with run:
        for chunk in run.chunks():
            take(quote(run), quote(chunk))  # type: ignore[call-overload]  # Prefect unwraps quotes
    outcome_table(run.report)
    return final_state(run.report)


@task(name="take", cache_policy=NO_CACHE, persist_result=False)
def take(run: Ingest, chunk: Sequence[Item]) -> None:
    """One batch: its items' rows are stored together."""
    run.take(chunk)


def open_run(parameters: IngestParameters) -> Ingest:
    """The run these parameters ask for, not yet begun."""
    found = settings.read(parameters.config)
    plugins = registry.load(found.plugins_dir, strict=found.strict_plugins)
    options = Options(tuple(parameters.paths), parameters.since, parameters.limit, parameters.dry_run)
    return Ingest(parameters.source, found, plugins, options)


def final_state(report: RunReport) -> State[None]:
    """The named outcome as a Prefect state, so that no run with missing data looks green."""
    words = f"{report.outcome}: " + ", ".join(f"{n} {name}" for name, n in sorted(report.counts.items()) if n)
    message = f"{words} ({report.error})" if report.error else words
    return Completed(message=message) if report.outcome.green else Failed(message=message)

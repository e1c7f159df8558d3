"""One attempt at one source as a Prefect task: it is tried again, later and later, where the publisher was
out of reach or the database away. The work itself is in `rasad.pipeline`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.tasks import exponential_backoff
from prefect.utilities.annotations import quote
from sqlalchemy.exc import OperationalError

from rasad.articles import Item
from rasad.batches import Outcome, RunReport
from rasad.errors import RasadError
from rasad.pipeline import Ingest, Options
from rasad_flows import findings, logs
from rasad_flows.alone import alone
from rasad_flows.artifacts import Progress, new_findings
from rasad_flows.configuration import newsroom
from rasad_flows.events import tell_of_disputes
from rasad_flows.parameters import IngestParameters
from rasad_flows.portions import portions

OUT_OF_REACH = frozenset({Outcome.HTTP_ERROR, Outcome.TIMEOUT})
ATTEMPT_SECONDS = 6 * 3600  # far beyond any healthy run of one window; a hung one must end some day


class OutOfReachError(RasadError):
    """The publisher did not answer. Holds the report, in case it was the last attempt."""

    def __init__(self, report: RunReport) -> None:
        super().__init__(f"{report.source}: {report.outcome}: {report.error}")
        self.report = report


def worth_another(_task: Any, _run: Any, state: State[Any]) -> bool:
    """True where time may heal it: no answer from publisher or database. Bad settings stay bad."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, OutOfReachError | OperationalError)


@task(
    name="attempt",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=2,
    retry_delay_seconds=exponential_backoff(backoff_factor=10),
    retry_jitter_factor=0.5,
    retry_condition_fn=worth_another,
    timeout_seconds=ATTEMPT_SECONDS,
)
def attempt(parameters: IngestParameters, *, among_others: bool = False) -> tuple[RunReport, int]:
    """The report, and how many disputes are new. Raises `OutOfReachError`, `ConfigError`.

    `among_others`: other sources run in this flow run too, so that tasks and log are the flow's to make.
    """
    room = newsroom()
    options = Options(tuple(parameters.paths), parameters.since, parameters.limit, parameters.dry_run)
    run = Ingest(parameters.source, room.settings, room.registry, options)
    with ExitStack() as stack:
        stack.enter_context(alone(parameters.source))
        if not among_others:
            stack.enter_context(logs.shown(room.registry))
        progress = Progress(parameters.source)
        with run:
            mark = findings.mark(room.settings.database)
            take_all(run, progress, batches_as_tasks=not among_others)
        progress.end(str(run.report.outcome))
    if run.report.outcome in OUT_OF_REACH and not parameters.dry_run:
        raise OutOfReachError(run.report)
    return run.report, _show_findings(run, mark)


def take_all(run: Ingest, progress: Progress, *, batches_as_tasks: bool) -> None:
    """Every batch, in at most about fifty task runs, or without any."""
    if not batches_as_tasks:
        take.fn(run, run.chunks(), progress)
        return
    for portion in portions(run.chunks()):
        take(quote(run), quote(portion), quote(progress))  # type: ignore[call-overload]  # Prefect unwraps quotes


@task(name="take", cache_policy=NO_CACHE, persist_result=False)
def take(run: Ingest, portion: Iterator[list[Item]], progress: Progress) -> None:
    """Some batches: each one's rows are stored together."""
    for chunk in portion:
        run.take(chunk)
        progress.advance(len(chunk), run.total)


def tried(state: State[Any]) -> tuple[RunReport, int]:
    """What the last attempt came to. Raises what it raised, unless that was silence, which has a report."""
    try:
        found: tuple[RunReport, int] = state.result()
    except OutOfReachError as error:
        return error.report, 0
    return found


def _show_findings(run: Ingest, mark: int) -> int:
    database = run.settings.database
    if run.dry_run or database.partition(":")[0] not in ("sqlite", "postgresql", "postgresql+psycopg"):
        return 0
    found = findings.since(database, run.name, mark)
    new_findings(run.name, found)
    tell_of_disputes(run.name, found)
    return found.disputes_total

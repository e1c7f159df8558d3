"""The flow `backfill`: a folder, files or WARC files of any size, in batches, on one machine or many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from math import ceil
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.futures import PrefectFuture
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.tasks import exponential_backoff
from sqlalchemy.exc import OperationalError

from rasad import files
from rasad.batches import Outcome, RunReport
from rasad.errors import ConfigError
from rasad.pipeline import Ingest, Options
from rasad.registry import describe
from rasad.store.database import connect
from rasad.store.settle import settle
from rasad_flows import warcs
from rasad_flows.artifacts import Progress, artifact_key, outcome_table
from rasad_flows.configuration import newsroom
from rasad_flows.parameters import BackfillParameters
from rasad_flows.states import final_state

ONE_AT_A_TIME: Any = ThreadPoolTaskRunner(max_workers=1)
TASKS = 40  # batches grow rather than become more: what a run costs the server stays the same


@flow(name="backfill", persist_result=False, task_runner=ONE_AT_A_TIME)
def backfill(parameters: BackfillParameters) -> State[Any]:
    """A task a batch. What was taken in before is not taken in twice, so a backfill can be started again."""
    started_at, name = datetime.now(UTC), parameters.source
    batches = batched(chosen(parameters), parameters.batch)
    progress = Progress(name)
    window = (parameters.since, parameters.until)
    futures: list[PrefectFuture[RunReport]] = [take_files.submit(name, paths, *window) for paths in batches]
    reports = []
    for future, paths in zip(futures, batches, strict=True):
        future.wait()
        reports.append(_report(future, name, started_at))
        progress.advance(len(paths), sum(map(len, batches)))
    in_order(name)
    report = together(name, started_at, reports)
    progress.end(str(report.outcome))
    outcome_table([report], artifact_key("backfill", name))
    return final_state(report)


@task(
    name="take files",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=2,
    retry_delay_seconds=exponential_backoff(backoff_factor=10),
    retry_condition_fn=lambda _t, _r, state: isinstance(state.result(False), OperationalError),
)
def take_files(
    source: str, paths: Sequence[Path], since: datetime | None = None, until: datetime | None = None
) -> RunReport:
    """A run of its own over these files, in whatever process."""
    room = newsroom()
    run = Ingest(source, room.settings, room.registry, Options(paths=tuple(paths)))
    kept = [path for path in run.paths if not warcs.is_warc(path)]
    archives = [path for path in run.paths if warcs.is_warc(path)]
    run.paths = kept
    with run:
        for chunk in run.chunks():
            run.take(chunk)
        for chunk in warcs.chunks(archives, since, until):
            run.tally.counts["listed"] += len(chunk)
            run.take(chunk)
    return run.report


def in_order(source: str) -> None:
    """Number versions alike, however many workers there were. A destination that is no database keeps its own order."""
    database = newsroom().settings.database
    if database.partition("://")[0].partition("+")[0] in ("sqlite", "postgresql"):
        engine = connect(database)
        try:
            settle(engine, source)
        finally:
            engine.dispose()


def chosen(parameters: BackfillParameters) -> list[Path]:
    """Every file of the form's paths within its window. Raises `ConfigError` where there is none."""
    found = [p for p in files.walk(parameters.paths) if warcs.is_warc(p) or _within(p, parameters)]
    if not found:
        raise ConfigError("no file to take in: look at paths, since and until")
    return found


def batched(paths: Sequence[Path], smallest: int) -> list[Sequence[Path]]:
    """Batches of at least so many files, and at most `TASKS` of them."""
    size = max(smallest, ceil(len(paths) / TASKS))
    return [paths[start : start + size] for start in range(0, len(paths), size)]


def together(name: str, started_at: datetime, reports: Sequence[RunReport]) -> RunReport:
    """One report of many: green where all are, else partial, or what all of them agree on."""
    counts: Counter[str] = Counter()
    for report in reports:
        counts.update(report.counts)
    outcomes = {report.outcome for report in reports}
    if len(outcomes) == 1:
        outcome = outcomes.pop()
    else:
        outcome = Outcome.OK if all(o.green for o in outcomes) else Outcome.PARTIAL
    errors = "; ".join(sorted({report.error for report in reports if report.error}))
    return RunReport(name, outcome, started_at, datetime.now(UTC), counts, errors or None)


def _report(future: PrefectFuture[RunReport], name: str, started_at: datetime) -> RunReport:
    try:
        return future.result()
    except Exception as error:  # noqa: BLE001 - one batch's trouble must not cost the others
        now = datetime.now(UTC)
        return RunReport(name, Outcome.PARTIAL, started_at, now, Counter(), describe(error))


def _within(path: Path, parameters: BackfillParameters) -> bool:
    changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return warcs.within(changed, parameters.since, parameters.until)

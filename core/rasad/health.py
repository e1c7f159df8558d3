"""What is amiss with sources, out of the run log: silence, thin listings, runs that are not green."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from rasad import expectations
from rasad.configure import configured
from rasad.errors import ConfigError
from rasad.registry import Registry
from rasad.settings import Settings
from rasad.store.loader import SqlLoader
from rasad.store.query import run

QUIET, BELOW_FLOOR, BROKEN = "quiet", "below_floor", "broken"
COLUMNS = (
    "source",
    "outcome",
    "last_run_at",
    "last_success_at",
    "last_new_at",
    "runs_not_green",
    "listed",
    "articles",
    "rejections_open",
    "error",
)
SQL = """select *, (select min(started_at) from run where run.source = source_health.source) as first_run_at
from source_health order by source"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing amiss: `kind` is `quiet`, `below_floor`, or `broken` for a source that cannot run."""

    source: str
    kind: str
    reason: str


def rows(database: str) -> dict[str, dict[str, Any]]:
    """The view `source_health` by source. Raises `ConfigError` where there is no database."""
    columns, found = run(database, SQL, limit=100_000)
    return {row[0]: dict(zip(columns, row, strict=True)) for row in found}


def findings(
    settings: Settings, registry: Registry, store: SqlLoader, now: datetime, factor: float = 1.0
) -> Iterator[Finding]:
    """What is amiss with configured sources. `factor` stretches the silence that is expected of them.

    Silence is counted from the last run that brought something new: a publisher whose feed stands still
    answers every request, and is silent all the same.
    """
    known = rows(settings.database)
    for name in sorted(settings.sources):
        row = known.get(name)
        try:
            _, config = configured(name, settings, registry)
        except ConfigError as error:
            yield Finding(name, BROKEN, str(error))
            continue
        if row is None:
            continue
        if row["outcome"] == BELOW_FLOOR:
            yield Finding(name, BELOW_FLOOR, _below_floor(row["listed"], config.min_items))
        expected = config.expected_every or expectations.longest_silence(store.arrivals(name))
        reason = None if expected is None else _silence(row, expected, factor, now)
        if reason:
            yield Finding(name, QUIET, reason + ("" if config.expected_every else " (learnt)"))


def _below_floor(listed: int | None, floor: int | None) -> str:
    return f"{listed} items listed, {'fewer than usual' if floor is None else f'at least {floor} expected'}"


def _silence(row: dict[str, Any], expected: timedelta, factor: float, now: datetime) -> str | None:
    since = row["last_new_at"] or row["first_run_at"]
    if now - datetime.fromisoformat(since) <= expected * factor:
        return None
    return f"nothing new since {since}; expected every {expected}"

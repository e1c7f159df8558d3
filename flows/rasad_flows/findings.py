"""Reads from the database what a run added for people to look at: disputes and tolls. Knows no Prefect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rasad.errors import RasadError
from rasad.store.query import run

MOST = 25  # rows of a kind that an artifact shows; the rest is one query away

DISPUTES = """select claimed_by, claim, denied_by, denial, url from disputes
where source = {source} and (claim_id > {mark} or denial_id > {mark}) order by denial_id"""
TOLLS = """select speaker, toll, quote, url from claims
where source = {source} and id > {mark} and toll is not null order by id"""


@dataclass(frozen=True, slots=True)
class Findings:
    """Rows of the run; `disputes` and `tolls` are at most `MOST`, the counts are complete."""

    disputes: list[dict[str, Any]]
    tolls: list[dict[str, Any]]
    disputes_total: int = 0
    tolls_total: int = 0


def mark(database: str) -> int:
    """The number of the newest claim, 0 where there is none or the database is not one for queries."""
    try:
        _, rows = run(database, "select coalesce(max(id), 0) from claim")
        return int(next(rows)[0])
    except RasadError:
        return 0


def since(database: str, source: str, mark: int) -> Findings:
    """What claims younger than `mark` say of disputes and tolls. Raises `RasadError`."""
    quoted = "'" + source.replace("'", "''") + "'"
    disputes, tolls = (_rows(database, sql.format(source=quoted, mark=mark)) for sql in (DISPUTES, TOLLS))
    return Findings(disputes[:MOST], tolls[:MOST], len(disputes), len(tolls))


def _rows(database: str, sql: str) -> list[dict[str, Any]]:
    columns, rows = run(database, sql, limit=100_000)
    return [dict(zip(columns, row, strict=True)) for row in rows]

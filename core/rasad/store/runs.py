"""The run log: a line is opened when a run starts and closed with a named outcome when it ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import Connection

from rasad.batches import Outcome
from rasad.errors import LoadError
from rasad.store import ids
from rasad.store.columns import iso
from rasad.store.statements import Change, Insert
from rasad.store.storable import as_json, key, note

INSERT = Insert("run", "id source kind started_at")
FINISH = Change("UPDATE run SET ended_at = ?, outcome = ?, counts = ?, error = ? WHERE id = ? AND ended_at IS NULL")


def start(connection: Connection, source: str, kind: str) -> int:
    """Open a line; its number."""
    ids.lock_source(connection, source)
    number = next(ids.take(connection, "run", 1))
    INSERT(connection, [(number, key(source, "the source's name"), kind, iso(datetime.now(UTC)))])
    return number


def finish(connection: Connection, run_id: int, outcome: str, counts: Mapping[str, int], error: str | None) -> None:
    """Close the line. Raises `LoadError` where there is no open line of this number."""
    row = (
        iso(datetime.now(UTC)),
        str(Outcome(outcome)),
        as_json(dict(counts), "counts"),
        None if error is None else note(error),
        run_id,
    )
    if FINISH(connection, [row]) != 1:
        raise LoadError(f"run {run_id} is not open")

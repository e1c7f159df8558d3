"""The run log: a line is opened when a run starts and closed with a named outcome when it ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from rasad.batches import Outcome
from rasad.errors import LoadError
from rasad.store import ids
from rasad.store.columns import iso
from rasad.store.statements import Change, Insert
from rasad.store.storable import as_json, key, note
from rasad.store.tables import metadata

TABLE = metadata.tables["run"]

INSERT = Insert("run", "id source kind started_at")
WHOLE = "ingest"  # kind of a run that looked at everything the publisher lists
LATEST = 200  # finished runs that expectations are learnt from
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


def listed(connection: Connection, source: str) -> list[int]:
    """How many items the last whole runs listed, the newest first; runs that a 304 spared the listing left out."""
    finished = select(TABLE.c.counts).where(
        TABLE.c.source == source, TABLE.c.kind == WHOLE, TABLE.c.ended_at.is_not(None)
    )
    rows = connection.execute(finished.order_by(TABLE.c.id.desc()).limit(LATEST)).scalars()
    counts = [each or {} for each in rows]
    return [each["listed"] for each in counts if each.get("listed") and not each.get("not_modified")]


def arrivals(connection: Connection, source: str) -> list[datetime]:
    """When the last runs that brought something new ended, the newest first."""
    finished = select(TABLE.c.ended_at, TABLE.c.counts).where(
        TABLE.c.source == source, TABLE.c.kind == WHOLE, TABLE.c.ended_at.is_not(None)
    )
    rows = connection.execute(finished.order_by(TABLE.c.id.desc()).limit(LATEST))
    return [row.ended_at for row in rows if (row.counts or {}).get("versions")]

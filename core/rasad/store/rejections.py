"""Stores rejections, and gives them back for a replay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, select

from rasad.batches import Location, Rejection, Stage
from rasad.store import ids
from rasad.store.captures import Key, key_of
from rasad.store.columns import iso
from rasad.store.engines import reading
from rasad.store.statements import Change, Insert
from rasad.store.storable import ITEM_BYTES, KEY_BYTES, lookup_key, note
from rasad.store.tables import metadata

TABLE, CAPTURE = metadata.tables["rejection"], metadata.tables["capture"]
# One that was replayed and fails again is open again.
INSERT = Insert(
    "rejection",
    "id source stage item reason url capture_id capture_sha256 parser run_id rejected_at",
    "(source, stage, item, reason, capture_sha256) DO UPDATE SET replayed_at = NULL,"
    " rejected_at = excluded.rejected_at, run_id = excluded.run_id, parser = excluded.parser"
    " WHERE rejection.replayed_at IS NOT NULL",
)
MARK = Change("UPDATE rejection SET replayed_at = ? WHERE id = ? AND replayed_at IS NULL")


@dataclass(frozen=True, slots=True)
class StoredRejection:
    """A rejection as it lies in the database. `location` is null where nothing was captured."""

    id: int
    source: str
    stage: Stage
    item: str
    reason: str
    url: str | None
    capture_id: int | None
    location: Location | None
    parser: str
    rejected_at: datetime
    replayed_at: datetime | None


def store(
    connection: Connection, run_id: int | None, rejections: Sequence[Rejection], captures: Mapping[Key, int]
) -> int:
    """Write rejections; how many were new, or are open again."""
    if not rejections:
        return 0
    numbers, now = ids.take(connection, "rejection", len(rejections)), iso(datetime.now(UTC))
    return INSERT(
        connection,
        [
            (
                next(numbers),
                each.source,
                str(each.stage),
                lookup_key(each.item, ITEM_BYTES),
                note(each.reason),
                None if each.url is None else note(each.url, KEY_BYTES),
                captures.get(key_of(each.capture)) if each.capture else None,
                each.capture.sha256 if each.capture else "",
                note(each.parser),
                run_id,
                now,
            )
            for each in rejections
        ],
    )


def stored(engine: Engine, source: str | None, *, open_only: bool = True) -> Iterator[StoredRejection]:
    """Rejections in the order in which they came; those that wait for a replay, or all."""
    query = (
        select(TABLE, CAPTURE.c.file, CAPTURE.c.offset, CAPTURE.c.length)
        .join_from(TABLE, CAPTURE, CAPTURE.c.id == TABLE.c.capture_id, isouter=True)
        .order_by(TABLE.c.id)
    )
    if source is not None:
        query = query.where(TABLE.c.source == source)
    if open_only:
        query = query.where(TABLE.c.replayed_at.is_(None))
    with reading(engine) as connection:
        for row in connection.execution_options(yield_per=500).execute(query):
            yield StoredRejection(
                row.id,
                row.source,
                Stage(row.stage),
                row.item,
                row.reason,
                row.url,
                row.capture_id,
                Location(row.file, row.offset, row.length) if row.file else None,
                row.parser,
                row.rejected_at,
                row.replayed_at,
            )


def mark_replayed(connection: Connection, numbers: Sequence[int]) -> int:
    """Close rejections; how many were open."""
    now = iso(datetime.now(UTC))
    return MARK(connection, [(now, number) for number in numbers])

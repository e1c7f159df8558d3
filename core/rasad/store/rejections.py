"""Stores rejections, and gives them back for a replay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
COLUMNS = "id source stage item reason url capture_id capture_sha256 parser run_id rejected_at"
AGAIN = (
    "(source, stage, item, reason, capture_sha256) DO UPDATE SET replayed_at = NULL,"
    " run_id = excluded.run_id, parser = excluded.parser, rejected_at ="
    " CASE WHEN rejection.replayed_at IS NULL THEN rejection.rejected_at ELSE excluded.rejected_at END"
)
# One that was replayed and fails again is open again. A replay puts its number on what fails again, so that
# the rest can be closed.
REPLAY = Insert("rejection", COLUMNS, AGAIN)
INSERT = Insert("rejection", COLUMNS, f"{AGAIN} WHERE rejection.replayed_at IS NOT NULL")
OPEN = "UPDATE rejection SET replayed_at = ? WHERE replayed_at IS NULL AND "
MARK = Change(f"{OPEN} id = ?")
MARK_OTHERS = Change(f"{OPEN} id = ? AND run_id IS DISTINCT FROM ?")
FETCHED = Change(
    f"{OPEN} source = ? AND stage IN ('fetch', 'parse', 'item', 'skip') AND item = ? AND capture_sha256 = ''"
)
EXTRACTED = Change(f"{OPEN} source = ? AND stage IN ('extract', 'load') AND item = ? AND parser LIKE ? ESCAPE '!'")


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
    connection: Connection,
    run_id: int | None,
    rejections: Sequence[Rejection],
    captures: Mapping[Key, int],
    *,
    replay: bool = False,
) -> int:
    """Write rejections; how many were new, or are open again (in a `replay`: or are open still)."""
    if not rejections:
        return 0
    numbers, now = ids.take(connection, "rejection", len(rejections)), iso(datetime.now(UTC))
    return (REPLAY if replay else INSERT)(
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


def close(connection: Connection, numbers: Sequence[int], unless_run: int | None = None) -> int:
    """Close rejections, but not those that this run has met again; how many were open."""
    now = iso(datetime.now(UTC))
    if unless_run is None:
        return MARK(connection, [(now, number) for number in numbers])
    return MARK_OTHERS(connection, [(now, number, unless_run) for number in numbers])


def close_fetched(connection: Connection, source: str, items: Sequence[str]) -> int:
    """Close what was turned away of these items before any bytes were there; they have come in now."""
    now = iso(datetime.now(UTC))
    return FETCHED(connection, [(now, source, lookup_key(item, ITEM_BYTES)) for item in dict.fromkeys(items)])


def close_extracted(connection: Connection, source: str, read: Iterable[tuple[str, str]]) -> int:
    """Close what extractors failed on: (article key, extractor id) pairs that have now been read."""
    now = iso(datetime.now(UTC))
    rows = [(now, source, lookup_key(key, ITEM_BYTES), f"{_literal(extractor)} %") for key, extractor in read]
    return EXTRACTED(connection, rows)


def _literal(words: str) -> str:
    """Words in which LIKE sees no signs."""
    return words.replace("!", "!!").replace("%", "!%").replace("_", "!_")

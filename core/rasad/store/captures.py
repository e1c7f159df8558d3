"""Stores captures' rows. Their bytes are in the archive before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from rasad.batches import Kept
from rasad.captures import Capture
from rasad.errors import LoadError
from rasad.store import ids, storable
from rasad.store.statements import Insert, chunks
from rasad.store.tables import metadata

TABLE = metadata.tables["capture"]
Key = tuple[str, str]
# A capture whose row had no place in the archive, or no item, gets it as soon as it is known.
INSERT = Insert(
    "capture",
    "id source url sha256 size status fetched_at headers redirects hints file offset length item",
    "(source, sha256, url) DO UPDATE SET file = COALESCE(capture.file, excluded.file),"
    ' "offset" = COALESCE(capture."offset", excluded."offset"), length = COALESCE(capture.length, excluded.length),'
    " item = COALESCE(capture.item, excluded.item)"
    " WHERE (capture.file IS NULL AND excluded.file IS NOT NULL)"
    " OR (capture.item IS NULL AND excluded.item IS NOT NULL)",
)


@dataclass(slots=True)
class Stored:
    """Numbers of captures by (url, sha256), the reason of each that was refused, and how many were new."""

    ids: dict[Key, int] = field(default_factory=dict)
    refused: dict[Key, str] = field(default_factory=dict)
    new: int = 0


def store(connection: Connection, source: str, captures: Sequence[Kept]) -> Stored:
    """Bring these captures in; of several with one address and content, the first place and the first item."""
    wanted: dict[Key, Kept] = {}
    for kept in captures:
        name = (kept.capture.url, kept.capture.sha256)
        wanted[name] = _both(wanted[name], kept) if name in wanted else kept
    stored = Stored()
    lacking = _known(connection, source, wanted, stored)
    new = [name for name in wanted if name not in stored.ids]
    numbers = ids.take(connection, "capture", len(new)) if new else iter(())
    rows = [_row(stored.ids[name], source, wanted[name]) for name in wanted if _mends(wanted[name], lacking.get(name))]
    for name in new:
        try:
            rows.append(_row(next(numbers), source, wanted[name]))
        except LoadError as error:
            stored.refused[name] = str(error)
        else:
            stored.ids[name] = rows[-1][0]
            stored.new += 1
    INSERT(connection, rows)
    return stored


def _both(first: Kept, second: Kept) -> Kept:
    item = second.item if first.item is None else first.item
    return Kept(first.capture, first.location or second.location, item)


def _mends(kept: Kept, lacks: tuple[bool, bool] | None) -> bool:
    """Whether a capture brings what its row lacks: a place, an item."""
    if lacks is None:
        return False
    no_place, no_item = lacks
    return (no_place and kept.location is not None) or (no_item and kept.item is not None)


def _known(connection: Connection, source: str, wanted: Iterable[Key], stored: Stored) -> dict[Key, tuple[bool, bool]]:
    """Fill in the numbers of captures that are there; for each, whether its row lacks place and item."""
    wanted, lacking = set(wanted), {}
    for digests in chunks(sha256 for _, sha256 in wanted):
        columns = select(TABLE.c.id, TABLE.c.url, TABLE.c.sha256, TABLE.c.file, TABLE.c.item)
        for row in connection.execute(columns.where(TABLE.c.source == source, TABLE.c.sha256.in_(digests))):
            name = (row.url, row.sha256)
            if name in wanted:
                stored.ids[name] = row.id
                lacking[name] = (row.file is None, row.item is None)
    return lacking


def known(connection: Connection, source: str, keys: Sequence[Key]) -> set[Key]:
    """Which of these (url, sha256) have a row with a place in the archive."""
    return {name for name, (no_place, _) in _known(connection, source, keys, Stored()).items() if not no_place}


def _row(number: int, source: str, kept: Kept) -> tuple[Any, ...]:
    capture, location = kept.capture, kept.location
    return (
        number,
        source,
        storable.key(capture.url, "the address"),
        capture.sha256,
        len(capture.body),
        storable.integer(capture.status, "the status"),
        storable.moment(capture.fetched_at, "the time of fetching"),
        storable.as_json(dict(capture.headers), "the headers"),
        storable.as_json(list(capture.redirects), "the redirects"),
        storable.as_json(dict(capture.hints), "the hints"),
        *((location.file, location.offset, location.length) if location else (None, None, None)),
        None if kept.item is None else storable.lookup_key(kept.item, storable.ITEM_BYTES),
    )


def key_of(capture: Capture) -> Key:
    """What makes a capture the same as another, within a source."""
    return capture.url, capture.sha256

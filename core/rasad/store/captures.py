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
# A capture whose row had no place in the archive gets one as soon as it is known.
INSERT = Insert(
    "capture",
    "id source url sha256 size status fetched_at headers redirects hints file offset length",
    "(source, sha256, url) DO UPDATE SET file = excluded.file,"
    ' "offset" = excluded."offset", length = excluded.length'
    " WHERE capture.file IS NULL AND excluded.file IS NOT NULL",
)


@dataclass(slots=True)
class Stored:
    """Numbers of captures by (url, sha256), the reason of each that was refused, and how many were new."""

    ids: dict[Key, int] = field(default_factory=dict)
    refused: dict[Key, str] = field(default_factory=dict)
    new: int = 0


def store(connection: Connection, source: str, captures: Sequence[Kept]) -> Stored:
    """Bring these captures in; of several with one address and content, the first that has a place."""
    wanted: dict[Key, Kept] = {}
    for kept in captures:
        name = (kept.capture.url, kept.capture.sha256)
        if name not in wanted or (wanted[name].location is None and kept.location):
            wanted[name] = kept
    stored = Stored()
    placeless = _known(connection, source, wanted, stored)
    new = [name for name in wanted if name not in stored.ids]
    numbers = ids.take(connection, "capture", len(new)) if new else iter(())
    rows = [
        _row(stored.ids[name], source, wanted[name]) for name in wanted if name in placeless and wanted[name].location
    ]
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


def _known(connection: Connection, source: str, wanted: Iterable[Key], stored: Stored) -> set[Key]:
    """Fill in the numbers of captures that are there; those of them whose row has no place."""
    wanted, placeless = set(wanted), set()
    for digests in chunks(sha256 for _, sha256 in wanted):
        columns = select(TABLE.c.id, TABLE.c.url, TABLE.c.sha256, TABLE.c.file)
        for row in connection.execute(columns.where(TABLE.c.source == source, TABLE.c.sha256.in_(digests))):
            name = (row.url, row.sha256)
            if name in wanted:
                stored.ids[name] = row.id
                if row.file is None:
                    placeless.add(name)
    return placeless


def known(connection: Connection, source: str, keys: Sequence[Key]) -> set[Key]:
    """Which of these (url, sha256) have a row with a place in the archive."""
    stored = Stored()
    placeless = _known(connection, source, keys, stored)
    return set(stored.ids) - placeless


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
    )


def key_of(capture: Capture) -> Key:
    """What makes a capture the same as another, within a source."""
    return capture.url, capture.sha256

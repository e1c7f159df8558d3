"""Stores what extractors found. A newer version of an extractor supersedes older claims and deletes none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from rasad.batches import Extraction
from rasad.errors import LoadError
from rasad.store import claimrows, ids, storable
from rasad.store.columns import iso
from rasad.store.statements import Change, Insert, chunks
from rasad.store.tables import metadata

TABLE = metadata.tables["extraction"]
INSERT = Insert("extraction", "id version_id extractor extractor_version")
OLDER = "version_id = ? AND extractor = ? AND extractor_version <> ? AND superseded_at IS NULL"
SUPERSEDE = [
    Change(f"UPDATE {table} SET superseded_at = ? WHERE {OLDER}")  # noqa: S608 - our own names
    for table in ("extraction", "claim")
]
Name = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one extractor found in one stored version."""

    version_id: int
    text: str
    extraction: Extraction
    new: bool = False

    @property
    def name(self) -> Name:
        """Version, extractor, extractor's version: read once and never again."""
        return self.version_id, self.extraction.extractor, self.extraction.version


def store(connection: Connection, readings: Sequence[Reading]) -> tuple[int, list[tuple[Reading, str]]]:
    """Bring in extractions that are not there yet. How many claims were written; what was refused and why.

    `new` readings are of versions written in this very transaction: nothing can be known of them.
    """
    done = _done(connection, [r.version_id for r in readings if not r.new])
    wanted = {r.name: r for r in readings if r.name not in done}
    if not wanted:
        return 0, []
    made, accepted, refused = claimrows.ClaimRows(), [], []
    numbers = ids.take(connection, "claim", sum(len(r.extraction.claims) for r in wanted.values()))
    for reading in wanted.values():
        try:
            made += _rows(reading, numbers)
        except LoadError as error:
            refused.append((reading, str(error)))
        else:
            accepted.append(reading)
    _supersede(connection, [r for r in accepted if not r.new])
    extraction_ids = ids.take(connection, "extraction", len(accepted))
    INSERT(connection, [(next(extraction_ids), *reading.name) for reading in accepted])
    for each in fields(made):
        claimrows.INSERTS[each.name](connection, getattr(made, each.name))
    return len(made.claim), refused


def _rows(reading: Reading, numbers: Iterator[int]) -> claimrows.ClaimRows:
    storable.key(reading.extraction.extractor, "the extractor's id")
    storable.key(reading.extraction.version, "the extractor's version")
    try:
        return claimrows.rows(reading.version_id, reading.text, reading.extraction, numbers)
    except (TypeError, AttributeError, ValueError) as error:
        raise LoadError(f"a claim has a value of a wrong type: {error}") from error


def _done(connection: Connection, version_ids: Sequence[int]) -> set[Name]:
    done: set[Name] = set()
    for some in chunks(version_ids):
        columns = select(TABLE.c.version_id, TABLE.c.extractor, TABLE.c.extractor_version)
        done.update((a, b, c) for a, b, c in connection.execute(columns.where(TABLE.c.version_id.in_(some))))
    return done


def _supersede(connection: Connection, readings: Sequence[Reading]) -> None:
    now = iso(datetime.now(UTC))
    for change in SUPERSEDE:
        change(connection, [(now, *reading.name) for reading in readings])

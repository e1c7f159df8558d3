"""Checks every promise of the store, row by row, and says which rows break it. Repairs nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Table, UniqueConstraint, select, text

from rasad.archive import Archive
from rasad.batches import Location
from rasad.errors import LoadError
from rasad.store import reads
from rasad.store.engines import connect, parse, reading, sqlite_file
from rasad.store.rules import RULES
from rasad.store.schema import HEAD
from rasad.store.tables import metadata

PAGE = 200


@dataclass(frozen=True, slots=True)
class Violation:
    """A row that breaks a promise."""

    promise: str
    place: str
    reason: str

    def row(self) -> tuple[str, str, str]:
        """As a line of a table."""
        return self.promise, self.place, self.reason

    def to_json(self) -> dict[str, str]:
        """As JSON."""
        return {"promise": self.promise, "row": self.place, "reason": self.reason}


def check(url: str, archive: str | None = None) -> Iterator[Violation]:
    """Every violation, as it is found. Without `archive` the raw captures are not looked at.

    Raises `ConfigError` where there is no database.
    """
    address = parse(url)
    if address.get_backend_name() == "sqlite":
        sqlite_file(address, must_exist=True)
    engine = connect(url)
    try:
        with reading(engine) as connection:
            revision = list(_revision(connection))
            yield from revision
            if not revision:
                yield from _database(connection.execution_options(yield_per=PAGE))
        if not revision and archive is not None:
            yield from _archive(engine, Archive(archive))
    except LoadError as error:
        yield Violation("integrity", "file", str(error))
    finally:
        engine.dispose()


def _revision(connection: Connection) -> Iterator[Violation]:
    if not connection.dialect.has_table(connection, "alembic_version"):
        yield Violation("schema", "database", "it has no tables of Rasad; make them: rasad db upgrade")
        return
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found != HEAD:
        yield Violation("schema", "database", f"at revision {found}, not {HEAD}: rasad db upgrade")


def _database(connection: Connection) -> Iterator[Violation]:
    if connection.dialect.name == "sqlite":
        for (reason,) in connection.exec_driver_sql("PRAGMA integrity_check"):
            if reason != "ok":
                yield Violation("integrity", "file", reason)
    for table in metadata.sorted_tables:
        yield from _orphans(connection, table)
        yield from _duplicates(connection, table)
    for promise, place, sql in RULES:
        for row in connection.exec_driver_sql(sql):
            yield Violation(promise, f"{place} {row[0]}", " ".join(map(str, row[1:])))
    yield from _hashes(connection)


def _orphans(connection: Connection, table: Table) -> Iterator[Violation]:
    """Rows that refer to a row which is not there."""
    for key in table.foreign_keys:
        parent, column = key.column.table.alias("parent"), key.parent
        query = (
            select(*_names(table), column)
            .join_from(table, parent, parent.c[key.column.name] == column, isouter=True)
            .where(column.is_not(None), parent.c[key.column.name].is_(None))
        )
        for row in connection.execute(query):
            reason = f"{column.name} {row[-1]} is not in {parent.element.name}"  # type: ignore[attr-defined]
            yield Violation("orphan", _place(table, row[:-1]), reason)


def _duplicates(connection: Connection, table: Table) -> Iterator[Violation]:
    """Rows that are there twice by their natural key, or by their number."""
    keys = [list(c.columns) for c in table.constraints if isinstance(c, UniqueConstraint)]
    for columns in [_names(table), *keys]:
        query = select(*columns, text("count(*)")).group_by(*columns).having(text("count(*) > 1"))
        for row in connection.execute(query.select_from(table)):
            names = ", ".join(f"{c.name} {value!r}" for c, value in zip(columns, row, strict=False))
            yield Violation("duplicate", table.name, f"{row[-1]} rows of {names}")


def _names(table: Table) -> list[Any]:
    return list(table.primary_key.columns)


def _place(table: Table, key: Any) -> str:
    return f"{table.name} {' '.join(map(str, key))}"


def _hashes(connection: Connection) -> Iterator[Violation]:
    """Versions whose title and text are not those that were stored."""
    for row in connection.exec_driver_sql("SELECT id, title, text, content_sha256 FROM version"):
        digest = hashlib.sha256(f"{row.title}\0{row.text}".encode("utf-8", "surrogatepass")).hexdigest()
        if digest != row.content_sha256:
            yield Violation("hash", f"version {row.id}", "title and text have another SHA-256")


def _archive(engine: Engine, archive: Archive) -> Iterator[Violation]:
    """Captures whose record is missing, torn, or another than the row says."""
    for capture in reads.captures(engine):
        if capture.location is not None:
            reason = _archive_fault(archive, capture.location, capture.sha256, capture.url)
            if reason:
                yield Violation("archive", f"capture {capture.id}", reason)


def _archive_fault(archive: Archive, location: Location, sha256: str, url: str) -> str | None:
    try:
        kept = archive.read(location)
    except LoadError as error:
        return str(error)
    if kept.sha256 != sha256:
        return f"the archive's bytes have the SHA-256 {kept.sha256}"
    return None if kept.url == url else f"the archive has it from {kept.url}"

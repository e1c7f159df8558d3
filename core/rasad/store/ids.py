"""Numbers for new rows, given out before the rows are written, so that rows can refer to each other."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from sqlalchemy import Connection, text


def lock_source(connection: Connection, source: str) -> None:
    """Let one transaction at a time write rows of this source. Every natural key lies within a source, so
    what this transaction does not find, nobody else writes before it ends. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": f"rasad {source}"}
        )


def take(connection: Connection, table: str, count: int) -> Iterator[int]:
    """At least `count` numbers that only grow. Those that are not used leave gaps in PostgreSQL."""
    if connection.dialect.name == "sqlite":
        last = connection.exec_driver_sql(f"SELECT max(id) FROM {table}").scalar()  # noqa: S608 - our own name
        return itertools.count((last or 0) + 1)
    if not count:
        return iter(())
    numbers = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
    return iter(connection.execute(numbers, {"name": table, "count": count}).scalars().all())

"""Writes many rows at once. Tables are declared elsewhere; here are their names, in SQL.

Rows go to the driver as tuples: SQLAlchemy's own executemany would turn each into a dictionary and back,
which costs as much as SQLite takes to store it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection

Item = TypeVar("Item")
CHUNK = 500  # values in one IN (…): both databases take far more, and this is long past any gain


class Insert:
    """`INSERT` of whole rows, which leaves alone what is there already."""

    def __init__(self, table: str, columns: str, conflict: str = "DO NOTHING") -> None:
        self.table, self.columns, self.conflict = table, columns.split(), conflict

    def __call__(self, connection: Connection, rows: Sequence[tuple[Any, ...]]) -> int:
        """Write the rows; how many of them were new or changed."""
        if not rows:
            return 0
        names = ", ".join(f'"{name}"' for name in self.columns)
        marks = ", ".join([_mark(connection)] * len(self.columns))
        sql = f"INSERT INTO {self.table} ({names}) VALUES ({marks}) ON CONFLICT {self.conflict}"  # noqa: S608 - our own names
        return connection.exec_driver_sql(sql, list(rows)).rowcount


class Change:
    """`UPDATE` or `DELETE` by rows of parameters; `?` stands for one."""

    def __init__(self, sql: str) -> None:
        self.sql = sql

    def __call__(self, connection: Connection, rows: Sequence[tuple[Any, ...]]) -> int:
        """Run it for each row; how many rows of the table it touched."""
        if not rows:
            return 0
        return connection.exec_driver_sql(self.sql.replace("?", _mark(connection)), list(rows)).rowcount


def _mark(connection: Connection) -> str:
    return "?" if connection.dialect.name == "sqlite" else "%s"


def chunks(values: Iterable[Item]) -> Iterator[list[Item]]:
    """The values, once each, in lists short enough for one IN (…)."""
    once = list(dict.fromkeys(values))
    for start in range(0, len(once), CHUNK):
        yield once[start : start + CHUNK]

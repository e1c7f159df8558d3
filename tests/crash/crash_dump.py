"""A database as one multiset of facts: rows without numbers, clocks and file names, so that two can be equal.

A row that refers to another holds that row's facts in place of its number; a row that is there twice counts
twice.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from sqlalchemy import Table, create_engine, select

from rasad.store.engines import connect
from rasad.store.tables import metadata

# The clock, the archive's file names, and the run log differ between any two runs.
VOLATILE = {"fetched_at", "rejected_at", "file", "offset", "length", "run_id", "headers"}
LEFT_OUT = {"run"}
Facts = tuple[Any, ...]


def dump(url: str) -> Counter[Facts]:
    """Every fact of the database and how often it stands there."""
    engine = connect(url)
    rows: dict[str, list[dict[str, Any]]] = {}
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            rows[table.name] = [dict(row) for row in connection.execute(select(table)).mappings()]
    engine.dispose()
    known: dict[str, dict[Any, Facts]] = {}
    found: Counter[Facts] = Counter()
    for table in metadata.sorted_tables:
        if table.name in LEFT_OUT:
            continue
        known[table.name] = {}
        for row in rows[table.name]:
            facts = _facts(table, row, known)
            known[table.name][row.get("id")] = facts
            if table.name == "source_state" and _failed(row, rows["rejection"]):
                found["source_state", "failed", row["key"]] = 1
            elif not _page_validator(table, row):
                found[table.name, *facts] += 1
    found.update(_current(rows, known))
    return found


def _facts(table: Table, row: dict[str, Any], known: dict[str, dict[Any, Facts]]) -> Facts:
    parents = {key.parent.name: key.column.table.name for key in table.foreign_keys}
    facts: list[Any] = []
    for name, value in row.items():
        if name in VOLATILE or name in ("id", "current_version_id"):
            continue
        facts.append(known[parents[name]][value] if name in parents and value is not None else _timeless(value))
    return tuple(facts)


def _timeless(value: Any) -> str:
    """A value as text, without the time at which a validator came."""
    return re.sub(r'"fetched_at": "[^"]*", ', "", repr(value))


def _failed(row: dict[str, Any], rejections: list[dict[str, Any]]) -> bool:
    """A page that cannot be read: how often it was asked for, until given up, hangs on how many runs there were."""
    if row["kind"] == "pending":
        return True
    return row["kind"] == "seen" and any(r["stage"] == "parse" and r["item"] == row["key"] for r in rejections)


def _page_validator(table: Table, row: dict[str, Any]) -> bool:
    """robots.txt is remembered with the time of its reading."""
    return table.name == "source_state" and row["kind"] == "validator" and row["key"].endswith("/robots.txt")


def _current(rows: dict[str, list[dict[str, Any]]], known: dict[str, dict[Any, Facts]]) -> Counter[Facts]:
    """Which version each article shows: the one reference that is no foreign key."""
    return Counter(
        ("current", known["article"][row["id"]], known["version"].get(row["current_version_id"]))
        for row in rows["article"]
    )


def scalar(url: str, sql: str) -> list[Any]:
    """First column of a query."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = list(connection.exec_driver_sql(sql).scalars())
    engine.dispose()
    return found

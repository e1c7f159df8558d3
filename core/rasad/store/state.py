"""What a source remembers between runs: rows of `source_state`, by kind and key. Values are JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from rasad.batches import StateChange
from rasad.store.statements import Change, Insert, chunks
from rasad.store.storable import as_json, lookup_key
from rasad.store.tables import metadata

TABLE = metadata.tables["source_state"]
UPSERT = Insert(
    "source_state",
    "source kind key value",
    "(source, kind, key) DO UPDATE SET value = excluded.value WHERE source_state.value <> excluded.value",
)
FORGET = Change("DELETE FROM source_state WHERE source = ? AND kind = ? AND key = ?")


def store(connection: Connection, source: str, changes: Sequence[StateChange]) -> None:
    """Make these changes; of several of one key, the last counts."""
    last = {(change.kind, lookup_key(change.key)): change.value for change in changes}
    FORGET(connection, [(source, *name) for name, value in last.items() if value is None])
    UPSERT(
        connection,
        [(source, *name, as_json(value, f"state {name[0]}")) for name, value in last.items() if value is not None],
    )


def some(connection: Connection, source: str, kind: str, keys: Sequence[str]) -> dict[str, Any]:
    """The values of those of these keys that are remembered."""
    asked = {lookup_key(key): key for key in keys}
    found: dict[str, Any] = {}
    for part in chunks(asked):
        query = select(TABLE.c.key, TABLE.c.value).where(
            TABLE.c.source == source, TABLE.c.kind == kind, TABLE.c.key.in_(part)
        )
        found.update((asked[key], json.loads(value)) for key, value in connection.execute(query))
    return found


def all_of(connection: Connection, source: str, kind: str | None = None) -> dict[str, dict[str, Any]]:
    """Everything a source remembers, or one kind of it: `{kind: {key: value}}`, in the order of the keys."""
    query = select(TABLE.c.kind, TABLE.c.key, TABLE.c.value).where(TABLE.c.source == source)
    if kind is not None:
        query = query.where(TABLE.c.kind == kind)
    found: dict[str, dict[str, Any]] = {}
    for row in connection.execute(query.order_by(TABLE.c.kind, TABLE.c.key)):
        found.setdefault(row.kind, {})[row.key] = json.loads(row.value)
    return found

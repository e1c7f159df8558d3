"""Versions as they are filed, for a look at what today's parser would make of their captures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, select

from rasad.batches import Entry
from rasad.store.columns import iso
from rasad.store.engines import reading
from rasad.store.statements import chunks
from rasad.store.tables import metadata
from rasad.store.versionrows import prepare

ARTICLE, VERSION = metadata.tables["article"], metadata.tables["version"]
TIMES = ("published_at", "modified_at")
FIELDS = (
    "title",
    "text",
    "lang",
    "published_at",
    "published_raw",
    "published_zone",
    "published_method",
    "modified_at",
    "modified_raw",
    "revision",
    "meta",
)


@dataclass(frozen=True, slots=True)
class Filed:
    """One stored version. `fields` are those that a parser decides, by the names of their columns."""

    key: str
    content_sha256: str
    capture_id: int
    fields: dict[str, Any]


def of_captures(engine: Engine, numbers: Sequence[int]) -> Iterator[Filed]:
    """Versions that these captures brought."""
    yield from _select(engine, VERSION.c.capture_id, numbers)


def of_articles(engine: Engine, source: str, keys: Sequence[str]) -> Iterator[Filed]:
    """Every version of these articles."""
    yield from _select(engine, ARTICLE.c.key, keys, ARTICLE.c.source == source)


def as_filed(entry: Entry, capture_id: int) -> Filed:
    """An entry as it would be filed. Raises `LoadError` where the database must not take it."""
    import json

    prepared = prepare(entry, capture_id, "")
    fields = dict(zip(("sha256", *FIELDS), prepared.values, strict=False))
    fields["meta"] = json.loads(fields["meta"])
    return Filed(entry.article.key, fields.pop("sha256"), capture_id, fields)


def _select(engine: Engine, column: Any, values: Sequence[Any], *more: Any) -> Iterator[Filed]:
    query = select(ARTICLE.c.key, VERSION).join_from(ARTICLE, VERSION, VERSION.c.article_id == ARTICLE.c.id)
    with reading(engine) as connection:
        for some in chunks(values):
            for row in connection.execute(query.where(column.in_(some), *more).order_by(VERSION.c.id)):
                fields = {name: getattr(row, name) for name in FIELDS}
                fields |= {name: iso(fields[name]) for name in TIMES if fields[name]}
                yield Filed(row.key, row.content_sha256, row.capture_id, fields)

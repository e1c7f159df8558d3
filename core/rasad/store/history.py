"""Every version of one article, with its claims, in the order in which they came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Row, select, text

from rasad.errors import ConfigError
from rasad.store.engines import reading
from rasad.store.tables import metadata

ARTICLE, VERSION, CAPTURE = (metadata.tables[name] for name in ("article", "version", "capture"))
CLAIMS = text("SELECT * FROM all_claims WHERE version_id = :version AND superseded_at IS NULL ORDER BY id")


@dataclass(frozen=True, slots=True)
class Edition:
    """One version. `claims` are rows as the view `claims` has them, of this version."""

    number: int
    title: str
    text: str
    published_at: str | None
    fetched_at: str
    claims: list[dict[str, Any]]


def of_article(engine: Engine, name: str) -> tuple[Row[Any], list[Edition]]:
    """The article of this number, key or address, and its versions.

    Raises `ConfigError` where there is none, or several, with what to do.
    """
    with reading(engine) as connection:
        article = _article(connection, name)
        return article, list(_editions(connection, article.id))


def _article(connection: Connection, name: str) -> Row[Any]:
    columns = select(ARTICLE.c.id, ARTICLE.c.source, ARTICLE.c.key, ARTICLE.c.url)
    found = list(connection.execute(columns.where((ARTICLE.c.key == name) | (ARTICLE.c.url == name)).limit(10)))
    if not found and name.isascii() and name.isdigit() and len(name) < 19:
        found = list(connection.execute(columns.where(ARTICLE.c.id == int(name))))
    if not found:
        raise ConfigError(f"no article {name!r}; give its number in the database, its key or its address")
    if len(found) > 1:
        numbers = ", ".join(f"{row.id} ({row.source})" for row in found)
        raise ConfigError(f"several articles are called {name!r}; give the number of one: {numbers}")
    return found[0]


def _editions(connection: Connection, article: int) -> Iterator[Edition]:
    query = select(VERSION, CAPTURE.c.fetched_at).join_from(VERSION, CAPTURE, CAPTURE.c.id == VERSION.c.capture_id)
    for row in connection.execute(query.where(VERSION.c.article_id == article).order_by(VERSION.c.number)).all():
        claims = connection.execute(CLAIMS, {"version": row.id}).mappings()
        published = None if row.published_at is None else row.published_at.isoformat()
        fetched = row.fetched_at.isoformat()
        yield Edition(row.number, row.title, row.text, published, fetched, [dict(claim) for claim in claims])

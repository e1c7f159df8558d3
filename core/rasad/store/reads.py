"""What is kept, read back in streams: captures to parse again, versions to extract from again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Engine, and_, func, select

from rasad.articles import Version
from rasad.batches import Location
from rasad.store.engines import reading
from rasad.store.tables import metadata

CAPTURE, ARTICLE = metadata.tables["capture"], metadata.tables["article"]
VERSION, EXTRACTION, REJECTION = (metadata.tables[name] for name in ("version", "extraction", "rejection"))
PAGE = 200  # rows fetched at a time


@dataclass(frozen=True, slots=True)
class StoredCapture:
    """A capture's row. `location` is null where its place in the archive is not known, `item` for a listing."""

    id: int
    source: str
    url: str
    sha256: str
    location: Location | None
    item: str | None


def captures(engine: Engine, source: str | None = None) -> Iterator[StoredCapture]:
    """Captures in the order in which they came."""
    columns = select(
        CAPTURE.c.id,
        CAPTURE.c.source,
        CAPTURE.c.url,
        CAPTURE.c.sha256,
        CAPTURE.c.file,
        CAPTURE.c.offset,
        CAPTURE.c.length,
        CAPTURE.c.item,
    )
    if source is not None:
        columns = columns.where(CAPTURE.c.source == source)
    with reading(engine) as connection:
        for row in connection.execution_options(yield_per=PAGE).execute(columns.order_by(CAPTURE.c.id)):
            place = Location(row.file, row.offset, row.length) if row.file else None
            yield StoredCapture(row.id, row.source, row.url, row.sha256, place, row.item)


def parsed_captures(engine: Engine, source: str) -> int:
    """How many captures of a source have been parsed for articles."""
    query = select(func.count()).where(CAPTURE.c.source == source, CAPTURE.c.item.is_not(None))
    with reading(engine) as connection:
        return int(connection.execute(query).scalar_one())


def sources(engine: Engine) -> list[str]:
    """Sources of which something is kept, by name."""
    with reading(engine) as connection:
        return list(connection.execute(select(CAPTURE.c.source).distinct().order_by(CAPTURE.c.source)).scalars())


def versions(
    engine: Engine,
    source: str | None = None,
    *,
    current_only: bool = True,
    not_read_by: tuple[str, str] | None = None,
    rejected_by: str | None = None,
) -> Iterator[tuple[int, Version]]:
    """Versions with their numbers; only those that this (extractor, version) has not read, where given, and
    those on which this extractor has failed, where given."""
    query = select(VERSION, ARTICLE.c.key, ARTICLE.c.source).join_from(
        VERSION, ARTICLE, ARTICLE.c.id == VERSION.c.article_id
    )
    if source is not None:
        query = query.where(ARTICLE.c.source == source)
    if current_only:
        query = query.where(ARTICLE.c.current_version_id == VERSION.c.id)
    if not_read_by is not None:
        extractor, version = not_read_by
        query = query.where(
            ~select(EXTRACTION.c.id)
            .where(
                and_(
                    EXTRACTION.c.version_id == VERSION.c.id,
                    EXTRACTION.c.extractor == extractor,
                    EXTRACTION.c.extractor_version == version,
                )
            )
            .exists()
        )
    if rejected_by is not None:
        query = query.where(
            select(REJECTION.c.id)
            .where(
                REJECTION.c.source == ARTICLE.c.source,
                REJECTION.c.stage.in_(("extract", "load")),
                REJECTION.c.item == ARTICLE.c.key,
                REJECTION.c.parser.startswith(f"{rejected_by} ", autoescape=True),
                REJECTION.c.replayed_at.is_(None),
            )
            .exists()
        )
    with reading(engine) as connection:
        for row in connection.execution_options(yield_per=PAGE).execute(query.order_by(VERSION.c.id)):
            yield row.id, Version(row.text, row.title, row.lang, row.published_at, row.source, row.key)

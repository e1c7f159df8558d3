"""Puts the versions of articles in one order, whatever the order in which many workers brought them in.

Versions are numbered as they arrive. Where a folder holds several copies of one article and workers share the folder,
arrival is chance; so after a backfill they are numbered in the order of their files' names, and the current version
is the one that would be current had they come so. An article that was ever fetched keeps its order: there arrival
means something, and people have seen its numbers. Contents, claims and captures are not touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Engine, case, func, select

from rasad.store.statements import Change
from rasad.store.tables import metadata

ARTICLE, VERSION, CAPTURE = (metadata.tables[name] for name in ("article", "version", "capture"))
IS_FILE = CAPTURE.c.url.like("file:%")
FILED = (
    select(VERSION.c.article_id)
    .join(CAPTURE, CAPTURE.c.id == VERSION.c.capture_id)
    .group_by(VERSION.c.article_id)
    .having(func.count() > 1, func.count() == func.sum(case((IS_FILE, 1), else_=0)))
)
IN_ORDER = (
    select(
        VERSION.c.id,
        VERSION.c.article_id,
        VERSION.c.number,
        VERSION.c.revision,
        VERSION.c.modified_at,
        ARTICLE.c.current_version_id,
    )
    .join(ARTICLE, ARTICLE.c.id == VERSION.c.article_id)
    .join(CAPTURE, CAPTURE.c.id == VERSION.c.capture_id)
    .where(ARTICLE.c.id.in_(FILED))
    .order_by(VERSION.c.article_id, CAPTURE.c.url, VERSION.c.content_sha256)
)
RENUMBER = Change("UPDATE version SET number = ? WHERE id = ?")
MAKE_CURRENT = Change("UPDATE article SET current_version_id = ? WHERE id = ?")


def settle(engine: Engine, source: str) -> int:
    """Order the versions of this source's articles out of files; how many versions have another number now."""
    with engine.begin() as connection:
        return _settle(connection, source)


def _settle(connection: Connection, source: str) -> int:
    rows = connection.execute(IN_ORDER.where(ARTICLE.c.source == source)).all()
    numbered: list[tuple[int, int]] = []
    current: list[tuple[int, int]] = []
    for article, found in groupby(rows, key=lambda row: row.article_id):
        versions = list(found)
        numbered += _numbered(versions)
        newest = _newest(versions)
        if newest != versions[0].current_version_id:
            current.append((newest, article))
    RENUMBER(connection, numbered)
    MAKE_CURRENT(connection, current)
    return len(numbered)


def _numbered(versions: Iterable[Any]) -> Iterator[tuple[int, int]]:
    """(number, id) of those whose number is another one."""
    return ((number, row.id) for number, row in enumerate(versions, 1) if row.number != number)


def _newest(versions: Sequence[Any]) -> int:
    """The version that is current once they have come in this order: by revision, else by modification, else last."""
    newest = versions[0]
    for row in versions[1:]:
        if newest.revision is not None and row.revision is not None and newest.revision != row.revision:
            newer = row.revision > newest.revision
        elif newest.modified_at is not None and row.modified_at is not None:
            newer = row.modified_at >= newest.modified_at
        else:
            newer = True
        newest = row if newer else newest
    return int(newest.id)

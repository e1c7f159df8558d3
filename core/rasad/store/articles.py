"""Decides which arrivals are new articles, new versions, or nothing new; and which version is current.

A version is current when nothing newer has arrived: newer is the higher revision where both are numbered,
else the later modification where both are dated, else what was fetched later. A content that is known already
becomes current again only where its number or date says so, so that taking in an old copy changes nothing. A date
of modification that lies in the future is not believed: nothing newer could ever come.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from rasad.batches import Entry
from rasad.store import ids, storable
from rasad.store.statements import Change, Insert, chunks
from rasad.store.tables import metadata
from rasad.store.versionrows import Prepared

ARTICLE, VERSION, CAPTURE = (metadata.tables[name] for name in ("article", "version", "capture"))
_ARTICLES = select(ARTICLE, CAPTURE.c.fetched_at).select_from(
    ARTICLE.outerjoin(VERSION, VERSION.c.id == ARTICLE.c.current_version_id).outerjoin(
        CAPTURE, CAPTURE.c.id == VERSION.c.capture_id
    )
)
INSERT_ARTICLE = Insert("article", "id source key url revision modified_at withdrawn_at current_version_id")
INSERT_VERSION = Insert(
    "version",
    "id article_id number content_sha256 title text lang published_at published_raw published_zone"
    " published_method modified_at modified_raw revision meta capture_id parser",
)
UPDATE_ARTICLE = Change(
    "UPDATE article SET url = ?, revision = ?, modified_at = ?, withdrawn_at = ?, current_version_id = ? WHERE id = ?"
)


CLOCKS_DIFFER = timedelta(days=1)  # zones that are told wrongly and clocks that go ahead stay below this


@dataclass(slots=True)
class Shelf:
    """One article with the digests of its versions, as it stands in the database or will."""

    id: int
    url: str | None = None
    revision: int | None = None
    modified_at: datetime | None = None
    withdrawn_at: datetime | None = None
    current: int | None = None
    fetched_at: datetime | None = None  # when the capture of the current version was
    versions: dict[str, int] = field(default_factory=dict)
    new: bool = False
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """An entry and the version it is, or null for one that brought no content. `new`: the version is."""

    entry: Entry
    version_id: int | None
    new: bool


@dataclass(slots=True)
class Arrivals:
    """Everything that one batch brought, and how it counts."""

    arrivals: list[Arrival] = field(default_factory=list)
    articles: int = 0
    versions: int = 0
    unchanged: int = 0
    withdrawn: int = 0


def store(connection: Connection, source: str, entries: Sequence[Prepared]) -> Arrivals:
    """Bring in articles and versions, in the order of their arrival."""
    shelves = _shelves(connection, source, [p.entry.article.key for p in entries])
    result, rows = Arrivals(), []
    unknown = sum(p.entry.article.key not in shelves for p in entries)
    article_ids = ids.take(connection, "article", unknown) if unknown else iter(())
    fresh = [p for p in entries if not _known(shelves.get(p.entry.article.key), p.sha256)]
    version_ids = ids.take(connection, "version", len(fresh)) if fresh else iter(())
    for prepared in entries:
        shelf = _shelf(shelves, prepared.entry.article.key, article_ids, result)
        number = _take_in(shelf, prepared, version_ids, result)
        if number is not None:
            rows.append(prepared.row(number, shelf.id, len(shelf.versions)))
    INSERT_ARTICLE(connection, [_article_row(source, k, s) for k, s in shelves.items() if s.new])
    INSERT_VERSION(connection, rows)
    UPDATE_ARTICLE(connection, [_update(s) for s in shelves.values() if s.changed and not s.new])
    return result


def _known(shelf: Shelf | None, sha256: str) -> bool:
    return shelf is not None and sha256 in shelf.versions


def _shelf(shelves: dict[str, Shelf], key: str, numbers: Iterator[int], result: Arrivals) -> Shelf:
    if key not in shelves:
        shelves[key] = Shelf(next(numbers), new=True)
        result.articles += 1
    return shelves[key]


def _take_in(shelf: Shelf, prepared: Prepared, numbers: Iterator[int], result: Arrivals) -> int | None:
    """Put one arrival on its shelf; the number of the version to be written, or null."""
    article, number = prepared.entry.article, None
    version_id = shelf.versions.get(prepared.sha256)
    if version_id is None and (article.text.strip() or not article.withdrawn):
        version_id = number = next(numbers)
        shelf.versions[prepared.sha256] = number
        result.versions += 1
    order = _order(shelf, prepared.entry)
    if article.withdrawn:
        withdrawn = order >= 0 and _withdraw(shelf, prepared)
        result.withdrawn += withdrawn
        result.unchanged += not withdrawn and number is None
    elif order > 0 or (order == 0 and number is not None and not _fetched_before(shelf, prepared)):
        _make_current(shelf, prepared, version_id)
    if number is None and not article.withdrawn:
        result.unchanged += 1
    if shelf.current is None and version_id is not None:
        shelf.current, shelf.url, shelf.changed = version_id, prepared.url, True
        shelf.fetched_at = _second(prepared.entry.capture.fetched_at)
    result.arrivals.append(Arrival(prepared.entry, version_id, number is not None))
    return number


def _order(shelf: Shelf, entry: Entry) -> int:
    """1 where the article is newer than what its shelf has seen, -1 where it is older, 0 where none says."""
    article = entry.article
    if shelf.revision is not None and article.revision is not None and shelf.revision != article.revision:
        return 1 if article.revision > shelf.revision else -1
    modified = _modified(entry)
    if shelf.modified_at is not None and modified is not None and shelf.modified_at != modified:
        return 1 if modified > shelf.modified_at else -1
    return 0


def _fetched_before(shelf: Shelf, prepared: Prepared) -> bool:
    """An old copy, out of a replay or an archive, that comes in behind the newer one."""
    fetched = _second(prepared.entry.capture.fetched_at)
    return shelf.fetched_at is not None and fetched is not None and fetched < shelf.fetched_at


def _make_current(shelf: Shelf, prepared: Prepared, version_id: int | None) -> None:
    _stamp(shelf, prepared.entry)
    shelf.fetched_at = _second(prepared.entry.capture.fetched_at)
    shelf.current, shelf.url, shelf.withdrawn_at, shelf.changed = version_id, prepared.url, None, True


def _withdraw(shelf: Shelf, prepared: Prepared) -> bool:
    """Mark the article withdrawn, keeping its versions; False where it was already."""
    if shelf.withdrawn_at is not None:
        return False
    _stamp(shelf, prepared.entry)
    # The capture's own time where the notice has none: never the clock, so that replays agree.
    shelf.withdrawn_at = _modified(prepared.entry) or _second(prepared.entry.capture.fetched_at)
    shelf.changed = True
    return True


def _stamp(shelf: Shelf, entry: Entry) -> None:
    if entry.article.revision is not None:
        shelf.revision = entry.article.revision
    if modified := _modified(entry):
        shelf.modified_at = modified


def _modified(entry: Entry) -> datetime | None:
    """When the publisher says that this content was made, unless it was fetched well before that."""
    at = entry.article.modified.at
    return None if at is None or at > entry.capture.fetched_at + CLOCKS_DIFFER else _second(at)


def _second(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC).replace(microsecond=0)


def _shelves(connection: Connection, source: str, keys: Sequence[str]) -> dict[str, Shelf]:
    """Known articles by key, with all their versions."""
    shelves: dict[str, Shelf] = {}
    for some in chunks(keys):
        known = _ARTICLES.where(ARTICLE.c.source == source, ARTICLE.c.key.in_(some))
        for row in connection.execute(known):
            shelves[row.key] = _from_row(row)
    by_id = {shelf.id: shelf for shelf in shelves.values()}
    for some_ids in chunks(by_id):
        columns = select(VERSION.c.article_id, VERSION.c.content_sha256, VERSION.c.id)
        for article_id, sha256, number in connection.execute(columns.where(VERSION.c.article_id.in_(some_ids))):
            by_id[article_id].versions[sha256] = number
    return shelves


def _from_row(row: Row[Any]) -> Shelf:
    version = row.current_version_id
    return Shelf(row.id, row.url, row.revision, row.modified_at, row.withdrawn_at, version, row.fetched_at)


def _update(shelf: Shelf) -> tuple[Any, ...]:
    return (
        shelf.url,
        shelf.revision,
        _text(shelf.modified_at),
        _text(shelf.withdrawn_at),
        shelf.current,
        shelf.id,
    )


def _article_row(source: str, key: str, shelf: Shelf) -> tuple[Any, ...]:
    *values, number = _update(shelf)
    return (number, source, key, *values)


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.replace(tzinfo=None).isoformat() + "Z"


def known_versions(connection: Connection, source: str, keys: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of these (article key, content sha256) are kept."""
    found: set[tuple[str, str]] = set()
    for some in chunks(key for key, _ in keys if storable.lookup_key(key) == key):
        columns = select(ARTICLE.c.key, VERSION.c.content_sha256).join_from(
            ARTICLE, VERSION, VERSION.c.article_id == ARTICLE.c.id
        )
        rows = connection.execute(columns.where(ARTICLE.c.source == source, ARTICLE.c.key.in_(some)))
        found.update((key, sha256) for key, sha256 in rows)
    return found & set(keys)

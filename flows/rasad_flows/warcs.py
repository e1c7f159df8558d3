"""Captures of WARC files as items to take in. Damaged records are logged and passed over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from rasad.archive.archive import Archive
from rasad.articles import Item
from rasad.errors import LoadError

CHUNK = 100


def is_warc(path: Path) -> bool:
    """True for what `chunks` reads."""
    return path.name.endswith((".warc.gz", ".warc"))


def within(moment: datetime, since: datetime | None, until: datetime | None) -> bool:
    """True in the half-open window; times without a zone are UTC."""
    after = since is None or moment >= _utc(since)
    return after and (until is None or moment < _utc(until))


def chunks(paths: Iterable[Path], since: datetime | None = None, until: datetime | None = None) -> Iterator[list[Item]]:
    """Captures fetched within the window, a hundred at a time. An item's name is its address."""
    items = _items(paths, since, until)
    while chunk := list(islice(items, CHUNK)):
        yield chunk


def _items(paths: Iterable[Path], since: datetime | None, until: datetime | None) -> Iterator[Item]:
    for path in paths:
        if not path.name.endswith(".warc.gz"):
            raise LoadError(f"{path} is not compressed: gzip it record by record first (warcio recompress)")
        # An archive is a folder: one that holds this file alone, so that its neighbours are not read as well.
        with TemporaryDirectory() as folder:
            (Path(folder) / path.name).symlink_to(path.absolute())
            for _, capture in Archive(folder).scan():
                if within(capture.fetched_at, since, until):
                    yield Item(capture.url, capture.url, capture=capture)


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment

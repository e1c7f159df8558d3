"""The way back to what is kept: the database that holds captures and texts, and the archive behind it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rasad.archive import Archive
from rasad.captures import Capture
from rasad.errors import ConfigError, LoadError
from rasad.registry import Registry
from rasad.settings import Settings
from rasad.stages import Loader
from rasad.store.engines import parse, sqlite_file
from rasad.store.loader import SqlLoader
from rasad.store.reads import StoredCapture


def raw(archive: Archive, stored: StoredCapture) -> Capture:
    """A capture's bytes as they came. Raises `LoadError` where the archive has none, or others."""
    if stored.location is None:
        raise LoadError(f"capture {stored.id} has no place in the archive (see: rasad db check)")
    capture = archive.read(stored.location)
    if capture.sha256 != stored.sha256:
        raise LoadError(f"archive {stored.location.file} at {stored.location.offset}: it holds another capture")
    return capture


def keeper(settings: Settings, registry: Registry, store: Loader | None = None) -> SqlLoader:
    """The database as one that keeps captures and texts. Raises `ConfigError` for another destination."""
    found = store or registry.loader_for(settings.database)
    if not isinstance(found, SqlLoader):
        raise ConfigError("this needs a SQLite or PostgreSQL database; give one with --db")
    return found


@contextmanager
def opened(settings: Settings, registry: Registry) -> Iterator[SqlLoader]:
    """The database that is there, brought to today's shape. Raises `ConfigError` where there is none."""
    store = keeper(settings, registry)
    address = parse(settings.database)
    if address.get_backend_name() == "sqlite":
        sqlite_file(address, must_exist=True)
    store.open(settings.database)
    try:
        yield store
    finally:
        store.close()

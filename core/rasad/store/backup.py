"""A consistent copy of a database that is in use."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from rasad.errors import ConfigError, LoadError
from rasad.store.engines import BUSY_SECONDS, one_line, parse, shown, sqlite_file


def backup(url: str, target: Path) -> None:
    """Copy a SQLite database to the file `target` as of one moment, while others write.

    The copy appears under its name only once it is whole. Raises `ConfigError` for PostgreSQL and for a
    target that is there already, `LoadError` where copying fails.
    """
    address = parse(url)
    if address.get_backend_name() != "sqlite":
        raise ConfigError(
            f"PostgreSQL is backed up by its own tool: pg_dump --format=custom --file={target} "
            f"{shown(address.set(drivername='postgresql'))}"
        )
    path = sqlite_file(address, must_exist=True)
    if target.exists():
        raise ConfigError(f"{target} is there already; give a new name")
    if not target.parent.is_dir():
        raise ConfigError(f"no folder {target.parent} for the backup; make it first")
    partial = target.with_name(f".{target.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        _copy(path, partial)
        partial.rename(target)
    except (sqlite3.Error, OSError) as error:
        raise LoadError(f"backup failed: {one_line(error)}") from error
    finally:
        partial.unlink(missing_ok=True)


def _copy(path: Path, target: Path) -> None:
    """In one step: copying in several begins anew with every write, and may never end on a busy database."""
    with (
        closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it

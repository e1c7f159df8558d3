"""Connections to SQLite and PostgreSQL: how they are set up, and how reading and writing begin.

SQLite runs in WAL mode, so that readers never wait for a writer. Writers begin with BEGIN IMMEDIATE: they
queue for the lock at the start and cannot fail half-way for want of it. `synchronous` is FULL: in WAL mode
NORMAL stays consistent, but may lose the last commits when the power goes, and what `load` has reported as
stored must stay stored; one fsync a batch is below a thousandth of its cost.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from rasad.errors import ConfigError, LoadError

BUSY_SECONDS = 60  # how long a writer queues behind others before it gives up
CACHE_KIB = 16 * 1024
SQLITE_SETTINGS = (
    f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",
    f"PRAGMA cache_size = -{CACHE_KIB}",
)


def connect(url: str) -> Engine:
    """An engine whose database answers; a SQLite file is made where there is none.

    Raises `ConfigError` in one line for an address that cannot be used.
    """
    address = parse(url)
    engine = _sqlite(address) if address.get_backend_name() == "sqlite" else _postgres(address)
    try:
        engine.connect().close()
    except DBAPIError as error:
        engine.dispose()
        raise ConfigError(f"database {shown(address)} cannot be used: {one_line(error)}") from error
    return engine


def parse(url: str) -> URL:
    """The address, with its driver. Raises `ConfigError`."""
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise ConfigError(f"{url!r} is no database address; take e.g. sqlite:///rasad.db") from error
    kind = address.get_backend_name()
    if kind == "postgresql":
        return address.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        raise ConfigError(f"no {kind!r} databases; take sqlite:/// or postgresql+psycopg://")
    if address.database in (None, "", ":memory:"):
        raise ConfigError("the database must be a file; take e.g. sqlite:///rasad.db")
    return address


def sqlite_file(address: URL, *, must_exist: bool = False) -> Path:
    """The file behind a SQLite address. Raises `ConfigError` where it cannot be, or is not there."""
    path = Path(str(address.database))
    if not path.parent.is_dir():
        raise ConfigError(f"no folder {path.parent} for the database; make it, or give another with --db")
    if path.is_dir():
        raise ConfigError(f"database {path} is a folder; give a file with --db sqlite:///{path}/rasad.db")
    if must_exist and not path.is_file():
        raise ConfigError(f"no database {path}; give another with --db, or make it: rasad db upgrade")
    return path


def shown(address: URL) -> str:
    """The address without its password."""
    return address.render_as_string(hide_password=True)


def one_line(error: BaseException) -> str:
    """What the driver said, in one line and without parameters: they may be long, or secret."""
    cause = getattr(error, "orig", None) or error
    return " ".join(str(cause).split()) or type(cause).__name__


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one moment of the database and takes no lock. Faults come as `LoadError`."""
    try:
        with engine.connect() as connection:
            yield connection.execution_options(rasad_reads=True)
    except DBAPIError as error:
        raise LoadError(f"the database did not answer: {one_line(error)}") from error


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction: committed whole at the end, or not at all. Faults come as `LoadError`."""
    try:
        with engine.begin() as connection:
            yield connection
    except DBAPIError as error:
        raise LoadError(f"nothing was stored: {one_line(error)}") from error


def _postgres(address: URL) -> Engine:
    return create_engine(
        address,
        hide_parameters=True,
        connect_args={"application_name": "rasad", "options": "-c timezone=UTC", "connect_timeout": 10},
    )


def _sqlite(address: URL) -> Engine:
    sqlite_file(address)
    engine = create_engine(address, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin in `_begin`, not where the driver guesses
    cursor = connection.cursor()
    for setting in SQLITE_SETTINGS:
        cursor.execute(setting)
    _enter_wal(cursor)
    cursor.close()


def _enter_wal(cursor: sqlite3.Cursor) -> None:
    """Switch the file to WAL once. SQLite does not queue for this lock, so several first comers retry."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _begin(connection: Connection) -> None:
    reads = connection.get_execution_options().get("rasad_reads")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

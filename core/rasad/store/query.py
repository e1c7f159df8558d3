"""Read-only SQL for people. What they type can look at anything and change nothing, for a limited time."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import URL

from rasad.errors import ConfigError, LoadError, RasadError
from rasad.store.engines import one_line, parse, sqlite_file

SECONDS = 30.0
ROWS = 1000
STEPS = 10_000  # virtual machine steps between two looks at the clock

Answer = tuple[list[str], Iterator[tuple[Any, ...]]]

ALLOWED = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_RECURSIVE,
}
# Full-text tables ask this one themselves, with every query.
ALLOWED_PRAGMA = "data_version"


def run(url: str, sql: str, limit: int = ROWS, seconds: float = SECONDS) -> Answer:
    """Columns and rows, as they come, of one SELECT; at most `limit` rows, found within `seconds`.

    Times are `datetime`'s ISO text in UTC on both databases. Raises `LoadError` in one line for SQL that is
    wrong, writes or takes too long (the last also between rows), `ConfigError` where there is no database.
    """
    address = parse(url)
    rows = _sqlite(address, sql, seconds) if address.get_backend_name() == "sqlite" else None
    rows = rows if rows is not None else _postgres(address, sql, seconds)
    columns = list(next(rows))
    return columns, (tuple(map(_plain, row)) for row in islice(rows, limit))


def _plain(value: Any) -> Any:
    """A cell as SQLite would give it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
    return value.isoformat() if isinstance(value, date) else value


def _sqlite(address: URL, sql: str, seconds: float) -> Iterator[Sequence[Any]]:
    """The names of the columns, then the rows."""
    path = sqlite_file(address, must_exist=True).absolute()
    deadline = time.monotonic() + seconds
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=seconds)) as connection:
            connection.execute("PRAGMA query_only = ON")
            connection.set_authorizer(_authorize)
            connection.set_progress_handler(lambda: time.monotonic() > deadline, STEPS)
            cursor = connection.execute(sql)
            yield _columns(cursor.description)
            yield from cursor
    except sqlite3.Error as error:
        raise _fault(error, seconds) from error
    except sqlite3.Warning as error:  # what Python 3.11 makes of a second statement
        raise LoadError(f"the query failed: {error}") from error


def _authorize(action: int, first: str | None, second: str | None, *_: Any) -> int:
    """SQLite asks this for everything that a statement would do, while it compiles it."""
    if action in ALLOWED:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_FUNCTION and second != "load_extension":
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and first == ALLOWED_PRAGMA and second is None:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def _columns(description: Any) -> list[str]:
    if description is None:
        raise LoadError("the query failed: it is no SELECT")
    return [column[0] for column in description]


def _fault(error: Exception, seconds: float) -> RasadError:
    reason = one_line(error)
    if "interrupted" in reason or "statement timeout" in reason:
        return LoadError(f"the query took longer than {seconds:g} seconds; narrow it, or add a LIMIT")
    if "not authorized" in reason or "prohibited" in reason or "read-only" in reason:
        return LoadError(f"the query failed: only one SELECT is possible here ({reason})")
    if "unable to open" in reason:
        return ConfigError(f"the database cannot be opened: {reason}")
    return LoadError(f"the query failed: {reason}")


def _postgres(address: URL, sql: str, seconds: float) -> Iterator[Sequence[Any]]:
    """The names of the columns, then the rows.

    A server-side cursor takes nothing but one SELECT, sent by the protocol that refuses several statements.
    """
    import psycopg

    options = f"-c timezone=UTC -c default_transaction_read_only=on -c statement_timeout={int(seconds * 1000)}"
    conninfo = address.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        with psycopg.connect(conninfo, options=options, connect_timeout=10) as connection:
            connection.read_only = True
            with connection.cursor(name="rasad_query") as cursor:
                cursor.execute(sql.rstrip().rstrip(";").encode())
                yield _columns(cursor.description)
                yield from cursor
    except psycopg.Error as error:
        raise _fault(error, seconds) from error

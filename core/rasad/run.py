"""The life of one run: database, archive file, run log, named outcome. Knows not what the run does."""

from __future__ import annotations

import logging
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from rasad.archive import Archive
from rasad.batches import Outcome, RunReport
from rasad.batching import BatchWriter
from rasad.configure import configured
from rasad.outcomes import Tally, decide
from rasad.registry import Registry, describe
from rasad.settings import Settings

REPLAY = "replay"  # the kind of a run that parses kept captures again

logger = logging.getLogger("rasad.run")


class Run:
    """A context around one source's work. Read `report` after its end."""

    kind = "run"
    report: RunReport

    def __init__(self, name: str, settings: Settings, registry: Registry, *, dry_run: bool = False) -> None:
        """Raises `ConfigError` before anything is made."""
        self.name, self.settings, self.registry, self.dry_run = name, settings, registry, dry_run
        self.source, self.config = configured(name, settings, registry)
        self.store = registry.loader_for(settings.database)
        self.tally = Tally()
        self.total: int | None = None
        self.started_at = datetime.now(UTC)

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self.store.open(self.settings.database)
            stack.callback(self.store.close)
            self.archive = Archive(self.settings.archive)
            self.run_id = None if self.dry_run else self.store.start_run(self.name, self.kind)
            writer = None if self.dry_run else stack.enter_context(self.archive.writer(self.name))
            self.writer = BatchWriter(
                self.name,
                self.source,
                self.registry,
                self.store,
                writer,
                self.tally,
                self.run_id,
                replay=self.kind == REPLAY,
            )
            self.begin(stack)
            self._stack = stack.pop_all()
        return self

    def begin(self, stack: ExitStack) -> None:
        """Open what this kind of run needs besides."""

    def settle(self) -> None:
        """Store what is still queued, after everything went well."""
        self.writer.flush()

    def decide(self) -> Outcome:
        """The outcome of a run that went to its end."""
        return decide(self.tally)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._stack:
            if error is None:
                self.settle()
            outcome = self.decide() if error is None else Outcome.PARTIAL
            trouble = self.tally.trouble[1] if self.tally.trouble else None
            reason = describe(error) if error else trouble
            counts = Counter(self.tally.counts)
            if self.run_id is not None:
                self.store.finish_run(self.run_id, outcome, counts, reason)
            self.report = RunReport(self.name, outcome, self.started_at, datetime.now(UTC), counts, reason)
        for fault in [*self.tally.notes, *self.registry.tell("rasad_run_finished", report=self.report)]:
            logger.warning("%s", fault)

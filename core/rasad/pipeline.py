"""One run of one source: discover, fetch, archive, parse, extract, load. Knows nothing of schedules.

Killed anywhere, a run is made whole by the next one: an item counts as seen in the very transaction that
stores its rows, a failed one stays pending, and what makes requests conditional is saved last of all.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from rasad import files
from rasad.archive import Archive
from rasad.articles import Item
from rasad.batches import Outcome, Rejection, RunReport, Stage, StateChange
from rasad.batching import BatchWriter
from rasad.captures import Capture
from rasad.configure import configured
from rasad.errors import FetchError, ParseError, RasadError
from rasad.fetch import Fetcher
from rasad.outcomes import Tally, decide
from rasad.registry import Registry, describe
from rasad.settings import Settings
from rasad.stages import SourceState

CHUNK = 100  # items a task: a progress step, and what one call of `take` holds in memory
MAX_ATTEMPTS = 5  # runs in which a failed item is tried again before only its rejection stays

logger = logging.getLogger("rasad.pipeline")


@dataclass(frozen=True, slots=True)
class Options:
    """What one run may be told. `paths` are files and folders to read in place of the network."""

    paths: tuple[Path, ...] = ()
    since: datetime | None = None
    limit: int | None = None
    dry_run: bool = False


class Ingest:
    """A run, as a context: take in every chunk, then read `report` after the end.

    with Ingest("afp", settings, registry) as run:
        for chunk in run.chunks():
            run.take(chunk)
    print(run.report.outcome)
    """

    report: RunReport

    def __init__(
        self, name: str, settings: Settings, registry: Registry, options: Options | None = None
    ) -> None:
        self.name, self.settings, self.registry = name, settings, registry
        self.options = options or Options()
        self.source, self.config = configured(name, settings, registry)
        self.tally = Tally()
        self.total: int | None = None
        self.started_at = datetime.now(UTC)
        self.pending: dict[str, Any] = {}
        self.state = SourceState(since=self.options.since, limit=self.options.limit)

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self.store = self.registry.loader_for(self.settings.database)
            self.store.open(self.settings.database)
            stack.callback(self.store.close)
            dry = self.options.dry_run
            self.run_id = None if dry else self.store.start_run(self.name, "ingest")
            archive = None if dry else stack.enter_context(Archive(self.settings.archive).writer(self.name))
            self.writer = BatchWriter(
                self.name, self.source, self.registry, self.store, archive, self.tally, self.run_id
            )
            self.fetcher = stack.enter_context(self._fetcher())
            self._stack = stack.pop_all()
        return self

    def _fetcher(self) -> Fetcher:
        return Fetcher(
            self.name,
            hosts=self.source.hosts,
            allow_private_addresses=self.config.allow_private_addresses,
            validators=self.store.validators(self.name),
            secret=lambda name: self.registry.secret(self.name, name),
            on_capture=lambda capture: self.writer.keep([capture]),
        )

    def chunks(self) -> Iterator[list[Item]]:
        """Items to take in, a hundred at a time: pending ones first, then what the publisher lists."""
        items = self._from_files() if self.options.paths else self._listed()
        chunk: list[Item] = []
        for item in items:
            chunk.append(item)
            if len(chunk) == CHUNK:
                yield chunk
                chunk = []
        if chunk:
            yield chunk

    def take(self, items: Sequence[Item]) -> Counter[str]:
        """Fetch, archive, parse, extract and load these items. Returns what has been counted so far."""
        wanted = items if self.options.paths else self._unknown(items)
        ready = [(item, item.capture) for item in wanted if item.capture]
        remember = not self.options.paths
        self.writer.take(ready, remember=remember)
        arrivals: list[tuple[Item, Capture]] = []
        for item, answer in self.fetcher.many([item for item in wanted if not item.capture]):
            if isinstance(answer, FetchError):
                self._failed(item, answer)
            elif answer is None:
                self.tally.counts["unchanged"] += 1
                self.writer.see(item)
            else:
                arrivals.append((item, replace(answer, hints=item.hints)))
        self.writer.take(arrivals, remember=remember)
        self.writer.flush()
        return self.tally.counts

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._stack:
            if error is None:
                self._settle()
            outcome = decide(self.tally, floor=self.config.min_items) if error is None else Outcome.PARTIAL
            reason = describe(error) if error else self.tally.trouble and self.tally.trouble[1]
            counts = Counter(self.tally.counts)
            if self.run_id is not None:
                self.store.finish_run(self.run_id, outcome, counts, reason or None)
            self.report = RunReport(
                self.name, outcome, self.started_at, datetime.now(UTC), counts, reason or None
            )
        for fault in self.registry.tell("rasad_run_finished", report=self.report):
            logger.warning("%s", fault)

    def _settle(self) -> None:
        """Save what makes the next run cheap, now that everything it speaks of is stored.

        A run that looked at a part only must not make the next one believe that it has seen the whole.
        """
        options = self.options
        if not (options.paths or options.since or options.limit or self.tally.trouble):
            for url, validator in self.fetcher.validators.items():
                self.writer.remember(StateChange("validator", url, validator))
            self.writer.remember(StateChange("cursor", "", self.state.cursor))
        self.writer.flush()

    def _from_files(self) -> Iterator[Item]:
        paths = files.walk(self.options.paths)[: self.options.limit]
        self.total = len(paths)
        for path in paths:
            self.tally.counts["listed"] += 1
            try:
                yield files.read(path)
            except FetchError as error:
                self._reject(Stage.FETCH, error.reason, path.name, error.url, Outcome.HTTP_ERROR)

    def _listed(self) -> Iterator[Item]:
        """Pending items, then discovered ones; what goes wrong in discovery is noted, not raised."""
        self.pending = self.store.pending(self.name)
        for id, row in self.pending.items():
            yield Item(id, row["url"], fingerprint=row["fingerprint"], hints=row["hints"])
        self.state.cursor = self.store.cursor(self.name)
        try:
            for number, item in enumerate(self.source.discover(self.fetcher, self.state), 1):
                self.tally.counts["listed"] += 1
                yield item
                if number == self.options.limit:
                    return
        except FetchError as error:
            self._trouble(Outcome(error.outcome), Stage.FETCH, error.reason, error.url)
        except ParseError as error:
            self._trouble(Outcome.PARSE_ERROR, Stage.PARSE, error.reason, error.url)
        except RasadError:
            raise
        except Exception as error:  # noqa: BLE001 - a plugin's bug must leave a line in the run log
            self._trouble(Outcome.PARSE_ERROR, Stage.PARSE, f"discovery failed: {describe(error)}", None)
        self.tally.counts["not_modified"] += self.fetcher.unchanged

    def _trouble(self, outcome: Outcome, stage: Stage, reason: str, url: str | None) -> None:
        self.tally.trouble = (outcome, reason)
        self._reject(stage, reason, "listing", url, outcome)

    def _unknown(self, items: Sequence[Item]) -> list[Item]:
        """Items not taken in before, or listed with another fingerprint than then; each once."""
        once = {item.id: item for item in items}
        seen = self.store.seen(self.name, list(once))
        unknown = [item for item in once.values() if seen.get(item.id) != item.fingerprint]
        self.tally.counts["known"] += len(once) - len(unknown)
        return unknown

    def _failed(self, item: Item, error: FetchError) -> None:
        """Keep the reason, and the item for the next runs."""
        self._reject(Stage.FETCH, error.reason, item.id, item.url, Outcome(error.outcome))
        attempts = self.pending.get(item.id, {}).get("attempts", 0) + 1
        if attempts >= MAX_ATTEMPTS:
            self.writer.see(item)
            return
        row = {
            "url": item.url,
            "fingerprint": item.fingerprint,
            "hints": dict(item.hints),
            "attempts": attempts,
        }
        self.writer.remember(StateChange("pending", item.id, row))

    def _reject(self, stage: Stage, reason: str, item: str, url: str | None, outcome: Outcome) -> None:
        parser = f"{self.source.id} {self.source.version}"
        self.writer.reject(Rejection(self.name, stage, reason, item, url, None, parser), outcome)

"""Takes in one source: discover, fetch, archive, parse, extract, load. Knows nothing of schedules.

Killed anywhere, a run is made whole by the next one: an item counts as seen in the very transaction that
stores its rows, a failed one stays pending, and what makes requests conditional is saved last of all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rasad import expectations, files, patience
from rasad.articles import Flaw, Item, Skip
from rasad.batches import Outcome, Rejection, Stage, StateChange
from rasad.captures import Capture
from rasad.errors import FetchError, ParseError, RasadError
from rasad.fetch import Fetcher, Policy
from rasad.outcomes import decide
from rasad.registry import Registry, describe
from rasad.run import Run
from rasad.settings import Settings
from rasad.stages import SourceState

CHUNK = 100  # items a task: a progress step, and what one call of `take` holds in memory
CHUNK_BYTES = 32_000_000  # or fewer items, where their captures are large
LISTING = "listing"  # the item that stands for discovery in rejections


@dataclass(frozen=True, slots=True)
class Options:
    """What one run may be told. `paths` are files and folders to read in place of the network."""

    paths: tuple[Path, ...] = ()
    since: datetime | None = None
    limit: int | None = None
    dry_run: bool = False

    @property
    def partial(self) -> bool:
        """Whether a run so told looks at less than the publisher lists."""
        return bool(self.paths or self.since or self.limit)


class Ingest(Run):
    """A run, as a context: take in every chunk, then read `report` after the end.

    with Ingest("afp", settings, registry) as run:
        for chunk in run.chunks():
            run.take(chunk)
    print(run.report.outcome)
    """

    policy = Policy()

    def __init__(self, name: str, settings: Settings, registry: Registry, options: Options | None = None) -> None:
        """Raises `ConfigError` for a source or a path that does not exist."""
        self.options = options or Options()
        super().__init__(name, settings, registry, dry_run=self.options.dry_run)
        self.kind = "ingest_part" if self.options.partial else "ingest"
        self.paths = files.walk(self.options.paths)[: self.options.limit]
        self.pending: dict[str, Any] = {}
        self.failed: set[str] = set()
        self.whole = True  # false once the listing is known to have held more than could be read
        self.state = SourceState(since=self.options.since, limit=self.options.limit)

    def begin(self, stack: ExitStack) -> None:
        """Open the door to the network; no connection is made before it is needed."""
        fetcher = Fetcher(
            self.name,
            hosts=self.source.hosts,
            allow_private_addresses=self.config.allow_private_addresses,
            validators=self.store.validators(self.name),
            secret=lambda name: self.registry.secret(self.name, name),
            policy=self.policy,
            on_capture=lambda capture: self.writer.keep([capture]),
        )
        self.fetcher = stack.enter_context(fetcher)

    def chunks(self) -> Iterator[list[Item]]:
        """Items to take in, a hundred at a time: pending ones first, then what the publisher lists."""
        return _chunks(self._from_files() if self.options.paths else self._listed())

    def take(self, items: Sequence[Item]) -> Counter[str]:
        """Fetch, archive, parse, extract and load these items. Returns what has been counted so far."""
        remember = not self.options.paths
        wanted = self._unknown(items) if remember else items
        self.writer.take([(item, item.capture) for item in wanted if item.capture], remember=remember)
        for item in wanted:
            if item.capture:
                self.writer.came_in(item.id)
        for arrivals in self._fetched([item for item in wanted if not item.capture]):
            self._take_pages(arrivals)
        self.writer.flush()
        return self.tally.counts

    def settle(self) -> None:
        """Save what makes the next run cheap, now that everything it speaks of is stored.

        A run that looked at a part only must not make the next one believe that it has seen the whole.
        """
        if not (self.options.partial or self.tally.trouble):
            self.writer.remember(StateChange("cursor", "", self.state.cursor))
            if self.whole:
                for url, validator in self.fetcher.validators.items():
                    self.writer.remember(StateChange("validator", url, validator))
                self.writer.came_in(LISTING)
        self.writer.flush()

    def decide(self) -> Outcome:
        """The outcome, with the floor that the configuration sets, or else the source's last runs."""
        return decide(self.tally, floor=self._floor())

    def _floor(self) -> int | None:
        """Null where a part was looked at, or a 304 spared part of the listing."""
        if self.options.paths or self.tally.counts["not_modified"]:
            return None
        if self.config.min_items is not None:
            return self.config.min_items
        return None if self.options.partial else expectations.floor(self.store.listed(self.name))

    def _from_files(self) -> Iterator[Item]:
        self.total = len(self.paths)
        for path in self.paths:
            self.tally.counts["listed"] += 1
            try:
                yield files.read(path)
            except FetchError as error:
                self._reject(Stage.FETCH, error.reason, error.url or path.name, error.url, Outcome.HTTP_ERROR)

    def _listed(self) -> Iterator[Item]:
        """Pending items, then discovered ones; what goes wrong in discovery is noted, not raised."""
        self.pending = self.store.pending(self.name)
        for id, row in self.pending.items():
            if not patience.is_due(row, self.started_at):
                continue
            yield Item(id, row["url"], fingerprint=row["fingerprint"], hints=row["hints"])
        self.state.cursor = self.store.cursor(self.name)
        try:
            for number, item in enumerate(self.source.discover(self.fetcher, self.state), 1):
                self.tally.counts["listed"] += 1
                if isinstance(item, Flaw | Skip):
                    self._left_out(item)
                else:
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

    def _left_out(self, entry: Flaw | Skip) -> None:
        """Note an entry that leads to no item. A flaw without a key speaks of the listing itself."""
        stage = Stage.ITEM if isinstance(entry, Flaw) else Stage.SKIP
        self.whole = self.whole and bool(entry.key)
        self._reject(stage, entry.reason, entry.key or LISTING, None, Outcome.PARSE_ERROR)

    def _trouble(self, outcome: Outcome, stage: Stage, reason: str, url: str | None) -> None:
        self.tally.trouble = (outcome, reason)
        self._reject(stage, reason, LISTING, url, outcome)

    def _unknown(self, items: Sequence[Item]) -> list[Item]:
        """Items not taken in before, or listed with another fingerprint than then; each once.

        One that failed of late is left alone until it is due.
        """
        once = {item.id: item for item in items}
        seen = self.store.seen(self.name, list(once))
        unknown = [item for item in once.values() if seen.get(item.id) != item.fingerprint]
        self.tally.counts["known"] += len(once) - len(unknown)
        for item in once.values():
            if item.id in self.pending and item not in unknown:  # another run took it in meanwhile
                self.writer.remember(StateChange("pending", item.id))
        wanted = [item for item in unknown if not self._waits(item)]
        self.tally.counts["waiting"] += len(unknown) - len(wanted)
        return wanted

    def _waits(self, item: Item) -> bool:
        row = self.pending.get(item.id)
        if row is None or (row["fingerprint"], row["url"]) != (item.fingerprint, item.url):
            return False
        return item.id in self.failed or not patience.is_due(row, self.started_at)

    def _take_pages(self, arrivals: Sequence[tuple[Item, Capture]]) -> None:
        """Take in fetched pages; one that could not be read is asked for again: it may have been a login form."""
        unread = self.writer.take(arrivals, remember=True)
        for item, _ in arrivals:
            if item.id in unread:
                self.fetcher.forget(item.url or "")
                self._try_again(item, patience.UNREADABLE_WAITS)
            else:
                self._remember_validator(item)
                self.writer.came_in(item.id)

    def _fetched(self, items: Sequence[Item]) -> Iterator[list[tuple[Item, Capture]]]:
        """Items with their captures, in portions that fit into memory."""
        arrivals: list[tuple[Item, Capture]] = []
        size = 0
        for item, answer in self.fetcher.many(items):
            if isinstance(answer, FetchError):
                self._failed(item, answer)
            elif answer is None:
                self.tally.counts["unchanged"] += 1
                self.writer.see(item)
                self.writer.came_in(item.id)
            else:
                arrivals.append((item, replace(answer, hints=item.hints)))
                size += len(answer.body)
            if size >= CHUNK_BYTES:
                yield arrivals
                arrivals, size = [], 0
        if arrivals:
            yield arrivals

    def _remember_validator(self, item: Item) -> None:
        """Behind the item's rows, so that a killed run costs the next one no page twice."""
        found = self.fetcher.validator(item.url or "")
        if found:
            self.writer.remember(StateChange("validator", *found))

    def _failed(self, item: Item, error: FetchError) -> None:
        """Keep the reason, and the item for later runs."""
        self._reject(Stage.FETCH, error.reason, item.id, item.url, Outcome(error.outcome))
        self._try_again(item)

    def _try_again(self, item: Item, waits: tuple[timedelta, ...] = patience.WAITS) -> None:
        """Remember the item as pending; as seen, once it is given up: only its rejection stays."""
        attempts = self.pending.get(item.id, {}).get("attempts", 0) + 1
        due_at = patience.due_again(attempts, datetime.now(UTC), waits)
        if due_at is None:
            self.writer.see(item)
            return
        row = {
            "url": item.url,
            "fingerprint": item.fingerprint,
            "hints": dict(item.hints),
            "attempts": attempts,
            "due_at": due_at,
        }
        self.pending[item.id] = row
        self.failed.add(item.id)
        self.writer.remember(StateChange("pending", item.id, row))

    def _reject(self, stage: Stage, reason: str, item: str, url: str | None, outcome: Outcome) -> None:
        parser = f"{self.source.id} {self.source.version}"
        self.writer.reject(Rejection(self.name, stage, reason, item, url, None, parser), outcome)


def _chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    chunk: list[Item] = []
    size = 0
    for item in items:
        chunk.append(item)
        size += len(item.capture.body) if item.capture else 0
        if len(chunk) == CHUNK or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk

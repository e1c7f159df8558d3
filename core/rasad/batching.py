"""Turns captures into batches and batches into rows. Knows not where captures come from.

Raw first: a capture is in the archive, and the archive on disk, before its rows are loaded.
"""

from __future__ import annotations

from collections.abc import Sequence

from rasad import intake
from rasad.archive import ArchiveWriter
from rasad.articles import NO_TIME_IN_FORMAT, Item
from rasad.batches import Batch, Entry, Kept, Outcome, Rejection, Stage, StateChange
from rasad.captures import Capture
from rasad.outcomes import Tally
from rasad.registry import Registry
from rasad.stages import Loader, Source

BATCH = 250  # entries a transaction: large enough to amortise its fsync, small enough to hold in memory

Key = tuple[str, str]


class BatchWriter:
    """Everything between a capture and its rows, for one run of one source."""

    def __init__(
        self,
        name: str,
        source: Source,
        registry: Registry,
        store: Loader,
        archive: ArchiveWriter | None,
        tally: Tally,
        run_id: int | None,
        *,
        replay: bool = False,
    ) -> None:
        """Without an archive nothing is written anywhere: a dry run."""
        self.name, self.source, self.registry, self.store = name, source, registry, store
        self.archive, self.tally, self.run_id = archive, tally, run_id
        self.replay = replay
        self._kept: set[Key] = set()
        self._parsed: set[Key] = set()
        self._batch = self._new_batch()

    def take(self, arrivals: Sequence[tuple[Item, Capture]], *, remember: bool) -> set[str]:
        """Archive, parse and queue these captures. `remember` marks their items as seen, but not those whose
        page could not be read: their ids are returned. An item that brought its own bytes has no others."""
        self.keep([capture for _, capture in arrivals])
        unread: set[str] = set()
        for item, capture in arrivals:
            self._note_item(item, capture)
            if not self._parse(item, capture) and not item.capture:
                unread.add(item.id)
            elif remember:
                self.see(item)
        return unread

    def _parse(self, item: Item, capture: Capture) -> bool:
        """Queue what is in a capture; False where nothing in it could be read."""
        readable = False
        for result in intake.parse(self.source, self.name, capture, item.id):
            readable |= isinstance(result, Entry) or result.stage is Stage.SKIP
            self._add(result)
            if len(self._batch.entries) >= BATCH:
                self.flush()
        return readable

    def keep(self, captures: Sequence[Capture]) -> None:
        """Put captures that are not kept yet into the archive, and queue their rows."""
        keys = list({(c.url, c.sha256): c for c in captures}.items())
        known = self.store.known_captures(self.name, [key for key, _ in keys])
        for key, capture in keys:
            if key in self._kept or self.archive is None:
                continue
            self._kept.add(key)
            if key not in known:
                self._batch.captures.append(Kept(capture, self.archive.write(capture)))

    def reject(self, rejection: Rejection, outcome: Outcome | None = None) -> None:
        """Queue a rejection and count it."""
        self.tally.reject(rejection, outcome)
        self._batch.rejections.append(rejection)

    def see(self, item: Item) -> None:
        """Queue the memory of an item that was taken in."""
        self.remember(StateChange("seen", item.id, item.fingerprint))
        self.remember(StateChange("pending", item.id))

    def remember(self, change: StateChange) -> None:
        """Queue a change of the source's state."""
        self._batch.state.append(change)

    def came_in(self, item: str) -> None:
        """Queue the end of what kept this item's bytes away."""
        self._batch.fetched.append(item)

    def flush(self) -> None:
        """Extract claims from what is new, then load everything queued in one transaction."""
        batch, self._batch = self._batch, self._new_batch()
        self._with_claims(batch)
        if self.archive is None:
            return
        if not (batch.captures or batch.entries or batch.rejections or batch.state or batch.fetched):
            return
        self.archive.flush()
        report = self.store.load(batch)
        self.tally.counts.update(report.counts)
        for rejection in batch.rejections:
            for error in self.registry.tell("rasad_quarantined", rejection=rejection):
                self.tally.notes.append(str(error))

    def _with_claims(self, batch: Batch) -> None:
        keys = [(e.article.key, e.article.content_sha256) for e in batch.entries]
        known = self.store.known_versions(self.name, keys) if keys else set()
        for place, (key, entry) in enumerate(zip(keys, batch.entries, strict=True)):
            if key in known or entry.article.withdrawn:
                continue
            extractors = self.registry.extractors_for(entry.article.lang)
            batch.entries[place], failed = intake.with_claims(entry, extractors, self.name)
            for rejection in failed:
                self.tally.reject(rejection)
                batch.rejections.append(rejection)

    def _add(self, result: Entry | Rejection) -> None:
        if isinstance(result, Rejection):
            self.reject(result)
            return
        self.tally.counts[_dated(result)] += 1
        self._batch.entries.append(result)

    def _note_item(self, item: Item, capture: Capture) -> None:
        """What a replay needs to know: that the capture was parsed, and as which item."""
        key = (capture.url, capture.sha256)
        if key not in self._parsed:
            self._parsed.add(key)
            self._batch.captures.append(Kept(capture, None, item.id))

    def _new_batch(self) -> Batch:
        return Batch(self.name, self.source.id, self.run_id, replay=self.replay)


def _dated(entry: Entry) -> str:
    published = entry.article.published
    if published.at is not None:
        return "dated"
    return "timeless" if published == NO_TIME_IN_FORMAT else "undated"

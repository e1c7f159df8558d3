"""Parses kept captures again, out of the archive alone: after a parser was mended, or to make rows anew."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from rasad.articles import Item
from rasad.batches import Outcome, Rejection, Stage
from rasad.captures import Capture
from rasad.errors import LoadError
from rasad.kept import keeper, raw
from rasad.outcomes import decide
from rasad.registry import Registry
from rasad.run import REPLAY, Run
from rasad.settings import Settings
from rasad.store.reads import StoredCapture

CHUNK = 100


class Replay(Run):
    """A run without a network, as a context: take every chunk, then read `report` after the end.

    What fails again stays rejected, with today's reason; what does not is closed. Nothing is kept twice:
    the same content is the same version.
    """

    kind = REPLAY

    def __init__(self, name: str, settings: Settings, registry: Registry, *, rejected: bool = False) -> None:
        """`rejected`: only captures with an open rejection of a parser. Raises `ConfigError`."""
        super().__init__(name, settings, registry)
        self.kept = keeper(settings, registry, self.store)
        self.rejected = rejected
        self.open: dict[int, list[int]] = {}

    def chunks(self) -> Iterator[list[StoredCapture]]:
        """Captures to parse, in the order in which they came."""
        self.open = self._open_rejections()
        self.total = len(self.open) if self.rejected else self.kept.parsed_captures(self.name)
        chunk: list[StoredCapture] = []
        for capture in self.kept.captures(self.name):
            if capture.item is None or (self.rejected and capture.id not in self.open):
                continue
            chunk.append(capture)
            if len(chunk) == CHUNK:
                yield chunk
                chunk = []
        if chunk:
            yield chunk

    def take(self, chunk: Sequence[StoredCapture]) -> Counter[str]:
        """Parse, extract and load these captures. Returns what has been counted so far."""
        arrivals = list(self._read(chunk))
        self.writer.take([arrival for _, arrival in arrivals], remember=False)
        self.writer.flush()
        numbers = [number for stored, _ in arrivals for number in self.open.get(stored.id, ())]
        self.tally.counts["listed"] += len(chunk)
        self.tally.counts["closed"] += self.kept.close_rejections(numbers, self.run_id)
        return self.tally.counts

    def decide(self) -> Outcome:
        """Nothing to parse again is no fault."""
        return decide(self.tally) if self.tally.counts["listed"] else Outcome.NOT_MODIFIED

    def _open_rejections(self) -> dict[int, list[int]]:
        """Numbers of open rejections by capture: those of this source's parser, none that a skip is alone."""
        found: dict[int, list[int]] = defaultdict(list)
        failed: set[int] = set()
        for rejection in self.kept.rejections(self.name):
            if rejection.capture_id is None or rejection.parser.partition(" ")[0] != self.source.id:
                continue
            found[rejection.capture_id].append(rejection.id)
            if rejection.stage is not Stage.SKIP:
                failed.add(rejection.capture_id)
        return {number: found[number] for number in found if number in failed or not self.rejected}

    def _read(self, chunk: Sequence[StoredCapture]) -> Iterator[tuple[StoredCapture, tuple[Item, Capture]]]:
        for stored in chunk:
            item = Item(stored.item or "", stored.url)
            try:
                yield stored, (item, raw(self.archive, stored))
            except LoadError as error:
                parser = f"{self.source.id} {self.source.version}"
                self.writer.reject(Rejection(self.name, Stage.LOAD, str(error), item.id, stored.url, None, parser))

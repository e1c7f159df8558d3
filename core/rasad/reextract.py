"""Claims again, with today's extractors, from the kept texts. Adds and supersedes; never overwrites."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Self

from rasad import intake
from rasad.articles import Version
from rasad.batches import Batch, Extraction, Outcome, Rejection, RunReport, Stage
from rasad.kept import keeper
from rasad.registry import Registry, describe, reads
from rasad.settings import Settings
from rasad.stages import Extractor

CHUNK = 200
Due = tuple[int, Version, Extractor]


class Reextract:
    """A context: take every chunk. What an extractor of this version has read already is not due.

    with Reextract(settings, registry) as run:
        for chunk in run.chunks():
            run.take(chunk)
    """

    def __init__(
        self, settings: Settings, registry: Registry, source: str | None = None, *, rejected: bool = False
    ) -> None:
        """`source` narrows it to one, `rejected` to versions on which an extractor failed.

        Raises `ConfigError` for a database that does not keep texts.
        """
        store = keeper(settings, registry)
        self.rejected = rejected
        self.store, self.registry, self.settings, self.name = store, registry, settings, source
        self.counts: Counter[str] = Counter()
        self.outcome: Outcome | None = None

    def __enter__(self) -> Self:
        self.store.open(self.settings.database)
        self.run_id = self.store.start_run(self.name or "all", "reextract")
        return self

    def chunks(self) -> Iterator[list[Due]]:
        """Current versions with the extractors that have not read them yet."""
        for extractor in self.registry.extractors.values():
            chunk: list[Due] = []
            name = (extractor.id, extractor.version)
            failed = extractor.id if self.rejected else None
            for number, version in self.store.versions(self.name, not_read_by=name, rejected_by=failed):
                if reads(extractor, version.lang):
                    chunk.append((number, version, extractor))
                if len(chunk) == CHUNK:
                    yield chunk
                    chunk = []
            if chunk:
                yield chunk

    def take(self, chunk: Sequence[Due]) -> Counter[str]:
        """Extract and store. A version on which an extractor fails is rejected, and due again next time."""
        found: dict[str, list[tuple[int, Extraction]]] = {}
        for number, version, extractor in chunk:
            self.counts["versions"] += 1
            for answer in intake.extract([extractor], version):
                if isinstance(answer, Extraction):
                    found.setdefault(version.source, []).append((number, answer))
                else:
                    self._reject(version, extractor, answer[1])
        for source, extractions in found.items():
            self.counts.update(self.store.load_extractions(source, extractions).counts)
        return self.counts

    def added_to(self, report: RunReport) -> RunReport:
        """The report of a replay with what was read again in its wake."""
        counts = report.counts + Counter({name: self.counts[name] for name in ("claims", "rejected", "closed")})
        failed = self.outcome is Outcome.PARTIAL and report.outcome.green
        done = self.outcome is Outcome.OK and report.outcome is Outcome.NOT_MODIFIED
        outcome = Outcome.PARTIAL if failed else Outcome.OK if done else report.outcome
        return replace(report, outcome=outcome, counts=counts)

    def _reject(self, version: Version, extractor: Extractor, reason: str) -> None:
        parser = f"{extractor.id} {extractor.version}"
        rejection = Rejection(version.source, Stage.EXTRACT, reason, version.id, parser=parser)
        batch = Batch(version.source, "", self.run_id, rejections=[rejection])
        self.counts["rejected"] += 1
        self.store.load(batch)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        failed = error is not None or self.counts["rejected"]
        changed = self.counts["versions"]
        self.outcome = Outcome.PARTIAL if failed else Outcome.OK if changed else Outcome.NOT_MODIFIED
        try:
            self.store.finish_run(self.run_id, self.outcome, self.counts, describe(error) if error else None)
        finally:
            self.store.close()

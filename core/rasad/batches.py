"""What the pipeline hands to a loader, and what comes back. One batch is one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from rasad.articles import Article
from rasad.captures import Capture
from rasad.claims import Claim


class Outcome(StrEnum):
    """How a run ended. Only the first two are green."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"
    EMPTY = "empty"
    UNDATED = "undated"
    PARTIAL = "partial"
    HTTP_ERROR = "http_error"
    TIMEOUT = "timeout"
    PARSE_ERROR = "parse_error"
    BLOCKED = "blocked"
    BELOW_FLOOR = "below_floor"

    @property
    def green(self) -> bool:
        """True where nobody needs to look."""
        return self in (Outcome.OK, Outcome.NOT_MODIFIED)


class Stage(StrEnum):
    """Where an input was turned away. `skip` is deliberate; the others are failures."""

    FETCH = "fetch"
    PARSE = "parse"
    ITEM = "item"
    SKIP = "skip"
    EXTRACT = "extract"
    LOAD = "load"


@dataclass(frozen=True, slots=True)
class Location:
    """Where a capture's WARC record lies: file relative to the archive, byte offset and length."""

    file: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A capture together with its place in the archive (null for a capture already kept before).

    `item` is the item it was parsed as; null for a listing, which nobody parses for articles.
    """

    capture: Capture
    location: Location | None
    item: str | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """All claims one extractor in one version found in an article."""

    extractor: str
    version: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One parsed article, the capture it came from, and what extractors found in it."""

    capture: Capture
    article: Article
    extractions: tuple[Extraction, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejection:
    """An input, or part of one, that did not become an article. Kept, with its reason, until replayed."""

    source: str
    stage: Stage
    reason: str
    item: str = ""
    url: str | None = None
    capture: Capture | None = None
    parser: str = ""


@dataclass(frozen=True, slots=True)
class StateChange:
    """One row of a source's memory: `seen`, `pending`, `validator` or `cursor`. A null value forgets it."""

    kind: str
    key: str
    value: Any = None


@dataclass(slots=True)
class Batch:
    """Rows that belong together: stored in one transaction or not at all.

    `fetched` names items whose bytes came in: what kept them away before, if anything did, is closed. In a
    `replay` a rejection that comes again takes the number of this run.
    """

    source: str
    source_type: str
    run_id: int | None = None
    captures: list[Kept] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    state: list[StateChange] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    replay: bool = False


@dataclass(slots=True)
class LoadReport:
    """Counts of what a load changed: `captures`, `articles`, `versions`, `unchanged`, `withdrawn`, `claims`,
    `rejections`, `closed` ones, `reprints`."""

    counts: Counter[str] = field(default_factory=Counter)

    def __iadd__(self, other: LoadReport) -> LoadReport:
        self.counts.update(other.counts)
        return self


@dataclass(frozen=True, slots=True)
class RunReport:
    """One finished run."""

    source: str
    outcome: Outcome
    started_at: datetime
    ended_at: datetime
    counts: Counter[str]
    error: str | None = None
    rejections: Sequence[Rejection] = ()

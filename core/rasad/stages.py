"""The three shapes a plugin can have. Each is a Protocol: any class that fits will do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict, Field

from rasad.articles import Flaw, Item, Parsed, Skip, Version
from rasad.batches import Batch, LoadReport
from rasad.captures import Capture
from rasad.claims import Claim
from rasad.durations import Duration


class SourceConfig(BaseModel):
    """What `[sources.NAME]` may say for every source. A plugin's `Config` adds its own fields.

    An unknown key is an error: a misspelt one would otherwise be ignored in silence.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: str = Field(description="Source id that a plugin registered, as `rasad plugins` lists them")
    schedule: str | None = Field(default=None, description="Cron line for the Prefect deployment")
    expected_every: Duration | None = Field(
        default=None, description="Nothing new for longer than this is reported, e.g. 2h; learnt by default"
    )
    min_items: int | None = Field(
        default=None, ge=0, description="Fewer items than this in a listing is below_floor; learnt by default"
    )
    allow_private_addresses: bool = Field(default=False, description="True only for one's own network and for tests")


@dataclass
class SourceState:
    """What a source may know of earlier runs.

    `cursor` is its own JSON; it is saved only after everything that was discovered has been loaded.
    Membership never hangs on it: the pipeline keeps a set of seen items.
    """

    cursor: dict[str, Any] = field(default_factory=dict)
    since: datetime | None = None
    limit: int | None = None


class Fetch(Protocol):
    """The only way out to the network for a plugin. `source` is the name of the section in `rasad.toml`."""

    @property
    def source(self) -> str: ...

    def __call__(
        self,
        url: str,
        *,
        method: str = "GET",
        params: Mapping[str, str] | None = None,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        credentials: tuple[str, str] | None = None,
        keep: bool = True,
    ) -> Capture | None:
        """Fetch `url` politely and safely. None: unchanged since it was last taken in (304 or same bytes).

        `credentials` are sent as HTTP Basic; `headers` and they go to this origin alone, never along a
        redirect. `keep=False` is for answers that hold secrets (tokens): not archived, never conditional.
        Raises `FetchError`.
        """

    def secret(self, name: str) -> str | None:
        """A credential from a plugin's `rasad_get_secret`, or from `RASAD_SECRET_<SOURCE>_<NAME>`."""


@runtime_checkable
class Source(Protocol):
    """A kind of publisher. Made once per run with its section of `rasad.toml`."""

    id: ClassVar[str]
    version: ClassVar[str]
    Config: ClassVar[type[SourceConfig]]

    def __init__(self, config: Any) -> None: ...

    @property
    def hosts(self) -> tuple[str, ...]:
        """Hosts that items may be fetched from. Empty: only those of the addresses in the configuration."""

    def discover(self, fetch: Fetch, state: SourceState) -> Iterator[Item | Flaw | Skip]:
        """Every item the publisher lists now, known or not; a `Flaw` for an entry that leads to none."""

    def parse(self, capture: Capture) -> Iterator[Parsed]:
        """Bytes in, articles out: pure, no network, no clock. Only `ParseError` may come out."""


@runtime_checkable
class Extractor(Protocol):
    """Turns a version into claims."""

    id: str
    version: str
    languages: frozenset[str]

    def extract(self, version: Version) -> Iterable[Claim]:
        """Claims in the order of the text. `denies` refers to positions in this very list."""


@runtime_checkable
class Loader(Protocol):
    """A destination, chosen by the scheme of the database address. `rasad.store` holds the built-in one.

    It also remembers: what a source has seen lives in the same transaction as the rows it speaks of.
    """

    schemes: ClassVar[tuple[str, ...]]

    def open(self, url: str) -> None:
        """Connect, and bring the destination to today's shape."""

    def close(self) -> None:
        """Let go of everything."""

    def start_run(self, source: str, kind: str) -> int:
        """Open a line in the run log; its number."""

    def finish_run(self, run_id: int, outcome: str, counts: Mapping[str, int], error: str | None) -> None:
        """Close the line."""

    def load(self, batch: Batch) -> LoadReport:
        """Take a batch in one transaction, all or nothing."""

    def known_captures(self, source: str, keys: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
        """Which of these (url, sha256) are kept already."""

    def known_versions(self, source: str, keys: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
        """Which of these (article key, content sha256) are kept already."""

    def seen(self, source: str, ids: Sequence[str]) -> dict[str, str]:
        """Fingerprints of those of these items that were taken in before."""

    def pending(self, source: str) -> dict[str, Any]:
        """Items that failed and are to be tried again, as the pipeline stored them."""

    def listed(self, source: str) -> Sequence[int]:
        """How many items the last whole runs listed, the newest first: what a floor is learnt from."""

    def validators(self, source: str) -> dict[str, dict[str, Any]]:
        """What conditional requests need, by address."""

    def cursor(self, source: str) -> dict[str, Any]:
        """The source's own note to itself."""

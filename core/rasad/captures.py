"""Captures: the raw bytes of one response or file, before anyone reads meaning into them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\s\"';]+)", re.I)


@dataclass(frozen=True)
class Capture:
    """One response or file as it came.

    `url` is where the bytes came from in the end (`file:` for files), `redirects` the addresses passed on
    the way. `headers` have lower-case names. `hints` are what the listing said of the item (`title`,
    `published`, …): kept with the bytes, so that parsing again needs nothing else.
    """

    url: str
    body: bytes
    fetched_at: datetime
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    redirects: tuple[str, ...] = ()
    hints: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_file(cls, path: Path) -> Capture:
        """The bytes of a local file, fetched now."""
        return cls(path.absolute().as_uri(), path.read_bytes(), datetime.now(UTC).replace(microsecond=0))

    @cached_property
    def sha256(self) -> str:
        """Hex digest of the body: what makes two captures the same bytes."""
        return hashlib.sha256(self.body).hexdigest()

    @property
    def content_type(self) -> str:
        """Media type of the response without parameters, lower case; empty where none was sent."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """Character set that the response named, as written; null where it named none."""
        found = _CHARSET.search(self.headers.get("content-type", ""))
        return found[1] if found else None

    @property
    def file_name(self) -> str:
        """Last part of the address."""
        return self.url.partition("?")[0].rpartition("/")[2]

"""What sources find and parse: items of a listing, articles, and the versions extractors read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rasad.captures import Capture


@dataclass(frozen=True, slots=True)
class Timestamp:
    """A time as the publisher gave it. `at` is null where the text cannot be placed on the UTC line.

    `raw` is the exact text, `zone` where its zone was taken from (`offset`, `Z`, `name`, `config`),
    `method` what read it (`rfc822`, `iso8601`, `newsml`, `arabic-months`, …).
    """

    at: datetime | None = None
    raw: str | None = None
    zone: str | None = None
    method: str | None = None


UNKNOWN_TIME = Timestamp()
NO_TIME_IN_FORMAT = Timestamp(method="no place for a time in this format")


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a listing.

    `id` is the publisher's own name for it (guid, or address). `fingerprint` is anything the listing says
    that changes when the article does (an update time, a title): a known item with another fingerprint is
    fetched again. Either `url` is to be fetched, or `capture` already holds the bytes to parse.
    """

    id: str
    url: str | None = None
    capture: Capture | None = None
    fingerprint: str = ""
    hints: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Article:
    """One article in one content, as parsed.

    `key` is the publisher's stable identity: the same for every revision. `title` and `text` decide whether
    a version is new. `revision` orders versions where the publisher numbers them; `modified` where it dates
    them. `withdrawn` marks a cancelled article: its kept versions stay. `meta` is JSON for people and
    plugins: byline, slug, keywords, dateline, credit, desk initials, …
    """

    key: str
    title: str
    text: str
    lang: str | None = None
    url: str | None = None
    published: Timestamp = UNKNOWN_TIME
    modified: Timestamp = UNKNOWN_TIME
    revision: int | None = None
    withdrawn: bool = False
    meta: Mapping[str, Any] = field(default_factory=dict)

    @property
    def content_sha256(self) -> str:
        """Hex digest of title and text: what makes a version."""
        return hashlib.sha256(f"{self.title}\0{self.text}".encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Skip:
    """Something understood and left out on purpose: a planning note, a tag page, a picture."""

    reason: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Flaw:
    """One item of a capture that could not be read; its neighbours could.

    Without a `key`, out of `discover`: the listing itself was not whole, and is to be read again.
    """

    reason: str
    key: str = ""


Parsed = Article | Skip | Flaw


@dataclass(frozen=True, slots=True)
class Version:
    """One kept content of an article, as an extractor sees it. Spans count in code points of `text`."""

    text: str
    title: str = ""
    lang: str | None = None
    published_at: datetime | None = None
    source: str = ""
    id: str = ""

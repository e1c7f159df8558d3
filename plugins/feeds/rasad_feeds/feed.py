"""The source `feed`: an RSS or Atom address, with or without the pages it lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator

from rasad import Article, Capture, Flaw, Item, Skip
from rasad.articles import Parsed
from rasad.durations import Duration
from rasad.errors import ConfigError
from rasad.formats import feeds, html, known, listing
from rasad.stages import Fetch, SourceConfig, SourceState
from rasad.webaddress import WebAddress


class FeedConfig(SourceConfig):
    """`[sources.NAME]` of type `feed`."""

    url: WebAddress = Field(default="", description="Address of the feed")
    pages: bool = Field(default=True, description="Fetch each entry's page; false: the entries are the articles")
    hosts: tuple[str, ...] = Field(default=(), description="Hosts of pages, besides the feed's own")
    recheck: Duration = Field(default=listing.RECHECK, description=listing.RECHECK_HELP)
    lang: str | None = Field(default=None, description="Language where the publisher gives none")
    timezone: str | None = Field(default=None, description="Zone of times without one, e.g. Asia/Baghdad")

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str | None) -> str | None:
        try:
            if value:
                ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError("no such time zone") from error
        return value


class Feed:
    """One feed."""

    id: ClassVar[str] = "feed"
    version: ClassVar[str] = "1"
    Config: ClassVar[type[SourceConfig]] = FeedConfig

    def __init__(self, config: FeedConfig) -> None:
        self.config = config
        self.zone = ZoneInfo(config.timezone) if config.timezone else None

    @property
    def hosts(self) -> tuple[str, ...]:
        """The feed's host, with and without `www.`, and those of the configuration."""
        host = urlsplit(self.config.url).hostname or ""
        bare = host.removeprefix("www.")
        return (bare, f"www.{bare}", *self.config.hosts) if host else self.config.hosts

    def discover(self, fetch: Fetch, state: SourceState) -> Iterator[Item | Flaw | Skip]:
        """Each entry's page; or the feed itself, where its entries are the articles."""
        if not self.config.url:
            raise ConfigError('a source of type "feed" needs a url in rasad.toml')
        capture = fetch(self.config.url)
        if capture is None:
            return
        if self.config.pages:
            yield from listing.items(capture, zone=self.zone, recheck=self.config.recheck)
        else:
            yield Item(self.config.url, capture=capture, fingerprint=capture.sha256)
            if feeds.cut_off(capture.body):
                yield Flaw("the feed is cut off in the middle; it is asked for again")

    def parse(self, capture: Capture) -> Iterator[Parsed]:
        """Articles of the feed, or of a page."""
        if feeds.recognise(capture):
            yield from feeds.read(capture, zone=self.zone, lang=self.config.lang)
            return
        read = known.reader(capture)
        for parsed in html.read(capture, zone=self.zone) if read is html.read else read(capture):
            yield self._with_language(parsed)

    def _with_language(self, parsed: Parsed) -> Parsed:
        if isinstance(parsed, Article) and not parsed.lang and self.config.lang:
            return replace(parsed, lang=self.config.lang)
        return parsed

"""The source `feed`: an RSS or Atom address, with or without the pages it lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator

from rasad import Article, Capture, Flaw, Item
from rasad.articles import Parsed
from rasad.errors import ConfigError
from rasad.formats import feeds, known
from rasad.formats.feed_entry import FeedEntry
from rasad.stages import Fetch, SourceConfig, SourceState


class FeedConfig(SourceConfig):
    """`[sources.NAME]` of type `feed`."""

    url: str = Field(default="", description="Address of the feed")
    pages: bool = Field(default=True, description="Fetch each entry's page; false: the entries are the articles")
    hosts: tuple[str, ...] = Field(default=(), description="Hosts of pages, besides the feed's own")
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

    def discover(self, fetch: Fetch, state: SourceState) -> Iterator[Item]:
        """Each entry's page; or the feed itself, where its entries are the articles."""
        if not self.config.url:
            raise ConfigError('a source of type "feed" needs a url in rasad.toml')
        listing = fetch(self.config.url)
        if listing is None:
            return
        if not self.config.pages:
            yield Item(self.config.url, capture=listing, fingerprint=listing.sha256)
            return
        kind = listing.headers.get("content-type", "")
        feed = feeds.read_feed(listing.body, content_type=kind, base_url=listing.url, zone=self.zone)
        for entry in feed.entries:
            if not isinstance(entry, Flaw) and entry.link:
                yield item(entry)

    def parse(self, capture: Capture) -> Iterator[Parsed]:
        """Articles of the feed, or of a page."""
        if feeds.recognise(capture):
            yield from feeds.read(capture, zone=self.zone, lang=self.config.lang)
            return
        for parsed in known.read(capture):
            yield self._with_language(parsed)

    def _with_language(self, parsed: Parsed) -> Parsed:
        from dataclasses import replace

        if isinstance(parsed, Article) and not parsed.lang and self.config.lang:
            return replace(parsed, lang=self.config.lang)
        return parsed


def item(entry: FeedEntry) -> Item:
    """An entry as an item to fetch. A changed title or update time makes it due again."""
    told = {"title": entry.title, "published": entry.published.raw or ""}
    fingerprint = f"{entry.title}|{entry.updated.raw or ''}"
    return Item(
        entry.id or entry.link,
        entry.link,
        fingerprint=fingerprint,
        hints={name: words for name, words in told.items() if words},
    )

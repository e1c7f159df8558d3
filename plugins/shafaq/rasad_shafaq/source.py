"""The source `shafaq`: its feeds list pages, its pages hold articles."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit

from pydantic import Field

from rasad import Article, Capture, Flaw, Item, Skip, Timestamp
from rasad.articles import NO_TIME_IN_FORMAT, UNKNOWN_TIME, Parsed
from rasad.durations import Duration
from rasad.errors import FetchError, ParseError
from rasad.formats import feeds, html, listing, plain, times
from rasad.stages import Fetch, SourceConfig, SourceState
from rasad.webaddress import WebAddress
from rasad_shafaq import addresses, copy

FEEDS = ("https://shafaq.com/ar/rss.xml", "https://shafaq.com/en/rss.xml", "https://shafaq.com/ku/rss.xml")
IMAGE_EPOCH = re.compile(rb"media\.shafaq\.com/media/[\w/-]+/(\d{13})\.")
BODIES = (".article-body", "[itemprop=articleBody]", "article", "main", "body")


class ShafaqConfig(SourceConfig):
    """`[sources.NAME]` of type `shafaq`."""

    feeds: tuple[WebAddress, ...] = Field(default=FEEDS, description="Addresses of its RSS feeds")
    recheck: Duration = Field(default=listing.RECHECK, description=listing.RECHECK_HELP)


class Shafaq:
    """Shafaq News."""

    id: ClassVar[str] = "shafaq"
    version: ClassVar[str] = "1"
    Config: ClassVar[type[SourceConfig]] = ShafaqConfig

    def __init__(self, config: ShafaqConfig) -> None:
        self.config = config

    @property
    def hosts(self) -> tuple[str, ...]:
        """Shafaq's own, and those of the configured feeds."""
        return addresses.HOSTS + tuple(urlsplit(url).hostname or "" for url in self.config.feeds)

    def discover(self, fetch: Fetch, state: SourceState) -> Iterator[Item | Flaw | Skip]:
        """Pages that the feeds list. A feed that fails is told after the others have been read."""
        failed: FetchError | ParseError | None = None
        for url in self.config.feeds:
            try:
                yield from _listed(fetch(url), self.config.recheck)
            except (FetchError, ParseError) as error:
                failed = failed or error
        if failed:
            raise failed

    def parse(self, capture: Capture) -> Iterator[Parsed]:
        """A page, a feed, a plain text, or JSON Lines of texts: told apart by content."""
        if feeds.recognise(capture):
            yield from feeds.read(capture)
        elif html.recognise(capture):
            yield _page(capture)
        elif capture.body.lstrip()[:1] == b"{":
            yield from _json_lines(capture)
        else:
            lines = plain.lines_of(capture)
            title = "" if copy.OPENER.match(lines[0]) else plain.headed(lines)[0]
            yield _article(plain.stem(capture), None, copy.read(title, lines), NO_TIME_IN_FORMAT)


def _listed(capture: Capture | None, recheck: timedelta) -> Iterator[Item | Flaw | Skip]:
    for item in listing.items(capture, name=addresses.key, recheck=recheck) if capture else ():
        reason = addresses.excluded(item.url or "") if isinstance(item, Item) else None
        yield Skip(reason, item.id) if isinstance(item, Item) and reason else item


def _page(capture: Capture) -> Parsed:
    page = html.read_page(capture, BODIES)
    url = page.canonical or capture.url
    reason = addresses.excluded(url)
    if reason:
        return Skip(reason, addresses.key(url))
    if html.is_login_form(page):
        return Flaw("a login form in the place of a page", addresses.key(url))
    story = copy.read(page.title, [line for line in page.text.split("\n") if line])
    if not story.text:
        return Flaw("a page without running text", addresses.key(url))
    published = html.published(page, capture)
    epoch = IMAGE_EPOCH.search(capture.body)
    extra = {"image_epoch_ms": int(epoch[1])} if epoch else {}
    return _article(addresses.key(url), url, story, published, page.modified, page.lang, **extra)


def _article(
    key: str,
    url: str | None,
    found: copy.Copy,
    published: Timestamp,
    modified: Timestamp = UNKNOWN_TIME,
    lang: str | None = None,
    **extra: Any,
) -> Parsed:
    if not found.text:
        return Flaw("copy without text", key)
    if published.at is None and found.date_line:
        published = times.parse_time(found.date_line)
    meta = {
        "agency": found.agency,
        "dateline": found.dateline,
        "section": addresses.section(url) if url else None,
        **extra,
    }
    language = (addresses.language(url) if url else None) or plain.language(found.text) or lang
    return Article(
        key,
        found.title,
        found.text,
        language,
        url if url and url.startswith("http") else None,
        published,
        modified,
        meta={name: value for name, value in meta.items() if value},
    )


def _json_lines(capture: Capture) -> Iterator[Parsed]:
    """Texts with their addresses, a JSON object a line."""
    for number, line in enumerate(capture.body.decode("utf-8", "replace").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            text, url = str(row["text"]), row.get("url") or None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            yield Flaw('needs a JSON object with "text"', f"line {number}")
            continue
        key = addresses.key(str(url)) if url else str(row.get("id") or f"line {number}")
        reason = addresses.excluded(str(url)) if url else None
        if reason:
            yield Skip(reason, key)
            continue
        lines = [tidied for part in text.splitlines() if (tidied := " ".join(part.split()))]
        title = "" if not lines or copy.OPENER.match(lines[0]) else plain.headed(lines)[0]
        yield _article(key, url, copy.read(title, lines), NO_TIME_IN_FORMAT, lang=row.get("lang"))

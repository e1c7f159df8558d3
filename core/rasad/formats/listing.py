"""A feed as a listing of pages: each entry as an item to fetch. Knows no publisher."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta, tzinfo

from rasad.articles import Flaw, Item, Skip
from rasad.captures import Capture
from rasad.formats import feeds
from rasad.formats.feed_entry import FeedEntry
from rasad.formats.weblinks import untracked

RECHECK = timedelta(days=1)
RECHECK_HELP = "Look at a listed page again after this long, for updates the feed does not tell; 0s: never"


def items(
    listing: Capture,
    *,
    zone: tzinfo | None = None,
    name: Callable[[str], str] | None = None,
    recheck: timedelta | None = None,
    limit: int = feeds.LIMIT,
) -> Iterator[Item | Flaw | Skip]:
    """Each entry's page; a `Flaw` for an entry that leads to none. Raises `ParseError` where there is no feed.

    `name` makes an item's identity of its address. Without one it is the entry's own id; some publishers write
    the same into entries of different pages, which are then told apart by their addresses. After `recheck` an
    item is due again, whatever the feed says.
    """
    kind = listing.headers.get("content-type", "")
    feed = feeds.read_feed(listing.body, content_type=kind, base_url=listing.url, limit=limit, zone=zone)
    shared = feeds.shared_ids(feed.entries)
    for entry in feed.entries:
        if isinstance(entry, Flaw):
            yield entry
        elif entry.deleted:
            yield Skip("the publisher deleted this entry; its page tells whether the article is gone", entry.id)
        elif not entry.link:
            yield Flaw("an entry without a link; its text is read with pages = false", entry.id or entry.title)
        else:
            id = f"{entry.id} {entry.link}" if entry.id in shared else entry.id
            yield _item(entry, name(entry.link) if name else id, listing, recheck)
    if feed.truncated:
        yield Flaw(f"entries beyond the first {len(feed.entries)} were left")


def _item(entry: FeedEntry, id: str, listing: Capture, recheck: timedelta | None) -> Item:
    told = {"title": entry.title, "published": entry.published.raw or ""}
    hints = {name: words for name, words in told.items() if words}
    fingerprint = _fingerprint(entry)
    every = int(recheck.total_seconds()) if recheck else 0
    if every > 0:  # each item at a time of its own, so that not all are due at once
        turn = (int(listing.fetched_at.timestamp()) + int(fingerprint[:8], 16) % every) // every
        fingerprint = f"{fingerprint} {turn}"
    return Item(id, entry.link, fingerprint=fingerprint, hints=hints)


def _fingerprint(entry: FeedEntry) -> str:
    """Everything the feed tells of an article: whatever changes, its page is due again."""
    page = untracked(entry.link)  # an id that leads elsewhere may lead to something else
    told = (page, entry.title, entry.published.raw, entry.updated.raw, entry.summary_html, entry.content_html)
    words = "\0".join(part or "" for part in told)
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:32]

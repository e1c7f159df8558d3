"""RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0: bytes to entries, streaming. Fetches nothing.

Well-formed feeds are read by lxml alone. A broken one is mended and read again (rasad.formats.feed_repair);
what is still broken goes to feedparser in a bounded child (rasad.formats.feed_fallback).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import tzinfo
from functools import partial
from io import BytesIO
from itertools import chain, islice
from typing import Any

from lxml import etree

from rasad.articles import Article, Flaw, Parsed
from rasad.captures import Capture
from rasad.errors import ParseError
from rasad.formats import charset, mojibake
from rasad.formats.feed_entry import (
    TOMBSTONE,
    FeedEntry,
    Surroundings,
    all_text,
    inherit,
    key_of,
    markup,
    plain_line,
    plain_text,
    read_entry,
    read_tombstone,
    web_address,
)
from rasad.formats.times import parse_time

LIMIT = 100_000  # entries that `read_feed` keeps in memory

_ROOTS = {"rss": "rss", "RDF": "rss 1.0", "feed": "atom", "entry": "atom", "Channel": "rss 1.1"}
_FEED_ROOT = re.compile(rb"<(?:[\w.-]+:)?(rss|RDF|feed|Channel)[\s>]")
_MARGIN = re.compile(rb"\s*(?:<\?[^>]*\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>\s*)*", re.S)
_SUBSET = re.compile(rb"<!DOCTYPE[^>\[]*\[(.*?)\]\s*>", re.S)
_ENTITY = re.compile(rb"""<!ENTITY\s+(%\s+)?[^\s"']+\s+(?:(SYSTEM|PUBLIC)|["'])""")
_ENTITY_VALUE = re.compile(rb"""<!ENTITY\s+[^\s%"']+\s+(?:"([^"]*)"|'([^']*)')""")
_XML_DECLARATION = re.compile(r"^\s*<\?xml.*?\?>", re.S)
_AHEAD = 2000  # entries looked at before the first is told, for ids that several pages share
_SNIFFED = 16 * 1024
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\s\"';]+)", re.I)


@dataclass(frozen=True, slots=True)
class Feed:
    """A whole feed. `flawed` says what was wrong with it.

    `truncated` says that entries beyond the limit were left.
    """

    title: str
    lang: str | None
    kind: str
    entries: tuple[FeedEntry | Flaw, ...]
    truncated: bool = False
    flawed: str | None = None


def read_feed(
    body: bytes,
    *,
    content_type: str = "",
    base_url: str = "",
    limit: int | None = LIMIT,
    zone: tzinfo | None = None,
) -> Feed:
    """The feed in `body`. `content_type` is the HTTP header; `base_url` is where the feed came from.

    `zone` is the publisher's, for times without one. Raises `ParseError` where there is no feed in it, or one
    that could harm (entity bombs).
    """
    reader = _Reader(body, content_type, base_url, limit, zone)
    entries = tuple(reader.entries())
    return Feed(reader.title, reader.lang, reader.kind, entries, reader.truncated, reader.flawed)


def iter_entries(
    body: bytes,
    *,
    content_type: str = "",
    base_url: str = "",
    limit: int | None = None,
    zone: tzinfo | None = None,
) -> Iterator[FeedEntry | Flaw]:
    """The entries one by one, in memory that does not grow with the feed. Raises as `read_feed` does."""
    return _Reader(body, content_type, base_url, limit, zone).entries()


class _Reader:
    """One reading of one feed; its attributes are complete after the last entry."""

    def __init__(self, body: bytes, content_type: str, base_url: str, limit: int | None, zone: tzinfo | None) -> None:
        self.around = Surroundings(base_url)
        self.limit = limit
        self.parse_time = partial(parse_time, zone=zone)
        self.title, self.kind = "", ""
        self.lang: str | None = None
        self.truncated = False
        self.flawed: str | None = None
        self.body, self.flawed = _as_utf8(body, content_type)
        self.given = 0

    def entries(self) -> Iterator[FeedEntry | Flaw]:
        for entry in self._all():
            if self.given == self.limit:
                self.truncated = True
                return
            self.given += 1
            yield entry

    def _all(self) -> Iterator[FeedEntry | Flaw]:
        if not self.body.strip(b"\0\t\n\r "):
            raise ParseError("a feed expected, but there is nothing")
        if _refuse_bombs(self.body):
            self._complain("declares entities of its own")
            yield from self._tolerant()
            return
        try:
            yield from self._parsed(self.body)
        except etree.XMLSyntaxError as error:
            self._complain(f"not well-formed XML: {' '.join(str(error.msg).split())}")
            yield from self._mended()

    def _complain(self, flaw: str) -> None:
        self.flawed = f"{self.flawed}; {flaw}" if self.flawed else flaw

    def _mended(self) -> Iterator[FeedEntry | Flaw]:
        """Read again after small repairs; entries already told are passed over."""
        from rasad.formats.feed_repair import mend

        mended = mend(self.body.decode("utf-8", "replace")).encode()
        try:
            if mended != self.body:
                yield from islice(self._parsed(mended), self.given, None)
                return
        except etree.XMLSyntaxError:
            self.body = mended
        yield from self._tolerant()

    def _tolerant(self) -> Iterator[FeedEntry | Flaw]:
        from rasad.formats.feed_fallback import read_broken

        try:
            found = read_broken(self.body)
        except ParseError as error:
            reason = "; ".join(filter(None, (self.flawed, error.reason)))
            if not self.given:
                raise ParseError(reason) from error
            yield Flaw(f"the rest of the feed could not be read: {reason}")
            return
        told, cut = self._told(), cut_off(self.body)
        self.title = self.title or plain_line(found["title"])
        self.kind = self.kind or found["version"] or "unknown"
        self.lang = self.lang or found["lang"]
        rest = list[FeedEntry]()
        for row in found["entries"]:
            entry = self._from_row(row)
            if told[_name(entry)] > 0:
                told[_name(entry)] -= 1
            else:
                rest.append(entry)
        yield from rest[:-1] if cut else rest  # what was cut through is no entry: its text would be a false version
        if cut and not self.given:
            raise ParseError("the feed is cut off before the end of its first entry")
        if cut:
            yield Flaw(f"the feed is cut off in the middle, behind {self.given} whole entries")

    def _told(self) -> Counter[tuple[str, str, str]]:
        """Names of the entries given so far, found again: noting them all would cost every feed memory."""
        told: Counter[tuple[str, str, str]] = Counter()
        with suppress(etree.XMLSyntaxError):
            told.update(_name(entry) for entry in islice(self._parsed(self.body), self.given))
        return told

    def _parsed(self, body: bytes) -> Iterator[FeedEntry | Flaw]:
        context = etree.iterparse(
            BytesIO(body), events=("end",), tag=("{*}item", "{*}entry", TOMBSTONE),
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
            remove_comments=True, remove_pis=True, encoding="utf-8",
        )  # fmt: skip
        last = parent = None
        around = self.around
        for _, element in context:
            above = element.getparent()
            if above is not parent or parent is None:
                if not _lists_entries(above):
                    continue
                parent, around = above, self._surroundings(element)
            yield self._entry(element, around)
            # The element itself is still the parser's; the one before it is not
            if last is not None and (before := last.getparent()) is not None:
                before.remove(last)
            last = element
        self._header(context.root)

    def _entry(self, element: etree._Element, around: Surroundings) -> FeedEntry | Flaw:
        try:
            if element.tag == TOMBSTONE:
                return read_tombstone(element, self.parse_time)
            return read_entry(element, around, self.parse_time)
        except Exception as error:  # noqa: BLE001 - whatever a hostile entry triggers must stay its own loss
            return Flaw(f"entry failed: {type(error).__name__}: {error}", f"entry {self.given + 1}")

    def _surroundings(self, element: etree._Element) -> Surroundings:
        """What everything around an entry says of base and language, outermost first."""
        outer = list(element.iterancestors())[::-1]
        root = outer[0] if outer else element
        around = self.around._replace(atom=key_of(root.tag) in ("feed", "entry"))
        for ancestor in outer:
            around = inherit(ancestor, around)
            if around.lang is None:
                around = around._replace(lang=_language(ancestor))
        return around

    def _header(self, root: etree._Element) -> None:
        name = root.tag.rpartition("}")[2]
        kind = _ROOTS.get(name)
        if kind is None:
            if self.given:
                kind = "unknown"
            else:
                raise ParseError(f"not a feed: the root element is <{name[:40]}>")
        version = root.get("version", "")
        self.kind = f"rss {version}".strip() if kind == "rss" else kind
        channel = next((c for c in root if isinstance(c.tag, str) and key_of(c.tag) == "channel"), root)
        title = next((c for c in channel if isinstance(c.tag, str) and key_of(c.tag) in ("title", "dc:title")), None)
        if title is not None:
            self.title = plain_line(markup(title, atom=kind == "atom"))
        self.lang = channel.get("{http://www.w3.org/XML/1998/namespace}lang") or _language(channel)

    def _from_row(self, row: dict[str, Any]) -> FeedEntry:
        """feedparser's record as ours."""
        base = self.around.base
        title = row["title"] if row["title_is_text"] else plain_line(row["title"])
        link = web_address(row["link"], base) if row["link"] else ""
        return FeedEntry(
            row["id"] or link, link, plain_line(title), row["summary"], row["content"],
            self.parse_time(row["published"]), self.parse_time(row["updated"]),
            plain_line(row["author"]), tuple(map(plain_line, row["tags"])), row["lang"] or self.lang,
        )  # fmt: skip


def _name(entry: FeedEntry | Flaw) -> tuple[str, str, str]:
    return ("", "", entry.reason) if isinstance(entry, Flaw) else (entry.id, entry.link, entry.title)


def _lists_entries(parent: etree._Element | None) -> bool:
    """True for the root and its children: an entry deeper than that is quoted inside another."""
    above = None if parent is None else parent.getparent()
    return above is None or above.getparent() is None


def _language(element: etree._Element) -> str | None:
    for child in element:
        if isinstance(child.tag, str) and key_of(child.tag) in ("language", "dc:language"):
            return all_text(child).strip() or None
        if isinstance(child.tag, str) and key_of(child.tag) in ("item", "entry"):
            return None
    return None


def _as_utf8(body: bytes, content_type: str) -> tuple[bytes, str | None]:
    """The feed in UTF-8, and what was wrong with its charset. Well-labelled UTF-8 is not copied."""
    label = _CHARSET.search(content_type)
    declared = label[1] if label else None
    verdict = charset.detect(body, declared, kind="xml")
    if verdict.charset in ("utf-8", "utf-8-sig") and verdict.suspicious is None:
        sample = body[:_SNIFFED].decode("utf-8", "ignore")
        if mojibake.repair(sample) is None:
            start = body[:3].find(b"\xbb\xbf") + 2 if body.startswith(b"\xef\xbb\xbf") else 0
            return (body[start:] if start else body).lstrip(), None
    decoded = charset.decode(body, declared, kind="xml")
    text = _XML_DECLARATION.sub("", decoded.text, count=1)
    return text.encode("utf-8", "replace").lstrip(), decoded.suspicious


def _refuse_bombs(body: bytes) -> bool:
    """True where the feed declares entities or elements of its own.

    Raises `ParseError` where they could harm: entities made of others or read from elsewhere, long, or many.
    """
    margin = _MARGIN.match(body, 0, 1 << 20)
    head = body[: max(_SNIFFED, margin.end() if margin else 0)]
    if b"<!DOCTYPE" not in head:
        if b"<!ENTITY" in head:
            raise ParseError("an entity declared outside a DOCTYPE")
        return False
    subset = _SUBSET.search(body, 0, 1 << 20)
    if subset is None:
        if re.search(rb"<!DOCTYPE[^>\[]*\[", head):
            raise ParseError("a DOCTYPE that does not end")
        return False
    values = [a or b for a, b in _ENTITY_VALUE.findall(subset[1])]
    declared = _ENTITY.findall(subset[1])
    nested = any(b"&" in value.replace(b"&#", b"") or b"%" in value for value in values)
    external = any(kind for percent, kind in declared if not percent)
    if nested or external or len(declared) > 300 or any(len(value) > 1000 for value in values):
        raise ParseError("refused: the feed declares entities that could grow or read elsewhere")
    return True


def cut_off(body: bytes) -> bool:
    """True for a feed, in an encoding that shows ASCII as such, that never closes its root element."""
    root = _FEED_ROOT.search(body, 0, _SNIFFED)
    return root is not None and re.search(rb"</(?:[\w.-]+:)?" + root[1] + rb"\s*>", body) is None


def shared_ids(entries: Iterable[FeedEntry | Flaw]) -> frozenset[str]:
    """Ids that the publisher gave to entries of different pages."""
    pages = {(entry.id, entry.link) for entry in entries if not isinstance(entry, Flaw)}
    return frozenset(id for id, times in Counter(id for id, _ in pages).items() if times > 1)


def recognise(capture: Capture) -> bool:
    """True where the capture looks like RSS or Atom."""
    body = capture.body[:_SNIFFED]
    if b"\0" in body[:8] or body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        body = charset.decode(body[: len(body) // 4 * 4], kind="xml").text.encode("utf-8", "replace")
    body = body.removeprefix(b"\xef\xbb\xbf")
    margin = _MARGIN.match(body)
    return _FEED_ROOT.match(body, margin.end() if margin else 0) is not None


def read(capture: Capture, *, zone: tzinfo | None = None, lang: str | None = None) -> Iterator[Parsed]:
    """Each entry of a feed as an article. `zone` and `lang` hold where the feed gives none.

    An entry without text is a `Flaw`: its title may be all there is, but nothing says so. Entries of different pages
    that share an id are told apart by their addresses.
    """
    reader = _Reader(capture.body, capture.headers.get("content-type", ""), capture.url, None, zone)
    entries = reader.entries()
    head, failure = _ahead(entries)
    shared = shared_ids(head)
    for entry in chain(head, entries):
        if isinstance(entry, FeedEntry) and entry.id in shared:
            entry = entry._replace(id=f"{entry.id} {entry.link}")
        yield entry if isinstance(entry, Flaw) else article_of(entry, lang=lang)
    if failure:
        raise failure
    if reader.given == 0:
        raise ParseError("a feed without entries")


def _ahead(entries: Iterator[FeedEntry | Flaw]) -> tuple[list[FeedEntry | Flaw], ParseError | None]:
    """The first entries, and what ended the feed before there were enough of them."""
    head: list[FeedEntry | Flaw] = []
    try:
        head.extend(islice(entries, _AHEAD))
    except ParseError as error:
        return head, error
    return head, None


def article_of(entry: FeedEntry, *, lang: str | None = None) -> Article | Flaw:
    """An entry as an article: its content, or else its summary, is the text. A deletion withdraws it."""
    key = entry.id or entry.link
    if not key:
        return Flaw("an entry without id and link", entry.title)
    if entry.deleted:
        return Article(key, "", "", modified=entry.updated, withdrawn=True)
    text = plain_text(entry.content_html) or plain_text(entry.summary_html)
    if not text:
        return Flaw("an entry without text; its page may have one (pages = true)", key)
    meta = {"author": entry.author, "tags": list(entry.tags), **{k: v for k, v in entry.extra.items() if v}}
    return Article(
        key, entry.title, text, entry.lang or lang, entry.link or None, entry.published, entry.updated,
        meta={name: value for name, value in meta.items() if value},
    )  # fmt: skip

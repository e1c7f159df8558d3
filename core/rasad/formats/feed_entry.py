"""One `item` or `entry` element to a record. Knows RSS, Atom and their modules, and nothing of streams."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml import etree

from rasad.articles import UNKNOWN_TIME, Timestamp
from rasad.formats.cleantext import clean, one_line
from rasad.formats.paragraphs import of_html, of_text
from rasad.formats.xml import entity_text

XML = "{http://www.w3.org/XML/1998/namespace}"
BASE, LANG = f"{XML}base", f"{XML}lang"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"

TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
_PREFIXES = {
    "": "",
    "http://purl.org/rss/1.0": "",
    "http://my.netscape.com/rdf/simple/0.9": "",
    "http://channel.netscape.com/rdf/simple/0.9": "",
    "http://purl.org/net/rss1.1": "",
    "http://backend.userland.com/rss2": "",
    "http://backend.userland.com/rss": "",
    "http://backend.userland.com/rss091": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://www.w3.org/2005/atom": "",
    "http://purl.org/pie": "",
    "http://purl.org/atom/ns": "",
    "http://purl.org/dc/elements/1.1": "dc:",
    "http://purl.org/dc/elements/1.0": "dc:",
    "http://purl.org/dc/terms": "dcterms:",
    "http://purl.org/rss/1.0/modules/dcterms": "dcterms:",
    "http://purl.org/rss/1.0/modules/content": "content:",
    "http://www.w3.org/1999/xhtml": "xhtml:",
    "http://search.yahoo.com/mrss": "media:",
    "http://search.yahoo.com/rss": "media:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:",
}
_TAG = re.compile(r"<(?:/?[a-zA-Z][^<>]*|!--.*?--)>", re.S)
_MAX_KEYS = 5000


class FeedEntry(NamedTuple):
    """One entry of a feed.

    `title`, `author` and `tags` are plain text. `summary_html` and `content_html` are the publisher's markup
    as sent: never show them unescaped. `link` is absolute and http(s), or empty. `extra` holds what has no
    field of its own, by prefixed name (`media:credit`, `enclosure`, …): its text, or else its address. `deleted`: the
    publisher took back what it sent under this id, at the time `updated` (RFC 6721).
    """

    id: str = ""
    link: str = ""
    title: str = ""
    summary_html: str = ""
    content_html: str = ""
    published: Timestamp = UNKNOWN_TIME
    updated: Timestamp = UNKNOWN_TIME
    author: str = ""
    tags: tuple[str, ...] = ()
    lang: str | None = None
    extra: Mapping[str, Any] = {}
    deleted: bool = False

    @property
    def text(self) -> str:
        """The content, or else the summary, as plain text: one paragraph a line."""
        return plain_text(self.content_html) or plain_text(self.summary_html)


class Surroundings(NamedTuple):
    """What an entry inherits: the address links are relative to, the language, and the dialect."""

    base: str = ""
    lang: str | None = None
    atom: bool = False


_KEYS: dict[str, str] = {}


def key_of(tag: str) -> str:
    """A tag as `prefix:name` with the usual prefix of its namespace, none for RSS and Atom themselves."""
    key = _KEYS.get(tag)
    if key is None:
        namespace, _, name = tag.rpartition("}")
        namespace = namespace[1:].lower().rstrip("/#")
        prefix = _PREFIXES.get(namespace, f"{namespace.rpartition('/')[2]}:")
        key = f"{prefix}{name}"
        if len(_KEYS) < _MAX_KEYS:
            _KEYS[tag] = key
    return key


def inherit(element: etree._Element, outer: Surroundings) -> Surroundings:
    """The surroundings inside `element`."""
    base, lang = element.get(BASE), element.get(LANG)
    if base is None and lang is None:
        return outer
    return Surroundings(absolute(base, outer.base), outer.lang if lang is None else lang or None, outer.atom)


def read_tombstone(element: etree._Element, parse_time: Any) -> FeedEntry:
    """The record of a `deleted-entry`."""
    return FeedEntry(one_line(element.get("ref", "")), updated=parse_time(element.get("when", "")), deleted=True)


def read_entry(element: etree._Element, outer: Surroundings, parse_time: Any) -> FeedEntry:
    """The record of an `item` or `entry`. `parse_time` turns a raw time into a `Timestamp`."""
    around = inherit(element, outer)
    fields: dict[str, list[etree._Element]] = {}
    for child in element:
        tag = child.tag
        if isinstance(tag, str):
            fields.setdefault(_KEYS.get(tag) or key_of(tag), []).append(child)
    link, id = _link(fields, around), _id(element, fields, around)
    published = _first_text(fields, _PUBLISHED)
    updated = _first_text(fields, _UPDATED)
    return FeedEntry(
        id or link,
        link or (id if _is_permalink(fields) else ""),
        _title(fields, around),
        _markup(fields, _SUMMARY, around),
        _markup(fields, _CONTENT, around),
        parse_time(published) if published else UNKNOWN_TIME,
        parse_time(updated) if updated else UNKNOWN_TIME,
        _author(fields),
        _tags(fields),
        one_line(_first_text(fields, ("dc:language", "language"))) or around.lang,
        {key: _extra(found[0]) for key, found in fields.items() if key not in _READ},
    )


_TITLE = ("title", "dc:title", "media:title", "itunes:title")
_SUMMARY = (
    "description",
    "summary",
    "abstract",
    "dc:description",
    "tagline",
    "itunes:summary",
    "media:description",
)
_CONTENT = ("content:encoded", "content", "xhtml:body", "body", "fullitem", "xhtml:div")
_PUBLISHED = (
    "pubDate",
    "published",
    "issued",
    "dcterms:issued",
    "dc:date",
    "created",
    "dcterms:created",
    "pubdate",
)
_UPDATED = ("updated", "modified", "dcterms:modified", "lastBuildDate")
_AUTHOR = ("author", "dc:creator", "itunes:author", "dc:author", "creator", "media:credit")
_TAGS = ("category", "dc:subject", "keywords", "itunes:category")
_READ = frozenset(_TITLE[:2] + _SUMMARY[:4] + _CONTENT + _PUBLISHED + _UPDATED + _AUTHOR[:2] + _TAGS) | {
    "link", "id", "guid", "dc:language", "language", "source", "contributor",
}  # fmt: skip


def _first_text(fields: Mapping[str, list[etree._Element]], keys: tuple[str, ...]) -> str:
    for key in keys:
        if key in fields and (words := all_text(fields[key][0]).strip()):
            return words
    return ""


def all_text(element: etree._Element) -> str:
    """Every character in an element; HTML's entity names that no DTD declares are understood."""
    if not len(element):
        return element.text or ""
    pieces = [element.text or ""]
    for inner in element:
        pieces.append(all_text(inner) if isinstance(inner.tag, str) else entity_text(inner))
        pieces.append(inner.tail or "")
    return "".join(pieces)


def _inner_markup(element: etree._Element) -> str:
    pieces = [html.escape(element.text or "", quote=False)]
    for inner in element:
        if not isinstance(inner.tag, str):
            pieces += [html.escape(entity_text(inner)), html.escape(inner.tail or "", quote=False)]
            continue
        pieces.append(etree.tostring(inner, encoding="unicode", method="html"))
    return "".join(pieces)


def markup(element: etree._Element, *, atom: bool) -> str:
    """An element's content as HTML, by the rules of its format.

    RSS: the text is HTML already. Atom: `type` says text, html or xhtml; in Atom 0.3 it is a media
    type beside a mode.
    """
    kind, mode = element.get("type", ""), element.get("mode", "")
    if len(element) and any(isinstance(inner.tag, str) for inner in element):
        return _inner_markup(element)
    words = all_text(element)
    if mode == "base64" or (atom and kind.startswith("application/") and not mode and "xml" not in kind):
        return _from_base64(words)
    if not atom or "html" in kind or (mode == "escaped" and kind in ("", "text/html")):
        return words
    return html.escape(words, quote=False)


def _from_base64(words: str) -> str:
    import base64
    import binascii

    try:
        return base64.b64decode(words, validate=False).decode("utf-8")
    except (binascii.Error, ValueError):
        return words


def plain_line(marked_up: str) -> str:
    """HTML as one line of plain text. A `<` that opens no tag is a character like others."""
    if "<" in marked_up and _TAG.search(marked_up):
        return one_line(" ".join(of_html(marked_up)))
    return one_line(html.unescape(marked_up) if "&" in marked_up else marked_up)


def plain_text(marked_up: str) -> str:
    """HTML, or text that only looks like it, as plain text with one paragraph a line."""
    if not marked_up:
        return ""
    found = of_html(marked_up) if "<" in marked_up and _TAG.search(marked_up) else of_text(html.unescape(marked_up))
    return "\n".join(line for line in map(one_line, found) if line)


def _title(fields: Mapping[str, list[etree._Element]], around: Surroundings) -> str:
    for key in _TITLE:
        if key in fields and (title := plain_line(markup(fields[key][0], atom=around.atom))):
            return title
    return ""


def _markup(fields: Mapping[str, list[etree._Element]], keys: tuple[str, ...], around: Surroundings) -> str:
    for key in keys:
        for element in fields.get(key, ()):
            if found := clean(markup(element, atom=around.atom)).strip():
                return found
    return ""


def _link(fields: Mapping[str, list[etree._Element]], around: Surroundings) -> str:
    """The address of the entry's page: an alternate link, or the text of `link`."""
    best = ""
    for element in fields.get("link", ()):
        address = element.get("href") or all_text(element).strip()
        rel = element.get("rel", "alternate").lower()
        if not address or rel.rpartition("/")[2] != "alternate":
            continue
        address = web_address(address, inherit(element, around).base)
        if element.get("type", "text/html") in ("text/html", "application/xhtml+xml"):
            return address
        best = best or address
    return best


def _id(element: etree._Element, fields: Mapping[str, list[etree._Element]], around: Surroundings) -> str:
    """`guid` or `id` letter for letter; RSS 1.0's `rdf:about`."""
    id = (
        _first_text(fields, ("id", "guid"))
        or element.get(f"{_RDF}about", "")
        or _first_text(fields, ("dc:identifier",))
    )
    return one_line(id)


def _is_permalink(fields: Mapping[str, list[etree._Element]]) -> bool:
    guid = fields.get("guid")
    if not guid or guid[0].get("isPermaLink", "true").lower() == "false":
        return False
    return bool(web_address(all_text(guid[0]), ""))


def _author(fields: Mapping[str, list[etree._Element]]) -> str:
    for key in _AUTHOR:
        for element in fields.get(key, ()):
            name = next(
                (inner for inner in element if isinstance(inner.tag, str) and key_of(inner.tag) == "name"),
                None,
            )
            if found := one_line(all_text(element if name is None else name)):
                return found
    return ""


def _tags(fields: Mapping[str, list[etree._Element]]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for key in _TAGS:
        for element in fields.get(key, ()):
            words = element.get("label") or element.get("term") or element.get("text") or all_text(element)
            if tag := plain_line(words):
                found[tag] = None
    return tuple(found)


def _extra(element: etree._Element) -> str:
    return one_line(all_text(element)) or element.get("url") or element.get("href") or ""


def absolute(address: str | None, base: str) -> str:
    """`address` seen from `base`; `base` itself where there is none or it is no address."""
    if not address:
        return base
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return base


def web_address(address: str, base: str) -> str:
    """An absolute http or https address, or nothing: `javascript:` and its like are dropped."""
    address = "".join(clean(address).split()) if not address.startswith("http") else address.strip()
    try:
        full = urljoin(base, address)
        parts = urlsplit(full)
    except ValueError:
        return ""
    return full if parts.scheme in ("http", "https") and parts.netloc else ""

"""NewsML-G2 (IPTC, 2.x): news items alone, in a news message, or in an item set. Knows no agency.

Packages, concepts, knowledge, planning and catalogue items are no articles and are skipped with that reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rasad.articles import UNKNOWN_TIME, Article, Flaw, Parsed, Skip, Timestamp
from rasad.captures import Capture
from rasad.errors import ParseError
from rasad.formats import paragraphs, plain, times, xml
from rasad.formats.isolation import each_alone
from rasad.formats.newsml1 import WITHDRAWN, number
from rasad.formats.xml import Element

OTHERS = frozenset({"packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem"})
ROOTS = frozenset({"newsItem", "newsMessage", "itemSet", "newsMessages"}) | OTHERS
NO_TEXT = frozenset({"picture", "graphic", "video", "audio", "animation", "still", "composite"})


def recognise(capture: Capture) -> bool:
    """True for a document whose root is an item of NewsML-G2 or a wrapping of such items."""
    return xml.root_name(capture.body) in ROOTS


def read(capture: Capture) -> Iterator[Parsed]:
    """One article a text item. Raises `ParseError` where the document holds no item at all."""
    root = xml.parse(capture.body, capture.charset)
    if xml.name(root) not in ROOTS:
        raise ParseError(f"NewsML-G2 expected, not <{xml.name(root)}>")
    found = list(_items(root))
    if not found:
        raise ParseError("NewsML-G2 without an item")
    yield from each_alone(found, _parsed, lambda item: item.get("guid", ""))


def _items(root: Element) -> Iterator[Element]:
    wanted = OTHERS | {"newsItem"}
    if xml.name(root) in wanted:
        yield root
        return
    for element in root.iter("{*}*"):
        if xml.name(element) in wanted:
            yield element


def _parsed(item: Element) -> Iterator[Parsed]:
    guid = item.get("guid", "")
    kind = (xml.attribute(item, "itemMeta/itemClass", "qcode") or "").rpartition(":")[2].lower()
    if xml.name(item) != "newsItem":
        yield Skip(f"no article: {xml.name(item)}", guid)
    elif kind in NO_TEXT:
        yield Skip(f"no text: {kind}", guid)
    elif not guid:
        yield Flaw("newsItem without a guid")
    else:
        yield _article(item, guid)


def _article(item: Element, guid: str) -> Parsed:
    meta, content = xml.first(item, "itemMeta"), xml.first(item, "contentMeta")
    status = (xml.attribute(meta, "pubStatus", "qcode") or "usable").rpartition(":")[2].lower()
    headline, lines = _content(item)
    withdrawn = status in WITHDRAWN
    if not lines and not withdrawn:
        return Skip("no text in this item", guid)
    text = "\n".join(lines)
    created = xml.text(meta, "firstCreated") or xml.text(content, "contentCreated")
    versioned = xml.text(meta, "versionCreated")
    return Article(
        key=guid,
        title=xml.text(content, "headline") or headline or xml.text(meta, "title") or "",
        text=text,
        lang=_language(item, content) or plain.language(text),
        published=_time(created or versioned),
        modified=_time(versioned),
        revision=number(item.get("version")),
        withdrawn=withdrawn,
        meta=_meta(meta, content, status),
    )


def _content(item: Element) -> tuple[str, list[str]]:
    """A headline found inside, and the paragraphs of the first rendition that has any."""
    for holder in xml.each(item, "contentSet/inlineXML"):
        nitf = xml.first(holder, "nitf")
        body = xml.first(nitf, "body/body.content") if nitf is not None else xml.first(holder, "html/body")
        title = xml.text(nitf, "body/body.head/hedline/hl1") or xml.text(holder, "html/head/title") or ""
        lines = paragraphs.of_element(holder if body is None else body)
        if lines:
            return title, lines
    for data in xml.each(item, "contentSet/inlineData"):
        raw = "".join(str(part) for part in data.itertext())
        kind = data.get("contenttype", "text/plain")
        if raw.strip() and kind.startswith(("text", "application/xhtml")) and not data.get("encoding"):
            return "", paragraphs.of_string(raw)
    return "", []


def _language(item: Element, content: Element | None) -> str | None:
    for holder in xml.each(item, "contentSet/inlineXML"):
        if xml.language(holder):
            return str(xml.language(holder)).lower()
    tag = xml.attribute(content, "language", "tag") or xml.language(item)
    return tag.lower() if tag else None


def _time(raw: str | None) -> Timestamp:
    return times.parse_time(raw) if raw else UNKNOWN_TIME


def _meta(meta: Element | None, content: Element | None, status: str) -> dict[str, Any]:
    subjects = [s.get("qcode", "") for s in xml.each(content, "subject")]
    found = {
        "byline": xml.text(content, "by"),
        "dateline": xml.text(content, "dateline"),
        "slug": xml.text(content, "slugline"),
        "credit": xml.text(content, "creditline"),
        "keywords": [words for k in xml.each(content, "keyword") if (words := xml.text(k))],
        "subjects": list(dict.fromkeys(s for s in subjects if s)),
        "urgency": number(xml.text(content, "urgency")),
        "advisory": xml.text(meta, "edNote"),
        "embargoed": xml.text(meta, "embargoed"),
        "provider": xml.attribute(meta, "provider", "qcode") or xml.attribute(meta, "provider", "literal"),
        "status": status,
    }
    return {name: value for name, value in found.items() if value}

"""NITF (IPTC News Industry Text Format 3): one document, one article. Seen at AP, EFE, NTB, PA, AFP."""

from __future__ import annotations

from collections.abc import Iterator

from rasad.articles import UNKNOWN_TIME, Article, Flaw, Parsed, Timestamp
from rasad.captures import Capture
from rasad.errors import ParseError
from rasad.formats import paragraphs, plain, times, xml
from rasad.formats.newsml1 import WITHDRAWN
from rasad.formats.xml import Element


def recognise(capture: Capture) -> bool:
    """True for a document whose root is `nitf`."""
    return xml.root_name(capture.body) == "nitf"


def read(capture: Capture) -> Iterator[Parsed]:
    """The article. Raises `ParseError` for what is no NITF."""
    root = xml.parse(capture.body, capture.charset)
    if xml.name(root) != "nitf":
        raise ParseError(f"nitf expected, not <{xml.name(root)}>")
    yield article(root, plain.stem(capture))


def article(root: Element, fallback_key: str) -> Parsed:
    """One `nitf` element as an article; its key is the document's id, or the file's name."""
    docdata, head = xml.first(root, "head/docdata"), xml.first(root, "body/body.head")
    key = xml.attribute(docdata, "doc-id", "id-string") or fallback_key
    content = xml.first(root, "body/body.content")
    text = "\n".join(paragraphs.of_element(content)) if content is not None else ""
    status = (docdata.get("management-status", "usable") if docdata is not None else "usable").lower()
    if not text and status not in WITHDRAWN:
        return Flaw("NITF without text", key)
    return Article(
        key=key,
        title=xml.text(head, "hedline/hl1") or xml.text(root, "head/title") or "",
        text=text,
        lang=xml.language(root) or plain.language(text),
        published=_time(docdata, "date.issue"),
        modified=_time(docdata, "date.release"),
        withdrawn=status in WITHDRAWN,
        meta=_meta(head, docdata),
    )


def _time(docdata: Element | None, name: str) -> Timestamp:
    raw = xml.attribute(docdata, name, "norm")
    return times.parse_time(raw) if raw else UNKNOWN_TIME


def _meta(head: Element | None, docdata: Element | None) -> dict[str, object]:
    keywords = [k.get("key", "") for k in xml.each(docdata, "key-list/keyword")]
    found = {
        "byline": xml.text(head, "byline"),
        "dateline": xml.text(head, "dateline"),
        "credit": xml.text(head, "distributor"),
        "advisory": xml.attribute(docdata, "ed-msg", "info"),
        "copyright": xml.attribute(docdata, "doc.copyright", "holder"),
        "keywords": [k for k in keywords if k],
    }
    return {name: value for name, value in found.items() if value}

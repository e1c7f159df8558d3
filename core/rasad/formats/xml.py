"""The one door through which XML comes in: bytes to a tree, safely. Knows no vocabulary.

Nothing outside the bytes is ever read: no entity is resolved, no DTD loaded, no network touched. What could
make the tree larger than the bytes (entities declared in the document itself) is refused before parsing.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from rasad.errors import ParseError

MAX_BYTES = 64 * 1024 * 1024
SNIFFED = 16 * 1024  # a licence or a schema list before the root can be long; more than this was never seen

DECLARES = "XML that declares entities or elements of its own is not read"

_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_PROLOG = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)", re.S)
_DOCTYPE = re.compile(rb"(?>\s+|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE([^>\[]*)(\[?)", re.S)
_ROOT = re.compile(r"\s*<(?:[\w.\-]+:)?([\w.\-]+)")
_SUBSET = re.compile(rb"(.*?)\]\s*>", re.S)
# Agencies point to the NITF DTD from an internal subset (seen at ATS); that alone declares nothing, for
# external parameter entities are never loaded.
_HARMLESS_SUBSET = re.compile(
    rb"""(?>\s|<!--.*?-->|%[\w.\-]+;
    |<!ENTITY\s+%\s+[\w.\-]+\s+(?:SYSTEM|PUBLIC\s+(?:"[^"<&%]*"|'[^'<&%]*'))\s+(?:"[^"<&%]*"|'[^'<&%]*')\s*>)*+""",
    re.S | re.X,
)
_DECLARATION = re.compile(r"^\s*<\?xml.*?\?>", re.S)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # XML allows none; wires send some
_ENCODING_FAULT = re.compile(r"encod|not proper utf-8|char 0x|invalid char|conversion", re.I)

Element = etree._Element


def parse(body: bytes, charset: str | None = None) -> Element:
    """The root element of a document.

    `charset` is what the transport said; it is asked only where the bytes do not fit their own declaration.
    Raises `ParseError` naming line and column, or the rule that was broken.
    """
    if len(body) > MAX_BYTES:
        raise ParseError(f"XML of {len(body)} bytes; at most {MAX_BYTES} are read")
    stripped = _without_margin(body)
    if not stripped.strip(b"\0\t\n\r "):
        raise ParseError("XML expected, but there is nothing")
    _refuse_entities(stripped)
    try:
        return _root(stripped)
    except etree.XMLSyntaxError as error:
        if not _ENCODING_FAULT.search(str(error)):
            raise ParseError(_one_line(error)) from error
        return _second_reading(stripped, charset, error)


def root_name(body: bytes) -> str:
    """Local name of the root element, from a look at the first bytes; empty where there is none."""
    head = body[:SNIFFED]
    if head[:2] in _UTF16_BOMS:
        text = head.decode("utf-16", "replace")
    else:
        text = _without_margin(head).decode("utf-8", "replace")
    at = 0
    while match := _PROLOG.match(text, at):
        at = match.end()
    root = _ROOT.match(text, at)
    return root[1] if root else ""


def name(element: Element) -> str:
    """Local name of an element; empty for comments, processing instructions and entity references."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def first(element: Element | None, path: str) -> Element | None:
    """The first element at a path of local names (`a/b`), whatever their namespaces."""
    return None if element is None else element.find(_any_namespace(path))


def each(element: Element | None, path: str) -> Iterator[Element]:
    """Every element at a path of local names, whatever their namespaces."""
    return iter(()) if element is None else element.iterfind(_any_namespace(path))


def text(element: Element | None, path: str = "") -> str | None:
    """All words in the first element at `path` with single spaces between; null where there are none."""
    if path:
        element = first(element, path)
    if element is None:
        return None
    raw = element.text or "" if not len(element) else "".join(_pieces(element))
    return " ".join(raw.split()) or None


def attribute(element: Element | None, path: str, key: str) -> str | None:
    """A trimmed attribute of the first element at `path`; null where it is absent or empty."""
    found = first(element, path) if path else element
    value = None if found is None else found.get(key)
    return (value.strip() or None) if value else None


def language(element: Element | None) -> str | None:
    """`xml:lang` of the element itself."""
    value = None if element is None else element.get("{http://www.w3.org/XML/1998/namespace}lang")
    return value or None


def entity_text(element: Element) -> str:
    """What an unresolved reference stands for, where it is one of HTML's names (`&eacute;`); else nothing.

    A DTD that would declare it is never loaded, so the reference is still in the tree.
    """
    if element.tag is not etree.Entity:
        return ""
    reference = element.text or ""
    words = html.unescape(reference)
    return "" if words == reference else words


def _pieces(element: Element) -> Iterator[str]:
    if element.text:
        yield element.text
    for inner in element:
        if isinstance(inner.tag, str):
            yield from _pieces(inner)
        else:
            yield entity_text(inner)
        if inner.tail:
            yield inner.tail


_PATHS: dict[str, str] = {}


def _any_namespace(path: str) -> str:
    found = _PATHS.get(path)
    if found is None:
        found = _PATHS[path] = "/".join(f"{{*}}{step}" for step in path.split("/"))
    return found


def _without_margin(body: bytes) -> bytes:
    return body.removeprefix(_UTF8_BOM).lstrip(b" \t\r\n")


def _refuse_entities(body: bytes) -> None:
    if body[:2] in _UTF16_BOMS:
        body = body.decode("utf-16", "replace").encode()
    elif body[:1] == b"\0" or body[1:2] == b"\0":
        raise ParseError("XML in UTF-16 or UTF-32 without a byte order mark")
    doctype = _DOCTYPE.match(body)
    if doctype is None or not doctype[2]:
        return
    subset = _SUBSET.match(body, doctype.end())
    if subset is None or not _HARMLESS_SUBSET.fullmatch(subset[1]):
        raise ParseError(DECLARES)


def _parser(encoding: str | None = None) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding=encoding,
    )


def _root(body: bytes, encoding: str | None = None) -> Element:
    root = etree.fromstring(body, _parser(encoding))
    if root is None:
        raise ParseError("XML without a root element")
    dtd: Any = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(entity.content is not None for entity in dtd.iterentities()):
        raise ParseError(DECLARES)  # hidden from the look at the bytes by an exotic encoding
    return root


def _second_reading(body: bytes, charset: str | None, error: etree.XMLSyntaxError) -> Element:
    from rasad.formats import charset as charsets  # heavy detectors, wanted only here

    decoded = charsets.decode(body, charset, kind="xml").text
    decoded = _CONTROLS.sub("", _DECLARATION.sub("", decoded, count=1))
    try:
        return _root(decoded.encode("utf-8", "replace"), "utf-8")
    except etree.XMLSyntaxError:
        raise ParseError(_one_line(error)) from error


def _one_line(error: etree.XMLSyntaxError) -> str:
    return "not well-formed XML: " + " ".join(str(error.msg or error).split())

"""Markup to running text: one paragraph a line, inline tags flattened, tables readable, captions left out.

Reads the body vocabularies of NITF, XHTML and plain agency text alike. Knows no metadata.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from rasad.formats.xml import Element, entity_text

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

BLOCKS = frozenset(
    {
        "p",
        "div",
        "section",
        "article",
        "main",
        "block",
        "body",
        "body.content",
        "body.head",
        "html",
        "nitf",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hl1",
        "hl2",
        "hl3",
        "hl4",
        "hedline",
        "ul",
        "ol",
        "dl",
        "li",
        "dt",
        "dd",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "blockquote",
        "bq",
        "br",
        "hr",
        "pre",
        "address",
        "center",
        "fn",
        "note",
        "footnote",
        "para",
        "dateline",
        "byline",
        "abstract",
        "lead",
        "body.end",
        "tagline",
        "contentset",
        "inlinexml",
        "datacontent",
    }
)
CELLS = frozenset({"td", "th"})
# Pictures, their captions, and what a page says about itself are not the story.
SILENT = frozenset(
    {
        "media",
        "media-caption",
        "media-reference",
        "media-metadata",
        "media-producer",
        "figure",
        "figcaption",
        "caption",
        "script",
        "style",
        "head",
        "header",
        "footer",
        "nav",
        "template",
        "iframe",
        "object",
        "svg",
        "noscript",
        "img",
        "video",
        "audio",
        "picture",
        "form",
        "button",
    }
)
CELL_BREAK = " | "
HARD_WRAP = 100  # agencies wrap plain text at 69 to 80 characters


class Lines:
    """Collects words into paragraphs."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.parts: list[str] = []

    def end(self) -> None:
        """The paragraph is over; an empty one leaves no line."""
        if self.parts:
            line = " ".join("".join(self.parts).split())
            self.parts.clear()
            if line and line != "|":
                self.done.append(line.removesuffix(" |").removeprefix("| "))

    def cell(self) -> None:
        """A new cell of a table row begins."""
        if self.parts:
            self.parts.append(CELL_BREAK)


def of_element(element: Element) -> list[str]:
    """The paragraphs of an XML element."""
    lines = Lines()
    _walk(element, lines)
    lines.end()
    return lines.done


def _walk(element: Element, lines: Lines) -> None:
    tag = element.tag.rpartition("}")[2].lower()
    if tag in SILENT:
        return
    block = tag in BLOCKS
    if block:
        lines.end()
    elif tag in CELLS:
        lines.cell()
    if element.text:
        lines.parts.append(element.text)
    for inner in element:
        if isinstance(inner.tag, str):
            _walk(inner, lines)
        else:
            lines.parts.append(entity_text(inner))
        if inner.tail:
            lines.parts.append(inner.tail)
    if block:
        lines.end()


def of_html(fragment: str) -> list[str]:
    """The paragraphs of a piece of HTML, however deep or broken."""
    from selectolax.lexbor import LexborHTMLParser

    body = LexborHTMLParser(fragment).body
    if body is None:
        return []
    lines = Lines()
    _visit(body, lines)
    lines.end()
    return lines.done


def _visit(root: LexborNode, lines: Lines) -> None:
    """Depth first without recursion: pages nest deeper than Python's stack."""
    stack: list[LexborNode | None] = [root.child]
    while stack:
        node = stack.pop()
        if node is None:  # a block closes
            lines.end()
            continue
        stack += [node.next] if node.next is not None else []
        tag = node.tag or ""
        if tag == "-text":
            lines.parts.append(node.text_content or "")
        elif tag not in SILENT and not tag.startswith("-"):
            if tag in BLOCKS:
                lines.end()
                stack.append(None)
            elif tag in CELLS:
                lines.cell()
            if node.child is not None:
                stack.append(node.child)


_BLANK = re.compile(r"\n[^\S\n]*\n")
_MARKUP = re.compile(r"</?(?:p|br|div|h[1-6]|ul|ol|table|b|i|em|strong|span|a)\b[^>]*>", re.I)


def of_text(text: str) -> list[str]:
    """The paragraphs of plain text.

    With blank lines in it, those part the paragraphs and lines wrapped at a fixed width are joined; without,
    each line is a paragraph.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n").strip("\n")
    blocks = _BLANK.split(text)
    if len(blocks) == 1:
        return _tidy(text.split("\n"))
    found: list[str] = []
    for block in blocks:
        lines = _tidy(block.split("\n"))
        wrapped = len(lines) > 1 and all(len(line) <= HARD_WRAP for line in lines)
        found += [" ".join(lines)] if wrapped else lines
    return found


def of_string(content: str) -> list[str]:
    """The paragraphs of a string that may be HTML or plain."""
    return of_html(content) if _MARKUP.search(content) else of_text(content)


def _tidy(lines: Iterable[str]) -> list[str]:
    return [tidied for line in lines if (tidied := " ".join(line.split()))]

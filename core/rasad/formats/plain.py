"""Plain text files: a headline where the first line reads as one, then paragraphs. Knows no agency."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from rasad.articles import NO_TIME_IN_FORMAT, Article, Parsed
from rasad.captures import Capture
from rasad.errors import ParseError
from rasad.formats import charset

LONGEST_HEADLINE = 160
STOPS = (".", "؟", "!", ":", "،", "؛", "…")
BINARY = frozenset(range(9)) | frozenset(range(14, 27)) | frozenset(range(28, 32))


def recognise(capture: Capture) -> bool:
    """True for bytes that are text and neither markup nor JSON. UTF-16 with its mark counts as text."""
    head = capture.body[:4096]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return bool(start) and start not in (b"<", b"{", b"[") and BINARY.isdisjoint(head)


def lines_of(capture: Capture) -> list[str]:
    """The non-empty lines, trimmed. Raises `ParseError` where there are none."""
    text = charset.decode(capture.body, capture.charset, kind="text").text
    found = [" ".join(line.split()) for line in text.splitlines()]
    lines = [line for line in found if line]
    if not lines:
        raise ParseError("a text file without text", url=capture.url)
    return lines


def headed(lines: list[str]) -> tuple[str, list[str]]:
    """Headline and body: the first line is a headline where it is short, without a stop, and more follows."""
    first = lines[0]
    if len(lines) > 1 and len(first) <= LONGEST_HEADLINE and not first.endswith(STOPS):
        return first, lines[1:]
    return "", lines


def stem(capture: Capture) -> str:
    """The file's name without its ending: all the identity that a bare text has."""
    return unquote(capture.file_name).rsplit(".", 1)[0] or capture.sha256[:16]


def language(text: str) -> str | None:
    """`ar` where most letters are of the Arabic script and none is peculiar to Kurdish or Persian; else null."""
    letters = [c for c in text if c.isalpha()]
    arabic = sum("\u0600" <= c <= "\u06ff" for c in letters)
    if not letters or arabic * 2 < len(letters):
        return None
    return None if sum(c in "ەێۆڵڕپچگ" for c in letters) * 50 > arabic else "ar"


def read(capture: Capture) -> Iterator[Parsed]:
    """One article. A bare text tells no time."""
    title, body = headed(lines_of(capture))
    text = "\n".join(body)
    yield Article(
        stem(capture),
        title,
        text,
        language(text),
        published=NO_TIME_IN_FORMAT,
        meta={"format": "plain"},
    )

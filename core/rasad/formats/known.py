"""Tells every known format apart by content, never by file name. The list below is the feature list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType

from rasad.articles import Parsed
from rasad.captures import Capture
from rasad.errors import ParseError
from rasad.formats import feeds, html, newsml1, newsmlg2, ninjs, nitf, plain

FORMATS: tuple[ModuleType, ...] = (newsml1, newsmlg2, nitf, feeds, ninjs, html, plain)


def reader(capture: Capture) -> Callable[[Capture], Iterator[Parsed]]:
    """The reader of the first format that recognises the bytes. Raises `ParseError` where none does."""
    if not capture.body.strip():
        raise ParseError("an empty file", url=capture.url)
    for module in FORMATS:
        if module.recognise(capture):
            found: Callable[[Capture], Iterator[Parsed]] = module.read
            return found
    start = capture.body[:16]
    raise ParseError(f"no known format begins with {start!r}", url=capture.url)


def read(capture: Capture) -> Iterator[Parsed]:
    """Articles of a capture in any known format."""
    yield from reader(capture)(capture)

"""Tells reprints of one text by runs of three words. Knows no language, no source and no database.

A text's *sketch* is its eight smallest three-word hashes: as a sample of the runs in two texts put together
it shows how many they share (Broder, "On the resemblance and containment of documents", 1997). Two texts
that share two numbers of their sketches are compared as a whole. A text's runs are a set, so that what an
outlet cuts, adds or moves costs no more than the words themselves.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from zlib import crc32

from rasad.spans import Span

SIZE = 8  # numbers a sketch
SHARED = 2  # numbers in common from which two texts are worth comparing
SAME = 0.5  # share of the shorter text's runs that stand in the longer one, from which it is a reprint
SHORTEST = 24  # runs; below that, two outlets' own words on the same event can be as much alike

_WORD = re.compile(r"\w+")
_PRIME = (1 << 61) - 1
_FACTORS = 0x1F3D5B79A2C4E60F % _PRIME, 0x0B5ED2A94C77D1E3 % _PRIME, 0x17A3C95D0E82F46B % _PRIME
_TATWEEL = "\u0640"
_CREDIT = re.compile(r"\(([^()\n]{2,40})\)")
_OPENING, _CLOSING = 80, 60  # letters from the start and the end within which a credit is looked for


def fold(text: str) -> str:
    """The text without what spelling leaves to the writer: case, diacritics, tatweel, presentation forms."""
    if text.isascii():
        return text.casefold()
    folded = unicodedata.normalize("NFKD", text)
    for mark in {letter for letter in set(folded) if unicodedata.combining(letter)} | {_TATWEEL}:
        folded = folded.replace(mark, "")
    return folded.casefold()


def runs(text: str) -> set[int]:
    """A number of 61 bits for every three words in a row."""
    a, b, c = _FACTORS
    words = [crc32(word.encode("utf-8", "replace")) + 1 for word in _WORD.findall(fold(text))]
    pairs = [one * a + two * b for one, two in pairwise(words)]
    return {(pair + three * c) % _PRIME for pair, three in zip(pairs, words[2:], strict=False)}


def sketch(text: str) -> tuple[int, ...]:
    """The eight smallest numbers of `runs`, smallest first; empty for a text too short to be told."""
    found = runs(text)
    return tuple(sorted(found)[:SIZE]) if len(found) >= SHORTEST else ()


def similar(one: str, other: str) -> float:
    """How much of the shorter text stands in the other, from 0 to 1, by runs of three words."""
    return overlap(runs(one), runs(other))


def overlap(one: set[int], other: set[int]) -> float:
    """`similar`, of two texts' runs."""
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter else 0.0


def credit(text: str) -> Span | None:
    """The agency that a text names as its own: `PLACE (AGENCY) –` at the start, or `(AGENCY)` at the end.

    A form of the trade in every language. Whether the words in brackets are an agency is not asked.
    """
    ending = text.rstrip(" .\n")
    for match in _CREDIT.finditer(text, 0, _OPENING):
        if text[match.end() :].lstrip()[:1] in ("-", "–", "—", ":", "ـ"):
            return Span.of(text, match.start(1), match.end(1))
    for match in _CREDIT.finditer(ending, max(0, len(ending) - _CLOSING)):
        if match.end() == len(ending):
            return Span.of(text, match.start(1), match.end(1))
    return None

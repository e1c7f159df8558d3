"""Tells reprints of one text by runs of three words. Knows no language, no source and no database.

A text's *sketch* is its eight smallest three-word hashes: as a sample of the runs in two texts put together
it shows how many they share (Broder, "On the resemblance and containment of documents", 1997). Two texts
that share two numbers of their sketches are compared as a whole. A text's runs are a set, so that what an
outlet cuts, adds or moves costs no more than the words themselves.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b

from rasad.spans import Span

SIZE = 8  # numbers a sketch
SHARED = 2  # numbers in common from which two texts are worth comparing
SAME = 0.5  # share of the shorter text's runs that stand in the longer one, from which it is a reprint
SHORTEST = 24  # runs; below that, two outlets' own words on the same event can be as much alike

_MASK = (1 << 61) - 1
_REMEMBERED = 200_000  # words
_TATWEEL = "\u0640"
_CREDIT = re.compile(r"\(([^()\n]{2,40})\)")
_OPENING, _CLOSING = 80, 60  # letters from the start and the end within which a credit is looked for


def fold(word: str) -> str:
    """A word without what spelling leaves to the writer (case, diacritics, tatweel, presentation forms) and
    without what is no letter or digit."""
    letters = unicodedata.normalize("NFKD", word).casefold()
    return "".join(letter for letter in letters if letter.isalnum() and letter != _TATWEEL)


class _Numbers(dict[str, int]):
    """A random number of 61 bits for every word: the same in every process, for ever; 0 for what is no word.

    Words repeat, so each is folded and digested once.
    """

    def __missing__(self, word: str) -> int:
        if len(self) >= _REMEMBERED:
            self.clear()
        folded = fold(word)
        digest = blake2b(folded.encode("utf-8", "replace"), digest_size=8).digest()
        number = self[word] = int.from_bytes(digest, "big") & _MASK if folded else 0
        return number


_NUMBERS = _Numbers()


def runs(text: str) -> set[int]:
    """A number of 61 bits for every three words in a row."""
    words = [number for number in map(_NUMBERS.__getitem__, text.split()) if number]
    return {(3 * a + 5 * b + 7 * c) & _MASK for a, b, c in zip(words, words[1:], words[2:], strict=False)}


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

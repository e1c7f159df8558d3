"""Finds every phrase of the lexicons in a text with one automaton. Knows what a phrase is listed as, not what it does.

Matching goes over folded words with single spaces between them, so that quotation marks inside a name do no harm.
A phrase may carry clitics in front (و ف ب ل ك); the longest phrase of a list wins where two overlap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

import ahocorasick_rs

from rasad_arabic.fold import fold_word
from rasad_arabic.gazetteer_data import PlaceEntry, place_entries
from rasad_arabic.lexicon_files import load
from rasad_arabic.tokens import Token

PROCLITICS = frozenset(
    [c + p for c in ("", "و", "ف") for p in ("", "ب", "ل", "ك")] + ["ال", "وال", "بال", "فال", "كال"]
)
_LONE = re.compile("[\ud800-\udfff]")  # half of a surrogate pair: no text can be encoded with it
_SHORT = 4  # shorter single words are looked up word by word: as patterns they would hit inside most words


class Phrase(NamedTuple):
    """A listed phrase at `tokens[first:last]`. `clitics` stand before it on its first word."""

    first: int
    last: int
    category: str
    value: str
    clitics: str
    place: PlaceEntry | None = None


class _Entry(NamedTuple):
    category: str
    value: str
    place: PlaceEntry | None = None


def _listed() -> Iterator[tuple[str, _Entry]]:
    for kind, names in load("actors")["names"].items():
        yield from ((name, _Entry("party", kind)) for name in names)
    yield from ((name, _Entry("party", "state")) for name in load("actors")["states"])
    yield from ((name, _Entry("agency", "media")) for name in load("agencies")["names"])
    for kind, names in load("speakers")["kinds"].items():
        yield from ((name, _Entry("speaker", kind)) for name in names)
    for stance, sides in load("stance").items():
        for side, cues in sides.items():
            yield from ((cue, _Entry(f"{stance}-{side}", cue)) for cue in cues)
    for place in place_entries():
        yield from ((name, _Entry("place", name, place)) for name in place.names)


class Matcher:
    """All listed phrases, compiled."""

    def __init__(self, listed: Iterable[tuple[str, _Entry]]) -> None:
        entries: dict[str, list[_Entry]] = {}
        for name, entry in listed:
            folded = " ".join(fold_word(name).replace(".", " ").split())
            for form in (folded, "لل" + folded[2:]) if folded.startswith("ال") else (folded,):
                kept = entries.setdefault(form, [])
                if all(entry.category != e.category for e in kept):
                    kept.append(entry)
        self.short = {name: es for name, es in entries.items() if len(name) < _SHORT and " " not in name}
        self.names = [name for name in entries if name not in self.short]
        self.entries = [entries[name] for name in self.names]
        self.automaton = ahocorasick_rs.AhoCorasick(self.names)

    def find(self, tokens: Sequence[Token]) -> list[Phrase]:
        """Every phrase, the longest of each category where they overlap, in order of the text."""
        joined, owner = _join(tokens)
        found = [*self._long(joined, owner), *self._short_words(tokens)]
        return _longest(found)

    def _long(self, joined: str, owner: Sequence[int]) -> Iterator[Phrase]:
        for which, start, end in self.automaton.find_matches_as_indexes(joined, overlapping=True):
            if end < len(joined) and joined[end] != " ":
                continue
            begin = joined.rfind(" ", max(0, start - 5), start) + 1 if start else 0
            clitics = joined[begin:start] if start - begin <= 4 else "?"
            if clitics not in PROCLITICS:
                continue
            for category, value, place in self.entries[which]:
                yield Phrase(owner[start], owner[end - 1] + 1, category, value, clitics, place)

    def _short_words(self, tokens: Sequence[Token]) -> Iterator[Phrase]:
        for at, token in enumerate(tokens):
            if len(token.folded) > 5:
                continue
            for cut in range(3):
                rest = token.folded[cut:]
                if rest in self.short and token.folded[:cut] in PROCLITICS:
                    for category, value, place in self.short[rest]:
                        yield Phrase(at, at + 1, category, value, token.folded[:cut], place)
                    break


def _join(tokens: Sequence[Token]) -> tuple[str, list[int]]:
    """The words with single spaces, and for each character the token it came from. Marks that part are kept."""
    parts: list[str] = []
    owner: list[int] = []
    for at, token in enumerate(tokens):
        word = token.folded
        if token.kind == "punct" and word in "«»“”\"'()[]{}_#.":
            continue
        parts.append(word)
        owner.extend([at] * (len(word) + 1))
    return _LONE.sub("\ufffd", " ".join(parts)), owner


def _longest(found: list[Phrase]) -> list[Phrase]:
    """Drop, within a category, what lies inside a longer phrase."""
    found.sort(key=lambda p: (p.first, p.first - p.last))
    kept: list[Phrase] = []
    reach: dict[str, int] = {}
    for phrase in found:
        if phrase.last > reach.get(phrase.category, -1):
            kept.append(phrase)
            reach[phrase.category] = phrase.last
    return kept


@cache
def matcher() -> Matcher:
    """The matcher over all lexicons, compiled at first use."""
    return Matcher(_listed())


def find_phrases(tokens: Sequence[Token]) -> list[Phrase]:
    """Every listed phrase of a text's tokens."""
    return matcher().find(tokens)

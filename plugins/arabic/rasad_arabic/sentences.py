"""Cuts a text into sentences. A decimal, an abbreviation or a full stop inside a quotation does not end one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from rasad_arabic.tokens import Token, tokenize

_CLOSING = frozenset("»”\"'’)]")
_ABBREVIATED = frozenset("دمأابفصتهقجعسشنركلويحخ")  # one letter before a full stop
LONGEST = 300  # tokens; a longer run without an end is no sentence, and is cut so that reading stays linear
_LINE = re.compile(r"[\n\r\u2028\u2029]")


class Sentence(NamedTuple):
    """A sentence: its offsets in the text, and its tokens as `tokens[first:last]`."""

    start: int
    end: int
    first: int
    last: int


def sentences(text: str, tokens: Sequence[Token] | None = None) -> list[Sentence]:
    """The sentences of `text` in order; they cover every token. ؛ ends one too: Arabic reports chain clauses by it."""
    if tokens is None:
        tokens = tokenize(text)
    found: list[Sentence] = []
    first, size = 0, len(tokens)
    at = 0
    while at < size:
        ends = _ends(text, tokens, at)
        if ends:
            while at + 1 < size and tokens[at + 1].text in _CLOSING and _touches(tokens, at):
                at += 1
        elif at + 1 < size and tokens[at].end < tokens[at + 1].start:
            ends = _LINE.search(text, tokens[at].end, tokens[at + 1].start) is not None
        at += 1
        if ends or at == size or at - first == LONGEST:
            found.append(Sentence(tokens[first].start, tokens[at - 1].end, first, at))
            first = at
    return found


def _touches(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at].end == tokens[at + 1].start


def _ends(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Whether the token at `at` is a mark that ends its sentence."""
    mark = tokens[at].text
    if mark in ("؟", "!", "؛", "?", "…"):
        return not (at + 1 < len(tokens) and tokens[at + 1].text in ("؟", "!", "?"))
    if mark != "." or at == 0:
        return False
    if at + 1 < len(tokens) and tokens[at + 1].text == ".":
        return False
    before = tokens[at - 1]
    if before.end == tokens[at].start and before.text in _ABBREVIATED:
        return False
    # A stop glued to Latin letters or digits on both sides is part of an address or number.
    glued = at + 1 < len(tokens) and _touches(tokens, at) and before.end == tokens[at].start
    return not (glued and tokens[at + 1].kind in ("latin", "number") and before.kind in ("latin", "number"))

"""Cuts Arabic text into tokens that stand at exact offsets. Knows nothing of what words mean."""

from __future__ import annotations

import re
from typing import NamedTuple

from rasad_arabic.fold import Folded, fold

_ARABIC = "\u0620-\u063f\u0641-\u064a\u066e-\u06d3\u06d5\u06ee-\u06ef\u06fa-\u06fc\u0750-\u077f\u08a0-\u08b4"
_LATIN = "A-Za-z\u00c0-\u024f"
# Outlets whose names end in digits; everywhere else digits part from the letters before them (ب43, و17).
_NAMED = r"(?:فرانس|لبنان|العراق|الجزائر|المغرب|الحدث)\ ?24(?!\d)"
_PATTERN = re.compile(
    rf"""
    ([وفبلك]{{1,2}}(?={_NAMED})|{_NAMED}|[{_ARABIC}]+)               # 1 word
  | (   \d{{1,4}}([/\-.])\d{{1,2}}\3\d{{1,4}}(?![\d/])                # 2 number: 22/8/2016, 2016-08-22
      | \d{{1,2}}:\d\d(?::\d\d)?(?!\d)                               #   14:30
      | (?:\d{{1,3}}(?:[,،]\d{{3}})+(?!\d)|\d+)(?:\.\d+)?(?:\ ?%)? )  #   1,250  43.5 %
  | ([{_LATIN}][{_LATIN}0-9]*(?:[\-.@'’&][{_LATIN}0-9]+)*)            # 4 latin
  | ([^\W\d_]+)                                                      # 5 word of another script
  | (\S)                                                             # 6 punct
    """,
    re.X,
)
_KINDS = ("", "word", "number", "", "latin", "word", "punct")


class Token(NamedTuple):
    """A token: `source[start:end] == text`; `folded` is its folded form; `kind` is word, number, latin or punct."""

    text: str
    start: int
    end: int
    folded: str
    kind: str


def tokenize(text: str) -> list[Token]:
    """The tokens of `text` in order. Numbers are whole; letters glued to digits part from them (بـ43 is ب and 43)."""
    return tokens_of(fold(text))


def tokens_of(folded: Folded) -> list[Token]:
    """The tokens of a text that is already folded."""
    source, span, origin = folded.source, folded.span, list(folded.origin)
    same = len(origin) == len(source)  # no character went: offsets are the same
    tokens: list[Token] = []
    add = tokens.append
    for match in _PATTERN.finditer(folded.text):
        start, end = match.span()
        word = match[0]
        if not same:
            start, end = span(start, end)
        add(Token(source[start:end], start, end, word, _KINDS[match.lastindex or 0]))
    return tokens

"""Folds Arabic spellings together and keeps the way back to the original. Knows no words, only characters.

The folded text is what lexicons and grammars read; every span they find is led back by `Folded.span`.
Alef variants become ا, ى becomes ي, ة becomes ه, digits of any script become ASCII, presentation forms their
letters; diacritics, tatweel, bidi controls and zero-width characters go. ؤ and ئ stay: they tell words apart.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

_SAME = {
    **dict.fromkeys("أإآٱٲٳٵ", "ا"),
    **dict.fromkeys("ىیېےۍ", "ي"),
    **dict.fromkeys("ةەہھۀۃ", "ه"),
    **dict.fromkeys("کڪګ", "ك"),
    "٪": "%",
    "٫": ".",
    "٬": ",",
    "\u2212": "-",
    "\u2010": "-",
    "\u2011": "-",
}
_MARKS = "\u0640\u0670" + "".join(map(chr, (*range(0x610, 0x61B), *range(0x64B, 0x660), *range(0x6D6, 0x6DD))))
_MARKS += "".join(map(chr, (*range(0x6DF, 0x6E5), 0x6E7, 0x6E8, *range(0x6EA, 0x6EE))))
_INVISIBLE = "\u00ad\u034f\u061c\u180e\ufeff" + "".join(
    map(chr, (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)))
)
_PRESENTATION = (
    *range(0xFB50, 0xFBC2),
    *range(0xFBD3, 0xFD3E),
    *range(0xFD50, 0xFDFE),
    *range(0xFE70, 0xFEFD),
)
_EXTENDS = frozenset(_MARKS)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded `text`; `origin[i]` is the offset in the original of the character behind `text[i]`."""

    text: str
    origin: Any  # sequence of int: a list, or an array of numpy
    source: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the original of `text[start:end]`, diacritics behind its last letter included."""
        if start >= end:
            at = int(self.origin[start]) if start < len(self.origin) else len(self.source)
            return at, at
        last = int(self.origin[end - 1]) + 1
        while last < len(self.source) and self.source[last] in _EXTENDS:
            last += 1
        return int(self.origin[start]), last


@cache
def characters() -> dict[int, str | None]:
    """Every character that folding changes, with what it becomes; None where it goes. For `str.translate`."""
    table: dict[int, str | None] = {ord(c): to for c, to in _SAME.items()}
    for code in _PRESENTATION:
        plain = unicodedata.normalize("NFKC", chr(code))
        if plain != chr(code):
            table[code] = "".join(_SAME.get(c, c) for c in plain if c not in _EXTENDS).strip() or None
    for code in range(0x10000):
        char = chr(code)
        if char.isdecimal() and not char.isascii():
            table[code] = str(int(char))
        elif unicodedata.category(char) == "Zs":
            table[code] = " "
    table.update(dict.fromkeys(map(ord, _MARKS + _INVISIBLE), None))
    return table


@lru_cache(maxsize=50_000)
def fold_word(word: str) -> str:
    """The folded form of one word, or of any short text, without the way back."""
    return word.translate(characters())


@cache
def _tables() -> tuple[Any, Any, dict[int, str]]:
    """Lookup tables over the 16-bit characters: what each becomes (0 = goes), which become several."""
    import numpy as np

    becomes = np.arange(0x10000, dtype=np.uint16)
    several = {code: to for code, to in characters().items() if to and len(to) > 1}
    for code, to in characters().items():
        becomes[code] = 0xFFFF if to is None else ord(to[0])
    many = np.zeros(0x10000, dtype=bool)
    many[list(several)] = True
    return becomes, many, several


def fold(text: str) -> Folded:
    """Fold `text`. Linear in its length; any code points are taken, lone surrogates and NUL too."""
    import numpy as np

    encoded = text.encode("utf-16-le", "surrogatepass")
    if len(encoded) != 2 * len(text):
        return _fold_slowly(text)
    becomes, many, _ = _tables()
    codes = np.frombuffer(encoded, dtype=np.uint16)
    if many[codes].any():
        return _fold_slowly(text)
    new = becomes[codes]
    keep = new != 0xFFFF
    origin = np.flatnonzero(keep)
    if len(origin) != len(new):
        new = new[keep]
    return Folded(new.tobytes().decode("utf-16-le", "surrogatepass"), origin, text)


def _fold_slowly(text: str) -> Folded:
    """The same, a character at a time: for text beyond 16 bits or with ligatures of several letters."""
    table = characters()
    out: list[str] = []
    origin: list[int] = []
    for at, char in enumerate(text):
        new = table.get(ord(char), char)
        if new:
            out.append(new)
            origin.extend([at] * len(new))
    return Folded("".join(out), origin, text)

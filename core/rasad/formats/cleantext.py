"""Takes out of text what no reader sees and no database wants; leaves every letter as it was written.

Tatweel, diacritics, joiners and direction marks stay: they are the publisher's spelling. Control characters,
byte order marks, zero-width spaces, soft hyphens and direction overrides go: they hide or reverse words.
"""

from __future__ import annotations

import re

_JUNK = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)


def clean(text: str) -> str:
    """`text` without junk; C1 controls become the windows-1252 characters they were meant as."""
    return _JUNK.sub(_meant, text) if _JUNK.search(text) else text


def one_line(text: str) -> str:
    """Cleaned text with every run of white space, no-break spaces too, as one space."""
    return " ".join(clean(text).split())


def lines(text: str) -> str:
    """Cleaned text with tidy lines: single spaces within, no empty ones."""
    tidied = (" ".join(line.split()) for line in clean(text).splitlines())
    return "\n".join(line for line in tidied if line)


def _meant(match: re.Match[str]) -> str:
    character = match[0]
    if not "\x80" <= character <= "\x9f" or character == "\x85":
        return " " if character in "\x0b\x0c\x85" else ""
    return character.encode("latin-1").decode("cp1252", "ignore")

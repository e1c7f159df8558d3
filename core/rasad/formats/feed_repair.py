"""Mends what breaks most feeds that are not well-formed, so that the fast reader can read them after all.

Undeclared HTML entities, bare ampersands, characters XML forbids. Nothing else: no tag is guessed.
"""

from __future__ import annotations

import re
from html.entities import html5

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|&#(?:x0*(?:[0-8bcBC]|1[0-9a-fA-F]|0*[eEfF])|0*(?:[0-8]|1[124-9]|2\\d|3[01]));"
)
_AMPERSAND = re.compile(r"&(?:(#\d+|#[xX][0-9a-fA-F]+)|([A-Za-z][A-Za-z0-9]*))?(;?)")
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>|<!--.*?-->)", re.S)
_OWN = frozenset(("amp", "lt", "gt", "quot", "apos"))


def mend(text: str) -> str:
    """`text` with what XML forbids taken out or spelled out. CDATA and comments keep their ampersands."""
    parts = _CDATA.split(_FORBIDDEN.sub("", text))
    parts[::2] = [_AMPERSAND.sub(_spelled_out, part) for part in parts[::2]]
    return "".join(parts)


def _spelled_out(match: re.Match[str]) -> str:
    number, name, semicolon = match.groups()
    if (number or name in _OWN) and semicolon:
        return match[0]
    if name and semicolon and (character := html5.get(f"{name};")):
        return "".join(f"&#{ord(letter)};" for letter in character)
    return f"&amp;{match[0][1:]}"

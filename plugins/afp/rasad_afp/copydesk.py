"""The desk's marks in AFP copy: initials, the end of new material. Cut from the text, kept as metadata."""

from __future__ import annotations

import re
from dataclasses import dataclass

# `سب-لال/نور-كام/سام`, `ا ف ب/جص`: the last paragraph of every wire item seen; Latin on other desks.
INITIALS = re.compile(
    r"[ء-ي .\-]{1,6}(?:[/-][ء-ي .\-]{1,30})+|[a-z]{1,5}(?:-[a-z]{1,5})*(?:/[a-z]{1,5}(?:-[a-z]{1,5})*)+"
)
NEW_MATERIAL_ENDS = re.compile(r"\*{3,}")
BROADCAST = "تم بثه"


@dataclass(frozen=True, slots=True)
class Copy:
    """A story without the desk's marks. `new_until` is the offset in `text` where new material ends."""

    text: str
    desk: str | None = None
    new_until: int | None = None


def read(lines: list[str]) -> Copy:
    """Cut initials off the end, and `***` out of the middle."""
    lines = list(lines)
    desk = lines.pop() if lines and INITIALS.fullmatch(lines[-1]) else None
    kept: list[str] = []
    new_until: int | None = None
    for line in lines:
        if NEW_MATERIAL_ENDS.fullmatch(line):
            new_until = len("\n".join(kept))
        else:
            kept.append(line)
    return Copy("\n".join(kept), desk, new_until)

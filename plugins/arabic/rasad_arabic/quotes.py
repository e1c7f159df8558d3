"""Finds quotations: « » “ ” „ and straight ", nested and unbalanced ones too. Does not say who speaks."""

from __future__ import annotations

import re
from typing import NamedTuple

_MARK = re.compile('[«»“”„‟"\n]')
_CLOSES = {"»": "«", "”": "“„”‟"}
_MAX_DEPTH = 20


class Quote(NamedTuple):
    """A quotation: `start` and `end` enclose its words, without the marks; `close` is "" where it was never closed."""

    start: int
    end: int
    open: str
    close: str
    depth: int


def quotes(text: str) -> list[Quote]:
    """The quotations of `text`, by start. An unclosed one ends with its line; a closing mark alone is passed over."""
    found: list[Quote] = []
    stack: list[tuple[str, int]] = []
    for match in _MARK.finditer(text):
        mark, at = match[0], match.start()
        if mark == "\n":
            _give_up(found, stack, at)
        elif not _close(found, stack, mark, at) and mark != "»" and len(stack) < _MAX_DEPTH:
            stack.append((mark, at + 1))
    _give_up(found, stack, len(text))
    return sorted(found)


def _close(found: list[Quote], stack: list[tuple[str, int]], mark: str, at: int) -> bool:
    """Close the innermost quotation that `mark` can close; what was opened inside it stays unclosed."""
    opens = _CLOSES.get(mark, mark if mark == '"' else "")
    for depth in range(len(stack) - 1, -1, -1):
        if stack[depth][0] in opens or (mark == "“" and stack[depth][0] in "“„" and depth == len(stack) - 1):
            _give_up(found, stack, at, depth + 1)
            opened, start = stack.pop()
            found.append(Quote(start, at, opened, mark, depth))
            return True
    return False


def _give_up(found: list[Quote], stack: list[tuple[str, int]], at: int, keep: int = 0) -> None:
    while len(stack) > keep:
        opened, start = stack.pop()
        found.append(Quote(start, at, opened, "", len(stack)))

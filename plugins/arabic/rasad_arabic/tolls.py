"""Finds counts of people killed, injured or missing. Says nothing of who states them, nor of what caused them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rasad_arabic.tokens import Token, tokenize


@dataclass(frozen=True, slots=True)
class Count:
    """One count of people, as the coding guide has it.

    `kind` is killed, injured, missing or casualties (killed and injured lumped). `max` is null for an open end.
    `start`, `end` enclose the count phrase; `who` the words for the people, or null. `of` is the index, in the
    same phrase, of the count that this one is a part of.
    """

    kind: str
    min: int
    max: int | None
    start: int
    end: int
    who: tuple[int, int] | None = None
    of: int | None = None


@dataclass(frozen=True, slots=True)
class TollPhrase:
    """The counts of one statement. `trigger` is the phrase that carries them (مقتل 32 شخصا وإصابة 104), `clause`
    the clause it stands in; `denied` is true for "no casualties" (counts of 0)."""

    counts: tuple[Count, ...]
    trigger: tuple[int, int]
    clause: tuple[int, int]
    denied: bool = False


def find_tolls(text: str, tokens: Sequence[Token] | None = None) -> list[TollPhrase]:
    """The tolls of `text` in order."""
    tokens = tokenize(text) if tokens is None else tokens
    return []

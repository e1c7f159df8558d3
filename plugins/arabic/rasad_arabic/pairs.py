"""A word and an event type that it may carry: which types come into question, and what speaks of the two together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from rasad_arabic.candidates import Candidate
from rasad_arabic.triggers import Trigger


class Pair(NamedTuple):
    """An event type that a candidate may carry. `last` is the token behind the words that carry it; `own` are features
    of the two together."""

    type: str
    last: int
    own: tuple[str, ...]


def pairs(candidate: Candidate, ruled: frozenset[str], reserved: bool, coded: Iterable[str]) -> Iterator[Pair]:
    """Types that a list gives the word, that the rules give it here (`ruled`), or that coded reports give it.

    `reserved`: the word is a part of a name.
    """
    listed = {trigger.type: trigger for trigger in reversed(candidate.listed)}
    for kind in sorted({*listed, *ruled, *coded} - {"toll"}):
        last = listed[kind].last if kind in listed else candidate.first + 1
        own = tuple(_own(kind, listed, ruled))
        yield Pair(kind, last, (*own, f"choices:{min(len(listed), 3)}", f"reserved:{reserved}"))


def _own(kind: str, listed: Mapping[str, Trigger], ruled: frozenset[str]) -> Iterator[str]:
    if kind in listed:
        trigger = listed[kind]
        yield f"listed:{trigger.sure}"
        yield f"words:{trigger.last - trigger.first}"
    else:
        yield "listed:no"
    yield f"ruled:{kind in ruled}"
    if ruled - {kind}:
        yield "ruled:otherwise"

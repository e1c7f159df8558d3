"""What changed from one text to the next, word by word, and from one set of claims to the next. Pure."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

WORDS = re.compile(r"\s*\S+|\s+\Z")  # a word and the space before it
AROUND = 8  # unchanged words shown on either side of a change


class Kind(StrEnum):
    """What became of a piece of text, or of a claim."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words. Unchanged ones far from any change are left out and stand as `…`."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class ClaimChange:
    """A claim that came, went, or now has another toll, place or time. Claims are rows of the view `claims`."""

    kind: Kind
    was: dict[str, Any] | None
    now: dict[str, Any] | None


def in_text(was: str, now: str) -> list[Piece]:
    """Pieces in order; none where the texts are equal."""
    if was == now:
        return []
    old, new = WORDS.findall(was), WORDS.findall(now)
    pieces: list[Piece] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(
                Piece(Kind.SAME, _shortened(old[a:b], first=a == c == 0, last=b == len(old) and d == len(new)))
            )
            continue
        if a < b:
            pieces.append(Piece(Kind.REMOVED, "".join(old[a:b])))
        if c < d:
            pieces.append(Piece(Kind.ADDED, "".join(new[c:d])))
    return pieces


def _shortened(words: Sequence[str], *, first: bool, last: bool) -> str:
    head = 0 if first else AROUND
    tail = 0 if last else AROUND
    if len(words) <= head + tail:
        return "".join(words)
    return "".join(words[:head]) + " …" + "".join(words[len(words) - tail :])


IDENTITY = ("type", "stance", "speaker")  # what a claim is, beside the words it is told in
DETAILS = ("toll", "places", "date_from", "date_to", "actors", "targets", "relays")


def in_claims(was: Sequence[dict[str, Any]], now: Sequence[dict[str, Any]]) -> Iterator[ClaimChange]:
    """Claims are the same where type, stance, speaker and all details are; of one identity, the rest changed."""
    gone, come = _without(was, now), _without(now, was)
    for old in gone:
        match = next((new for new in come if _named(new, IDENTITY) == _named(old, IDENTITY)), None)
        if match is not None:
            come.remove(match)
        yield ClaimChange(Kind.CHANGED if match else Kind.REMOVED, old, match)
    for new in come:
        yield ClaimChange(Kind.ADDED, None, new)


def _without(claims: Sequence[dict[str, Any]], others: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Claims that have no equal among the others, each of which is the equal of one only."""
    left = Counter(_named(other, IDENTITY + DETAILS) for other in others)
    rest = []
    for claim in claims:
        name = _named(claim, IDENTITY + DETAILS)
        if left[name]:
            left[name] -= 1
        else:
            rest.append(claim)
    return rest


def _named(claim: dict[str, Any], fields: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(claim[field]) for field in fields)

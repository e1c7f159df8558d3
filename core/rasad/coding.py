"""Claims that a program found beside claims that a person coded: what is missed, extra, or told otherwise.

The two sides have the same shape: claims as JSON (docs/claims.md). A person may write plain words where a
program writes `{"text", "start", "end"}`; they are looked up in the document.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Claim = dict[str, Any]
Place = tuple[int, int]
LISTS = ("relays", "actors", "targets", "places")
WORD = re.compile(r"\w+")
ENOUGH = 0.5  # of the words of two names, counted after Dice, that they share where they mean the same


@dataclass(frozen=True, slots=True)
class Difference:
    """`kind` is missed, extra or differs; the last with (field, coded, found) of each field that does."""

    document: str
    kind: str
    coded: Claim | None
    found: Claim | None
    fields: tuple[tuple[str, Any, Any], ...] = ()

    @property
    def claim(self) -> Claim:
        """The coded claim where there is one."""
        return self.coded or self.found or {}


def compare(document: str, text: str, coded: Sequence[Claim], found: Sequence[Claim]) -> Iterator[Difference]:
    """Differences of one document: coded claims in their order, then what was found beside them.

    Two claims are a pair where they are of one type and a mention of one overlaps a mention of the other; of
    several, the one that agrees most.
    """
    partners = _pairs(text, coded, found)
    for number, claim in enumerate(coded):
        if number not in partners:
            yield Difference(document, "missed", claim, None)
            continue
        other = found[partners[number]]
        fields = tuple(_fields(claim, other))
        if fields:
            yield Difference(document, "differs", claim, other, fields)
    for number in sorted(set(range(len(found))) - set(partners.values())):
        yield Difference(document, "extra", None, found[number])


def _pairs(text: str, coded: Sequence[Claim], found: Sequence[Claim]) -> dict[int, int]:
    """Positions of coded claims with those of their partners."""
    one, other = [mentions(text, c) for c in coded], [mentions(text, c) for c in found]
    possible = [
        (len(list(_fields(coded[a], found[b]))), a, b)
        for a in range(len(coded))
        for b in range(len(found))
        if coded[a]["type"] == found[b]["type"] and _overlap(one[a], other[b])
    ]
    pairs: dict[int, int] = {}
    for _, a, b in sorted(possible):
        if a not in pairs and b not in pairs.values():
            pairs[a] = b
    return pairs


def mentions(text: str, claim: Claim) -> list[Place]:
    """Where a claim's mentions stand. Plain words: the first inside the quote, the others wherever they are."""
    places: list[Place] = []
    for number, mention in enumerate(claim["mentions"]):
        if isinstance(mention, dict):
            places.append((mention["start"], mention["end"]))
        elif number == 0:
            start = text.find(mention, max(text.find(words(claim.get("quote"))), 0))
            places += [(start, start + len(mention))] if start >= 0 else []
        else:
            places += [match.span() for match in re.finditer(re.escape(mention), text)]
    return places


def _overlap(one: Sequence[Place], other: Sequence[Place]) -> bool:
    return any(a < d and c < b for a, b in one for c, d in other)


def _fields(coded: Claim, found: Claim) -> Iterator[tuple[str, Any, Any]]:
    """What two claims tell differently."""
    if coded["stance"] != found["stance"]:
        yield "stance", coded["stance"], found["stance"]
    one, other = words(coded.get("speaker")), words(found.get("speaker"))
    if not (one == other == "" or alike(one, other)):
        yield "speaker", one or None, other or None
    for field in ("date_from", "date_to"):
        if (coded.get(field) or None) != (found.get(field) or None):
            yield field, coded.get(field), found.get(field)
    for field in LISTS:
        was, now = ([words(value) for value in claim.get(field) or ()] for claim in (coded, found))
        if not _same_names(was, now):
            yield field, was, now
    if _counts(coded) != _counts(found):
        yield "casualties", _counts(coded), _counts(found)


def _same_names(one: Sequence[str], other: Sequence[str]) -> bool:
    left = list(other)
    for name in one:
        match = next((each for each in left if alike(name, each)), None)
        if match is None:
            return False
        left.remove(match)
    return not left


def alike(one: str, other: str) -> bool:
    """Whether two names share half of their words."""
    a, b = set(_plain(one)), set(_plain(other))
    return bool(a and b) and 2 * len(a & b) >= ENOUGH * (len(a) + len(b))


def _plain(name: str) -> list[str]:
    """Words without marks on their letters: vowel signs, hamza."""
    letters = unicodedata.normalize("NFKD", name)
    return WORD.findall("".join(c for c in letters if not unicodedata.combining(c)))


def words(value: Any) -> str:
    """The text of a value as either side writes it; empty for null."""
    return str(value["text"]) if isinstance(value, dict) else str(value or "")


def _counts(claim: Claim) -> list[str]:
    return sorted(_count(count) for count in claim.get("casualties") or ())


def _count(count: dict[str, Any]) -> str:
    """A count in words: `killed 3+ (part)`."""
    low, high = count.get("min"), count.get("max")
    if low is None:
        bounds = "?" if high is None else f"≤{high}"
    else:
        bounds = f"{low}+" if high is None else str(low) if low == high else f"{low}–{high}"
    return f"{count.get('kind')} {bounds}" + (" (part)" if count.get("of") is not None else "")

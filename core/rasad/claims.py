"""Claims: who says, through whom, that what happened. `docs/claims.md` says how each field is decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from rasad.spans import Span


class Stance(StrEnum):
    """What the speaker says of the event."""

    ASSERTED = "asserted"  # it happened, or is in force
    DENIED = "denied"  # it did not happen
    PLANNED = "planned"  # future, expected, conditional, possible


SPEAKER_KINDS = frozenset(
    {"official", "military", "armed_group", "witness", "medical", "rights_monitor"}
    | {"media", "anonymous", "international", "other"}
)
CASUALTY_KINDS = frozenset({"killed", "injured", "missing", "casualties"})


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who states a claim. `kind` is one of `SPEAKER_KINDS`, or null where it is not known."""

    span: Span
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where it happened. Coordinates are WGS 84 degrees, from the gazetteer entry; null where not found."""

    span: Span
    gazetteer_id: str | None = None
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class Casualty:
    """One count of people. `max` is null for an open end ("at least"), both where no number is given.

    `of` is the index, in the same claim's list, of the count that this one is a part of.
    """

    span: Span
    kind: str
    min: int | None
    max: int | None
    who: Span | None = None
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One event, of one type, as stated by one speaker in one version.

    `quote` is the clause of the first mention. `speaker` is null where the outlet speaks itself. `relays` run
    from the reader inwards. `date_from` and `date_to` are inclusive days. `denies` is the position, in the
    same version's list of claims, of the claim this one contradicts.
    """

    type: str
    stance: Stance
    mentions: tuple[Span, ...]
    quote: Span
    speaker: Speaker | None = None
    relays: tuple[Span, ...] = ()
    actors: tuple[Span, ...] = ()
    targets: tuple[Span, ...] = ()
    places: tuple[Place, ...] = ()
    when: Span | None = None
    date_from: date | None = None
    date_to: date | None = None
    casualties: tuple[Casualty, ...] = ()
    denies: int | None = None
    confidence: float | None = None
    reason: str | None = None

    def spans(self) -> Iterator[Span]:
        """Every span this claim carries."""
        yield self.quote
        yield from (*self.mentions, *self.relays, *self.actors, *self.targets)
        yield from (place.span for place in self.places)
        if self.speaker:
            yield self.speaker.span
        if self.when:
            yield self.when
        for casualty in self.casualties:
            yield casualty.span
            if casualty.who:
                yield casualty.who

    def check(self, text: str) -> None:
        """Raise `SpanError` where a span does not stand in `text`."""
        for span in self.spans():
            span.check(text)


def to_json(claim: Claim, doc: str, number: int, extractor: str, acled: Any, plover: Any) -> dict[str, Any]:
    """One claim as a JSON Lines record. `number` is its position in the document; `denies` refers to it."""
    return {
        "doc": doc,
        "id": number,
        "type": claim.type,
        "stance": str(claim.stance),
        "mentions": [m.to_json() for m in claim.mentions],
        "quote": claim.quote.to_json(),
        "speaker": {**claim.speaker.span.to_json(), "kind": claim.speaker.kind} if claim.speaker else None,
        "relays": [r.to_json() for r in claim.relays],
        "actors": [a.to_json() for a in claim.actors],
        "targets": [t.to_json() for t in claim.targets],
        "places": [_place(p) for p in claim.places],
        "when": claim.when.to_json() if claim.when else None,
        "date_from": claim.date_from.isoformat() if claim.date_from else None,
        "date_to": claim.date_to.isoformat() if claim.date_to else None,
        "casualties": [_casualty(c) for c in claim.casualties],
        "denies": claim.denies,
        "acled": acled,
        "plover": plover,
        "extractor": extractor,
        "confidence": claim.confidence,
        "reason": claim.reason,
    }


def _place(place: Place) -> dict[str, Any]:
    return {**place.span.to_json(), "gazetteer_id": place.gazetteer_id, "lat": place.lat, "lon": place.lon}


def _casualty(count: Casualty) -> dict[str, Any]:
    who = count.who.to_json() if count.who else None
    return {
        "kind": count.kind,
        "min": count.min,
        "max": count.max,
        "who": who,
        **count.span.to_json(),
        "of": count.of,
    }

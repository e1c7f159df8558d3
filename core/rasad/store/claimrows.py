"""Makes the rows of a claim and of its parts, or says why the database must not take it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from rasad import ontology
from rasad.batches import Extraction
from rasad.claims import CASUALTY_KINDS, SPEAKER_KINDS, Casualty, Claim, Stance
from rasad.errors import LoadError
from rasad.spans import Span
from rasad.store import storable
from rasad.store.statements import Insert

Rows = list[tuple[Any, ...]]
SPAN = "text start end"
INSERTS = {
    "claim": Insert(
        "claim",
        "id version_id extractor extractor_version number type stance quote quote_start quote_end"
        " when_text when_start when_end date_from date_to acled_event acled_sub_event plover_event"
        " plover_mode confidence reason",
    ),
    "mention": Insert("mention", f"claim_id ordinal {SPAN}"),
    "participant": Insert("participant", f"claim_id role ordinal {SPAN}"),
    "place": Insert("place", f"claim_id ordinal {SPAN} gazetteer_id lat lon"),
    "casualty": Insert("casualty", f"claim_id ordinal {SPAN} kind min max of who_text who_start who_end"),
    "attribution": Insert("attribution", f"claim_id role ordinal {SPAN} kind"),
    "claim_link": Insert("claim_link", "from_id to_id relation"),
}


@dataclass(slots=True)
class ClaimRows:
    """Rows by table, in the order in which they have to be written."""

    claim: Rows = field(default_factory=list)
    mention: Rows = field(default_factory=list)
    participant: Rows = field(default_factory=list)
    place: Rows = field(default_factory=list)
    casualty: Rows = field(default_factory=list)
    attribution: Rows = field(default_factory=list)
    claim_link: Rows = field(default_factory=list)

    def __iadd__(self, other: ClaimRows) -> ClaimRows:
        for each in fields(self):
            getattr(self, each.name).extend(getattr(other, each.name))
        return self


def rows(version_id: int, text: str, extraction: Extraction, numbers: Iterator[int]) -> ClaimRows:
    """The rows of all claims of one extraction in `text`.

    Raises `SpanError` where a span does not stand in the text, `LoadError` for any other value that is not
    what `rasad.claims` says it is.
    """
    made = ClaimRows()
    claims = extraction.claims
    ids = [next(numbers) for _ in claims]
    head = (version_id, extraction.extractor, extraction.version)
    for ordinal, (number, claim) in enumerate(zip(ids, claims, strict=True)):
        claim.check(text)
        made.claim.append((number, *head, ordinal, *_claim(claim)))
        _parts(made, number, claim)
        if claim.denies is not None:
            made.claim_link.append((number, ids[_index(claim.denies, ordinal, ids, "denies")], "denies"))
    return made


def _claim(claim: Claim) -> tuple[Any, ...]:
    kind = ontology.builtin().get(claim.type)
    acled, plover = (kind.acled, kind.plover) if kind else (None, None)
    if claim.date_from and claim.date_to and claim.date_from > claim.date_to:
        raise LoadError(f"a claim's dates run backwards: {claim.date_from} to {claim.date_to}")
    return (
        storable.key(claim.type, "a claim's type"),
        _one_of(claim.stance, STANCES, "stance"),
        *_span(claim.quote),
        *(_span(claim.when) if claim.when else (None, None, None)),
        _day(claim.date_from),
        _day(claim.date_to),
        *(acled or (None, None)),
        *(plover or (None, None)),
        storable.real(claim.confidence, "a claim's confidence", 0, 1),
        storable.words_or_none(claim.reason, "a claim's reason"),
    )


def _parts(made: ClaimRows, number: int, claim: Claim) -> None:
    made.mention += [(number, i, *_span(span)) for i, span in enumerate(claim.mentions)]
    for role, spans in (("actor", claim.actors), ("target", claim.targets)):
        made.participant += [(number, role, i, *_span(span)) for i, span in enumerate(spans)]
    for i, place in enumerate(claim.places):
        lat = storable.real(place.lat, "a latitude", -90, 90)
        lon = storable.real(place.lon, "a longitude", -180, 180)
        gazetteer_id = storable.words_or_none(place.gazetteer_id, "a gazetteer_id")
        made.place.append((number, i, *_span(place.span), gazetteer_id, lat, lon))
    for i, count in enumerate(claim.casualties):
        made.casualty.append((number, i, *_span(count.span), *_casualty(count, i, claim.casualties)))
    if claim.speaker:
        kind = claim.speaker.kind
        kind = None if kind is None else _one_of(kind, SPEAKER_KINDS, "speaker kind")
        made.attribution.append((number, "speaker", 0, *_span(claim.speaker.span), kind))
    made.attribution += [(number, "relay", i, *_span(span), None) for i, span in enumerate(claim.relays)]


def _casualty(count: Casualty, ordinal: int, counts: tuple[Casualty, ...]) -> tuple[Any, ...]:
    low, high = storable.integer(count.min, "a count"), storable.integer(count.max, "a count")
    if (low is not None and low < 0) or (high is not None and high < (low or 0)):
        raise LoadError(f"a count of people from {low} to {high}")
    return (
        _one_of(count.kind, CASUALTY_KINDS, "casualty kind"),
        low,
        high,
        None if count.of is None else _index(count.of, ordinal, counts, "of"),
        *(_span(count.who) if count.who else (None, None, None)),
    )


STANCES = frozenset(str(stance) for stance in Stance)


def _one_of(value: str, allowed: frozenset[str], name: str) -> str:
    if value not in allowed:
        raise LoadError(f"{value!r} is no {name}; it is one of {', '.join(sorted(allowed))}")
    return str(value)


def _index(value: int, own: int, among: Any, name: str) -> int:
    if not 0 <= value < len(among) or value == own:
        raise LoadError(f"{name} = {value} does not point to another of {len(among)}")
    return value


def _span(span: Span) -> tuple[str, int, int]:
    return span.text, span.start, span.end


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()[:10]

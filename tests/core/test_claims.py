"""A claim carries every value with its place, and prints as one JSON Lines record."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from rasad import Casualty, Claim, Place, Span, Speaker, Stance
from rasad.claims import to_json
from rasad.errors import SpanError

TEXT = "أعلن الدفاع المدني مقتل 5 أشخاص بينهم طفلان في بلدة السد أمس، وفق وكالة محلية"


def span(words: str) -> Span:
    found = Span.find(TEXT, words)
    assert found
    return found


CLAIM = Claim(
    type="toll",
    stance=Stance.ASSERTED,
    mentions=(span("مقتل 5 أشخاص"),),
    quote=span("أعلن الدفاع المدني مقتل 5 أشخاص بينهم طفلان في بلدة السد أمس"),
    speaker=Speaker(span("الدفاع المدني"), "official"),
    relays=(span("وكالة محلية"),),
    places=(Place(span("بلدة السد"), "geonames:1", 35.0, 40.0),),
    when=span("أمس"),
    date_from=date(2024, 3, 1),
    date_to=date(2024, 3, 1),
    casualties=(
        Casualty(span("5 أشخاص"), "killed", 5, 5, span("أشخاص")),
        Casualty(span("طفلان"), "killed", 2, 2, span("طفلان"), of=0),
    ),
)


def test_a_claim_yields_every_span_it_carries() -> None:
    words = {s.text for s in CLAIM.spans()}

    assert words >= {"الدفاع المدني", "وكالة محلية", "بلدة السد", "أمس", "5 أشخاص", "أشخاص", "طفلان"}
    assert len(list(CLAIM.spans())) == 10


def test_a_true_claim_passes() -> None:
    CLAIM.check(TEXT)


@pytest.mark.parametrize("field", ["quote", "when", "mentions", "relays", "actors", "targets"])
def test_one_false_span_in_any_field_is_caught(field: str) -> None:
    false = Span(0, 3, "لا ")
    value = false if field in {"quote", "when"} else (false,)

    with pytest.raises(SpanError):
        replace(CLAIM, **{field: value}).check(TEXT)


def test_false_speaker_place_and_casualty_are_caught() -> None:
    false = Span(0, 3, "لا ")
    for broken in (
        replace(CLAIM, speaker=Speaker(false)),
        replace(CLAIM, places=(Place(false),)),
        replace(CLAIM, casualties=(Casualty(false, "killed", 1, 1),)),
        replace(CLAIM, casualties=(Casualty(span("طفلان"), "killed", 1, 1, false),)),
    ):
        with pytest.raises(SpanError):
            broken.check(TEXT)


def test_the_json_line_has_the_fields_of_the_contract() -> None:
    line = to_json(CLAIM, "doc-1", 3, "arabic 1", ("Battles", "Armed clash"), None)

    assert json.loads(json.dumps(line, ensure_ascii=False)) == {
        "doc": "doc-1",
        "id": 3,
        "type": "toll",
        "stance": "asserted",
        "mentions": [{"text": "مقتل 5 أشخاص", "start": 19, "end": 31}],
        "quote": CLAIM.quote.to_json(),
        "speaker": {"text": "الدفاع المدني", "start": 5, "end": 18, "kind": "official"},
        "relays": [span("وكالة محلية").to_json()],
        "actors": [],
        "targets": [],
        "places": [{**span("بلدة السد").to_json(), "gazetteer_id": "geonames:1", "lat": 35.0, "lon": 40.0}],
        "when": span("أمس").to_json(),
        "date_from": "2024-03-01",
        "date_to": "2024-03-01",
        "casualties": [
            {
                "kind": "killed",
                "min": 5,
                "max": 5,
                "who": span("أشخاص").to_json(),
                **span("5 أشخاص").to_json(),
                "of": None,
            },
            {
                "kind": "killed",
                "min": 2,
                "max": 2,
                "who": span("طفلان").to_json(),
                **span("طفلان").to_json(),
                "of": 0,
            },
        ],
        "denies": None,
        "acled": ["Battles", "Armed clash"],
        "plover": None,
        "extractor": "arabic 1",
        "confidence": None,
        "reason": None,
    }


def test_unknown_values_are_null_in_json() -> None:
    bare = Claim("clash", Stance.PLANNED, (span("مقتل 5 أشخاص"),), span("مقتل 5 أشخاص"))

    line = to_json(bare, "d", 0, "x", None, None)

    assert [line[k] for k in ("speaker", "when", "date_from", "date_to", "denies")] == [None] * 5

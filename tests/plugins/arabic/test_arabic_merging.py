"""Which claims are one, and what neighbours share."""

from __future__ import annotations

from typing import Any

import pytest

from rasad import Casualty, Claim, Place, Span, Speaker, Stance
from rasad_arabic.merging import linked, merged
from rasad_arabic.neighbours import shared


def span(text: str, start: int = 0) -> Span:
    return Span(start, start + len(text), text)


def claim(start: int = 0, **fields: Any) -> Claim:
    """An air strike at `start`, with what is given of speaker, places, counts and actors."""
    speaker, places = fields.pop("speaker", None), fields.pop("places", ())
    counts = tuple(Casualty(span("عدد"), kind, low, low, None, None) for kind, low in fields.pop("counts", ()))
    known: dict[str, Any] = {"type": "toll" if counts else "air_strike", "stance": Stance.ASSERTED} | fields
    return Claim(
        mentions=(span("غارة", start),),
        quote=span("غارة", start),
        speaker=Speaker(span(speaker), None) if speaker else None,
        places=tuple(Place(span(name)) for name in places),
        casualties=counts,
        **known,
    )


ONE = {
    "a town and the same with its kind": ({"places": ["أعزاز"]}, {"places": ["مدينة أعزاز"]}),
    "one that is not placed": ({"places": ["أعزاز"]}, {}),
    "a speaker by two names that share half their words": ({"speaker": "المرصد"}, {"speaker": "المرصد السوري"}),
    "counts that a fuller toll holds": ({"counts": [("killed", 3)]}, {"counts": [("killed", 3), ("injured", 8)]}),
}
TWO = {
    "two towns of one province": (
        {"places": ["مدينة أعزاز", "ريف حلب"]},
        {"places": ["بلدة تادف", "ريف حلب"]},
    ),
    "two speakers": ({"speaker": "الدفاع المدني"}, {"speaker": "وزارة الدفاع"}),
    "a speaker and the outlet": ({"speaker": "الدفاع المدني"}, {}),
    "other counts": ({"counts": [("killed", 3)]}, {"counts": [("killed", 4)]}),
    "a denial": ({}, {"stance": Stance.DENIED}),
    "the counts of another town": (
        {"counts": [("killed", 1)], "places": ["حمص"]},
        {"counts": [("killed", 1), ("injured", 2)], "places": ["عدن"]},
    ),
}


@pytest.mark.parametrize("name", ONE)
def test_one_event_told_again_is_one_claim(name: str) -> None:
    first, again = ONE[name]

    (found,) = merged([claim(0, **first), claim(50, **again)])

    assert [mention.start for mention in found.mentions] == [0, 50]
    assert len(found.casualties) == len(again.get("counts", ()))


@pytest.mark.parametrize("name", TWO)
def test_two_events_stay_two(name: str) -> None:
    first, second = TWO[name]

    assert len(merged([claim(0, **first), claim(50, **second)])) == 2


def test_a_merged_claim_keeps_the_places_of_both() -> None:
    (found,) = merged([claim(0, places=["مدينة أعزاز"]), claim(50, places=["أعزاز", "شمال سوريا"])])

    assert [place.span.text for place in found.places] == ["مدينة أعزاز", "شمال سوريا"]


def test_a_denial_points_to_what_another_asserts() -> None:
    found = linked([claim(0, speaker="الدفاع المدني"), claim(50, speaker="وزارة الدفاع", stance=Stance.DENIED)])

    assert [c.denies for c in found] == [None, 0]


def test_a_neighbour_lends_its_place_and_who_struck_and_one_far_away_does_not() -> None:
    teller = claim(0, places=["أعزاز"], actors=(span("الجيش"),))
    found = shared([teller, claim(50), claim(300, type="shelling")], lambda start: start // 50)

    assert [place.span.text for place in found[1].places] == ["أعزاز"]
    assert found[1].actors == teller.actors
    assert (found[2].places, found[2].actors) == ((), ())


def test_talk_takes_nothing_from_the_fighting_beside_it() -> None:
    found = shared([claim(0, places=["أعزاز"]), claim(50, type="negotiation")], lambda start: start // 50)

    assert found[1].places == ()

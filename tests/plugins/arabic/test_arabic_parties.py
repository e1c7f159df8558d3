"""Who did it, and whether it happened: parties and stance around a word that carries an event."""

from __future__ import annotations

import pytest

from rasad_arabic.parties import parties
from rasad_arabic.reading import Reading
from rasad_arabic.stances import stance
from rasad_arabic.text import Text
from rasad_arabic.triggers import Trigger

ACTORS = {
    "a nationality alone": ("غارة أمريكية على القرية", "غارة", "air_strike", ["أمريكية"]),
    "a force in front of a listed name": (
        "قصف طيران التحالف العربي القرية",
        "قصف",
        "air_strike",
        ["طيران التحالف العربي"],
    ),
    "a force that no list holds": ("قصفت قوات النخلة الحي", "قصفت", "shelling", ["قوات النخلة"]),
    "civilians do not strike": ("قصف المدنيين في القرية", "قصف", "shelling", []),
    "civilians protest": ("تظاهر الأهالي في القرية", "تظاهر", "protest", ["الأهالي"]),
    "an adjective of a border is nobody": ("انفجار قرب الحدود السورية", "انفجار", "explosion", []),
}
STANCES = {
    "a term of a deal": ("توصلوا إلى اتفاق على الهدنة وإجلاء الجرحى", "وإجلاء", "aid", "planned"),
    "a term of no deal": ("لم يتم التوصل إلى اتفاق على الهدنة وإجلاء الجرحى", "وإجلاء", "aid", "denied"),
    "what is told without a deal": ("عادوا إلى القرية وإجلاء الجرحى مستمر", "وإجلاء", "aid", "asserted"),
    "an aim": ("انطلقت الحملة لتحرير القرية", "لتحرير", "capture", "planned"),
    "what will be done": ("الإفراج عن الدفعة الثانية سيتم السبت", "الإفراج", "release", "planned"),
}


def at(text: str, word: str, kind: str) -> tuple[Reading, Trigger]:
    reading = Reading(Text(text))
    first = next(n for n, token in enumerate(reading.tokens) if token.text == word)
    return reading, Trigger(first, first + 1, kind, True)


@pytest.mark.parametrize("name", ACTORS)
def test_who_did_it(name: str) -> None:
    text, word, kind, wanted = ACTORS[name]
    reading, trigger = at(text, word, kind)

    actors, _ = parties(reading, trigger, 0, len(reading.tokens))

    assert [actor.text for actor in actors] == wanted


@pytest.mark.parametrize("name", STANCES)
def test_whether_it_happened(name: str) -> None:
    text, word, kind, wanted = STANCES[name]
    reading, trigger = at(text, word, kind)

    assert str(stance(reading, trigger, 0, len(reading.tokens))) == wanted

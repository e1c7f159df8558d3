"""Where it happened: which names are places, how far they reach, and which only look like it."""

from __future__ import annotations

import pytest

from rasad_arabic.places import core, places
from rasad_arabic.reading import Reading
from rasad_arabic.text import Text

FOUND = {
    "a town behind a preposition": ("وقع انفجار في حلب", ["حلب"]),
    "towns joined to one that counts": ("غارات في حلب وحمص", ["حلب", "حمص"]),
    "an area that its adjective names": ("اشتباكات في الشمال السوري", ["الشمال السوري"]),
    "a border": ("قصف على الحدود مع سوريا", ["الحدود مع سوريا"]),
    "a building that is struck": ("استهدف متحف الربوة صباحا", ["متحف الربوة"]),
    "a town that is taken": ("بعد تحرير عدن", ["عدن"]),
    "a preposition written onto the name is no part of it": ("معارك ببغداد", ["بغداد"]),
    "a country that acts is no place": ("اتفاق مع الولايات المتحدة", []),
    "a country where it happens": ("غارات في اليمن", ["اليمن"]),
    "an outlet that is named like a place": ("قال المصدر لـ«الشرق الأوسط»", []),
    "a city that is not named": ("وقع الهجوم في المدينة", []),
    "what follows the kind is no name": ("إلى قرية تابعة للبلدة", []),
}


@pytest.mark.parametrize("name", FOUND)
def test_places_are_named(name: str) -> None:
    text, wanted = FOUND[name]
    reading = Reading(Text(text))

    found = places(reading, 0, len(reading.tokens))

    assert [place.span.text for place in found] == wanted
    assert all(text[place.span.start : place.span.end] == place.span.text for place in found)


@pytest.mark.parametrize(
    ("name", "words"),
    [("ريف حلب الشمالي", {"حلب"}), ("مدينة أعزاز", {"اعزاز"}), ("بلدة «الصفصاف»", {"صفصاف"}), ("قرب عدن", {"عدن"})],
)
def test_the_core_of_a_place_is_its_name_alone(name: str, words: set[str]) -> None:
    assert core(name) == words

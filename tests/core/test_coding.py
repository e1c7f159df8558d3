"""A person's coding beside what a program found: every way in which the two can differ is told."""

from __future__ import annotations

from typing import Any

import pytest

from rasad.coding import alike, compare, mentions

TEXT = "قال مصدر طبي إن القصف قتل ثلاثة مدنيين في بلدة الوادي أمس. ونفى الجيش القصف. وقتل القصف طفلا."


def span(words: str, after: int = 0) -> dict[str, Any]:
    start = TEXT.index(words, after)
    return {"text": words, "start": start, "end": start + len(words)}


def found(**changes: Any) -> dict[str, Any]:
    """A claim as a program writes it."""
    return {
        "type": "shelling",
        "stance": "asserted",
        "mentions": [span("القصف")],
        "quote": span("إن القصف قتل ثلاثة مدنيين"),
        "speaker": span("مصدر طبي"),
        "relays": [],
        "actors": [],
        "targets": [span("مدنيين")],
        "places": [span("بلدة الوادي")],
        "date_from": "2025-03-03",
        "date_to": "2025-03-03",
        "casualties": [{"kind": "killed", "min": 3, "max": 3, "of": None}],
        **changes,
    }


def coded(**changes: Any) -> dict[str, Any]:
    """The same claim as a person writes it."""
    return {
        **found(),
        "mentions": ["القصف"],
        "quote": "القصف قتل ثلاثة مدنيين",
        "speaker": "مصدر طبي",
        "targets": ["ثلاثة مدنيين"],
        "places": ["بلدة الوادي"],
        **changes,
    }


def kinds(coded: list[dict[str, Any]], found: list[dict[str, Any]]) -> list[str]:
    return [difference.kind for difference in compare("d", TEXT, coded, found)]


def test_the_same_claim_in_either_shape_is_no_difference() -> None:
    assert kinds([coded()], [found()]) == []


def test_a_claim_of_one_side_alone_is_missed_or_extra() -> None:
    assert kinds([coded()], []) == ["missed"]
    assert kinds([], [found()]) == ["extra"]
    assert kinds([coded()], [found(type="attack")]) == ["missed", "extra"]


def test_a_mention_elsewhere_is_another_claim() -> None:
    elsewhere = span("القصف", TEXT.index("ونفى"))

    assert kinds([coded()], [found(mentions=[elsewhere])]) == ["missed", "extra"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"stance": "denied"}, "stance"),
        ({"speaker": None}, "speaker"),
        ({"speaker": span("الجيش")}, "speaker"),
        ({"date_from": None}, "date_from"),
        ({"date_to": "2025-03-04"}, "date_to"),
        ({"places": []}, "places"),
        ({"places": [span("بلدة الوادي"), span("الجيش")]}, "places"),
        ({"actors": [span("الجيش")]}, "actors"),
        ({"relays": [span("الجيش")]}, "relays"),
        ({"targets": [span("طفلا")]}, "targets"),
        ({"casualties": []}, "casualties"),
        ({"casualties": [{"kind": "killed", "min": 3, "max": None, "of": None}]}, "casualties"),
        ({"casualties": [{"kind": "injured", "min": 3, "max": 3, "of": None}]}, "casualties"),
    ],
)
def test_each_field_that_is_told_otherwise_is_named_with_both_values(change: dict[str, Any], field: str) -> None:
    (difference,) = compare("d", TEXT, [coded()], [found(**change)])

    assert difference.kind == "differs"
    ((name, was, now),) = difference.fields
    assert name == field
    assert was != now


def test_of_several_claims_at_one_place_the_one_that_agrees_most_is_the_partner() -> None:
    other = found(stance="planned", speaker=None)

    assert kinds([coded()], [other, found()]) == ["extra"]
    assert kinds([coded(), coded(stance="planned", speaker=None)], [other, found()]) == []


def test_later_mentions_count_wherever_they_stand() -> None:
    claim = coded(mentions=["القصف قتل", "القصف"])

    assert [TEXT[start:end] for start, end in mentions(TEXT, claim)] == ["القصف قتل", "القصف", "القصف", "القصف"]


def test_words_that_the_text_does_not_have_are_nowhere() -> None:
    assert mentions(TEXT, coded(mentions=["الزلزال"], quote="لا شيء")) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("مصدر طبي", "المصدر", False),
        ("مصدر طبي", "مصدر", True),
        ("الأمم المتحدة", "الامم المتحدة", True),
        ("قائد لواء الجبل", "لواء الجبل", True),
        ("قائد", "", False),
        ("", "", False),
    ],
)
def test_names_are_alike_where_half_of_their_words_are_shared(one: str, other: str, same: bool) -> None:
    assert alike(one, other) is same

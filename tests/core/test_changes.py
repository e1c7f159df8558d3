"""Differences between two texts and between two sets of claims."""

from __future__ import annotations

from typing import Any

import pytest

from rasad.changes import Kind, in_claims, in_text

WAS = "قتل عشرة أشخاص في القصف على السوق، وقال المصدر إن الحصيلة أولية."
NOW = "قتل 12 شخصا في القصف على السوق، وقال المصدر إن الحصيلة أولية. وأصيب آخرون."


def test_equal_texts_have_no_pieces() -> None:
    assert in_text(WAS, WAS) == []


def test_words_that_went_and_came_are_marked() -> None:
    pieces = in_text(WAS, NOW)

    assert [p.text for p in pieces if p.kind is Kind.REMOVED] == [" عشرة أشخاص"]
    assert "".join(p.text for p in pieces if p.kind is Kind.ADDED).split() == ["12", "شخصا", "وأصيب", "آخرون."]


@pytest.mark.parametrize(("was", "now"), [(WAS, NOW), (NOW, WAS), ("", NOW), (WAS, ""), ("أ ب", "ب أ")])
def test_the_pieces_make_up_both_texts(was: str, now: str) -> None:
    pieces = in_text(was, now)

    assert "".join(p.text for p in pieces if p.kind is not Kind.ADDED) == was
    assert "".join(p.text for p in pieces if p.kind is not Kind.REMOVED) == now


def test_what_did_not_change_is_left_out_far_from_a_change() -> None:
    same = " ".join(f"كلمة{n}" for n in range(200))

    pieces = in_text(f"قديم {same}", f"جديد {same}")

    (kept,) = [p.text for p in pieces if p.kind is Kind.SAME]
    assert kept.startswith(" كلمة0 ")
    assert kept.endswith(" …")
    assert len(kept.split()) < 12


def claim(type: str = "toll", stance: str = "asserted", speaker: str | None = None, **more: Any) -> dict[str, Any]:
    details = dict.fromkeys(("toll", "places", "date_from", "date_to", "actors", "targets", "relays"))
    return {"type": type, "stance": stance, "speaker": speaker, "quote": "قتل", **details, **more}


def kinds(was: list[dict[str, Any]], now: list[dict[str, Any]]) -> list[Kind]:
    return [change.kind for change in in_claims(was, now)]


def test_the_same_claims_in_other_words_and_order_are_the_same() -> None:
    was = [claim(toll="killed 3"), claim("ceasefire")]
    now = [claim("ceasefire", quote="هدنة أخرى"), claim(toll="killed 3")]

    assert kinds(was, now) == []


def test_another_toll_is_a_change_of_the_claim() -> None:
    (change,) = in_claims([claim(toll="killed 3")], [claim(toll="killed 5")])

    assert change.kind is Kind.CHANGED
    assert change.was is not None
    assert change.now is not None
    assert (change.was["toll"], change.now["toll"]) == ("killed 3", "killed 5")


@pytest.mark.parametrize("other", [claim("ceasefire"), claim(stance="denied"), claim(speaker="مصدر")])
def test_another_type_stance_or_speaker_is_another_claim(other: dict[str, Any]) -> None:
    assert kinds([claim()], [other]) == [Kind.REMOVED, Kind.ADDED]


def test_a_claim_made_twice_and_then_once_has_gone_once() -> None:
    assert kinds([claim(), claim()], [claim()]) == [Kind.REMOVED]

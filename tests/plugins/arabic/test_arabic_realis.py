"""Sentences that report what happened, against those that speak of it: learnt from labelled sentences."""

from __future__ import annotations

import math
from typing import Any

import pytest

from rasad import Version
from rasad_arabic import learnt
from rasad_arabic.evaluation import Score, score
from rasad_arabic.extractor import ArabicExtractor
from rasad_arabic.reading import Reading
from rasad_arabic.realis import Gate, features
from rasad_arabic.realis_training import family, gates
from rasad_arabic.text import Text
from rasad_arabic.train import fit, mentions

TOWNS = ("الوادي", "الربوة", "الصفصاف", "الجسر", "الميناء", "السهل", "القلعة", "الواحة")
REPORT = "قصف الطيران بلدة {} فجر اليوم وقتل {} أشخاص"
TALK = "ناقش الباحثون في ندوة {} تاريخ قصف المدن ودروسه في {} كتب"


def labelled(count: int = 60) -> list[dict[str, Any]]:
    """As many reports as talks."""
    rows = []
    for number in range(count):
        town = TOWNS[number % len(TOWNS)]
        for form, label in ((REPORT, "yes"), (TALK, "difficult no")):
            rows.append({"text": form.format(town, number + 2), "event_type": "ASSAULT", "label": label})
    return rows


def coded() -> dict[str, Any]:
    text = REPORT.format("النهر", 4)
    return {"id": "d", "text": text, "claims": [{"type": "air_strike", "mentions": ["قصف"], "quote": text}]}


@pytest.fixture(scope="module")
def gate() -> Gate:
    (found,) = gates(labelled(), [(coded(), list(mentions(coded())))])
    return found


def likely(gate: Gate, text: str) -> float:
    reading = Reading(Text(text))
    return gate.likely(reading, reading.text.sentences[0])


def test_a_report_is_likelier_than_talk_in_towns_not_seen_before(gate: Gate) -> None:
    assert likely(gate, REPORT.format("الجزيرة", 9)) > 0.6
    assert likely(gate, TALK.format("الجزيرة", 9)) < gate.threshold


def test_words_not_seen_before_decide_nothing(gate: Gate) -> None:
    assert likely(gate, "تنسج الجدات أغطية") == pytest.approx(1 / (1 + math.exp(-gate.bias)))


def test_talk_makes_no_claim_and_a_denial_is_kept(gate: Gate) -> None:
    model = learnt.Model([], 0.5, {}, {}, gates=(gate,))

    def types(text: str) -> list[tuple[str, str]]:
        claims = ArabicExtractor(model).extract(Version(text, "", "ar"))
        return [(claim.type, str(claim.stance)) for claim in claims]

    assert ("air_strike", "asserted") in types(REPORT.format("الجزيرة", 9))
    assert types(TALK.format("الجزيرة", 9)) == []
    assert types(f"نفى الجيش قصف البلدة. {TALK.format('الجزيرة', 9)}.")[0][1] == "denied"


def test_one_sentence_of_talk_costs_its_neighbours_nothing(gate: Gate) -> None:
    text = f"{TALK.format('الوادي', 3)}. {REPORT.format('الربوة', 5)}."
    model = learnt.Model([], 0.5, {}, {}, gates=(gate,))

    claims = ArabicExtractor(model).extract(Version(text, "", "ar"))

    assert claims
    assert all(claim.mentions[0].start > text.index(".") for claim in claims)


def test_the_family_of_an_assault_counts_its_victims() -> None:
    assert {"air_strike", "shelling", "attack", "toll"} <= family("ASSAULT")
    assert "toll" not in family("PROTEST")
    assert family("PROTEST") == {"protest"}


@pytest.mark.parametrize("few", [0, 5])
def test_from_a_handful_of_sentences_nothing_is_learnt(few: int) -> None:
    assert gates(labelled(few), []) == []


def test_ambiguous_sentences_are_left_out(gate: Gate) -> None:
    unclear = [{"text": "قصف قصف قصف", "event_type": "ASSAULT", "label": "ambiguous"}] * 50

    assert gates([*labelled(), *unclear], [(coded(), list(mentions(coded())))]) == [gate]


def test_numbers_are_one_word() -> None:
    seen = [set(features(r, r.text.sentences[0])) for r in (Reading(Text("قتل 5")), Reading(Text("قتل 17")))]

    assert {f for f in seen[0] if f.startswith("s=")} == {f for f in seen[1] if f.startswith("s=")}


def test_gates_survive_the_file_of_the_weights() -> None:
    model = fit([coded(), *labelled()])

    assert len(model.gates) == 1
    assert learnt.loads(learnt.dumps(model)) == model


def test_a_labelled_sentence_counts_to_its_event_type(gate: Gate) -> None:
    scores: dict[str, Score] = {}
    for row in labelled(10):
        score(scores, learnt.Model([], 0.5, {}, {}, gates=(gate,)), row)

    assert (scores["ASSAULT"].right, scores["ASSAULT"].found, scores["ASSAULT"].coded) == (10, 10, 10)

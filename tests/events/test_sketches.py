"""Which texts are reprints of one another, and how little is kept to find them by."""

from __future__ import annotations

import subprocess
import sys

import pytest
from tests.events.agency import BOILERPLATE, OWN, STORY, edited, invented, retyped

from rasad.events import reprints
from rasad.events.reprints import SAME, SHARED, SHORTEST, SIZE, credit, fold, similar, sketch


def shared(one: str, other: str) -> int:
    """How many numbers two sketches have in common."""
    return len(set(sketch(one)) & set(sketch(other)))


@pytest.mark.parametrize("change", [edited, retyped, str.upper, lambda t: f"{t}\n{BOILERPLATE}"])
def test_what_an_outlet_does_to_a_story_leaves_it_a_reprint(change: object) -> None:
    assert callable(change)
    reprint = change(STORY)

    assert similar(STORY, reprint) >= SAME
    assert shared(STORY, reprint) >= SHARED


def test_marks_and_spelling_cost_nothing() -> None:
    assert similar(STORY, retyped(STORY)) == 1
    assert sketch(STORY) == sketch(retyped(STORY))


def test_an_own_story_of_the_same_event_is_no_reprint() -> None:
    assert similar(STORY, OWN) < 0.1


def test_boilerplate_that_two_stories_share_makes_neither_a_reprint() -> None:
    one, other = f"{STORY}\n{BOILERPLATE}", f"{OWN}\n{BOILERPLATE}"

    assert 0.1 < similar(one, other) < SAME


def test_a_short_text_that_stands_whole_inside_a_long_one_is_a_reprint() -> None:
    """Measured by the shorter: an outlet that prints the first two paragraphs prints the agency's words."""
    assert similar(STORY, STORY.rpartition("\n")[0]) == 1


@pytest.mark.parametrize(("one", "other"), [("", ""), (STORY, ""), ("كلمتان فقط", "كلمتان فقط")])
def test_texts_without_three_words_in_a_row_are_alike_in_nothing(one: str, other: str) -> None:
    assert similar(one, other) == similar(other, one) == 0


def test_a_text_too_short_to_be_told_has_no_sketch() -> None:
    words = STORY.split()[6:]

    assert sketch(" ".join(words[: SHORTEST + 1])) == ()
    assert len(sketch(" ".join(words[: SHORTEST + 2]))) == SIZE


def test_a_sketch_is_small_whatever_the_text() -> None:
    for text in (STORY, invented(1, 20_000)):
        found = sketch(text)
        assert len(found) == SIZE
        assert sum(number.bit_length() / 8 for number in found) <= 64  # bytes; 1 KB would be too much

    assert found == tuple(sorted(found))
    assert all(0 <= number < 2**61 for number in found)  # what SQLite and PostgreSQL hold as a number


def test_a_sketch_is_the_same_in_every_process() -> None:
    """Python's own hash differs from process to process: sketches made by it would never meet again."""
    code = f"from rasad.events.reprints import sketch; print(sketch({STORY!r}))"
    again = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert again.stdout.strip() == str(sketch(STORY))


def test_strangers_share_no_number() -> None:
    sketches = [number for seed in range(300) for number in sketch(invented(seed))]

    assert len(set(sketches)) == len(sketches) == 300 * SIZE


def test_the_order_of_words_counts() -> None:
    assert similar(STORY, " ".join(reversed(STORY.split()))) < 0.05


def test_forgetting_words_changes_no_sketch(monkeypatch: pytest.MonkeyPatch) -> None:
    before = sketch(STORY)
    monkeypatch.setattr(reprints, "_REMEMBERED", 10)
    sketch(invented(5, 500))

    assert sketch(STORY) == before


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("هُدْنَةٌ", "هدنة"),
        ("الطـــريق،", "الطريق"),
        ("«الربوة»", "الربوة"),
        ("ﻻ", "لا"),
        ("Ｔｒｕｃｅ", "truce"),
        ("٤٣", "٤٣"),
        ("–", ""),
        ("\ud800", ""),
    ],
)
def test_fold(word: str, folded: str) -> None:
    assert fold(word) == folded


def test_a_lone_surrogate_does_not_stop_a_sketch() -> None:
    assert sketch(STORY + " \ud800 \udfff") == sketch(STORY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (STORY, "وكالة النجم"),
        ("وادي الزهور (نجم) - أعلن المجلس", "نجم"),
        ("VALLEY (STAR) — The council said", "STAR"),
        ("أعلن المجلس هدنة في الوادي. (وكالة النجم)", "وكالة النجم"),
        ("أعلن المجلس هدنة في الوادي (وكالة النجم).\n", "وكالة النجم"),
        ("أعلن المجلس (المحلي) هدنة في الوادي", None),
        ("أعلن المجلس هدنة في الوادي (الخميس) وقال سكان إن الهدوء عاد", None),
        ("أعلن المجلس هدنة" + " في الوادي" * 20 + " (نجم) – وقال", None),
        ("أعلن (ن) – هدنة", None),
        ("", None),
    ],
)
def test_credit(text: str, expected: str | None) -> None:
    found = credit(text)

    assert (found.text if found else None) == expected
    if found:
        assert text[found.start : found.end] == found.text

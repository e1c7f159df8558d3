"""Texts that mean harm: no exception, every span true, time in proportion to length."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest

from rasad import Version
from rasad.testing import cases
from rasad_arabic.extractor import ArabicExtractor

CASES = cases.folders(Path(__file__).parents[3] / "plugins" / "arabic" / "cases")
SEEDS = [(folder / "text.txt").read_text("utf-8") for folder in CASES]
INTRUDERS = (
    "\u202e",  # the right-to-left override
    "\u2066",
    "\u200b",
    "\u200d",
    "\x00",
    "\ud800",  # a lone surrogate
    "\u0640" * 40,
    "\u064b" * 30,
    "«" * 25,
    '"',
    "(" * 30,
    "A\u0301",
    "𝒶",
    "٣" * 60,
    "9" * 400,
    "\r\n\r\n",
    "ـو",
    "بينهم " * 30,
    "قال " * 30,
)
MUTANTS = int(os.environ.get("HOSTILE_TEXTS", "1500"))


def mutant(generator: random.Random) -> str:
    text = generator.choice(SEEDS)
    for _ in range(generator.randint(1, 6)):
        at = generator.randint(0, len(text))
        cut = generator.randint(0, 12) if generator.random() < 0.4 else 0
        text = text[:at] + generator.choice(INTRUDERS) + text[at + cut :]
    return text


def test_mutated_texts_end_as_claims_with_true_spans() -> None:
    generator, extractor = random.Random(20_250_306), ArabicExtractor()
    for _ in range(MUTANTS):
        text = mutant(generator)
        for claim in extractor.extract(Version(text, "", "ar")):
            claim.check(text)


def seconds(text: str) -> float:
    begun = time.process_time()
    ArabicExtractor().extract(Version(text, "", "ar"))
    return time.process_time() - begun


@pytest.mark.parametrize("piece", ["قال «", "مقتل 3 بينهم ", "(", "وأضاف أن ", "قصف ", "١", "اليوم "])
def test_time_grows_with_length_and_not_with_its_square(piece: str) -> None:
    short, long = piece * (4_000 // len(piece)), piece * (32_000 // len(piece))
    seconds(short)
    assert seconds(long) < 40 * max(seconds(short), 0.01)


def test_a_line_of_five_megabytes_ends_in_time_of_its_length() -> None:
    piece = "قصف الجيش المدينة وقتل 3 أشخاص "
    tenth, whole = piece * 9_000, piece * 90_000
    assert len(whole.encode()) > 4_900_000
    seconds(piece)
    assert seconds(whole) < 30 * seconds(tenth)

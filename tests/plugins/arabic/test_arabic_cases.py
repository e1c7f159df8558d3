"""Every case of the plugin `arabic`: a text in, its claims out. Dropping a folder in adds a test."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rasad import Claim, Version
from rasad.testing import cases
from rasad_arabic.extractor import ArabicExtractor

CASES = cases.folders(Path(__file__).parents[3] / "plugins" / "arabic" / "cases")
THURSDAY = datetime(2025, 3, 6, 12, tzinfo=UTC)


def claims_of(folder: Path) -> tuple[str, list[Claim]]:
    text = (folder / "text.txt").read_text("utf-8").rstrip("\n")
    return text, ArabicExtractor().extract(Version(text, "", "ar", THURSDAY, "", folder.name))


def shown(claim: Claim) -> dict[str, Any]:
    """A claim as the cases write it: what it lacks is left out."""
    row: dict[str, Any] = {
        "type": claim.type,
        "stance": str(claim.stance),
        "mentions": [m.text for m in claim.mentions],
        "speaker": [claim.speaker.span.text, claim.speaker.kind] if claim.speaker else None,
        "relays": [r.text for r in claim.relays],
        "actors": [a.text for a in claim.actors],
        "targets": [t.text for t in claim.targets],
        "places": [p.span.text for p in claim.places],
        "when": [claim.when.text, _iso(claim.date_from), _iso(claim.date_to)] if claim.when else None,
        "casualties": [[c.kind, c.min, c.max, c.who.text if c.who else None, c.of] for c in claim.casualties],
        "denies": claim.denies,
    }
    return {name: value for name, value in row.items() if value not in (None, [])}


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_case(folder: Path) -> None:
    _, found = claims_of(folder)
    assert [shown(claim) for claim in found] == json.loads((folder / "expected.json").read_text("utf-8"))


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_every_span_of_a_case_is_true(folder: Path) -> None:
    text, found = claims_of(folder)
    for claim in found:
        claim.check(text)


def test_an_edited_expectation_is_noticed() -> None:
    folder = next(f for f in CASES if f.name == "nested-toll")
    _, found = claims_of(folder)
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    expected[0]["casualties"][0][1] = 42
    assert [shown(claim) for claim in found] != expected

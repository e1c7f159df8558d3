"""The two reports that Rasad was begun for, read whole."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from rasad import Claim, Stance, Version
from rasad_arabic.extractor import ArabicExtractor

pytestmark = pytest.mark.corpus


def read(shared: Path, name: str) -> list[Claim]:
    file = next((shared / "data" / "seeds").glob(f"{name}_*.txt"))
    text = file.read_text("utf-8")
    found = ArabicExtractor().extract(Version(text, "", "ar", datetime(2016, 8, 21, 20, tzinfo=UTC), "", name))
    for claim in found:
        claim.check(text)
    return found


def speaker(claim: Claim) -> str:
    return claim.speaker.span.text if claim.speaker else ""


def counts(claim: Claim) -> list[tuple[str, int, int | None, int | None]]:
    return [(c.kind, c.min, c.max, c.of) for c in claim.casualties]


def test_seed_000_holds_the_ceasefire_and_who_relays_it(shared: Path) -> None:
    asserted = [c for c in read(shared, "000") if c.type == "ceasefire" and c.stance is Stance.ASSERTED]
    told = [c for c in asserted if speaker(c) == "مصدر عسكري سوري"]
    assert told
    assert any("وكالة الأنباء الفرنسية" in relay.text for c in told for relay in c.relays)


def test_seed_000_holds_the_denial_linked_to_what_it_denies(shared: Path) -> None:
    found = read(shared, "000")
    denied = [c for c in found if c.type == "ceasefire" and c.stance is Stance.DENIED]
    assert any("ناصر حاج منصور" in speaker(c) or "الحاج منصور" in speaker(c) for c in denied)
    links = [found[c.denies] for c in denied if c.denies is not None]
    assert any(c.type == "ceasefire" and speaker(c) == "مصدر عسكري سوري" for c in links)


def test_seed_000_nests_its_toll(shared: Path) -> None:
    tolls = [counts(c) for c in read(shared, "000") if c.type == "toll"]
    whole = next(t for t in tolls if ("killed", 43, None, None) in t)
    at = whole.index(("killed", 43, None, None))
    inner = whole.index(("killed", 27, 27, at))
    assert ("killed", 11, 11, inner) in whole


def test_seed_002_holds_its_truce_its_denial_and_its_tolls(shared: Path) -> None:
    found = read(shared, "002")
    assert any(c.type == "ceasefire" and c.stance is not Stance.DENIED for c in found)
    assert any(c.type in ("agreement", "ceasefire") and c.stance is Stance.DENIED for c in found)
    least = {count[1] for c in found if c.type == "toll" for count in counts(c)}
    assert {1, 3, 16} <= least

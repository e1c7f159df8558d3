"""The table of hostile servers in small, and what each of its bars catches."""

from __future__ import annotations

import base64
import gzip
from pathlib import Path
from typing import Any

import pytest
from tests.hostile import canary, table
from tests.hostile.servers import BEHAVIOURS, CANARY, GIB, Behaviour, brotli_bomb, zstandard_bomb
from tests.hostile.table import Findings

SOME = ("gzip-bomb", "brotli-bomb", "body-of-1-byte-a-second", "redirect-to-metadata", "lying-charset")
BLOCKED = {"way": "direct", "host": "127.1", "outcome": "blocked", "reason": "private", "connected": []}


def row(**changed: Any) -> dict[str, Any]:
    """A run that meets every bar, but for this."""
    return {"name": "gzip-bomb", "outcome": "http_error", "reason": "too large", "seconds": 0.1, "grown": 1, **changed}


def noted(**changed: Any) -> Findings:
    """What is found of such a run."""
    findings = Findings()
    findings.note(Behaviour(None, "http_error", "too large"), row(**changed))
    return findings


def test_newsroom_meets_hostile_servers_within_every_bar_and_gives_no_secret_away(tmp_path: Path) -> None:
    findings = Findings()
    rows = list(table.runs(tmp_path, {name: BEHAVIOURS[name] for name in SOME}))
    for each in rows:
        findings.note(BEHAVIOURS[each["name"].removeprefix(table.LISTS)], each)
    findings.leaks = canary.found(tmp_path, {"rows": str(rows)})

    assert len(rows) == 2 * len(SOME)
    assert findings.good, list(findings.lines())
    assert {"log", "news.db"} <= {path.name for path in tmp_path.iterdir()}


def test_newsroom_that_hides_no_secret_is_found_out(tmp_path: Path) -> None:
    rows = list(table.runs(tmp_path, {"bomb-behind-404": BEHAVIOURS["bomb-behind-404"]}, "careless"))

    assert {row["outcome"] for row in rows} == {"http_error"}
    leaks = canary.found(tmp_path, {})
    assert "news.db" in leaks
    assert any(".warc.gz" in leak for leak in leaks)


def test_run_within_its_bars_is_good() -> None:
    assert noted().good


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"seconds": table.DEADLINE + 1.1}, "waits beyond 1.5 s + 1 s: 1 gzip-bomb"),
        ({"grown": 65}, "largest growth: 65 MB (at most 64)"),
        ({"outcome": "ok"}, "unexpected: gzip-bomb: ok too large"),
        ({"reason": "gone"}, "unexpected: gzip-bomb: http_error gone"),
    ],
)
def test_run_beyond_a_bar_is_told(changed: dict[str, Any], line: str) -> None:
    findings = noted(**changed)

    assert not findings.good
    assert line in list(findings.lines())


def test_connection_to_a_forbidden_address_is_told() -> None:
    findings = Findings()
    table.judge_visits([{**BLOCKED, "connected": ["('127.0.0.1', 80)"]}], ["127.0.0.2"], findings)

    assert not findings.good
    assert findings.forbidden == ["direct:127.1", "127.0.0.2"]


@pytest.mark.parametrize(("outcome", "reason", "good"), [("blocked", "", True), ("ok", "", False)])
def test_forbidden_address_that_gives_an_answer_is_told(outcome: str, reason: str, good: bool) -> None:
    findings = Findings()
    table.judge_visits([{**BLOCKED, "outcome": outcome, "reason": reason}], [], findings)

    assert findings.good is good


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("log", f"GET /?token={CANARY}".encode()),
        ("news.db", b"\0CANARY-7f%2F3a%2Bb9\0"),
        ("a.warc.gz", gzip.compress(CANARY.encode())),
        ("log", base64.b64encode(f"editor:{CANARY}".encode())),
    ],
)
def test_secret_is_found_in_every_spelling_and_place(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)

    assert canary.found(tmp_path, {}) in ([name], [f"{name} unpacked"])


def test_secret_is_found_in_what_was_told_and_not_where_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("GET /?token=[hidden]")

    assert canary.found(tmp_path, {"error": CANARY, "reason": "none"}) == ["error"]


def test_bombs_are_bombs() -> None:
    """Not proven here without their libraries: what they say of themselves must stand in them."""
    assert len(brotli_bomb()) < 1000
    blocks = zstandard_bomb()[6:]
    sizes = [int.from_bytes(blocks[at : at + 3], "little") >> 3 for at in range(0, len(blocks), 4)]
    assert sum(sizes) == GIB

"""Kills and crowds, in small: `make crash` does the same a thousand times."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent


def told(script: str, *arguments: str) -> tuple[int, dict[str, Any]]:
    """Exit code of a script of this folder, and the JSON it printed."""
    command = [sys.executable, str(HERE / script), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("database", [(), ("--postgres",)], ids=["sqlite", "postgresql"])
def test_a_killed_ingest_loses_nothing_and_doubles_nothing(database: tuple[str, ...]) -> None:
    code, findings = told("harness.py", "--kills", "25", *database)

    assert findings["faults"] == {}
    assert findings["kills"] == 25
    assert database or findings["with_a_live_wal"] >= 13
    assert code == 0


@pytest.mark.slow
def test_state_saved_apart_is_seen_to_lose_articles() -> None:
    code, findings = told("harness.py", "--kills", "15", "--control")

    assert findings["faults"]["lost"] > 0
    assert code == 0


@pytest.mark.slow
@pytest.mark.parametrize("database", [(), ("--postgres",)], ids=["sqlite", "postgresql"])
def test_processes_that_take_in_one_feed_at_once_leave_each_row_once(database: tuple[str, ...]) -> None:
    code, found = told("together.py", "--processes", "4", "--rounds", "5", *database)

    assert (found["too_much"], found["missing"], found["locked"], found["faults"]) == ([], [], 0, [])
    assert code == 0

"""The demo shows everything it promises, from a folder of its own."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-m", "rasad", "demo"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder, done.stdout


@pytest.mark.slow
def test_the_demo_shows_each_of_its_points(demo: tuple[Path, str]) -> None:
    _, shown = demo
    for words in (
        "partial: ",  # the torn wire file and the missing page are not hidden
        "ceasefire, asserted",
        "says     مصدر عسكري سوري",
        "through  وكالة فرانس برس",
        "killed 18+; killed 9 (part); killed 4 (part)",
        "ceasefire, denied",
        "Disputed",
        "skip",
        "fetch",
        "HTTP 404",
        "rasad query",
        "rasad preview",
        "rasad db check",
    ):
        assert words in shown


@pytest.mark.slow
def test_the_demo_database_holds_two_versions_of_the_updated_article(demo: tuple[Path, str]) -> None:
    with sqlite3.connect(demo[0] / "demo-rasad" / "rasad.db") as database:
        versions = database.execute(
            "SELECT max(n) FROM (SELECT count(*) n FROM version GROUP BY article_id)"
        ).fetchone()
    database.close()

    assert versions == (2,)


@pytest.mark.slow
def test_the_commands_it_names_work(demo: tuple[Path, str]) -> None:
    import shlex

    folder, shown = demo
    named = [line.strip() for line in shown.splitlines() if line.startswith("  .venv/bin/rasad ")]

    assert len(named) == 3
    for line in named:
        command = [sys.executable, "-m", "rasad", *shlex.split(line)[1:]]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, line + done.stderr


def test_the_demo_leaves_a_folder_that_is_not_its_own_alone(tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "work.txt").write_text("x")

    command = [sys.executable, "-m", "rasad", "demo", "--folder", "precious"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 1
    assert "not empty and not a demo's" in done.stderr
    assert (tmp_path / "precious" / "work.txt").exists()

"""Commands over what is kept: replay, check, diff, health, backup."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Rasad = Callable[..., "subprocess.CompletedProcess[str]"]
DB = ("--db", "sqlite:///t.db")
FIRST = "عنوان الخبر\nقالت الشرطة إن ثلاثة أشخاص قتلوا في انفجار عبوة ناسفة في المدينة.\n"
SECOND = "عنوان الخبر\nقالت الشرطة إن خمسة أشخاص قتلوا في انفجار عبوة ناسفة في المدينة.\n"
BROKEN = b"<?xml version='1.0'?><NewsML><NewsEnvelope></NewsML>"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report in two versions, and a file that cannot be read."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "drop").mkdir()
    (folder / "drop" / "torn.xml").write_bytes(BROKEN)
    command = [sys.executable, "-m", "rasad", "ingest", "files", "--from", "drop", *DB]
    for text in (FIRST, SECOND):
        (folder / "drop" / "a.txt").write_text(text, "utf-8")
        subprocess.run(command, cwd=folder, capture_output=True, timeout=120, check=False)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy to work in."""
    return Path(shutil.copytree(made, tmp_path, dirs_exist_ok=True))


def rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(folder / "t.db") as database:
        found = database.execute(sql).fetchall()
    database.close()
    return found


def test_replay_parses_everything_again_and_finds_nothing_new(rasad: Rasad, folder: Path) -> None:
    before = rows(folder, "SELECT count(*), (SELECT count(*) FROM claim) FROM version")

    done = rasad("replay", *DB, "--json")

    (report,) = json.loads(done.stdout)
    assert (report["source"], report["listed"], report["unchanged"]) == ("files", 3, 2), done.stderr
    assert done.returncode == 1  # the torn file is torn still
    assert rows(folder, "SELECT count(*), (SELECT count(*) FROM claim) FROM version") == before


def test_replay_of_rejections_looks_at_those_alone(rasad: Rasad, folder: Path) -> None:
    done = rasad("replay", "--rejected", *DB)

    assert done.returncode == 1
    assert done.stdout.splitlines()[1].split()[:3] == ["files", "parse_error", "1"]


def test_replay_of_a_source_of_which_nothing_is_kept_names_those_that_are(rasad: Rasad, folder: Path) -> None:
    done = rasad("replay", "--source", "afp", *DB)

    assert (done.returncode, done.stderr.strip()) == (1, "rasad: nothing of a source 'afp' is kept; kept: files")


def test_check_says_that_nothing_would_change(rasad: Rasad, folder: Path) -> None:
    done = rasad("check", "files", *DB)

    assert done.returncode == 0, done.stderr
    assert "files: 3 captures with 2 articles, 0 would change" in done.stdout


def test_check_shows_the_place_of_a_change_and_exits_with_1(rasad: Rasad, folder: Path) -> None:
    with sqlite3.connect(folder / "t.db") as database:
        database.execute("UPDATE version SET title = 'عنوان آخر', lang = 'fa' WHERE number = 1")
    database.close()

    done = rasad("check", "files", *DB, "--json")

    assert done.returncode == 1
    changes = [(c["field"], c["was"], c["now"]) for c in json.loads(done.stdout)]
    assert changes == [("title", "عنوان آخر", "عنوان الخبر"), ("lang", "fa", "ar")]


def test_diff_shows_words_and_claims_that_changed(rasad: Rasad, folder: Path) -> None:
    done = rasad("diff", "1", *DB)

    assert done.returncode == 0, done.stderr
    assert "2 versions" in done.stdout
    assert "[- ثلاثة-]{+ خمسة+}" in done.stdout
    assert "changed: toll asserted by الشرطة; toll: killed 3 → killed 5" in done.stdout


def test_diff_is_json_too_and_finds_an_article_by_its_key(rasad: Rasad, folder: Path) -> None:
    done = rasad("diff", "a", *DB, "--json")

    (change,) = json.loads(done.stdout)["changes"]
    assert (change["from"], change["to"], change["title"]) == (1, 2, [])
    assert ["removed", " ثلاثة"] in change["text"]


@pytest.mark.parametrize("name", ["99", "nowhere", "9" * 30, "٣"])
def test_diff_of_no_article_says_what_to_give(rasad: Rasad, folder: Path, name: str) -> None:
    done = rasad("diff", name, *DB)

    assert done.returncode == 1
    assert done.stderr.strip() == f"rasad: no article '{name}'; give its number in the database, its key or its address"


def test_health_shows_runs_and_what_is_amiss(rasad: Rasad, folder: Path) -> None:
    (folder / "rasad.toml").write_text(
        '[sources.files]\ntype = "files"\nfolder = "drop"\nexpected_every = "1h"\n', "utf-8"
    )
    with sqlite3.connect(folder / "t.db") as database:
        database.execute("UPDATE run SET ended_at = '2025-01-01T00:00:00Z'")
    database.close()

    done = rasad("sources", "--health", *DB)

    assert done.returncode == 1
    assert "files is quiet: nothing new since 2025-01-01T00:00:00Z; expected every 1:00:00" in done.stdout
    told = json.loads(rasad("sources", "--health", *DB, "--json").stdout)
    assert [(s["source"], s["outcome"], s["rejections_open"]) for s in told["sources"]] == [("files", "partial", 1)]
    assert [finding["kind"] for finding in told["amiss"]] == ["quiet"]


def test_backup_is_a_whole_database_and_takes_the_place_of_none(rasad: Rasad, folder: Path) -> None:
    done = rasad("db", "backup", "monday.db", *DB)

    assert done.returncode == 0, done.stderr
    assert rasad("db", "check", "--db", "sqlite:///monday.db").returncode == 0
    again = rasad("db", "backup", "monday.db", *DB)
    assert (again.returncode, "monday.db is there already" in again.stderr) == (1, True)


@pytest.mark.parametrize("command", ["replay", "check files", "diff 1", "sources --health", "db backup x.db"])
def test_without_a_database_one_line_says_what_to_do(rasad: Rasad, tmp_path: Path, command: str) -> None:
    done = rasad(*command.split())

    assert done.returncode == 1
    assert done.stderr.startswith("rasad: no database rasad.db")
    assert not (tmp_path / "rasad.db").exists()

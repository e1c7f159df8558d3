"""Every command: help with an example, results on standard output, mistakes as one line."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Rasad = Callable[..., "subprocess.CompletedProcess[str]"]

REPORT = """هدنة بين الطرفين في البلدة
قال مصدر عسكري إن الجيش وفصائل محلية توصلا إلى وقف لإطلاق النار في البلدة.
وأوقعت المعارك ما لا يقل عن عشرة قتلى بينهم ثلاثة مدنيين.
"""
COMMANDS = [
    "ingest",
    "extract",
    "errors",
    "preview",
    "replay",
    "reextract",
    "check",
    "diff",
    "query",
    "sources",
    "plugins",
]
COMMANDS += ["sources", "plugins", "db upgrade", "db backup", "db check", "demo"]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_an_example(rasad: Rasad, command: str) -> None:
    done = rasad(*command.split(), "--help")

    assert done.returncode == 0
    assert f"rasad {command}" in done.stdout
    assert "Example" in done.stdout


def test_bare_rasad_lists_every_command(rasad: Rasad) -> None:
    done = rasad("--help")

    assert all(command.split()[0] in done.stdout for command in COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ingest", "nowhere"), "no source 'nowhere'"),
        (("ingest", "afp", "--from", "missing"), "no file or folder missing"),
        (("ingest", "afp", "--from", ".", "--db", "oracle://x"), "no loader for 'oracle'"),
        (("extract", "missing.jsonl"), "no file missing.jsonl"),
        (("query", "select 1"), "no database rasad.db"),
        (("plugins", "--config", "none.toml"), "no configuration file none.toml"),
        (("preview", "afp", "missing.xml"), "no such file"),
        (("db", "check"), "no database rasad.db"),
    ],
)
def test_a_mistake_is_one_line_on_standard_error(rasad: Rasad, arguments: tuple[str, ...], said: str) -> None:
    done = rasad(*arguments)

    assert done.returncode == 1
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    (tmp_path / "drop").mkdir()
    (tmp_path / "drop" / "report.txt").write_text(REPORT, "utf-8")
    return tmp_path / "drop"


def test_ingest_of_files_prints_the_outcome_and_fills_the_database(rasad: Rasad, drop: Path) -> None:
    done = rasad("ingest", "files", "--from", drop, "--db", "sqlite:///t.db", "--json")

    assert done.returncode == 0, done.stderr
    (report,) = json.loads(done.stdout)
    assert (report["source"], report["outcome"], report["versions"]) == ("files", "ok", 1)
    assert (drop.parent / "archive").is_dir()


def test_ingest_that_is_not_green_exits_with_1(rasad: Rasad, drop: Path) -> None:
    (drop / "junk.bin").write_bytes(b"\x00\x01\x02")

    done = rasad("ingest", "files", "--from", drop, "--db", "sqlite:///t.db")

    assert done.returncode == 1
    assert "partial" in done.stdout


def test_query_prints_a_table_csv_or_json(rasad: Rasad, drop: Path) -> None:
    rasad("ingest", "files", "--from", drop, "--db", "sqlite:///t.db")
    sql = "select title, text from version"

    table = rasad("query", sql, "--db", "sqlite:///t.db").stdout
    rows = list(csv.reader(io.StringIO(rasad("query", sql, "--db", "sqlite:///t.db", "--csv").stdout)))
    (record,) = json.loads(rasad("query", sql, "--db", "sqlite:///t.db", "--json").stdout)

    assert "هدنة بين الطرفين" in table
    assert rows[0] == ["title", "text"]
    assert record["title"] == "هدنة بين الطرفين في البلدة"


@pytest.mark.parametrize(
    "sql", ["delete from claim", "drop table claim", "attach 'x.db' as x", "pragma journal_mode = delete"]
)
def test_query_cannot_write(rasad: Rasad, drop: Path, sql: str) -> None:
    rasad("ingest", "files", "--from", drop, "--db", "sqlite:///t.db")

    done = rasad("query", sql, "--db", "sqlite:///t.db")

    assert done.returncode == 1
    assert "only one SELECT" in done.stderr


def test_a_fresh_ingest_keeps_every_promise(rasad: Rasad, drop: Path) -> None:
    rasad("ingest", "files", "--from", drop, "--db", "sqlite:///t.db")

    done = rasad("db", "check", "--db", "sqlite:///t.db")

    assert (done.returncode, done.stdout.strip()) == (0, "every promise holds")


def test_a_broken_promise_is_named_and_exits_with_1(rasad: Rasad, drop: Path) -> None:
    import sqlite3

    rasad("ingest", "files", "--from", drop, "--db", "sqlite:///t.db")
    with sqlite3.connect(drop.parent / "t.db") as database:
        database.execute("UPDATE version SET text = text || ' altered'")
    database.close()

    done = rasad("db", "check", "--db", "sqlite:///t.db")

    assert done.returncode == 1
    assert "hash" in done.stdout


def test_db_upgrade_makes_a_database_and_again_changes_nothing(rasad: Rasad, tmp_path: Path) -> None:
    assert rasad("db", "upgrade", "--db", "sqlite:///t.db").returncode == 0
    before = (tmp_path / "t.db").read_bytes()

    assert rasad("db", "upgrade", "--db", "sqlite:///t.db").returncode == 0
    assert (tmp_path / "t.db").read_bytes() == before


def test_extract_prints_claims_whose_spans_are_true(rasad: Rasad, tmp_path: Path) -> None:
    documents = tmp_path / "documents.jsonl"
    row = {"id": "d1", "text": REPORT, "published_at": "2024-05-14", "source": "test", "lang": "ar"}
    documents.write_text(json.dumps(row, ensure_ascii=False) + "\n", "utf-8")

    done = rasad("extract", documents)
    claims = [json.loads(line) for line in done.stdout.splitlines()]

    assert done.returncode == 0, done.stderr
    assert {"ceasefire", "toll"} <= {claim["type"] for claim in claims}
    for claim in claims:
        for span in (claim["quote"], *claim["mentions"], *claim["places"]):
            assert REPORT[span["start"] : span["end"]] == span["text"]
        assert claim["doc"] == "d1"


def test_extract_names_bad_lines_and_goes_on(rasad: Rasad, tmp_path: Path) -> None:
    documents = tmp_path / "documents.jsonl"
    good = json.dumps({"id": "d1", "text": REPORT}, ensure_ascii=False)
    documents.write_text(f'{{"id": "x"}}\nnot json\n[]\n{good}\n', "utf-8")

    done = rasad("extract", documents)

    assert done.returncode == 1
    assert [line.partition(" needs")[0] for line in done.stderr.splitlines()] == [
        f"rasad: {documents}:{n}:" for n in (1, 2, 3)
    ]
    assert '"doc": "d1"' in done.stdout


def test_preview_shows_the_text_and_stores_nothing(rasad: Rasad, drop: Path) -> None:
    done = rasad("preview", "files", drop / "report.txt")

    assert done.returncode == 0, done.stderr
    assert "توصلا إلى وقف لإطلاق النار" in done.stdout
    assert "ceasefire asserted" in done.stdout
    assert sorted(p.name for p in drop.parent.iterdir()) == ["drop"]


def test_plugins_names_a_broken_one_and_why(rasad: Rasad, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "torn.py").write_text("import no_such_thing")
    (tmp_path / "rasad.toml").write_text('plugins_dir = "mine"')

    found = {p["name"]: p for p in json.loads(rasad("plugins", "--json").stdout)}

    assert found["afp"]["error"] is None
    assert found["torn"]["error"] == "ModuleNotFoundError: No module named 'no_such_thing'"


def test_sources_lists_what_is_configured_and_what_is_wrong_with_it(rasad: Rasad, tmp_path: Path) -> None:
    (tmp_path / "rasad.toml").write_text(
        '[sources.a]\ntype = "feed"\nurl = "https://x.org/r"\n[sources.b]\ntype = "fed"'
    )

    found = {s["source"]: s for s in json.loads(rasad("sources", "--json").stdout)}

    assert found["a"]["state"] == "configured"
    assert "did you mean 'feed'" in found["b"]["state"]


def test_the_version_is_printed(rasad: Rasad) -> None:
    assert rasad("--version").stdout.strip() == "0.1.0"

"""Commands that go out to a publisher: from rasad.toml, over a real connection, to rows and exit codes."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rasad.testing.feedlab import FeedLab, Response

Rasad = Callable[..., "subprocess.CompletedProcess[str]"]
WORDS = "أعلن المجلس المحلي في وادي الزهور هدنة تبدأ منتصف الليل. ونفى قائد لواء الجبل وجود أي هدنة."


def page(title: str) -> Response:
    body = f"<!doctype html><html lang='ar'><title>{title}</title><body><article><p>{WORDS}</p></article></body></html>"
    return Response(body, headers={"content-type": "text/html; charset=utf-8"})


def feed(lab: FeedLab, *slugs: str) -> Response:
    date = "<pubDate>Tue, 04 Mar 2025 12:00:00 +0300</pubDate>"
    items = "".join(f"<item><title>خبر {s}</title><link>{lab.url(f'/{s}')}</link>{date}</item>" for s in slugs)
    return Response(f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>", etag='"1"')


class Paper:
    """A publisher, and the folder in which commands run."""

    def __init__(self, folder: Path, lab: FeedLab) -> None:
        self.folder, self.lab = folder, lab
        lab["/rss.xml"] = feed(lab, "a", "b", "c")
        for slug in "abc":
            lab[f"/{slug}"] = page(f"خبر {slug}")
        self.configure("paper", lab.url("/rss.xml"))

    def configure(self, name: str, url: str, more: str = "") -> None:
        """Add a source to rasad.toml."""
        with (self.folder / "rasad.toml").open("a", encoding="utf-8") as settings:
            settings.write(f'[sources.{name}]\ntype = "feed"\nurl = "{url}"\nallow_private_addresses = true\n{more}')

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.folder / "rasad.db") as database:
            found = database.execute(sql).fetchall()
        database.close()
        return found


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[Paper]:
    with FeedLab() as lab:
        yield Paper(tmp_path, lab)


def test_ingest_of_a_configured_source_ends_in_rows_and_is_green(rasad: Rasad, paper: Paper) -> None:
    first = rasad("ingest", "paper", "--json")
    second = rasad("ingest", "paper", "--json")

    assert (first.returncode, second.returncode) == (0, 0), first.stderr
    (report,) = json.loads(first.stdout)
    assert (report["outcome"], report["listed"], report["versions"]) == ("ok", 3, 3)
    assert json.loads(second.stdout)[0]["outcome"] == "not_modified"
    assert paper.rows("SELECT DISTINCT published_at FROM version") == [("2025-03-04T09:00:00Z",)]
    assert {stance for (stance,) in paper.rows("SELECT stance FROM claims")} == {"asserted", "denied"}


def test_of_two_sources_one_that_fails_makes_the_exit_code_and_costs_the_other_nothing(
    rasad: Rasad, paper: Paper
) -> None:
    paper.configure("dead", paper.lab.url("/none.xml"))

    done = rasad("ingest", "dead", "paper", "dead", "--json")

    assert done.returncode == 1
    assert [(r["source"], r["outcome"]) for r in json.loads(done.stdout)] == [("dead", "http_error"), ("paper", "ok")]
    assert paper.rows("SELECT source, outcome FROM run ORDER BY id") == [("dead", "http_error"), ("paper", "ok")]


def test_the_reason_of_a_failure_stands_in_the_table(rasad: Rasad, paper: Paper) -> None:
    paper.lab["/rss.xml"] = Response("<html><body>moved", headers={"content-type": "text/html"})

    done = rasad("ingest", "paper")

    assert done.returncode == 1
    assert "parse_error" in done.stdout
    assert "not a feed" in done.stdout


def test_a_dry_run_makes_no_file(rasad: Rasad, paper: Paper) -> None:
    done = rasad("ingest", "paper", "--dry-run", "--json")

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)[0]["dated"] == 3
    assert not list(paper.folder.rglob("*.warc.gz"))
    assert not (paper.folder / "rasad.db").exists() or paper.rows("SELECT count(*) FROM run") == [(0,)]


def test_a_limit_is_a_first_look_and_hides_nothing_from_the_next_run(rasad: Rasad, paper: Paper) -> None:
    rasad("ingest", "paper", "--limit", 1)
    assert paper.rows("SELECT count(*) FROM article") == [(1,)]

    rasad("ingest", "paper")
    assert paper.rows("SELECT count(*) FROM article") == [(3,)]


@pytest.mark.parametrize("value", ["yesterday", "2025-13-40"])
def test_a_since_that_is_no_date_is_refused(rasad: Rasad, paper: Paper, value: str) -> None:
    done = rasad("ingest", "paper", "--since", value)

    assert done.returncode == 2
    assert paper.lab.received == []


def test_preview_of_an_address_shows_the_article_and_stores_nothing(rasad: Rasad, paper: Paper) -> None:
    done = rasad("preview", "paper", paper.lab.url("/a"))

    assert done.returncode == 0, done.stderr
    assert "خبر a" in done.stdout
    assert "ceasefire asserted" in done.stdout
    assert sorted(path.name for path in paper.folder.iterdir()) == ["rasad.toml"]


@pytest.mark.parametrize(
    ("address", "said"),
    [("/none", "404"), ("http://192.0.2.1/x", "not among the source's hosts"), ("ftp://x/y", "ftp")],
)
def test_preview_of_what_cannot_be_had_is_one_line(rasad: Rasad, paper: Paper, address: str, said: str) -> None:
    done = rasad("preview", "paper", paper.lab.url(address) if address.startswith("/") else address)

    assert done.returncode == 1
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_private_address_is_not_asked_unless_the_settings_allow_it(rasad: Rasad, paper: Paper) -> None:
    settings = paper.folder / "rasad.toml"
    settings.write_text(settings.read_text("utf-8").replace("allow_private_addresses = true\n", ""), "utf-8")

    done = rasad("ingest", "paper", "--json")

    assert done.returncode == 1
    assert json.loads(done.stdout)[0]["outcome"] == "blocked"
    assert paper.lab.received == []


def test_a_folder_that_a_source_watches_is_taken_in_by_its_name(rasad: Rasad, paper: Paper) -> None:
    drop = paper.folder / "drop"
    drop.mkdir()
    (drop / "report.txt").write_text(f"هدنة في الوادي\n\n{WORDS}", "utf-8")
    (paper.folder / "rasad.toml").write_text(f'[sources.drop]\ntype = "files"\nfolder = "{drop}"\n', "utf-8")

    assert rasad("ingest", "drop").returncode == 0
    assert paper.rows("SELECT a.source, v.title FROM article a JOIN version v ON v.article_id = a.id") == [
        ("drop", "هدنة في الوادي")
    ]

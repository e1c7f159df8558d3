"""The source `files`: a folder that others fill, taken in by configuration alone."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from rasad import Flaw, Item, configure, files, registry
from rasad.batches import Outcome, RunReport
from rasad.errors import ConfigError
from rasad.fetch import Fetcher
from rasad.pipeline import Ingest
from rasad.registry import Registry
from rasad.settings import Settings
from rasad.stages import SourceState
from rasad_feeds.drop import Files, FilesConfig

CASES = Path(__file__).parents[2] / "formats" / "cases"
TEXT = "هدنة في الوادي\n\nأعلن المجلس المحلي في وادي الزهور هدنة تبدأ منتصف الليل."


class Drop:
    """A folder, and the newsroom that reads it."""

    def __init__(self, home: Path, plugins: Registry) -> None:
        self.home, self.folder, self.plugins = home, home / "drop", plugins
        self.folder.mkdir()
        section = {"type": "files", "folder": str(self.folder)}
        self.settings = Settings(
            database=f"sqlite:///{home}/news.db", archive=f"{home}/archive", sources={"drop": section}
        )

    def put(self, name: str, content: str | bytes = TEXT) -> Path:
        """A file in the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def run(self) -> RunReport:
        with Ingest("drop", self.settings, self.plugins) as run:
            for chunk in run.chunks():
                run.take(chunk)
        return run.report

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.home / "news.db") as database:
            found = database.execute(sql).fetchall()
        database.close()
        return found

    def listed(self) -> list[Item | Flaw]:
        """What the source itself discovers."""
        source = Files(FilesConfig(type="files", folder=self.folder))
        with Fetcher("drop") as fetch:
            return list(source.discover(fetch, SourceState()))


@pytest.fixture(scope="module")
def plugins() -> Registry:
    found = registry.load()
    found.extractors = {}
    return found


@pytest.fixture
def drop(tmp_path: Path, plugins: Registry) -> Drop:
    return Drop(tmp_path, plugins)


def test_every_file_is_named_by_its_place_in_the_folder(drop: Drop) -> None:
    for name in ("b.txt", "2025/03/a.txt", ".hidden.txt", "2025/.part/x.txt"):
        drop.put(name)

    assert [item.id for item in drop.listed() if isinstance(item, Item)] == ["2025/03/a.txt", "b.txt"]


def test_the_fingerprint_is_that_of_the_bytes(drop: Drop) -> None:
    drop.put("a.txt")
    drop.put("b.txt")
    drop.put("c.txt", TEXT + " تحديث")

    a, b, c = (item for item in drop.listed() if isinstance(item, Item))

    assert a.fingerprint == b.fingerprint != c.fingerprint
    assert a.capture is not None
    assert a.capture.body.decode() == TEXT


def test_a_folder_of_every_format_is_taken_in(drop: Drop) -> None:
    """Told apart by content: the names are all the same kind."""
    good = [case.name for case in CASES.iterdir() if case.name not in ("binary", "entity-bomb", "page-empty")]
    for name in good:
        shutil.copy(next((CASES / name).glob("raw.*")), drop.folder / f"{name}.dat")

    drop.run()

    assert drop.rows("SELECT count(DISTINCT capture_id) FROM version") == [(len(good),)]
    assert drop.rows("SELECT item, reason FROM rejection WHERE stage = 'parse'") == []


def test_what_is_no_news_is_a_rejection_beside_its_neighbours(drop: Drop) -> None:
    drop.put("a.txt")
    drop.put("empty.txt", b"")
    drop.put("binary.bin", bytes(range(256)) * 8)

    report = drop.run()

    assert report.outcome is Outcome.PARTIAL
    assert drop.rows("SELECT stage, item FROM rejection ORDER BY item") == [
        ("parse", "binary.bin"),
        ("parse", "empty.txt"),
    ]
    assert drop.rows("SELECT count(*) FROM version") == [(1,)]


def test_a_file_that_cannot_be_read_costs_itself_alone(drop: Drop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "SIZE_LIMIT", 1000)
    drop.put("a.txt")
    drop.put("b.txt", "ن" * 2000)
    drop.put("c.txt", f"{TEXT} تحديث")

    report = drop.run()

    assert report.outcome is Outcome.PARTIAL
    assert drop.rows("SELECT count(*) FROM version") == [(2,)]
    ((stage, item, reason),) = drop.rows("SELECT stage, item, reason FROM rejection")
    assert (stage, item) == ("item", "b.txt")
    assert "4000 bytes" in reason


def test_a_file_that_is_gone_before_it_is_read_costs_itself_alone(drop: Drop) -> None:
    drop.put("a.txt")
    (drop.folder / "b.txt").symlink_to(drop.folder / "a.txt")
    source = Files(FilesConfig(type="files", folder=drop.folder))
    with Fetcher("drop") as fetch:
        found = source.discover(fetch, SourceState())
        first = next(found)
        (drop.folder / "a.txt").unlink()
        (second,) = list(found)

    assert isinstance(first, Item)
    assert isinstance(second, Flaw)
    assert (second.key, "No such file" in second.reason) == ("b.txt", True)


def test_a_second_run_reads_nothing_new(drop: Drop) -> None:
    drop.put("a.txt")
    drop.run()

    report = drop.run()

    assert (report.outcome, report.counts["known"]) == (Outcome.NOT_MODIFIED, 1)
    assert drop.rows("SELECT count(*) FROM capture") == [(1,)]


def test_a_file_that_was_half_written_is_taken_in_when_it_is_whole(drop: Drop) -> None:
    feed = "<rss version='2.0'><channel><title>x</title><item><guid>1</guid><title>هدنة</title>"
    drop.put("feed.xml", feed[:40])
    assert drop.run().outcome is Outcome.PARSE_ERROR
    drop.put("feed.xml", f"{feed}<description>أعلن المجلس هدنة.</description></item></channel></rss>")

    drop.run()

    assert drop.rows("SELECT title FROM version") == [("هدنة",)]


def test_a_changed_file_is_a_new_version_of_its_article(drop: Drop) -> None:
    drop.put("a.txt")
    drop.run()
    drop.put("a.txt", f"{TEXT}\nونفى قائد اللواء ذلك.")

    drop.run()

    assert drop.rows("SELECT count(DISTINCT article_id), count(*) FROM version") == [(1, 2)]


def test_a_file_that_is_taken_away_stays_in_the_database(drop: Drop) -> None:
    path = drop.put("a.txt")
    drop.put("b.txt", TEXT + " تحديث")
    drop.run()
    path.unlink()

    assert drop.run().outcome is Outcome.NOT_MODIFIED
    assert drop.rows("SELECT count(*) FROM article") == [(2,)]


def test_an_empty_folder_is_not_green(drop: Drop) -> None:
    assert drop.run().outcome is Outcome.EMPTY


@pytest.mark.parametrize(
    ("section", "reason"),
    [
        ({"type": "files"}, "needs a folder"),
        ({"type": "files", "folder": "nowhere/at/all"}, "no file or folder"),
    ],
)
def test_a_source_without_its_folder_says_what_to_do(drop: Drop, section: dict[str, str], reason: str) -> None:
    drop.settings = drop.settings.model_copy(update={"sources": {"drop": section}})

    with pytest.raises(ConfigError, match=reason):
        drop.run()


def test_a_misspelt_key_is_named(drop: Drop) -> None:
    settings = drop.settings.model_copy(update={"sources": {"drop": {"type": "files", "foldr": "x"}}})

    with pytest.raises(ConfigError, match="foldr: unknown key"):
        configure.configured("drop", settings, drop.plugins)

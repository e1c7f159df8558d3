"""A copy of a database in use is whole, of one moment, and takes the place of nothing."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from rasad.errors import ConfigError, LoadError
from rasad.store.backup import backup
from rasad.store.check import check
from rasad.store.loader import SqlLoader


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/news.db"


@pytest.fixture
def store(url: str) -> SqlLoader:
    opened = SqlLoader()
    opened.open(url)
    return opened


def counts(path: Path) -> tuple[int, int]:
    """Articles and claims of a file."""
    with closing(sqlite3.connect(path)) as database:
        (found,) = database.execute("SELECT (SELECT count(*) FROM article), (SELECT count(*) FROM claim)")
    return int(found[0]), int(found[1])


def test_a_copy_holds_what_was_committed_although_it_lies_in_the_log_still(
    store: SqlLoader, url: str, make: Any, tmp_path: Path
) -> None:
    """Copying the file alone would lose it: in WAL mode the last commits lie beside the file."""
    store.load(make.batch(make.entry(1), make.entry(2)))
    assert (tmp_path / "news.db-wal").stat().st_size > 0

    backup(url, tmp_path / "copy.db")

    assert counts(tmp_path / "copy.db") == (2, 6)
    assert list(check(f"sqlite:///{tmp_path}/copy.db")) == []
    store.close()


def test_a_copy_is_one_file_and_can_be_opened_anywhere(store: SqlLoader, url: str, tmp_path: Path) -> None:
    backup(url, tmp_path / "copy.db")

    assert sorted(path.name for path in tmp_path.glob("*copy*")) == ["copy.db"]
    with closing(sqlite3.connect(f"file:{tmp_path}/copy.db?mode=ro&immutable=1", uri=True)) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    store.close()


def test_copies_made_while_others_write_hold_whole_batches(
    store: SqlLoader, url: str, make: Any, tmp_path: Path
) -> None:
    begun, stop = threading.Event(), threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            store.load(make.batch(*(make.entry(number + n) for n in range(5))))
            number += 5
            begun.set()

    writer = threading.Thread(target=write)
    writer.start()
    assert begun.wait(30)
    try:
        for number in range(8):
            backup(url, tmp_path / f"copy-{number}.db")
    finally:
        stop.set()
        writer.join()
    found = [counts(tmp_path / f"copy-{number}.db") for number in range(8)]

    assert all(articles % 5 == 0 and claims == 3 * articles for articles, claims in found)
    assert found == sorted(found)
    assert found[0][0] > 0
    store.close()


def test_a_restored_copy_can_be_loaded_into(store: SqlLoader, url: str, make: Any, tmp_path: Path) -> None:
    store.load(make.batch(make.entry(1)))
    backup(url, tmp_path / "copy.db")
    store.close()
    copy = SqlLoader()
    copy.open(f"sqlite:///{tmp_path}/copy.db")

    report = copy.load(make.batch(make.entry(1), make.entry(2)))
    copy.close()

    assert (report.counts["articles"], report.counts["unchanged"]) == (1, 1)


def test_nothing_is_overwritten(store: SqlLoader, url: str, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("precious")

    with pytest.raises(ConfigError, match=r"copy\.db is there already"):
        backup(url, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "precious"
    store.close()


@pytest.mark.parametrize(
    ("address", "target", "said"),
    [
        ("sqlite:///{}/none.db", "copy.db", "no database"),
        ("sqlite:///{}/news.db", "none/copy.db", "no folder"),
        ("postgresql://me:CANARY@host/news", "copy.db", "pg_dump --format=custom --file="),
    ],
)
def test_what_cannot_be_copied_says_what_to_do(
    store: SqlLoader, tmp_path: Path, address: str, target: str, said: str
) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        backup(address.format(tmp_path), tmp_path / target)

    assert "CANARY" not in str(caught.value)
    assert not (tmp_path / target).exists()
    store.close()


def test_a_copy_that_fails_leaves_no_half_of_itself(tmp_path: Path) -> None:
    (tmp_path / "news.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)

    with pytest.raises(LoadError, match="backup failed: ") as caught:
        backup(f"sqlite:///{tmp_path}/news.db", tmp_path / "copy.db")

    assert "\n" not in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["news.db"]


def test_what_an_earlier_failure_left_is_cleared_away(store: SqlLoader, url: str, tmp_path: Path) -> None:
    (tmp_path / ".copy.db.partial").write_bytes(b"half")

    backup(url, tmp_path / "copy.db")

    assert counts(tmp_path / "copy.db") == (0, 0)
    assert not (tmp_path / ".copy.db.partial").exists()
    store.close()

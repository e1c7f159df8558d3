"""Every promise of the store, with the row that breaks it: a check that nothing can fail checks nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.events.agency import STORY

from rasad.archive import Archive
from rasad.batches import Batch, Kept, Rejection, Stage
from rasad.errors import ConfigError
from rasad.store.check import Violation, check
from rasad.store.loader import SqlLoader
from rasad.store.rules import RULES

Found = Callable[[], list[Violation]]


@pytest.fixture
def archive(tmp_path: Path) -> str:
    return str(tmp_path / "archive")


@pytest.fixture
def full(loader: SqlLoader, make: Any, archive: str) -> SqlLoader:
    """Two articles of one text in a database and an archive, with claims and a reprint; one rejection."""
    entries = [make.entry(1), make.entry(2)]
    reprints = [make.entry(n, text=STORY, extract=False) for n in (3, 4)]
    with Archive(archive).writer("star") as writer:
        kept = [Kept(e.capture, writer.write(e.capture), e.article.key) for e in [*entries, *reprints]]
        writer.flush()
    rejection = Rejection("star", Stage.ITEM, "no text", "key-9", capture=entries[0].capture)
    loader.load(Batch("star", "feed", captures=kept, entries=[*entries, *reprints], rejections=[rejection]))
    return loader


@pytest.fixture
def found(full: SqlLoader, database_url: str, archive: str) -> Found:
    """Every violation there is now."""
    return lambda: list(check(database_url, archive))


def altered(full: SqlLoader, *statements: str) -> None:
    """Change the database as no load would: without foreign keys and constraints."""
    if full.engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(str(full.engine.url.database))) as database:
            database.execute("PRAGMA ignore_check_constraints = ON")
            for statement in statements:
                database.execute(statement)
            database.commit()
        return
    with full.engine.connect() as connection:
        for statement in ("SET session_replication_role = replica", *statements):
            connection.exec_driver_sql(statement)
        connection.commit()
        connection.invalidate()


def test_what_a_load_has_stored_keeps_every_promise(found: Found) -> None:
    assert found() == []


BROKEN = {
    "mention": ("UPDATE mention SET text = 'x' WHERE claim_id = 1", ("span", "mention of claim 1")),
    "participant": ("UPDATE participant SET start = start + 1", ("span", "participant of claim 2")),
    "place": ('UPDATE place SET "end" = "end" - 1 WHERE claim_id = 1', ("span", "place of claim 1")),
    "casualty": ("UPDATE casualty SET text = '44' WHERE claim_id = 3 AND ordinal = 0", ("span", "casualty of claim 3")),
    "who": ("UPDATE casualty SET who_text = 'x' WHERE claim_id = 3 AND ordinal = 0", ("span", "casualty of claim 3")),
    "attribution": ("UPDATE attribution SET text = 'x' WHERE claim_id = 2", ("span", "attribution of claim 2")),
    "quote": ("UPDATE claim SET quote = 'x' WHERE id = 2", ("span", "claim 2")),
    "time": ("UPDATE claim SET when_start = 0 WHERE id = 1", ("span", "claim 1")),
    "credit": ("UPDATE reprint SET credit_start = 0 WHERE version_id = 3", ("span", "reprint 3")),
    "current": ("UPDATE article SET current_version_id = 2 WHERE id = 1", ("current", "article 1")),
    "none": ("UPDATE article SET current_version_id = NULL WHERE id = 1", ("current", "article 1")),
    "no mention": ("DELETE FROM mention WHERE claim_id = 1", ("mention", "claim 1")),
    "extraction": ("UPDATE extraction SET extractor_version = '9'", ("extraction", "claim 1")),
    "nesting": ('UPDATE casualty SET "of" = 7 WHERE claim_id = 3 AND ordinal = 1', ("nesting", "casualty of claim 3")),
    "raw": ("UPDATE capture SET file = NULL WHERE id = 1", ("raw", "capture 1")),
    "hash of text": ("UPDATE version SET text = text || '.' WHERE id = 4", ("hash", "version 4")),
    "hash of title": ("UPDATE version SET title = 'x' WHERE id = 1", ("hash", "version 1")),
    "missing claim": ("DELETE FROM claim WHERE id = 1", ("orphan", "mention 1 0")),
    "missing capture": ("DELETE FROM capture WHERE id = 1", ("orphan", "version 1")),
    "missing file": ("UPDATE capture SET file = 'star/none.warc.gz' WHERE id = 1", ("archive", "capture 1")),
    "other offset": ('UPDATE capture SET "offset" = "offset" + 1 WHERE id = 2', ("archive", "capture 2")),
    "other bytes": (f"UPDATE capture SET sha256 = '{0:064}' WHERE id = 1", ("archive", "capture 1")),
    "other address": ("UPDATE capture SET url = 'https://x.example/' WHERE id = 1", ("archive", "capture 1")),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_row_that_breaks_a_promise_is_named(found: Found, full: SqlLoader, name: str) -> None:
    statement, expected = BROKEN[name]
    altered(full, statement)

    assert expected in [(violation.promise, violation.place) for violation in found()]


def test_an_article_whose_only_version_is_gone_is_named(found: Found, full: SqlLoader) -> None:
    altered(full, "DELETE FROM version WHERE id = 4", "UPDATE article SET current_version_id = NULL WHERE id = 4")

    assert ("orphan", "article 4") in [(violation.promise, violation.place) for violation in found()]


def test_every_rule_has_a_row_here_that_breaks_it() -> None:
    broken = {(promise, place.rsplit(" ", 1)[0]) for _, (promise, place) in BROKEN.values()} | {("orphan", "article")}

    assert {(promise, place) for promise, place, _ in RULES} <= broken


def test_a_violation_says_what_is_wrong_where_in_words(found: Found, full: SqlLoader) -> None:
    altered(full, "UPDATE mention SET text = 'x' WHERE claim_id = 1")

    (violation,) = found()

    assert violation.reason.startswith("its text x is not at ")
    assert violation.row() == ("span", "mention of claim 1", violation.reason)
    assert violation.to_json() == {"promise": "span", "row": "mention of claim 1", "reason": violation.reason}


def test_without_an_archive_the_rows_alone_are_checked(full: SqlLoader, database_url: str, archive: str) -> None:
    for file in Path(archive).rglob("*.warc.gz"):
        file.unlink()

    assert list(check(database_url)) == []
    assert {violation.promise for violation in check(database_url, archive)} == {"archive"}


def test_a_flipped_byte_of_the_archive_is_found(found: Found, archive: str) -> None:
    (file,) = Path(archive).rglob("*.warc.gz")
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    file.write_bytes(raw)

    assert {violation.promise for violation in found()} == {"archive"}


def test_another_revision_is_the_only_violation_told(full: SqlLoader, found: Found) -> None:
    altered(full, "UPDATE alembic_version SET version_num = '0001'", "DELETE FROM mention")

    ((promise, place, reason),) = [violation.row() for violation in found()]

    assert (promise, place) == ("schema", "database")
    assert "rasad db upgrade" in reason


def test_a_database_without_tables_says_how_to_make_them(database_url: str, tmp_path: Path) -> None:
    if database_url.startswith("sqlite"):
        (tmp_path / "rasad.db").touch()

    ((promise, _, reason),) = [violation.row() for violation in check(database_url)]

    assert (promise, "rasad db upgrade" in reason) == ("schema", True)


def test_a_file_that_is_no_database_is_an_error_of_one_line(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("no database " * 100)

    with pytest.raises(ConfigError, match="cannot be used") as caught:
        list(check(f"sqlite:///{tmp_path}/x.db"))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("path", "said"), [("none.db", "no database"), ("none/x.db", "no folder")])
def test_a_file_that_is_not_there_is_an_error_and_is_not_made(tmp_path: Path, path: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        list(check(f"sqlite:///{tmp_path}/{path}"))

    assert not (tmp_path / path).exists()


def test_a_page_torn_in_the_file_is_found(full: SqlLoader, found: Found, tmp_path: Path) -> None:
    file = tmp_path / "rasad.db"
    if not file.exists():
        pytest.skip("PostgreSQL has checksums of its own")
    full.close()
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = database.execute("PRAGMA page_size").fetchone()
        (page,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'sketch'").fetchone()
    raw = bytearray(file.read_bytes())
    raw[(page - 1) * size : (page - 1) * size + 64] = b"\xff" * 64
    file.write_bytes(raw)

    assert "integrity" in {violation.promise for violation in found()}

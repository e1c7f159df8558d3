"""Extraction is repeatable: another version of an extractor adds and supersedes, and never overwrites."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rasad import Claim, Span, Stance, Version, registry
from rasad.batches import Outcome
from rasad.errors import ConfigError
from rasad.pipeline import Ingest, Options
from rasad.reextract import Reextract
from rasad.registry import Registry
from rasad.settings import Settings


class Words:
    """Claims each word it is told to."""

    id, languages = "words", frozenset({"ar"})

    def __init__(self, version: str, *words: str) -> None:
        self.version, self.words = version, words

    def extract(self, version: Version) -> Iterator[Claim]:
        for word in self.words:
            if word == "!":
                raise ZeroDivisionError
            if span := Span.find(version.text, word):
                yield Claim("ceasefire", Stance.ASSERTED, (span,), span)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "drop").mkdir()
    (tmp_path / "drop" / "a.txt").write_text("عنوان\nبدأت هدنة ثم وقع اتفاق.", "utf-8")
    return Settings(database=f"sqlite:///{tmp_path}/t.db", archive=str(tmp_path / "archive"))


def with_extractor(extractor: Words) -> Registry:
    found = registry.load()
    found.extractors = {extractor.id: extractor}
    return found


def ingest(settings: Settings, extractor: Words, folder: Path) -> None:
    with Ingest("files", settings, with_extractor(extractor), Options((folder / "drop",))) as run:
        for chunk in run.chunks():
            run.take(chunk)


def reextract(settings: Settings, extractor: Words, source: str | None = None) -> Reextract:
    with Reextract(settings, with_extractor(extractor), source) as run:
        for chunk in run.chunks():
            run.take(chunk)
    return run


def rows(settings: Settings, sql: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(settings.database.removeprefix("sqlite:///")) as database:
        found = database.execute(sql).fetchall()
    database.close()
    return found


ALL = "SELECT extractor_version, quote, superseded_at IS NOT NULL FROM claim ORDER BY id"


def test_a_newer_extractor_adds_its_claims_and_supersedes_the_older(settings: Settings, tmp_path: Path) -> None:
    ingest(settings, Words("1", "هدنة"), tmp_path)

    run = reextract(settings, Words("2", "هدنة", "اتفاق"))

    assert run.outcome is Outcome.OK
    assert rows(settings, ALL) == [("1", "هدنة", 1), ("2", "هدنة", 0), ("2", "اتفاق", 0)]


def test_running_it_twice_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    ingest(settings, Words("1", "هدنة"), tmp_path)
    reextract(settings, Words("2", "اتفاق"))
    before = rows(settings, ALL)

    assert reextract(settings, Words("2", "اتفاق")).outcome is Outcome.NOT_MODIFIED
    assert rows(settings, ALL) == before


def test_an_extractor_that_fails_leaves_the_older_claims_in_force_and_a_reason(
    settings: Settings, tmp_path: Path
) -> None:
    ingest(settings, Words("1", "هدنة"), tmp_path)

    run = reextract(settings, Words("2", "!"))

    assert run.outcome is Outcome.PARTIAL
    assert rows(settings, ALL) == [("1", "هدنة", 0)]
    assert rows(settings, "SELECT stage, parser FROM rejection") == [("extract", "words 2")]


def test_a_source_narrows_it(settings: Settings, tmp_path: Path) -> None:
    ingest(settings, Words("1", "هدنة"), tmp_path)

    assert reextract(settings, Words("2", "هدنة"), "another").counts["versions"] == 0
    assert reextract(settings, Words("2", "هدنة"), "files").counts["versions"] == 1


def test_a_destination_that_keeps_no_texts_is_refused(settings: Settings) -> None:
    found = registry.load()
    found.loaders["other"] = object  # type: ignore[assignment]

    with pytest.raises(ConfigError, match="SQLite or PostgreSQL"):
        Reextract(settings.model_copy(update={"database": "other://x"}), found)

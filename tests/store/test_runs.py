"""The run log, and rejections between the run that made them and the replay that closes them."""

from __future__ import annotations

from typing import Any

import pytest

from rasad.batches import Batch, Kept, Location, Rejection, Stage
from rasad.errors import LoadError
from rasad.store.loader import SqlLoader


def test_a_run_is_opened_and_closed(loader: SqlLoader, rows: Any) -> None:
    number = loader.start_run("star", "ingest")
    assert rows("SELECT id, source, kind, outcome, ended_at FROM run") == [(number, "star", "ingest", None, None)]

    loader.finish_run(number, "partial", {"articles": 3}, "two items\0 failed")

    row = rows.one("SELECT * FROM run")
    assert row["outcome"] == "partial"
    assert row["error"] == "two items\\x00 failed"
    assert "articles" in str(row["counts"])
    assert row["ended_at"] >= row["started_at"]


def test_a_run_ends_once_and_with_a_known_outcome(loader: SqlLoader) -> None:
    number = loader.start_run("star", "ingest")
    with pytest.raises(ValueError, match="splendid"):
        loader.finish_run(number, "splendid", {}, None)
    loader.finish_run(number, "ok", {}, None)

    with pytest.raises(LoadError, match=f"run {number} is not open"):
        loader.finish_run(number, "ok", {}, None)
    with pytest.raises(LoadError, match="run 99 is not open"):
        loader.finish_run(99, "ok", {}, None)


def test_run_numbers_only_grow(loader: SqlLoader) -> None:
    numbers = [loader.start_run("star", "ingest") for _ in range(5)]

    assert numbers == sorted(set(numbers))


def rejected(make: Any, item: str = "7", **changes: Any) -> Batch:
    capture = make.capture(7)
    batch = Batch("star", "feed", captures=[Kept(capture, Location("f", 1, 2))])
    batch.rejections = [Rejection("star", Stage.PARSE, "no title", item, capture.url, capture, "feed 1")]
    return batch


def test_a_rejection_is_given_back_with_its_place_in_the_archive(loader: SqlLoader, make: Any) -> None:
    run_id = loader.start_run("star", "ingest")
    batch = rejected(make)
    batch.run_id = run_id
    loader.load(batch)

    (found,) = loader.rejections("star")
    assert (found.stage, found.reason, found.item) == (Stage.PARSE, "no title", "7")
    assert (found.location, found.url, found.parser) == (Location("f", 1, 2), make.capture(7).url, "feed 1")
    assert list(loader.rejections("moon")) == []
    assert list(loader.rejections()) == [found]


def test_a_replayed_rejection_is_closed_and_opens_again_when_it_fails_again(loader: SqlLoader, make: Any) -> None:
    loader.load(rejected(make))
    (found,) = loader.rejections("star")

    assert loader.close_rejections([found.id, 99]) == 1
    assert loader.close_rejections([found.id]) == 0
    assert list(loader.rejections("star")) == []
    assert [r.replayed_at is None for r in loader.rejections("star", open_only=False)] == [False]

    assert loader.load(rejected(make)).counts["rejections"] == 1
    assert [r.id for r in loader.rejections("star")] == [found.id]


def test_a_rejection_without_capture_is_stored_once(loader: SqlLoader) -> None:
    batch = Batch("star", "feed", rejections=[Rejection("star", Stage.FETCH, "404", "a")] * 2)

    assert [loader.load(batch).counts["rejections"] for _ in range(2)] == [1, 0]
    (found,) = loader.rejections()
    assert (found.capture_id, found.location) == (None, None)

"""What a load leaves in the tables, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from rasad.articles import Timestamp
from rasad.batches import Batch, Kept, Location, Rejection, Stage, StateChange
from rasad.store.loader import SqlLoader


def utc(value: Any) -> str:
    """The text of a time, whichever way a database gives it."""
    return value if isinstance(value, str) else value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_batch_becomes_rows_of_every_table(loader: SqlLoader, make: Any, rows: Any) -> None:
    report = loader.load(make.batch(make.entry()))

    assert +report.counts == {"captures": 1, "articles": 1, "versions": 1, "claims": 3}
    assert rows.counts() == {
        "capture": 1,
        "article": 1,
        "version": 1,
        "extraction": 1,
        "claim": 3,
        "mention": 3,
        "participant": 2,
        "place": 1,
        "casualty": 2,
        "attribution": 3,
        "claim_link": 1,
        "sketch": 8,
        "source_state": 1,
    }


def test_a_version_keeps_how_its_time_was_read(loader: SqlLoader, make: Any, rows: Any) -> None:
    loader.load(make.batch(make.entry()))

    version = rows.one("SELECT * FROM version")
    assert utc(version["published_at"]) == "2025-03-04T12:00:00Z"
    assert version["published_raw"] == "Tue, 04 Mar 2025 15:00:00 +0300"
    assert (version["published_zone"], version["published_method"]) == ("offset", "rfc822")
    assert (version["number"], version["lang"], version["parser"]) == (1, "ar", "feed")
    assert version["text"] == make.text
    assert "مراسل" in str(version["meta"])


def test_times_of_any_zone_are_stored_in_utc_to_the_second(loader: SqlLoader, make: Any, rows: Any) -> None:
    baghdad = datetime(2023, 11, 24, 22, 21, 41, 999999, tzinfo=timezone(timedelta(hours=3)))
    loader.load(make.batch(make.entry(published=Timestamp(baghdad))))

    assert utc(rows("SELECT published_at FROM version")[0][0]) == "2023-11-24T19:21:41Z"


def test_an_unknown_time_is_null(loader: SqlLoader, make: Any, rows: Any) -> None:
    loader.load(make.batch(make.entry(published=Timestamp(None, "غدا"))))

    assert rows("SELECT published_at, published_raw FROM version") == [(None, "غدا")]


def test_a_capture_row_points_into_the_archive(loader: SqlLoader, make: Any, rows: Any) -> None:
    loader.load(make.batch(make.entry()))

    row = rows.one("SELECT * FROM capture")
    assert (row["file"], row["offset"], row["length"]) == ("star/1.warc.gz", 100, 100)
    assert row["sha256"] == make.capture().sha256
    assert (row["status"], row["size"]) == (200, len(make.capture().body))
    assert utc(row["fetched_at"]) == "2025-03-04T12:00:00Z"
    assert "خبر" in str(row["hints"])
    assert "news.example/old" in str(row["redirects"])
    assert "text/html" in str(row["headers"])


def test_claims_keep_every_value_at_its_span(loader: SqlLoader, make: Any, rows: Any) -> None:
    loader.load(make.batch(make.entry()))

    ceasefire = rows.one("SELECT * FROM claim WHERE number = 0")
    assert (ceasefire["type"], ceasefire["stance"]) == ("ceasefire", "asserted")
    assert make.text[ceasefire["quote_start"] : ceasefire["quote_end"]] == ceasefire["quote"]
    assert make.text[ceasefire["when_start"] : ceasefire["when_end"]] == ceasefire["when_text"] == "الخميس"
    assert (str(ceasefire["date_from"]), str(ceasefire["date_to"])) == ("2025-02-27", "2025-02-27")
    assert ceasefire["acled_sub_event"] == "Agreement"
    assert ceasefire["plover_event"] == "AGREE"
    assert (ceasefire["confidence"], ceasefire["reason"]) == (0.5, "cue")
    assert (ceasefire["extractor"], ceasefire["extractor_version"]) == ("rules", "1")
    for table in ("mention", "participant", "place", "casualty", "attribution"):
        for text, start, end in rows(f'SELECT text, start, "end" FROM {table}'):
            assert make.text[start:end] == text


def test_casualties_nest_and_speakers_stand_before_relays(loader: SqlLoader, make: Any, rows: Any) -> None:
    loader.load(make.batch(make.entry()))

    counts = rows('SELECT ordinal, kind, min, max, "of", who_text FROM casualty ORDER BY ordinal')
    assert counts == [(0, "killed", 43, None, None, "شخصا"), (1, "killed", 27, 27, 0, None)]
    told = rows(
        "SELECT role, kind, text FROM attribution JOIN claim ON id = claim_id WHERE number = 0 ORDER BY role DESC"
    )
    assert told == [
        ("speaker", "official", "مسؤول في بلدية وادي الزهور"),
        ("relay", None, "وكالة النجم"),
    ]


def test_a_denial_is_linked_to_what_it_denies(loader: SqlLoader, make: Any, rows: Any) -> None:
    loader.load(make.batch(make.entry(1), make.entry(2)))

    pairs = rows(
        "SELECT d.version_id = a.version_id, d.number, a.number, relation FROM claim_link "
        "JOIN claim d ON d.id = from_id JOIN claim a ON a.id = to_id"
    )
    assert pairs == [(True, 1, 0, "denies")] * 2


def test_an_identical_run_writes_no_row(loader: SqlLoader, make: Any, rows: Any) -> None:
    batch = make.batch(
        *(make.entry(n) for n in range(20)),
        rejections=[Rejection("star", Stage.PARSE, "no title", "9", capture=make.capture(9))],
    )
    loader.load(batch)
    before = rows.digest()

    report = loader.load(batch)

    assert +report.counts == {"unchanged": 20}
    assert rows.digest() == before


def test_the_same_article_twice_in_a_batch_is_one_version(loader: SqlLoader, make: Any, rows: Any) -> None:
    report = loader.load(make.batch(make.entry(), make.entry(), make.entry()))

    assert +report.counts == {"captures": 1, "articles": 1, "versions": 1, "claims": 3, "unchanged": 2}
    assert rows.counts()["claim"] == 3


def test_a_capture_gets_its_place_as_soon_as_it_is_known(loader: SqlLoader, make: Any, rows: Any) -> None:
    entry = make.entry()
    key = (entry.capture.url, entry.capture.sha256)
    loader.load(replace(make.batch(entry), captures=[Kept(entry.capture, None)]))
    assert loader.known_captures("star", [key]) == set()

    report = loader.load(replace(make.batch(entry), captures=[Kept(entry.capture, Location("f", 7, 9))]))
    loader.load(replace(make.batch(entry), captures=[Kept(entry.capture, Location("other", 1, 1))]))

    assert report.counts["captures"] == 0
    assert rows('SELECT file, "offset", length FROM capture') == [("f", 7, 9)]
    assert loader.known_captures("star", [key, (key[0], "0" * 64), ("x", key[1])]) == {key}
    assert loader.known_captures("other", [key]) == set()


def test_captures_that_rows_speak_of_are_stored_even_unnamed(loader: SqlLoader, make: Any, rows: Any) -> None:
    batch = Batch(
        "star",
        "feed",
        entries=[make.entry(1)],
        rejections=[Rejection("star", Stage.PARSE, "no title", capture=make.capture(2))],
    )
    loader.load(batch)

    assert rows("SELECT count(*) FROM capture WHERE file IS NULL") == [(2,)]
    assert rows("SELECT count(*) FROM rejection JOIN capture c ON c.id = capture_id") == [(1,)]


def test_a_batch_of_nothing_is_fine(loader: SqlLoader, rows: Any) -> None:
    assert +loader.load(Batch("star", "feed")).counts == {}
    assert rows.counts() == {}


def test_rows_of_two_sources_never_meet(loader: SqlLoader, make: Any, rows: Any) -> None:
    loader.load(make.batch(make.entry()))
    loader.load(replace(make.batch(make.entry()), source="moon"))

    assert rows("SELECT source FROM article ORDER BY id") == [("star",), ("moon",)]
    assert rows.counts()["claim"] == 6


def test_meta_may_hold_what_no_database_takes_as_text(loader: SqlLoader, make: Any, rows: Any) -> None:
    import json

    meta = {"slug": "a\0b", "note": "\ud800", "n": [1, None, {"x": "ن"}]}
    report = loader.load(make.batch(make.entry(meta=meta)))

    assert report.counts["rejections"] == 0
    stored = rows("SELECT CAST(meta AS TEXT) FROM version")[0][0]
    assert json.loads(stored) == meta


def test_state_is_stored_with_the_rows_and_forgotten_when_null(loader: SqlLoader, make: Any, rows: Any) -> None:
    loader.load(
        Batch(
            "star",
            "feed",
            state=[
                StateChange("seen", "a", "f1"),
                StateChange("pending", "b", {"url": "u", "attempts": 1}),
                StateChange("cursor", "", {"page": 3}),
                StateChange("validator", "https://news.example/", {"etag": "x"}),
                StateChange("seen", "a", "f2"),
            ],
        )
    )
    assert loader.seen("star", ["a", "b", "zz"]) == {"a": "f2"}
    assert loader.pending("star") == {"b": {"url": "u", "attempts": 1}}
    assert loader.cursor("star") == {"page": 3}
    assert loader.validators("star") == {"https://news.example/": {"etag": "x"}}
    assert loader.seen("moon", ["a"]) == loader.pending("moon") == loader.cursor("moon") == {}

    loader.load(Batch("star", "feed", state=[StateChange("pending", "b"), StateChange("seen", "no")]))

    assert loader.state("star") == {
        "seen": {"a": "f2"},
        "cursor": {"": {"page": 3}},
        "validator": {"https://news.example/": {"etag": "x"}},
    }


@pytest.mark.parametrize("name", ["a\0b", "\ud800", "س" * 5000, "x" * 2001], ids=["nul", "half", "ar", "long"])
def test_items_are_remembered_under_any_name(loader: SqlLoader, name: str) -> None:
    loader.load(Batch("star", "feed", state=[StateChange("seen", name, "1")]))

    assert loader.seen("star", [name, name + "x"]) == {name: "1"}
    assert loader.known_versions("star", [(name, "0" * 64)]) == set()
    assert loader.known_captures("star", [(name, "0" * 64)]) == set()

    loader.load(Batch("star", "feed", state=[StateChange("seen", name)]))
    assert loader.seen("star", [name]) == {}


def test_lookups_of_more_keys_than_one_query_takes(loader: SqlLoader, make: Any) -> None:
    names = [f"item {n}" for n in range(1700)]
    loader.load(Batch("star", "feed", state=[StateChange("seen", name, "1") for name in names]))

    assert loader.seen("star", [*names, "none"]) == dict.fromkeys(names, "1")

"""Extraction is repeatable: it adds and supersedes, and never overwrites."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasad.store.loader import SqlLoader


def test_a_newer_extractor_supersedes_the_claims_of_the_older(loader: SqlLoader, make: Any, rows: Any) -> None:
    loader.load(make.batch(make.entry(1), make.entry(2)))
    newer = replace(make.entry(1), extractions=(make.extraction("2", make.claims()[:1]),))

    report = loader.load(make.batch(newer))

    assert +report.counts == {"claims": 1, "unchanged": 1}
    superseded = rows("SELECT DISTINCT extractor_version, version_id FROM claim WHERE superseded_at IS NOT NULL")
    assert superseded == [("1", 1)]
    assert rows("SELECT count(*) FROM claim") == [(7,)]
    assert rows("SELECT version_id, count(*) FROM claims GROUP BY version_id ORDER BY 1") == [(1, 1), (2, 3)]


def test_a_newer_extractor_that_finds_nothing_supersedes_too(loader: SqlLoader, make: Any, rows: Any) -> None:
    loader.load(make.batch(make.entry()))
    loader.load(make.batch(replace(make.entry(), extractions=(make.extraction("2", ()),))))

    assert rows("SELECT count(*) FROM claim WHERE superseded_at IS NULL") == [(0,)]
    assert rows("SELECT extractor_version, superseded_at IS NULL FROM extraction ORDER BY id") == [
        ("1", False),
        ("2", True),
    ]


def test_another_extractor_supersedes_nothing(loader: SqlLoader, make: Any, rows: Any) -> None:
    loader.load(make.batch(make.entry()))
    other = replace(make.extraction("2"), extractor="other")
    loader.load(make.batch(replace(make.entry(), extractions=(other,))))

    assert rows("SELECT count(*) FROM claims") == [(6,)]


def test_the_same_extractor_twice_writes_nothing_even_where_it_answers_differently(
    loader: SqlLoader, make: Any, rows: Any
) -> None:
    loader.load(make.batch(make.entry()))
    before = rows.digest()

    loader.load(make.batch(replace(make.entry(), extractions=(make.extraction("1", make.claims()[:1]),))))

    assert rows.digest() == before


def test_versions_are_given_out_until_they_have_been_read(loader: SqlLoader, make: Any, rows: Any) -> None:
    loader.load(make.batch(make.entry(1), make.entry(2, extract=False)))
    unread = list(loader.versions(not_read_by=("rules", "1")))

    assert [(number, v.id, v.source, v.text == make.text) for number, v in unread] == [(2, "key-2", "star", True)]
    assert unread[0][1].published_at == make.noon

    report = loader.load_extractions("star", [(2, make.extraction("1", ()))])
    assert +report.counts == {}
    assert list(loader.versions(not_read_by=("rules", "1"))) == []
    assert [number for number, _ in loader.versions(not_read_by=("rules", "2"))] == [1, 2]


def test_versions_are_those_that_are_current_unless_all_are_wanted(loader: SqlLoader, make: Any) -> None:
    loader.load(make.batch(make.entry(text="old", extract=False)))
    loader.load(make.batch(make.entry(text="new", extract=False)))

    assert [v.text for _, v in loader.versions()] == ["new"]
    assert [v.text for _, v in loader.versions(current_only=False)] == ["old", "new"]
    assert list(loader.versions("moon")) == []


def test_reextraction_of_stored_versions_needs_no_batch(loader: SqlLoader, make: Any, rows: Any) -> None:
    loader.load(make.batch(make.entry(1), make.entry(2)))

    found = [(number, make.extraction("2")) for number, _ in loader.versions(not_read_by=("rules", "2"))]
    first, again = loader.load_extractions("star", found), loader.load_extractions("star", found)

    assert (+first.counts, +again.counts) == ({"claims": 6}, {})
    assert rows("SELECT count(*) FROM claims WHERE extractor = 'rules 2'") == [(6,)]
    assert rows("SELECT count(*) FROM claims") == [(6,)]


def test_a_false_span_in_reextraction_keeps_the_older_claims(loader: SqlLoader, make: Any, rows: Any) -> None:
    loader.load(make.batch(make.entry()))
    claim = make.claims()[0]
    false = replace(claim, quote=replace(claim.quote, start=claim.quote.start + 1))

    report = loader.load_extractions("star", [(1, make.extraction("2", (false,))), (99, make.extraction("2"))])

    assert +report.counts == {"rejections": 1}
    assert rows("SELECT count(*) FROM claims") == [(3,)]
    assert rows("SELECT item, parser FROM rejection") == [("key-1", "rules 2")]


def test_captures_are_given_back_for_replay(loader: SqlLoader, make: Any) -> None:
    loader.load(make.batch(make.entry(1), make.entry(2)))

    kept = list(loader.captures("star"))
    assert [(c.id, c.url, c.sha256) for c in kept] == [(n, make.capture(n).url, make.capture(n).sha256) for n in (1, 2)]
    assert kept[0].location
    assert kept[0].location.file == "star/1.warc.gz"
    assert list(loader.captures("moon")) == []
    assert list(loader.captures()) == kept

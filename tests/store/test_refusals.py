"""What the database must not take becomes a rejection, and costs its neighbours nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from rasad.articles import Timestamp
from rasad.batches import Kept, Rejection, Stage, StateChange
from rasad.claims import Casualty, Place, Speaker
from rasad.errors import LoadError
from rasad.spans import Span
from rasad.store.loader import SqlLoader

BAD_ARTICLES: dict[str, tuple[dict[str, Any], str]] = {
    "NUL in the text": ({"text": "ab\0c"}, "the text holds a NUL character at 2"),
    "half a surrogate pair in the text": ({"text": "ab\ud83d"}, "the text holds half a surrogate pair at 2"),
    "NUL in the title": ({"title": "\0"}, "the title holds a NUL character at 0"),
    "no text at all": ({"text": None}, "the text is NoneType, not text"),
    "NUL in the key": ({"key": "a\0"}, "the article's key holds a NUL character at 1"),
    "half a surrogate pair in the key": ({"key": "a\ud83d"}, "the article's key holds half a surrogate"),
    "an empty key": ({"key": ""}, "the article's key is empty"),
    "a key longer than an index takes": ({"key": "س" * 1001}, "the article's key is longer than 2000 bytes"),
    "NUL in the address": ({"url": "https://a/\0"}, "the address holds a NUL"),
    "a language that is no text": ({"lang": 5}, "the language is int, not text"),
    "a time without a zone": ({"published": Timestamp(datetime(2025, 3, 4))}, "has no zone"),
    "a time beyond the calendar": (
        {"published": Timestamp(datetime.fromisoformat("0001-01-01T00:00:00+03:00"))},
        "cannot be placed on the UTC line",
    ),
    "NUL in the raw time": ({"published": Timestamp(None, "\0")}, "raw text holds a NUL"),
    "a revision of more than 64 bits": ({"revision": 2**63}, "the revision is no whole number of 64 bits"),
    "meta that is not JSON": ({"meta": {"a": object()}}, "meta cannot be written as JSON"),
    "meta with a number that is none": ({"meta": {"a": float("nan")}}, "meta cannot be written as JSON"),
}


@pytest.mark.parametrize(("changes", "reason"), BAD_ARTICLES.values(), ids=BAD_ARTICLES)
def test_an_article_that_cannot_be_stored_is_rejected_with_its_reason(
    loader: SqlLoader, make: Any, rows: Any, changes: dict[str, Any], reason: str
) -> None:
    bad = replace(make.entry(2, extract=False), article=make.article(2, **changes))
    batch = make.batch(make.entry(1), make.entry(3))
    batch.entries.insert(1, bad)
    batch.captures.append(Kept(bad.capture, None))
    report = loader.load(batch)

    assert report.counts["articles"] == 2
    assert report.counts["rejections"] == 1
    row = rows.one("SELECT * FROM rejection")
    assert row["stage"] == "load"
    assert reason in row["reason"]
    assert row["capture_sha256"] == make.capture(2).sha256
    assert row["capture_id"] is not None
    assert +loader.load(batch).counts == {"unchanged": 2}


CLAIM_FAULTS = {
    "a span one letter off": lambda c: replace(c, quote=replace(c.quote, start=c.quote.start + 1)),
    "a span behind the end": lambda c: replace(c, when=Span(10_000, 10_001, "x")),
    "an empty span": lambda c: replace(c, mentions=(Span(3, 3, ""),)),
    "a negative span": lambda c: replace(c, relays=(Span(-3, -1, "رب"),)),
    "a span of another text": lambda c: replace(c, actors=(Span(0, 4, "غيره"),)),
    "a speaker that is not there": lambda c: replace(c, speaker=Speaker(Span(0, 1, "x"))),
    "a speaker kind nobody knows": lambda c: replace(c, speaker=replace(c.speaker, kind="poet")),
    "a stance nobody knows": lambda c: replace(c, stance="perhaps"),
    "a type that is empty": lambda c: replace(c, type=""),
    "a type that is none": lambda c: replace(c, type=None),
    "a casualty kind nobody knows": lambda c: replace(c, casualties=(Casualty(c.quote, "tired", 1, 1),)),
    "a negative count": lambda c: replace(c, casualties=(Casualty(c.quote, "killed", -1, 1),)),
    "a count that runs backwards": lambda c: replace(c, casualties=(Casualty(c.quote, "killed", 5, 2),)),
    "a count of a hundred digits": lambda c: replace(c, casualties=(Casualty(c.quote, "killed", 10**99, None),)),
    "a count that is text": lambda c: replace(c, casualties=(Casualty(c.quote, "killed", "5", None),)),
    "a part of itself": lambda c: replace(c, casualties=(Casualty(c.quote, "killed", 5, 5, of=0),)),
    "a part of nothing": lambda c: replace(c, casualties=(Casualty(c.quote, "killed", 5, 5, of=1),)),
    "a place beyond the pole": lambda c: replace(c, places=(Place(c.quote, None, 91.0, 0.0),)),
    "a place that is no number": lambda c: replace(c, places=(Place(c.quote, None, 1.0, float("nan")),)),
    "NUL in a gazetteer id": lambda c: replace(c, places=(Place(c.quote, "\0", 1.0, 1.0),)),
    "days that run backwards": lambda c: replace(c, date_from=date(2025, 3, 2), date_to=date(2025, 3, 1)),
    "a day that is text": lambda c: replace(c, date_from="2025-03-01", date_to=None),
    "a confidence above one": lambda c: replace(c, confidence=1.5),
    "half a surrogate pair in the reason": lambda c: replace(c, reason="\ud83d"),
    "a denial of itself": lambda c: replace(c, denies=0),
    "a denial of a claim that is not there": lambda c: replace(c, denies=7),
    "a denial counted from behind": lambda c: replace(c, denies=-1),
    "spans that are none": lambda c: replace(c, mentions=None),
}


@pytest.mark.parametrize("spoil", CLAIM_FAULTS.values(), ids=CLAIM_FAULTS)
def test_a_false_claim_costs_its_extraction_and_nothing_else(
    loader: SqlLoader, make: Any, rows: Any, spoil: Any
) -> None:
    claims = make.claims()
    spoilt = make.extraction(claims=(spoil(claims[0]), *claims[1:]))
    entry = replace(make.entry(2), extractions=(spoilt, replace(make.extraction(), extractor="other")))

    report = loader.load(make.batch(make.entry(1), entry, make.entry(3)))

    assert +report.counts == {"captures": 3, "articles": 3, "versions": 3, "claims": 9, "rejections": 1, "reprints": 2}
    row = rows.one("SELECT * FROM rejection")
    assert (row["stage"], row["item"], row["parser"]) == ("load", "key-2", "rules 1")
    assert row["reason"]
    assert rows("SELECT count(*) FROM claim WHERE extractor = 'other'") == [(3,)]
    assert rows("SELECT count(*) FROM extraction") == [(3,)]


def test_a_false_span_is_named_in_the_rejection(loader: SqlLoader, make: Any, rows: Any) -> None:
    claim = replace(make.claims()[0], when=Span(0, 4, "غيره"))
    loader.load(make.batch(replace(make.entry(), extractions=(make.extraction(claims=(claim,)),))))

    assert rows("SELECT reason FROM rejection") == [("span 0:4 should read 'غيره' but the version has 'أعلن' there",)]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "ftp://a/b", "//a/b", "a"])
def test_an_address_that_is_no_web_address_is_left_out_and_noted(
    loader: SqlLoader, make: Any, rows: Any, url: str
) -> None:
    batch = make.batch(make.entry(url=url))
    report = loader.load(batch)

    assert rows("SELECT url FROM article") == [(None,)]
    assert report.counts["claims"] == 3
    assert url in rows("SELECT reason FROM rejection")[0][0]
    assert +loader.load(batch).counts == {"unchanged": 1}


@pytest.mark.parametrize("url", ["HTTPS://News.example/1", "file:///wire/1.xml", "", None])
def test_web_addresses_files_and_none_are_fine(loader: SqlLoader, make: Any, rows: Any, url: str | None) -> None:
    assert loader.load(make.batch(make.entry(url=url))).counts["rejections"] == 0
    assert rows("SELECT url FROM article") == [(url or None,)]


def test_a_capture_that_cannot_be_stored_takes_its_entries_along(loader: SqlLoader, make: Any, rows: Any) -> None:
    from rasad.batches import Entry

    bad = make.capture(2, url="https://news.example/" + "x" * 2000)
    batch = make.batch(make.entry(1), Entry(bad, make.article(2)))
    batch.rejections.append(Rejection("star", Stage.PARSE, "no title", capture=bad))
    report = loader.load(batch)

    assert (report.counts["captures"], report.counts["articles"]) == (1, 1)
    reasons = [reason for (reason,) in rows("SELECT reason FROM rejection ORDER BY id")]
    assert reasons == [
        "no title",
        "the address is longer than 2000 bytes",
        "its capture was refused: the address is longer than 2000 bytes",
    ]


def test_rejections_themselves_can_always_be_stored(loader: SqlLoader, rows: Any) -> None:
    from rasad.batches import Batch

    letters = "".join(chr(0x10000 + n % 5000) for n in range(9000))
    wild = [
        Rejection("star", Stage.PARSE, f"\0\ud800{letters}", f"{n}\0\udfff{letters}", letters, None, "\0")
        for n in range(3)
    ]

    assert loader.load(Batch("star", "feed", rejections=wild)).counts["rejections"] == 3
    assert loader.load(Batch("star", "feed", rejections=wild)).counts["rejections"] == 0
    assert rows("SELECT parser FROM rejection")[0] == ("\\x00",)


def test_headers_and_hints_of_a_capture_are_kept_letter_for_letter(loader: SqlLoader, make: Any, rows: Any) -> None:
    import json

    hints = {"title": "a\0b\ud800ن"}
    loader.load(replace(make.batch(), captures=[Kept(make.capture(hints=hints), None)]))

    assert json.loads(rows("SELECT CAST(hints AS TEXT) FROM capture")[0][0]) == hints


def test_state_that_is_no_json_stores_nothing_of_its_batch(loader: SqlLoader, make: Any, rows: Any) -> None:
    batch = make.batch(make.entry())
    batch.state.append(StateChange("cursor", "", {"at": datetime.now(UTC)}))

    with pytest.raises(LoadError, match="state cursor cannot be written as JSON"):
        loader.load(batch)
    assert rows.counts() == {}

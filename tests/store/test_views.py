"""What people see: one row a claim, a dispute, a count, a source."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasad.batches import Rejection, Stage
from rasad.claims import Casualty
from rasad.store.loader import SqlLoader


def test_claims_shows_a_claim_in_one_row(loader: SqlLoader, make: Any, rows: Any) -> None:
    loader.load(make.batch(make.entry()))

    ceasefire = rows.one("SELECT * FROM claims WHERE stance = 'asserted' AND type = 'ceasefire'")
    for column, value in {
        "source": "star",
        "url": "https://news.example/1",
        "title": "العنوان 1",
        "speaker": "مسؤول في بلدية وادي الزهور",
        "speaker_kind": "official",
        "relays": "وكالة النجم",
        "actors": None,
        "places": "حي الربوة",
        "when_text": "الخميس",
        "toll": None,
        "extractor": "rules 1",
        "acled": "Strategic developments / Agreement",
        "plover": "AGREE",
        "version_id": 1,
    }.items():
        assert ceasefire[column] == value, column
    assert make.text[ceasefire["quote_start"] : ceasefire["quote_end"]] == ceasefire["quote"]


def test_lists_are_joined_in_their_order(loader: SqlLoader, make: Any, rows: Any) -> None:
    claim = make.claims()[0]
    names = ("وكالة النجم", "الخميس", "حي الربوة", "لواء الجبل")
    spans = tuple(make.span(name) for name in names)
    claim = replace(claim, relays=spans, actors=spans[::-1], targets=spans)
    loader.load(make.batch(replace(make.entry(), extractions=(make.extraction(claims=(claim,)),))))

    row = rows.one("SELECT relays, actors, targets FROM claims")
    assert row["relays"] == " → ".join(names)
    assert row["actors"] == "; ".join(names[::-1])
    assert row["targets"] == "; ".join(names)


def test_a_toll_is_told_in_words(loader: SqlLoader, make: Any, rows: Any) -> None:
    toll = make.claims()[2]
    bounds = ((43, None), (27, 27), (1, 3), (None, 9), (None, None), (0, 0))
    counts = tuple(Casualty(toll.quote, "killed", low, high) for low, high in bounds)
    toll = replace(toll, casualties=(*counts, Casualty(toll.quote, "injured", 2, 2, of=0)))
    loader.load(make.batch(replace(make.entry(), extractions=(make.extraction(claims=(toll,)),))))

    assert rows("SELECT toll FROM claims")[0][0] == (
        "killed 43+; killed 27; killed 1–3; killed ≤9; killed ?; killed 0; injured 2 (part)"
    )


def test_disputes_pairs_a_denial_with_what_it_denies(loader: SqlLoader, make: Any, rows: Any) -> None:
    loader.load(make.batch(make.entry()))

    dispute = rows.one("SELECT * FROM disputes")
    assert dispute["type"] == "ceasefire"
    assert (dispute["claimed_by"], dispute["claimed_through"]) == (
        "مسؤول في بلدية وادي الزهور",
        "وكالة النجم",
    )
    assert (dispute["denied_by"], dispute["denied_through"]) == ("قائد لواء الجبل", None)
    assert dispute["denial"].startswith("ونفى")
    assert dispute["places"] == "حي الربوة"
    assert dispute["claim_id"] < dispute["denial_id"]


def test_tolls_shows_each_count_with_the_whole_it_is_part_of(loader: SqlLoader, make: Any, rows: Any) -> None:
    loader.load(make.batch(make.entry()))

    found = rows("SELECT kind, min, max, who, text, part_of, whole_min, whole_max FROM tolls ORDER BY ordinal")
    assert found == [
        ("killed", 43, None, "شخصا", "43 شخصا", None, None, None),
        ("killed", 27, 27, None, "27 مقاتلا", 0, 43, None),
    ]


def test_claims_of_older_versions_and_older_extractors_are_not_shown(loader: SqlLoader, make: Any, rows: Any) -> None:
    loader.load(make.batch(make.entry()))
    loader.load(make.batch(make.entry(text=make.text + " وأضاف.")))
    newer = replace(make.entry(text=make.text + " وأضاف."), extractions=(make.extraction("2"),))
    loader.load(make.batch(newer))

    assert rows("SELECT DISTINCT version_id, extractor FROM claims") == [(2, "rules 2")]
    assert rows("SELECT count(*) FROM claim") == [(9,)]
    assert len(rows("SELECT * FROM disputes")) == 1
    assert len(rows("SELECT * FROM tolls")) == 2


def test_events_counts_the_claims_about_it(loader: SqlLoader, make: Any, rows: Any) -> None:
    loader.load(make.batch(make.entry()))
    rows.change("INSERT INTO event (id, key, type) VALUES (5, 'e', 'ceasefire'), (6, 'f', 'toll')")
    rows.change("UPDATE claim SET event_id = 5 WHERE type = 'ceasefire'")

    found = rows("SELECT id, claims, denials, sources, speakers FROM events ORDER BY id")
    assert found == [(5, 2, 1, 1, 2), (6, 0, 0, 0, 0)]


def run(loader: SqlLoader, outcome: str, error: str | None = None, source: str = "star") -> int:
    number = loader.start_run(source, "ingest")
    loader.finish_run(number, outcome, {"listed": number * 10}, error)
    return number


def test_source_health_tells_how_long_a_source_has_not_been_green(loader: SqlLoader, make: Any, rows: Any) -> None:
    run(loader, "timeout")
    run(loader, "ok")
    run(loader, "not_modified")
    run(loader, "empty")
    last = run(loader, "http_error", "503")
    run(loader, "blocked", source="moon")
    loader.load(
        make.batch(
            make.entry(),
            run_id=last,
            rejections=[
                Rejection("star", Stage.SKIP, "a tag page", "1"),
                Rejection("star", Stage.PARSE, "no title", "2"),
                Rejection("star", Stage.PARSE, "no title", "3"),
            ],
        )
    )
    loader.close_rejections([r.id for r in loader.rejections("star") if r.item == "3"])

    star = rows.one("SELECT * FROM source_health WHERE source = 'star'")
    assert (star["outcome"], star["error"], star["runs_not_green"]) == ("http_error", "503", 2)
    assert (star["listed"], star["articles"], star["rejections_open"]) == (last * 10, 1, 1)
    assert star["last_success_at"] is not None
    assert str(star["newest_published_at"])[:10] == "2025-03-04"
    moon = rows.one("SELECT * FROM source_health WHERE source = 'moon'")
    assert (moon["last_success_at"], moon["runs_not_green"]) == (None, 1)


def test_a_killed_run_is_not_green(loader: SqlLoader, rows: Any) -> None:
    run(loader, "ok")
    loader.start_run("star", "ingest")

    assert rows("SELECT outcome, runs_not_green, listed FROM source_health") == [(None, 1, 10)]

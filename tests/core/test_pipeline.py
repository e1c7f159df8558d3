"""One run of one source, end to end: a loopback publisher, a real archive, a real database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rasad.batches import Outcome
from rasad.errors import ConfigError
from rasad.pipeline import Ingest
from rasad.testing.feedlab import Response


def test_a_run_takes_pages_to_claims(newsroom: Any) -> None:
    newsroom.list(a="a:بدأت هدنة", b="b:خبر آخر")

    report = newsroom.run()

    assert report.outcome is Outcome.OK
    assert report.counts["versions"] == 2
    assert newsroom.rows("SELECT quote, published_at FROM claims") == [("هدنة", "2024-05-14T00:00:00Z")]


def test_every_response_is_archived_the_listing_too(newsroom: Any) -> None:
    newsroom.list(a="a:خبر")

    newsroom.run()

    assert newsroom.count("capture") == 2
    assert newsroom.rows("SELECT count(*) FROM capture WHERE file IS NULL") == [(0,)]


def test_the_same_run_again_changes_nothing_but_the_run_log(newsroom: Any) -> None:
    newsroom.list(a="a:هدنة", b="b:خبر", c="c:skip")
    newsroom.run()
    tables = [t for (t,) in newsroom.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    before = {t: newsroom.rows(f"SELECT * FROM {t}") for t in tables if t not in {"run", "sqlite_sequence"}}
    archive = sorted(p.name for p in newsroom.folder.rglob("*.warc.gz"))

    report = newsroom.run()

    assert report.outcome is Outcome.NOT_MODIFIED
    assert before == {t: newsroom.rows(f"SELECT * FROM {t}") for t in before}
    assert archive == sorted(p.name for p in newsroom.folder.rglob("*.warc.gz"))
    assert newsroom.count("run") == 2


def test_a_late_item_is_taken_in_whatever_its_date(newsroom: Any) -> None:
    newsroom.list(a="a:خبر")
    newsroom.run()
    newsroom.list(old="old:خبر قديم", a="a:خبر")

    assert newsroom.run().counts["versions"] == 1
    assert newsroom.count("article") == 2


def test_a_changed_page_is_a_new_version_of_the_same_article(newsroom: Any) -> None:
    newsroom.list(a="a:هدنة")
    newsroom.run()
    newsroom.list(a="a:هدنة ثم نفي")
    newsroom.run()

    assert (newsroom.count("article"), newsroom.count("version")) == (1, 2)


def test_one_missing_page_costs_itself_alone_and_is_tried_again(newsroom: Any) -> None:
    newsroom.list(a="a:خبر", b="b:هدنة")
    newsroom.lab["/b"] = [Response(status=404), Response("b:هدنة")]

    first = newsroom.run()
    second = newsroom.run()

    assert first.outcome is Outcome.PARTIAL
    assert first.counts["versions"] == 1
    assert newsroom.reasons()[0][:2] == ("fetch", "b")
    assert "404" in newsroom.reasons()[0][2]
    assert second.counts["versions"] == 1, "the listing was unchanged, but the failed item was still due"
    assert newsroom.run().outcome is Outcome.NOT_MODIFIED


def test_a_page_that_does_not_come_is_asked_for_in_five_runs_and_then_left_alone_for_an_hour(newsroom: Any) -> None:
    newsroom.list(a="a:خبر")
    newsroom.lab["/a"] = Response(status=404)

    outcomes = [newsroom.run().outcome for _ in range(7)]

    assert len(newsroom.lab.asked("/a")) == 5
    assert [outcome.green for outcome in outcomes] == [False] * 5 + [True] * 2
    assert len(newsroom.reasons()) == 1
    newsroom.pass_hours(1)
    assert not newsroom.run().outcome.green


def test_a_page_that_never_comes_is_given_up_after_a_day_and_its_rejection_stays(newsroom: Any) -> None:
    newsroom.list(a="a:خبر")
    newsroom.lab["/a"] = Response(status=404)

    for _ in range(12):
        newsroom.run()
        newsroom.pass_hours(24)

    assert len(newsroom.lab.asked("/a")) == 8
    assert newsroom.rows("SELECT kind FROM source_state WHERE kind IN ('pending', 'seen')") == [("seen",)]
    assert newsroom.rows("SELECT rejections_open FROM source_health") == [(1,)]


def test_pages_that_were_away_for_an_afternoon_come_in_though_the_feed_no_longer_lists_them(newsroom: Any) -> None:
    newsroom.list(a="a:خبر", b="b:خبر ثان")
    newsroom.lab["/a"] = newsroom.lab["/b"] = Response(status=503)
    for _ in range(20):
        newsroom.run()
    newsroom.list(c="c:خبر ثالث")
    newsroom.lab["/a"], newsroom.lab["/b"] = Response("a:خبر"), Response("b:خبر ثان")
    newsroom.pass_hours(6)

    assert newsroom.run().counts["versions"] == 3
    assert newsroom.rows("SELECT rejections_open FROM source_health") == [(0,)]


def test_a_page_that_failed_as_pending_is_not_asked_for_again_by_the_listing_of_the_same_run(newsroom: Any) -> None:
    pages = {f"p{n}": f"p{n}:خبر" for n in range(120)}
    newsroom.list(**pages)
    for name in pages:
        newsroom.lab[f"/{name}"] = Response(status=404)
    newsroom.run()
    newsroom.lab["/list"] = Response(newsroom.lab._scripts["/list"].body + " ")

    assert newsroom.run().counts["rejected"] == 120
    assert {len(newsroom.lab.asked(f"/{name}")) for name in pages} == {2}


def test_an_item_listed_anew_is_not_made_to_wait(newsroom: Any) -> None:
    newsroom.list(a="a:خبر")
    newsroom.lab["/a"] = Response(status=404)
    for _ in range(6):
        newsroom.run()

    newsroom.list(a="a:خبر معدل")

    assert newsroom.run().counts["versions"] == 1


def test_a_page_that_could_not_be_read_is_asked_for_again(newsroom: Any) -> None:
    """A login form, a page under maintenance: sent with 200 all the same, and an ETag that would hide the article."""
    newsroom.list(a="a:خبر")
    newsroom.lab["/a"] = [Response("!sign in", etag='"1"'), Response("a:خبر", etag='"1"')]

    assert newsroom.run().outcome is Outcome.PARSE_ERROR
    assert newsroom.run().counts["versions"] == 1
    assert newsroom.run().outcome is Outcome.NOT_MODIFIED


def test_a_page_that_can_never_be_read_is_given_up_after_three_runs(newsroom: Any) -> None:
    newsroom.list(a="!a:خبر", b="b:skip")

    outcomes = [newsroom.run().outcome.green for _ in range(4)]

    assert outcomes == [False, False, False, True]
    assert len(newsroom.lab.asked("/a")) == 3
    assert len(newsroom.lab.asked("/b")) == 1
    assert newsroom.count("rejection") == 2


def test_parts_of_a_page_end_each_in_their_own_way(newsroom: Any) -> None:
    newsroom.list(a="a:خبر|b:skip|c:", d="!")

    report = newsroom.run()

    assert report.outcome is Outcome.PARTIAL
    assert newsroom.count("article") == 1
    assert sorted(newsroom.reasons()) == [
        ("item", "c", "an item without text"),
        ("parse", "d", "not a page"),
        ("skip", "b", "a planning note"),
    ]


@pytest.mark.parametrize(
    ("listing", "outcome"),
    [
        (Response("{}"), Outcome.EMPTY),
        (Response('"torn"'), Outcome.PARSE_ERROR),
        (Response('"bug"'), Outcome.PARSE_ERROR),
        (Response(status=404), Outcome.HTTP_ERROR),
        (Response(status=403), Outcome.HTTP_ERROR),
    ],
)
def test_a_listing_that_gives_nothing_is_never_green(newsroom: Any, listing: Response, outcome: Outcome) -> None:
    newsroom.lab["/list"] = listing

    report = newsroom.run()

    assert report.outcome is outcome
    assert not report.outcome.green
    assert newsroom.rows("SELECT outcome FROM run") == [(str(outcome),)]


def test_a_failed_run_does_not_make_the_next_listing_conditional(newsroom: Any) -> None:
    """An ETag saved by a run that died half-way would hide the items it never reached."""
    newsroom.lab["/list"] = Response('"torn"', etag='"1"')
    newsroom.run()

    newsroom.run()

    asked = [r for r in newsroom.lab.received if r.path == "/list"]
    assert "if-none-match" not in asked[-1].headers


def test_a_dry_run_writes_nothing(newsroom: Any) -> None:
    newsroom.list(a="a:هدنة")

    report = newsroom.run(dry_run=True)

    assert report.outcome is Outcome.OK
    assert newsroom.count("run") == newsroom.count("capture") == newsroom.count("article") == 0
    assert not list(newsroom.folder.rglob("*.warc.gz"))


def test_a_limited_run_leaves_the_rest_for_the_next(newsroom: Any) -> None:
    newsroom.list(a="a:خبر", b="b:خبر ثان", c="c:خبر ثالث")

    assert newsroom.run(limit=1).counts["versions"] == 1
    assert newsroom.run().counts["versions"] == 2


def test_files_take_the_place_of_the_network(newsroom: Any, tmp_path: Path) -> None:
    (tmp_path / "drop").mkdir()
    (tmp_path / "drop" / "1.txt").write_text("a:هدنة")
    (tmp_path / "drop" / "2.txt").write_text("!")

    first = newsroom.run(paths=(tmp_path / "drop",))
    again = newsroom.run(paths=(tmp_path / "drop",))

    assert first.outcome is Outcome.PARTIAL
    assert again.counts["versions"] == 0
    assert (newsroom.count("capture"), newsroom.count("article"), newsroom.count("rejection")) == (2, 1, 1)
    assert newsroom.lab.received == []


def test_a_run_that_breaks_off_says_so_in_the_run_log(newsroom: Any) -> None:
    newsroom.list(a="a:خبر")

    with (
        pytest.raises(KeyboardInterrupt),
        Ingest("gazette", newsroom.settings, newsroom.registry) as run,
    ):
        next(run.chunks())
        raise KeyboardInterrupt

    assert newsroom.rows("SELECT outcome, error FROM run") == [("partial", "KeyboardInterrupt")]
    assert newsroom.run().counts["versions"] == 1


def test_an_unknown_source_is_refused_before_anything_is_made(newsroom: Any) -> None:
    with pytest.raises(ConfigError):
        Ingest("nowhere", newsroom.settings, newsroom.registry)

    assert not (newsroom.folder / "news.db").exists()

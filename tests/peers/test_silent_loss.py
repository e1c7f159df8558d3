"""Where other collectors lose items behind a green run: each case of theirs, run against a configured feed."""

from __future__ import annotations

import pytest
from tests.peers.newspaper import FILLER, NOON, Paper, Story, unless_asked_by_date

from rasad.batches import Outcome
from rasad.testing.feedlab import Response

THREE = (Story("a", "الأول"), Story("b", "الثاني"), Story("c", "الثالث"))
FOUR = (*THREE, Story("d", "الرابع"))


def test_pages_of_a_server_that_honours_dates_are_taken_in_three_of_three(paper: Paper) -> None:
    """A collector that asks for pages with the feed's own date gets 304 for all of them."""
    paper.publish(*THREE, last_modified="Tue, 04 Mar 2025 09:00:00 GMT")
    for story in THREE:
        paper.lab[f"/{story.slug}"] = unless_asked_by_date(story.page())

    assert paper.run().outcome is Outcome.OK
    assert paper.titles() == sorted(s.title for s in THREE)


def test_a_fourth_story_is_taken_in_where_the_other_pages_are_unchanged(paper: Paper) -> None:
    paper.publish(*THREE)
    paper.run()
    paper.publish(*FOUR)
    for story in FOUR:
        paper.lab[f"/{story.slug}"] = unless_asked_by_date(story.page())

    assert paper.run().counts["versions"] == 1
    assert paper.counts("article") == (4,)


def test_one_missing_page_costs_itself_alone_three_of_four(paper: Paper) -> None:
    paper.publish(*FOUR)
    paper.lab["/b"] = Response(status=404)

    report = paper.run()

    assert report.outcome is Outcome.PARTIAL
    assert paper.titles() == sorted(s.title for s in FOUR if s.slug != "b")
    assert paper.rows("SELECT stage, url FROM rejection") == [("fetch", paper.lab.url("/b"))]
    assert "404" in paper.rejections()[0][1]


def test_the_missing_page_is_taken_in_once_it_is_there(paper: Paper) -> None:
    paper.publish(*FOUR, etag='"1"')
    paper.lab["/b"] = [Response(status=404), Response(FOUR[1].page())]
    paper.run()

    again = paper.run()

    assert (again.outcome, again.counts["versions"]) == (Outcome.OK, 1)
    assert paper.counts("article", "version", "rejection") == (4, 4, 1)
    assert paper.rows("SELECT rejections_open FROM source_health") == [(0,)]


def test_a_page_still_missing_behind_an_unchanged_feed_is_not_green(paper: Paper) -> None:
    paper.publish(*FOUR, etag='"1"')
    paper.lab["/b"] = Response(status=404)
    paper.run()

    assert paper.run().outcome is Outcome.PARTIAL


def test_late_items_and_items_of_the_same_minute_are_taken_in_four_of_four(paper: Paper) -> None:
    """A cursor at the newest date so far would let C (the same minute) and D (an hour earlier) go."""
    a = Story("a", "A", date="Tue, 04 Mar 2025 10:00:00 +0300")
    b = Story("b", "B", date="Tue, 04 Mar 2025 12:00:00 +0300")
    c = Story("c", "C", date="Tue, 04 Mar 2025 12:00:00 +0300")
    d = Story("d", "D", date="Tue, 04 Mar 2025 11:00:00 +0300")
    paper.publish(b, a)
    paper.run()
    paper.publish(c, b, d, a)
    paper.run()

    assert paper.titles() == ["A", "B", "C", "D"]
    assert paper.counts("version") == (4,)


def test_items_without_any_date_are_taken_in_and_the_run_says_so(paper: Paper) -> None:
    paper.publish(*(Story(s.slug, s.title, date=None) for s in THREE))

    assert paper.run().outcome is Outcome.UNDATED
    assert paper.counts("article") == (3,)
    assert paper.rows("SELECT DISTINCT published_at FROM version") == [(None,)]


@pytest.mark.parametrize("pages", ["true", "false"])
def test_an_empty_feed_is_not_green(paper: Paper, pages: str) -> None:
    paper.configure(f"pages = {pages}\n")
    paper.publish()

    report = paper.run()

    assert not report.outcome.green
    assert paper.rows("SELECT outcome FROM run") == [(str(report.outcome),)]


def test_an_empty_feed_is_named_empty(paper: Paper) -> None:
    paper.publish()

    assert paper.run().outcome is Outcome.EMPTY


def test_a_feed_that_falls_empty_after_better_days_is_not_green(paper: Paper) -> None:
    paper.publish(*THREE)
    paper.run()
    paper.publish()

    assert paper.run().outcome is Outcome.EMPTY
    assert paper.counts("article") == (3,)


def test_a_feed_shorter_than_its_floor_is_not_green_and_loses_nothing(paper: Paper) -> None:
    paper.configure("min_items = 4\n")
    paper.publish(*THREE)

    assert paper.run().outcome is Outcome.BELOW_FLOOR
    assert paper.counts("article") == (3,)


def test_a_broken_entry_does_not_take_its_neighbours_with_it(paper: Paper) -> None:
    """An entity nobody declared and a bare ampersand make the whole document ill-formed XML."""
    broken = f"<item><title>AT&T &nbsp; خبر</title><link>{paper.lab.url('/x')}</link><pubDate>{NOON}</pubDate></item>"
    paper.publish(*THREE)
    paper.lab["/rss.xml"] = Response(paper.feed(THREE[:1], broken))
    paper.lab["/x"] = Response(Story("x", "المكسور").page())

    paper.run()

    assert paper.titles() == ["الأول", "المكسور"]


def test_an_entry_that_leads_nowhere_is_a_rejection_and_not_a_gap(paper: Paper) -> None:
    paper.publish(*THREE)
    nameless = f"<item><title>خبر بلا رابط</title><pubDate>{NOON}</pubDate></item>"
    paper.lab["/rss.xml"] = Response(paper.feed(THREE, nameless))

    report = paper.run()

    assert report.outcome is Outcome.PARTIAL
    assert paper.counts("article") == (3,)
    ((stage, reason),) = paper.rejections()
    assert (stage, "link" in reason) == ("item", True)


def test_entries_that_share_one_guid_are_all_taken_in(paper: Paper) -> None:
    """Some publishers write the same guid into every entry."""
    paper.publish(*(Story(s.slug, s.title, guid="1") for s in THREE))

    paper.run()

    assert paper.counts("article") == (3,)


def test_an_entry_listed_twice_is_one_article(paper: Paper) -> None:
    paper.publish(THREE[0], THREE[1], THREE[0])

    paper.run()

    assert paper.counts("article", "version") == (2, 2)


def test_an_empty_page_is_a_rejection_and_its_neighbours_are_articles(paper: Paper) -> None:
    paper.publish(*THREE)
    paper.lab["/b"] = Response("<!doctype html><html><body></body></html>", headers={"content-type": "text/html"})

    report = paper.run()

    assert report.outcome is Outcome.PARTIAL
    assert paper.counts("article", "rejection") == (2, 1)


def test_a_dead_link_that_leads_to_the_front_page_is_no_article(paper: Paper) -> None:
    paper.publish(*THREE)
    paper.lab["/b"] = Response.redirect("/")
    paper.lab["/"] = Response(Story("", "الصفحة الرئيسة", f"{FILLER}\n{FILLER}").page())

    report = paper.run()

    assert report.outcome is Outcome.PARTIAL
    assert paper.titles() == ["الأول", "الثالث"]


def test_a_challenge_page_is_no_article(paper: Paper) -> None:
    paper.publish(*THREE)
    challenge = "<!doctype html><title>Just a moment...</title><script>window._cf_chl_opt={}</script><p>Checking</p>"
    paper.lab["/b"] = Response(challenge, headers={"content-type": "text/html"})

    assert paper.run().outcome is Outcome.PARTIAL
    assert paper.titles() == ["الأول", "الثالث"]
    assert "Cloudflare" in paper.rejections()[0][1]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Response(status=404), Outcome.HTTP_ERROR),
        (Response("<!doctype html><html><body><p>Sign in</p></body></html>"), Outcome.PARSE_ERROR),
        (Response("<!doctype html><script>window._cf_chl_opt={}</script>"), Outcome.BLOCKED),
        (Response(""), Outcome.PARSE_ERROR),
        (Response("<rss version='2.0'><channel>"), Outcome.PARSE_ERROR),
    ],
    ids=["404", "page", "challenge", "nothing", "cut off"],
)
def test_what_is_no_feed_is_never_green(paper: Paper, answer: Response, outcome: Outcome) -> None:
    paper.lab["/rss.xml"] = answer

    report = paper.run()

    assert not report.outcome.green
    assert report.outcome is outcome
    assert paper.counts("article") == (0,)


def test_every_page_that_names_the_front_page_as_its_canonical_address_is_still_its_own_article(paper: Paper) -> None:
    paper.publish(*THREE)
    head = f"<link rel='canonical' href='{paper.lab.url('/')}'>"
    for story in THREE:
        paper.lab[f"/{story.slug}"] = Response(story.page(head), headers={"content-type": "text/html"})

    paper.run()

    assert paper.counts("article", "version") == (3, 3)

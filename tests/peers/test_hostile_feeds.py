"""Feeds that lie, break, shrink and repeat themselves: no story may be lost behind a green run, none made up."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.peers.newspaper import FILLER, Paper, Story

from rasad.batches import Outcome
from rasad.pipeline import Ingest
from rasad.registry import Registry
from rasad.testing.feedlab import FeedLab, Response

TRUCE = Story("truce", "هدنة في الوادي", f"أعلن المجلس المحلي هدنة في الوادي.\n{FILLER}")
DENIAL = Story("denial", "نفي في السهل", f"نفى قائد اللواء وجود هدنة في السهل.\n{FILLER}")
MARKET = Story("market", "سوق في القرية", f"افتتح المجلس سوقا جديدة في القرية.\n{FILLER}")
RAIN = Story("rain", "أمطار", f"هطلت أمطار غزيرة على المرتفعات الشمالية.\n{FILLER}")
ALL = (TRUCE, DENIAL, MARKET, RAIN)
HTML = {"content-type": "text/html; charset=utf-8"}
LOGIN = Response(
    "<!doctype html><html lang='ar'><title>تسجيل الدخول</title><body><main><h1>تسجيل الدخول</h1>"
    "<p>يرجى تسجيل الدخول لمتابعة القراءة في موقعنا الإلكتروني، أو فتح حساب جديد.</p>"
    "<form method='post'><input name='user'><input type='password' name='word'></form></main></body></html>",
    headers=HTML,
)


@pytest.fixture
def paper(tmp_path: Path, plugins: Registry) -> Iterator[Paper]:
    """A newspaper on two hosts."""
    with FeedLab(("127.0.0.1", "127.0.0.2")) as lab:
        yield Paper(tmp_path, lab, plugins)


def titles(*stories: Story) -> list[str]:
    return sorted(story.title for story in stories)


def texts(paper: Paper) -> list[str]:
    """Every text that was ever taken in."""
    return sorted(text for (text,) in paper.rows("SELECT text FROM version"))


def open_rejections(paper: Paper) -> list[str]:
    return [reason for (reason,) in paper.rows("SELECT reason FROM rejection WHERE replayed_at IS NULL")]


@pytest.mark.parametrize("pages", ["true", "false"])
@pytest.mark.parametrize("part", [0.3, 0.45, 0.5, 0.6, 0.75, 0.9, 0.99])
def test_feed_cut_off_behind_200_is_not_green_and_what_it_lacked_comes_in_the_next_time(
    paper: Paper, pages: str, part: float
) -> None:
    """The ETag is that of the whole feed: a request that names it gets 304, and half of the stories never come."""
    paper.configure(f"pages = {pages}\n")
    paper.publish(*ALL)
    whole = paper.feed(ALL)
    paper.lab["/rss.xml"] = Response(whole[: int(len(whole) * part)], etag='"1"')

    assert not paper.run().outcome.green
    assert set(texts(paper)) <= {story.text for story in ALL}, "a text that was cut through is no version"
    paper.lab["/rss.xml"] = Response(whole, etag='"1"')
    paper.run()

    assert texts(paper) == sorted(story.text for story in ALL)
    assert paper.counts("version") == (4,)


def test_whole_feed_after_one_that_was_cut_off_leaves_nothing_open(paper: Paper) -> None:
    paper.publish(*ALL)
    whole = paper.feed(ALL)
    paper.lab["/rss.xml"] = [Response(whole[:-200], etag='"1"'), Response(whole, etag='"1"')]
    paper.run()
    assert "cut off" in open_rejections(paper)[0]

    assert paper.run().outcome is Outcome.OK
    assert open_rejections(paper) == []


@pytest.mark.parametrize("path", ["/rss.xml", "/truce"])
def test_gzip_cut_off_in_the_middle_is_no_feed_and_no_page(paper: Paper, path: str) -> None:
    paper.publish(*ALL)
    good = paper.lab._scripts[path]
    assert isinstance(good, Response)
    torn = gzip.compress(good.payload)[:-60]
    paper.lab[path] = [Response(torn, headers={**HTML, "content-encoding": "gzip"}), good]

    assert not paper.run().outcome.green
    paper.run()

    assert paper.titles() == titles(*ALL)
    assert open_rejections(paper) == []


def test_new_body_under_the_old_etag_is_taken_in(paper: Paper) -> None:
    for stories in ((TRUCE,), (DENIAL, TRUCE)):
        paper.publish(*stories, headers={"etag": '"always the same"'})
        paper.run()

    assert paper.titles() == titles(TRUCE, DENIAL)


def test_feed_that_answers_304_for_ever_is_asked_for_its_bytes_once_a_day(paper: Paper) -> None:
    paper.publish(TRUCE, etag='"stuck"')
    paper.run()
    paper.publish(DENIAL, TRUCE, etag='"stuck"')
    assert paper.run().outcome is Outcome.NOT_MODIFIED
    a_day_passes(paper)

    assert paper.run().outcome is Outcome.OK
    assert paper.titles() == titles(TRUCE, DENIAL)
    assert paper.run().outcome is Outcome.NOT_MODIFIED
    assert "if-none-match" in paper.lab.asked("/rss.xml")[-1].headers


def a_day_passes(paper: Paper) -> None:
    """Everything that is remembered came in a day earlier."""
    for key, value in paper.rows("SELECT key, value FROM source_state WHERE kind = 'validator'"):
        row = json.loads(value)
        if "fetched_at" in row:
            row["fetched_at"] = (datetime.fromisoformat(row["fetched_at"]) - timedelta(days=1)).isoformat()
            paper.rows(f"UPDATE source_state SET value = '{json.dumps(row)}' WHERE key = '{key}'")


def test_feed_that_reorders_and_drops_stories_changes_and_loses_nothing(paper: Paper) -> None:
    for stories in (ALL, ALL[::-1], (RAIN, TRUCE), (), (MARKET, RAIN, TRUCE, DENIAL)):
        paper.publish(*stories)
        paper.run()

    assert paper.titles() == titles(*ALL)
    assert paper.counts("article", "version") == (4, 4)


@pytest.mark.parametrize("pages", ["true", "false"])
def test_feed_that_alternates_between_an_old_and_a_new_state_settles_on_the_new_one(paper: Paper, pages: str) -> None:
    """Two caches of one publisher, one of them behind."""
    paper.configure(f"pages = {pages}\n")
    corrected = replace(TRUCE, text=f"{TRUCE.text}\nونفى المجلس ذلك لاحقا.")
    for story in (corrected, DENIAL, MARKET):
        paper.lab[f"/{story.slug}"] = Response(story.page(), headers=HTML)
    for turn in range(6):
        stories = (corrected, DENIAL, MARKET) if turn % 2 else (TRUCE, DENIAL)
        paper.publish(*stories, pages=False, etag=f'"{turn % 2}"')
        paper.run()

    current = "SELECT text FROM version JOIN article ON current_version_id = version.id"
    assert sorted(paper.rows(current)) == sorted((s.text,) for s in (corrected, DENIAL, MARKET))
    assert paper.counts("article") == (3,)
    assert paper.counts("version") == ((3,) if pages == "true" else (4,))


def test_story_that_moves_from_one_feed_of_a_publisher_to_another_is_there_for_both(paper: Paper) -> None:
    paper.publish(TRUCE, RAIN)
    paper.lab["/local.xml"] = Response(paper.feed([DENIAL]))
    paper.lab["/denial"] = Response(DENIAL.page(), headers=HTML)
    paper.configure(f'[sources.local]\ntype = "feed"\nurl = "{paper.lab.url("/local.xml")}"\n'
                    "allow_private_addresses = true\n")  # fmt: skip
    both(paper)
    paper.publish(RAIN)
    paper.lab["/local.xml"] = Response(paper.feed([TRUCE, DENIAL]))
    both(paper)

    found = paper.rows("SELECT source, count(*) FROM article GROUP BY 1 ORDER BY 1")
    assert found == [("local", 2), ("paper", 2)]


def both(paper: Paper) -> None:
    """A run of either source."""
    for name in ("paper", "local"):
        with Ingest(name, paper.settings, paper.registry) as run:
            for chunk in run.chunks():
                run.take(chunk)


def test_new_guid_for_the_same_page_makes_no_second_article(paper: Paper) -> None:
    for guid in ("1", "2", "3"):
        paper.publish(replace(TRUCE, guid=guid))
        paper.run()

    assert paper.counts("article", "version") == (1, 1)


def test_guid_that_leads_to_another_page_now_brings_that_page_too(paper: Paper) -> None:
    """Nothing but the link tells the two apart: same guid, same headline, same words."""
    urgent = Story("one", "عاجل", TRUCE.text, date=None, guid="1")
    paper.publish(urgent)
    paper.run()
    paper.publish(replace(urgent, slug="two"))
    paper.lab["/two"] = Response(replace(urgent, text=DENIAL.text).page(), headers=HTML)

    paper.run()

    assert texts(paper) == sorted((TRUCE.text, DENIAL.text))
    assert paper.counts("article") == (2,)


@pytest.mark.parametrize("pages", ["true", "false"])
def test_two_stories_under_one_guid_are_two_articles_whatever_their_order(paper: Paper, pages: str) -> None:
    paper.configure(f"pages = {pages}\n")
    one, other = replace(TRUCE, guid="x"), replace(DENIAL, guid="x")
    for stories in ((one, other), (other, one), (RAIN, other, one)):
        paper.publish(*stories)
        paper.run()

    assert paper.titles() == titles(TRUCE, DENIAL, RAIN)
    assert paper.counts("article", "version") == (3, 3)


def test_two_texts_under_one_guid_and_link_are_both_kept(paper: Paper) -> None:
    paper.configure("pages = false\n")
    paper.publish(replace(TRUCE, guid="x"), replace(TRUCE, guid="x", text=DENIAL.text))

    paper.run()

    assert texts(paper) == sorted((TRUCE.text, DENIAL.text))


def test_login_form_in_the_place_of_a_page_is_no_version_and_the_page_comes_in_later(paper: Paper) -> None:
    paper.publish(TRUCE)
    paper.run()
    corrected = replace(TRUCE, title="هدنة مؤقتة في الوادي")
    paper.publish(corrected)
    paper.lab["/truce"] = [LOGIN, Response(corrected.page(), headers=HTML)]

    assert not paper.run().outcome.green
    assert paper.titles() == titles(TRUCE)
    paper.run()
    assert paper.titles() == titles(corrected)


def test_redirects_to_a_login_page_are_blocked_and_make_no_article(paper: Paper) -> None:
    paper.publish(TRUCE, DENIAL)
    paper.lab["/truce"] = paper.lab["/denial"] = Response.redirect("/user/login?next=/x")
    paper.lab["/user/login?next=/x"] = LOGIN

    assert paper.run().outcome is Outcome.BLOCKED
    assert paper.counts("article") == (0,)
    assert set(open_rejections(paper)) == {"redirect to a login page"}


def test_page_with_a_hidden_login_form_is_a_page(paper: Paper) -> None:
    paper.publish(TRUCE)
    form = "<div hidden><h2>تسجيل الدخول</h2><form><input type='password'></form></div></body>"
    paper.lab["/truce"] = Response(TRUCE.page().replace("</body>", form), headers=HTML)

    assert paper.run().outcome is Outcome.OK


def test_redirect_to_another_host_is_refused_with_what_to_do_and_comes_in_once_it_is_done(paper: Paper) -> None:
    paper.publish(TRUCE)
    there = paper.lab.url("/truce", "127.0.0.2")
    paper.lab["127.0.0.1/truce"] = Response.redirect(there)

    assert paper.run().outcome is Outcome.BLOCKED
    assert open_rejections(paper) == ["127.0.0.2 is not among the source's hosts; add it there (hosts) if it is"]
    paper.configure('hosts = ["127.0.0.2"]\n')
    paper.run()

    assert paper.titles() == titles(TRUCE)
    assert open_rejections(paper) == []


ATOM = "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:at='http://purl.org/atompub/tombstones/1.0'><title>x</title>{}</feed>"
DELETED = "<at:deleted-entry ref='tag:truce' when='2025-03-04T12:00:00Z'/>"


def atom(updated: str) -> str:
    """The story as an Atom entry."""
    words = f"<title>{TRUCE.title}</title><content>{TRUCE.text}</content><updated>{updated}</updated>"
    return f"<entry><id>tag:truce</id><link href='http://127.0.0.1/truce'/>{words}</entry>"


def test_deletion_notice_withdraws_the_article_and_keeps_what_it_said(paper: Paper) -> None:
    paper.configure("pages = false\n")
    paper.lab["/rss.xml"] = Response(ATOM.format(atom("2025-03-04T10:00:00Z")))
    paper.run()
    paper.lab["/rss.xml"] = Response(ATOM.format(DELETED))

    report = paper.run()

    assert report.counts["withdrawn"] == 1
    assert paper.rows("SELECT withdrawn_at FROM article") == [("2025-03-04T12:00:00Z",)]
    assert texts(paper) == [TRUCE.text]


def test_deletion_notice_older_than_the_article_withdraws_nothing(paper: Paper) -> None:
    paper.configure("pages = false\n")
    paper.lab["/rss.xml"] = Response(ATOM.format(atom("2025-03-04T14:00:00Z")))
    paper.run()
    paper.lab["/rss.xml"] = Response(ATOM.format(DELETED))
    paper.run()

    assert paper.rows("SELECT withdrawn_at FROM article") == [(None,)]


def test_deletion_notice_in_a_listing_of_pages_is_noted(paper: Paper) -> None:
    paper.lab["/rss.xml"] = Response(ATOM.format(DELETED))
    paper.run()

    ((stage, reason),) = paper.rejections()
    assert (stage, "deleted" in reason) == ("skip", True)


def test_page_dated_far_in_the_future_does_not_stop_later_versions(paper: Paper) -> None:
    def dated(story: Story, when: str) -> Response:
        return Response(story.page(f"<meta property='article:modified_time' content='{when}'>"), headers=HTML)

    corrected = replace(TRUCE, text=f"{TRUCE.text}\nونفى المجلس ذلك لاحقا.")
    paper.publish(TRUCE)
    paper.lab["/truce"] = dated(TRUCE, "2099-01-01T00:00:00Z")
    paper.run()
    paper.publish(corrected)
    paper.lab["/truce"] = dated(corrected, "2025-03-04T12:00:00Z")

    paper.run()

    current = "SELECT text FROM version JOIN article ON current_version_id = version.id"
    assert paper.rows(current) == [(corrected.text,)]


def test_feed_that_shrinks_below_what_it_usually_holds_is_not_green_and_keeps_its_stories(paper: Paper) -> None:
    many = [Story(f"s{n}", f"خبر {n}") for n in range(20)]
    for turn in range(10):
        paper.publish(*many, replace(RAIN, title=f"أمطار {turn}"))
        paper.run()
    paper.publish(replace(RAIN, title="أمطار أخيرة"))

    assert paper.run().outcome is Outcome.BELOW_FLOOR
    assert paper.counts("article") == (21,)
    assert "أمطار أخيرة" in paper.titles()

"""What makes a new version of an article, and what must not."""

from __future__ import annotations

import time
from dataclasses import replace

from tests.peers.newspaper import FILLER, Paper, Story

from rasad.batches import Outcome
from rasad.testing.feedlab import Response

FIRST = Story("truce", "هدنة في الوادي", f"أعلن المجلس المحلي هدنة في الوادي.\n{FILLER}")
DENIAL = "ونفى قائد اللواء وجود أي هدنة في الوادي."
SECOND = replace(FIRST, text=f"{FIRST.text}\n{DENIAL}")
OTHER = Story("other", "خبر آخر", f"خبر آخر من البلدة المجاورة.\n{FILLER}")


def texts(paper: Paper) -> list[str]:
    """Every version of the story, the oldest first."""
    return [text for (text,) in paper.rows(f"SELECT text FROM version WHERE title = '{FIRST.title}' ORDER BY number")]


def test_an_update_under_the_same_title_link_and_date_is_kept_as_a_version_entries(paper: Paper) -> None:
    """A hash of title and link takes the update for a duplicate and drops it."""
    paper.configure("pages = false\n")
    paper.publish(FIRST)
    paper.run()
    paper.publish(SECOND)

    assert paper.run().counts["versions"] == 1
    assert texts(paper) == [FIRST.text, SECOND.text]
    assert paper.counts("article") == (1,)


def test_an_update_that_shows_in_the_summary_alone_is_kept_as_a_version_pages(paper: Paper) -> None:
    paper.publish(FIRST)
    paper.run()
    paper.publish(SECOND)

    assert paper.run().counts["versions"] == 1
    assert texts(paper) == [FIRST.text, SECOND.text]


def test_the_update_once_more_adds_nothing(paper: Paper) -> None:
    paper.publish(FIRST)
    paper.run()
    paper.publish(SECOND)
    paper.run()
    paper.publish(SECOND, OTHER)

    paper.run()

    assert paper.counts("article", "version") == (2, 3)


def test_an_update_that_the_feed_says_nothing_of_is_found_when_the_page_is_looked_at_again(paper: Paper) -> None:
    paper.configure('recheck = "1s"\n')
    paper.publish(FIRST)
    paper.run()
    paper.publish(FIRST, OTHER)
    paper.lab["/truce"] = Response(SECOND.page(), headers={"content-type": "text/html"})
    time.sleep(1.1)

    paper.run()

    assert texts(paper) == [FIRST.text, SECOND.text]


def test_a_page_looked_at_again_that_has_not_changed_costs_no_row_and_no_alarm(paper: Paper) -> None:
    paper.configure('recheck = "1s"\n')
    paper.publish(FIRST)
    paper.lab["/truce"] = Response(FIRST.page(), etag='"1"', headers={"content-type": "text/html"})
    paper.run()
    paper.lab["/rss.xml"] = Response(paper.feed([FIRST]) + "<!-- made again -->")
    time.sleep(1.1)

    report = paper.run()

    assert (report.outcome, report.counts["unchanged"]) == (Outcome.NOT_MODIFIED, 1)
    assert paper.lab.asked("/truce")[-1].headers["if-none-match"] == '"1"'
    assert paper.counts("article", "version") == (1, 1)


def test_without_a_recheck_a_known_page_is_left_alone(paper: Paper) -> None:
    paper.configure('recheck = "0s"\n')
    paper.publish(FIRST)
    paper.run()
    paper.publish(FIRST, OTHER)

    paper.run()

    assert len(paper.lab.asked("/truce")) == 1


def test_a_corrected_headline_is_a_version(paper: Paper) -> None:
    paper.publish(FIRST)
    paper.run()
    paper.publish(replace(FIRST, title="هدنة مؤقتة في الوادي"))

    paper.run()

    assert paper.titles() == ["هدنة مؤقتة في الوادي"]
    assert paper.counts("article", "version") == (1, 2)


def test_a_story_dated_anew_is_no_version(paper: Paper) -> None:
    """Some publishers give their items the time of the last export."""
    paper.publish(FIRST)
    paper.run()
    paper.publish(replace(FIRST, date="Tue, 04 Mar 2025 18:30:00 +0300"))

    paper.run()

    assert paper.counts("article", "version") == (1, 1)
    assert paper.rows("SELECT published_at FROM version") == [("2025-03-04T09:00:00Z",)]


def test_another_advertisement_beside_the_text_is_no_version(paper: Paper) -> None:
    paper.publish(FIRST)
    paper.run()
    paper.publish(replace(FIRST, date="Tue, 04 Mar 2025 18:30:00 +0300"))
    furniture = "<aside><p>إعلان 2</p></aside><footer><p>18:30</p></footer></article></body>"
    page = FIRST.page().replace("</article></body>", furniture)
    paper.lab["/truce"] = Response(page, headers={"content-type": "text/html"})

    paper.run()

    assert paper.counts("capture", "article", "version") == (4, 1, 1)


def test_a_story_that_moves_to_another_address_under_its_canonical_one_stays_one_article(paper: Paper) -> None:
    head = f"<link rel='canonical' href='{paper.lab.url('/truce')}'>"
    moved = replace(FIRST, slug="truce?from=rss")
    paper.publish(FIRST)
    paper.run()
    paper.publish(moved)
    paper.lab["/truce?from=rss"] = Response(SECOND.page(head), headers={"content-type": "text/html"})

    paper.run()

    assert texts(paper) == [FIRST.text, SECOND.text]
    assert paper.counts("article") == (1,)


def test_a_link_that_counts_its_readers_makes_no_second_article(paper: Paper) -> None:
    for number in range(3):
        paper.publish(replace(FIRST, slug=f"truce?utm_source=rss&utm_content={number}", guid=f"export-{number}"))
        paper.run()

    assert paper.counts("article", "version") == (1, 1)


def test_what_leaves_the_feed_stays_in_the_database(paper: Paper) -> None:
    paper.publish(FIRST)
    paper.run()
    paper.publish(OTHER)

    paper.run()

    assert paper.counts("article") == (2,)

"""A cursor that moves although delivery failed, or in an order nobody foresaw: no item may fall between two runs."""

from __future__ import annotations

import random
import sqlite3

import pytest
from tests.peers.newspaper import Paper, Story

from rasad.batches import Outcome
from rasad.errors import LoadError
from rasad.testing.feedlab import Response

THREE = (Story("a", "الأول"), Story("b", "الثاني"), Story("c", "الثالث"))


def sabotage(paper: Paper, statement: str) -> None:
    """Run a statement in the newsroom's database behind its back."""
    with sqlite3.connect(paper.folder / "news.db") as database:
        database.execute(statement)
    database.close()


def refuse(paper: Paper) -> None:
    """From now on the database refuses the second story."""
    sabotage(
        paper,
        "CREATE TRIGGER refuse BEFORE INSERT ON version WHEN NEW.title = 'الثاني'"
        " BEGIN SELECT RAISE(ABORT, 'no room'); END",
    )


@pytest.mark.parametrize("pages", ["true", "false"], ids=["pages", "entries"])
def test_after_a_failed_delivery_the_next_run_takes_in_everything(paper: Paper, pages: str) -> None:
    paper.configure(f"pages = {pages}\n")
    paper.publish(etag='"0"')
    paper.run()
    paper.publish(*THREE, etag='"1"')
    refuse(paper)
    with pytest.raises(LoadError, match="no room"):
        paper.run()
    sabotage(paper, "DROP TRIGGER refuse")

    report = paper.run()

    assert report.outcome is Outcome.OK
    assert paper.titles() == sorted(s.title for s in THREE)
    assert paper.lab.asked("/rss.xml")[-1].headers.get("if-none-match") != '"1"'


def test_a_failed_delivery_leaves_a_line_in_the_run_log_that_is_not_green(paper: Paper) -> None:
    paper.publish()
    paper.run()
    paper.publish(*THREE)
    refuse(paper)
    with pytest.raises(LoadError):
        paper.run()

    ((outcome, error),) = paper.rows("SELECT outcome, error FROM run WHERE id = 2")
    assert not Outcome(outcome).green
    assert "no room" in error
    assert paper.rows("SELECT runs_not_green FROM source_health") == [(2,)]


def test_nothing_of_a_refused_batch_stays(paper: Paper) -> None:
    paper.publish()
    paper.run()
    paper.publish(*THREE)
    refuse(paper)
    with pytest.raises(LoadError):
        paper.run()

    assert paper.counts("article", "version") == (0, 0)
    assert paper.rows("SELECT count(*) FROM source_state WHERE kind IN ('seen', 'pending')") == [(0,)]


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_listed_when_and_missing_when_the_union_is_taken_in(paper: Paper, seed: int) -> None:
    """Six listings of random items in random order, pages missing up to three times; then runs until all is quiet."""
    chance = random.Random(seed)
    stories = [
        Story(f"s{n}", f"خبر {n}", date=f"Tue, 04 Mar 2025 {chance.randrange(24):02}:00:00 GMT") for n in range(9)
    ]
    for story in stories:
        missing = [Response(status=chance.choice([404, 410]))] * chance.randrange(4)
        paper.lab[f"/{story.slug}"] = [*missing, Response(story.page(), headers={"content-type": "text/html"})]
    listed: set[str] = set()
    for _ in range(6):
        some = chance.sample(stories, chance.randint(1, 6))
        listed |= {story.title for story in some}
        paper.publish(*some, pages=False)
        paper.run()
    for _ in range(3):
        paper.run()

    assert paper.titles() == sorted(listed)


def test_two_sources_of_one_publisher_do_not_share_what_they_have_seen(paper: Paper) -> None:
    """Seen-sets are a source's own: what one has taken in is still due for the other."""
    from rasad.pipeline import Ingest

    paper.publish(*THREE)
    paper.run()
    settings = paper.settings.model_copy(update={"sources": {"second": paper.settings.sources["paper"]}})
    with Ingest("second", settings, paper.registry) as run:
        for chunk in run.chunks():
            run.take(chunk)

    assert run.report.counts["versions"] == 3
    assert paper.rows("SELECT source, count(*) FROM article GROUP BY 1") == [("paper", 3), ("second", 3)]

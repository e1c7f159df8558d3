"""What is kept is parsed again after a parser was mended, with the network off; and nothing twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rasad import files
from rasad.batches import Outcome
from rasad.errors import ConfigError
from rasad.reextract import Reextract
from rasad.replay import Replay
from rasad.testing.feedlab import Response

REFUSED = 'if text.startswith("!"):\n            raise ParseError("not a page")'
MENDED = 'text = text.removeprefix("!")'


def open_rejections(newsroom: Any) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = newsroom.rows(
        "SELECT stage, item, reason FROM rejection WHERE replayed_at IS NULL ORDER BY id"
    )
    return found


def everything(newsroom: Any) -> list[Any]:
    tables = ("capture", "article", "version", "claim", "source_state")
    selects = [f"SELECT * FROM {table}" for table in tables]
    selects.append("SELECT id, stage, item, reason, parser, rejected_at, replayed_at FROM rejection")
    return [sorted(map(repr, newsroom.rows(select))) for select in selects]


def test_after_a_fix_exactly_the_rejected_come_in_and_no_request_is_made(newsroom: Any) -> None:
    newsroom.list(a="!a:بدأت هدنة", b="b:خبر", c="!c:خبر ثالث")
    assert newsroom.run().outcome is Outcome.PARTIAL
    newsroom.mend(REFUSED, MENDED)
    asked = len(newsroom.lab.received)

    report = newsroom.replay(rejected=True)

    assert report.outcome is Outcome.OK
    assert (report.counts["listed"], report.counts["versions"], report.counts["closed"]) == (2, 2, 2)
    assert newsroom.rows("SELECT key FROM article ORDER BY key") == [("a",), ("b",), ("c",)]
    assert newsroom.rows("SELECT quote FROM claims") == [("هدنة",)]
    assert open_rejections(newsroom) == []
    assert len(newsroom.lab.received) == asked
    assert newsroom.replay(rejected=True).outcome is Outcome.NOT_MODIFIED


def test_what_fails_again_stays_open_with_the_parser_that_failed(newsroom: Any) -> None:
    newsroom.list(a="!a:خبر")
    newsroom.run()
    before = open_rejections(newsroom)
    newsroom.mend('"gazette", "1"', '"gazette", "2"')

    report = newsroom.replay(rejected=True)

    assert report.outcome is Outcome.PARSE_ERROR
    assert report.counts["closed"] == 0
    assert open_rejections(newsroom) == before
    assert newsroom.rows("SELECT parser FROM rejection") == [("gazette 2",)]


def test_another_reason_takes_the_place_of_the_old_one(newsroom: Any) -> None:
    newsroom.list(a="!a:خبر")
    newsroom.run()
    newsroom.mend('"not a page"', '"a page of another kind"')

    newsroom.replay(rejected=True)

    assert open_rejections(newsroom) == [("parse", "a", "a page of another kind")]


def test_one_part_mended_closes_its_own_rejection_alone(newsroom: Any) -> None:
    newsroom.list(a="a:خبر|b:|:لا هوية")
    newsroom.run()
    newsroom.mend('yield Flaw("an item without text", key)', 'yield Article(key, "", "بلا نص", "ar")')

    newsroom.replay(rejected=True)

    assert open_rejections(newsroom) == [("item", "a", "an article without identity")]
    assert newsroom.rows("SELECT key FROM article ORDER BY key") == [("a",), ("b",)]


def test_deliberate_skips_are_left_alone_where_only_rejections_are_asked_for(newsroom: Any) -> None:
    newsroom.list(a="a:skip", b="b:skip|c:")
    newsroom.run()

    assert newsroom.replay(rejected=True).counts["listed"] == 1
    assert newsroom.replay().counts["listed"] == 2
    assert ("skip", "a", "a planning note") in open_rejections(newsroom)


def test_a_whole_replay_with_the_same_parser_changes_no_row(newsroom: Any) -> None:
    newsroom.list(a="a:بدأت هدنة", b="b:skip")
    newsroom.run()
    newsroom.replay()
    before = everything(newsroom)

    report = newsroom.replay()

    assert (report.outcome, report.counts["listed"], report.counts["unchanged"]) == (Outcome.OK, 2, 1)
    assert everything(newsroom) == before
    assert len(list((newsroom.folder / "archive").rglob("*.warc.gz"))) == 1


def test_a_listing_is_never_parsed_for_articles(newsroom: Any) -> None:
    newsroom.list(a="a:خبر")
    newsroom.run()

    assert newsroom.count("capture") == 2
    assert newsroom.replay().counts["listed"] == 1


def test_a_replay_in_another_parsers_words_leaves_the_newest_capture_current(newsroom: Any) -> None:
    newsroom.list(a="a:أول")
    newsroom.run()
    newsroom.list(a="a:ثان وأخير")
    newsroom.run()
    newsroom.rows("UPDATE capture SET fetched_at = '2020-01-01T00:00:00Z' WHERE id <= 2")
    newsroom.mend("if text.startswith", 'text = text + "."\n        if text.startswith')

    newsroom.replay()

    current = "SELECT text FROM version JOIN article ON current_version_id = version.id"
    assert newsroom.rows(current) == [("ثان وأخير.",)]
    assert newsroom.count("version") == 4


def test_a_rejected_old_copy_comes_in_behind_the_newer_one(newsroom: Any) -> None:
    newsroom.list(a="!a:قديم")
    newsroom.run()
    newsroom.rows("UPDATE capture SET fetched_at = '2020-01-01T00:00:00Z'")
    archive_says_so(newsroom)
    newsroom.list(a="a:جديد ومعدل")
    newsroom.run()
    newsroom.mend(REFUSED, MENDED)

    newsroom.replay(rejected=True)

    current = "SELECT text FROM version JOIN article ON current_version_id = version.id"
    assert newsroom.rows(current) == [("جديد ومعدل",)]
    assert newsroom.count("version") == 2


def archive_says_so(newsroom: Any) -> None:
    """Write the archive anew with captures fetched long ago."""
    from dataclasses import replace
    from datetime import UTC, datetime

    from rasad.archive import Archive

    archive = Archive(newsroom.settings.archive)
    kept = list(archive.scan())
    with archive.writer("gazette") as writer:
        for _, capture in kept:
            place = writer.write(replace(capture, fetched_at=datetime(2020, 1, 1, tzinfo=UTC)))
            newsroom.rows(
                f"UPDATE capture SET file = '{place.file}', offset = {place.offset}, length = {place.length} "
                f"WHERE sha256 = '{capture.sha256}'"
            )


def test_a_capture_that_the_archive_has_lost_is_a_rejection_and_costs_no_other(newsroom: Any) -> None:
    newsroom.list(a="a:خبر", b="b:خبر ثان")
    newsroom.run()
    newsroom.rows("UPDATE capture SET offset = offset + 1 WHERE item = 'a'")

    report = newsroom.replay()

    assert (report.outcome, report.counts["unchanged"]) == (Outcome.PARTIAL, 1)
    ((stage, item, reason),) = open_rejections(newsroom)
    assert (stage, item) == ("load", "a")
    assert reason.startswith("archive gazette/")


def test_a_killed_replay_is_made_whole_by_the_next(newsroom: Any) -> None:
    newsroom.list(**{f"p{n}": f"!p{n}:خبر {n}" for n in range(130)})
    newsroom.run()
    newsroom.mend(REFUSED, MENDED)
    with (
        pytest.raises(KeyboardInterrupt),
        Replay("gazette", newsroom.settings, newsroom.registry, rejected=True) as run,
    ):
        run.take(next(run.chunks()))
        raise KeyboardInterrupt
    assert (newsroom.count("article"), len(open_rejections(newsroom))) == (100, 30)

    newsroom.replay(rejected=True)

    assert (newsroom.count("article"), open_rejections(newsroom)) == (130, [])


def test_what_an_extractor_failed_on_is_read_again_and_closed(newsroom: Any) -> None:
    newsroom.mend('found = Span.find(version.text, "هدنة")', "raise ZeroDivisionError")
    newsroom.list(a="a:بدأت هدنة", b="b:خبر")
    newsroom.run()
    assert [stage for stage, _, _ in open_rejections(newsroom)] == ["extract", "extract"]
    newsroom.mend("", "")

    with Reextract(newsroom.settings, newsroom.registry, "gazette", rejected=True) as run:
        for chunk in run.chunks():
            run.take(chunk)

    assert (run.outcome, run.counts["closed"]) == (Outcome.OK, 2)
    assert open_rejections(newsroom) == []
    assert newsroom.rows("SELECT quote FROM claims") == [("هدنة",)]


def test_only_versions_on_which_it_failed_are_read_again(newsroom: Any) -> None:
    newsroom.list(a="a:بدأت هدنة")
    newsroom.run()
    newsroom.mend('"words", "1"', '"words", "2"')

    with Reextract(newsroom.settings, newsroom.registry, "gazette", rejected=True) as run:
        assert list(run.chunks()) == []


def test_a_page_that_comes_in_at_last_closes_what_kept_it_away(newsroom: Any) -> None:
    newsroom.list(a="a:خبر", b="b:خبر ثان")
    newsroom.lab["/b"] = Response("gone", status=404)
    newsroom.run()
    assert [stage for stage, _, _ in open_rejections(newsroom)] == ["fetch"]

    newsroom.list(a="a:خبر", b="b:خبر ثان")
    newsroom.run()

    assert open_rejections(newsroom) == []
    assert newsroom.count("rejection") == 1


def test_a_listing_that_answers_again_closes_its_rejection(newsroom: Any) -> None:
    newsroom.lab["/list"] = Response("down", status=503)
    newsroom.run()
    assert [item for _, item, _ in open_rejections(newsroom)] == ["listing"]

    newsroom.list(a="a:خبر")
    newsroom.run()

    assert open_rejections(newsroom) == []


def test_a_torn_listing_that_reads_again_closes_its_rejection(newsroom: Any) -> None:
    newsroom.lab["/list"] = Response('"torn"')
    newsroom.run()
    assert open_rejections(newsroom) == [("parse", "listing", "the listing is torn")]

    newsroom.list(a="a:خبر")
    newsroom.run()

    assert open_rejections(newsroom) == []


def test_a_page_that_was_given_up_and_comes_in_after_all_closes_its_rejection(newsroom: Any) -> None:
    newsroom.list(a="a:خبر")
    newsroom.lab["/a"] = Response(status=404)
    for _ in range(9):
        newsroom.run()
        newsroom.pass_hours(24)
    assert newsroom.rows("SELECT kind FROM source_state WHERE kind IN ('pending', 'seen')") == [("seen",)]
    assert len(open_rejections(newsroom)) == 1

    newsroom.list(a="a:خبر معدل")
    newsroom.run()

    assert open_rejections(newsroom) == []


def test_an_entry_that_led_nowhere_and_has_a_page_now_closes_its_rejection(newsroom: Any) -> None:
    newsroom.mend("yield Item(id,", 'yield Flaw("no page", id) if print == "0" else Item(id,')
    newsroom.list(a="", b="b:خبر")
    newsroom.run()
    assert open_rejections(newsroom) == [("item", "a", "no page")]

    newsroom.list(a="a:خبر", b="b:خبر")
    newsroom.run()

    assert open_rejections(newsroom) == []


def test_a_flaw_of_the_listing_itself_is_open_until_the_listing_is_whole(newsroom: Any) -> None:
    newsroom.mend("for id, print", 'if "more" in rows:\n            yield Flaw("there is more")\n        for id, print')
    newsroom.list(a="a:خبر", more="more:خبر")
    newsroom.lab["/list"] = Response('{"a": "1", "more": "1"}', etag='"1"')
    newsroom.run()

    assert newsroom.run().outcome is Outcome.PARTIAL, "a listing that was not whole is read again, not asked about"
    assert open_rejections(newsroom) == [("item", "listing", "there is more")]
    newsroom.list(a="a:خبر")
    newsroom.run()
    assert open_rejections(newsroom) == []


def test_a_file_that_could_not_be_read_and_can_be_now_closes_its_rejection(newsroom: Any, tmp_path: Path) -> None:
    drop = tmp_path / "a.txt"
    with drop.open("wb") as file:
        file.truncate(files.SIZE_LIMIT + 1)  # a hole: it takes no room
    newsroom.run(paths=(drop,))
    assert [stage for stage, _, _ in open_rejections(newsroom)] == ["fetch"]

    drop.write_text("a:خبر")
    newsroom.run(paths=(drop,))

    assert open_rejections(newsroom) == []


def test_after_recoveries_a_replay_takes_in_exactly_what_is_open(newsroom: Any) -> None:
    newsroom.list(a="!a:أول", b="b:ثان", c="!c:ثالث", d="d:skip")
    newsroom.lab["/b"] = Response(status=404)
    newsroom.run()
    newsroom.list(a="!a:أول", b="b:ثان", c="!c:ثالث", d="d:skip")
    newsroom.run()
    assert [item for stage, item, _ in open_rejections(newsroom) if stage != "skip"] == ["a", "c"]
    newsroom.mend(REFUSED, MENDED)

    report = newsroom.replay(rejected=True)

    assert (report.counts["listed"], report.counts["versions"], report.counts["closed"]) == (2, 2, 2)
    assert [item for stage, item, _ in open_rejections(newsroom) if stage != "skip"] == []


def test_a_source_that_is_no_longer_configured_is_named(newsroom: Any) -> None:
    with pytest.raises(ConfigError, match="no source 'gone'"):
        Replay("gone", newsroom.settings, newsroom.registry)

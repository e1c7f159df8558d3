"""Dates and charsets that other collectors get wrong: hours lost with the zone, dates made up, letters garbled."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.peers.newspaper import FILLER, Paper, Story

from rasad.batches import Outcome
from rasad.testing.feedlab import Response

TITLE = "هدنة مؤقتة في بلدة النبع"
TEXT = f"أعلن المجلس المحلي في بلدة النبع هدنة مؤقتة تبدأ مساء اليوم.\n{FILLER}"
STORY = Story("a", TITLE, TEXT)


def published(paper: Paper) -> tuple[str | None, str | None]:
    """Time and raw text of the only version."""
    ((at, raw),) = paper.rows("SELECT published_at, published_raw FROM version")
    return at, raw


@pytest.mark.parametrize("pages", ["true", "false"], ids=["pages", "entries"])
@pytest.mark.parametrize(
    ("date", "at"),
    [
        ("Sun, 04 Aug 2024 21:00:00 +0300", "2024-08-04T18:00:00Z"),
        ("Mon, 05 Aug 2024 01:30:00 +0300", "2024-08-04T22:30:00Z"),
        ("Sun, 04 Aug 2024 21:00:00 GMT", "2024-08-04T21:00:00Z"),
        ("2024-08-04T21:00:00+03:00", "2024-08-04T18:00:00Z"),
        ("الأحد، 4 آب 2024 21:00 +0300", "2024-08-04T18:00:00Z"),
        ("4 أغسطس 2024 21:00 +0300", "2024-08-04T18:00:00Z"),
        ("٤ آب ٢٠٢٤ ٢١:٠٠ +0300", "2024-08-04T18:00:00Z"),
    ],
)
def test_a_date_of_the_feed_is_the_time_it_says_in_utc(paper: Paper, date: str, at: str, pages: str) -> None:
    paper.configure(f"pages = {pages}\n")
    paper.publish(Story("a", TITLE, TEXT, date=date))

    assert paper.run().outcome is Outcome.OK
    assert published(paper) == (at, date)


@pytest.mark.parametrize("pages", ["true", "false"], ids=["pages", "entries"])
def test_a_date_without_zone_is_read_in_the_zone_of_the_configuration(paper: Paper, pages: str) -> None:
    paper.configure(f'pages = {pages}\ntimezone = "Asia/Baghdad"\n')
    paper.publish(Story("a", TITLE, TEXT, date="الأحد، 4 آب 2024 21:00"))

    paper.run()

    assert published(paper)[0] == "2024-08-04T18:00:00Z"


@pytest.mark.parametrize("pages", ["true", "false"], ids=["pages", "entries"])
def test_a_date_without_zone_is_kept_as_text_where_nothing_says_the_zone(paper: Paper, pages: str) -> None:
    paper.configure(f"pages = {pages}\n")
    paper.publish(Story("a", TITLE, TEXT, date="الأحد، 4 آب 2024 21:00"))

    paper.run()

    assert published(paper) == (None, "الأحد، 4 آب 2024 21:00")


@pytest.mark.parametrize("date", [None, "قبل قليل", "32 آب 2024"])
def test_no_date_is_made_up_where_there_is_none(paper: Paper, date: str | None) -> None:
    """The time of the fetch is no time of publication: a dead channel would look alive."""
    paper.publish(Story("a", TITLE, TEXT, date=date))

    assert paper.run().outcome is Outcome.UNDATED
    assert published(paper) == (None, date)
    ((fetched,),) = paper.rows("SELECT DISTINCT substr(fetched_at, 1, 10) FROM capture")
    assert fetched == datetime.now(UTC).date().isoformat()


@pytest.mark.parametrize("charset", ["utf-8", "cp1256", "iso8859-6"])
@pytest.mark.parametrize("kind", ["text/html", "text/html; charset=utf-8"], ids=["undeclared", "declared utf-8"])
def test_a_page_is_readable_whatever_it_declares(paper: Paper, charset: str, kind: str) -> None:
    paper.publish(STORY)
    page = STORY.page()
    paper.lab["/a"] = Response(page.encode(charset), headers={"content-type": kind})

    paper.run()

    assert paper.rows("SELECT title, text FROM version") == [(TITLE, TEXT)]


@pytest.mark.parametrize("declaration", ["<?xml version='1.0'?>", "<?xml version='1.0' encoding='UTF-8'?>", ""])
def test_a_feed_in_undeclared_cp1256_is_readable(paper: Paper, declaration: str) -> None:
    paper.configure("pages = false\n")
    feed = paper.feed([STORY]).partition("?>")[2]
    paper.lab["/rss.xml"] = Response((declaration + feed).encode("cp1256"), headers={"content-type": "text/xml"})

    paper.run()

    assert paper.rows("SELECT title, text FROM version") == [(TITLE, TEXT)]


def test_a_feed_whose_charset_only_the_header_names_is_readable(paper: Paper) -> None:
    feed = paper.feed([STORY]).partition("?>")[2]
    kind = {"content-type": "text/xml; charset=windows-1256"}
    paper.publish(STORY)
    paper.lab["/rss.xml"] = Response(feed.encode("cp1256"), headers=kind)

    paper.run()

    assert paper.rows("SELECT hints FROM capture WHERE hints <> '{}'")[0][0].count("النبع") == 1


def test_mojibake_made_by_the_publisher_is_mended(paper: Paper) -> None:
    """UTF-8 read as cp1252 and written as UTF-8: what a broken export of the publisher's leaves."""
    paper.configure("pages = false\n")
    garbled = paper.feed([STORY]).encode().decode("latin-1")
    paper.lab["/rss.xml"] = Response(garbled.encode(), headers={"content-type": "text/xml; charset=utf-8"})

    paper.run()

    assert paper.rows("SELECT title FROM version") == [(TITLE,)]


def test_the_bytes_are_kept_as_they_came(paper: Paper) -> None:
    from rasad.archive import Archive
    from rasad.batches import Location

    paper.configure("pages = false\n")
    body = paper.feed([STORY]).partition("?>")[2].encode("cp1256")
    paper.lab["/rss.xml"] = Response(body)
    paper.run()

    ((file, offset, length),) = paper.rows('SELECT file, "offset", length FROM capture')
    assert Archive(str(paper.folder / "archive")).read(Location(file, offset, length)).body == body

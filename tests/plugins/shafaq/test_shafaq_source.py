"""The source `shafaq`: its feeds and pages from the configuration to rows, and what names an article."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rasad import Article, Capture, Flaw, Skip, registry
from rasad.batches import Outcome, RunReport
from rasad.pipeline import Ingest
from rasad.registry import Registry
from rasad.settings import Settings
from rasad.testing.feedlab import FeedLab, Response
from rasad_shafaq import addresses, copy
from rasad_shafaq.source import FEEDS, Shafaq, ShafaqConfig

NOON = datetime(2025, 3, 4, 12, tzinfo=UTC)
TEXT = "أعلن المجلس المحلي في وادي الزهور هدنة تبدأ منتصف الليل وتستمر أسبوعين."


def page(title: str, *lines: str, head: str = "") -> str:
    body = "".join(f"<p>{line}</p>" for line in lines)
    return (
        f"<!doctype html><html lang='ar'><head><title>{title}</title>{head}</head>"
        f"<body><article><h1>{title}</h1><div class='article-body'>{body}</div></article></body></html>"
    )


def entry(link: str, title: str, date: str = "Tue, 04 Mar 2025 15:00:00 +0300") -> str:
    return f"<item><title>{title}</title><link>{link}</link><pubDate>{date}</pubDate></item>"


def rss(*entries: str) -> str:
    return f"<rss version='2.0'><channel><title>x</title>{''.join(entries)}</channel></rss>"


class Newsroom:
    """Two feeds of the publisher on a loopback address, and a newsroom."""

    def __init__(self, folder: Path, lab: FeedLab, plugins: Registry) -> None:
        self.folder, self.lab, self.plugins = folder, lab, plugins
        feeds = [lab.url("/ar/rss.xml"), lab.url("/en/rss.xml")]
        section = {"type": "shafaq", "feeds": feeds, "allow_private_addresses": True}
        self.settings = Settings(
            database=f"sqlite:///{folder}/news.db", archive=f"{folder}/archive", sources={"shafaq": section}
        )

    def publish(self, language: str, **stories: str) -> None:
        """Publish pages of one language under a section, and a feed of them."""
        entries = []
        for slug, title in stories.items():
            path = f"/{language}/news/{slug}"
            self.lab[path] = Response(page(title, "شفق نيوز/ " + TEXT), headers={"content-type": "text/html"})
            entries.append(entry(self.lab.url(path), title))
        self.lab[f"/{language}/rss.xml"] = Response(rss(*entries))

    def run(self) -> RunReport:
        with Ingest("shafaq", self.settings, self.plugins) as run:
            for chunk in run.chunks():
                run.take(chunk)
        return run.report

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.folder / "news.db") as database:
            found = database.execute(sql).fetchall()
        database.close()
        return found


@pytest.fixture(scope="module")
def plugins() -> Registry:
    found = registry.load()
    found.extractors = {}
    return found


@pytest.fixture
def newsroom(tmp_path: Path, plugins: Registry) -> Iterator[Newsroom]:
    with FeedLab() as lab:
        yield Newsroom(tmp_path, lab, plugins)


def parse(body: str, url: str = "https://shafaq.com/ar/أمن/هدنة", **hints: str) -> list[Any]:
    return list(Shafaq(ShafaqConfig(type="shafaq")).parse(Capture(url, body.encode(), NOON, 200, hints=hints)))


def test_pages_of_every_feed_become_articles(newsroom: Newsroom) -> None:
    newsroom.publish("ar", truce="هدنة في الوادي")
    newsroom.publish("en", truce="Truce in the valley")

    assert newsroom.run().outcome is Outcome.OK
    found = newsroom.rows(
        "SELECT a.key, v.title, v.published_at, v.text FROM article a JOIN version v ON v.article_id = a.id"
        " ORDER BY a.key"
    )
    assert found == [
        ("ar/news/truce", "هدنة في الوادي", "2025-03-04T12:00:00Z", TEXT),
        ("en/news/truce", "Truce in the valley", "2025-03-04T12:00:00Z", TEXT),
    ]


@pytest.mark.parametrize("answer", [Response(status=404), Response("<html><body>sign in"), Response("")])
def test_a_dead_feed_does_not_take_the_others_with_it(newsroom: Newsroom, answer: Response) -> None:
    newsroom.publish("en", truce="Truce in the valley")
    newsroom.lab["/ar/rss.xml"] = answer

    assert newsroom.run().outcome is Outcome.PARTIAL
    assert newsroom.rows("SELECT count(*) FROM article") == [(1,)]
    assert newsroom.rows("SELECT item, url FROM rejection")[0][0] == "listing"


def test_one_unchanged_feed_leaves_the_other_to_be_read(newsroom: Newsroom) -> None:
    newsroom.publish("ar", truce="هدنة في الوادي")
    newsroom.publish("en", truce="Truce in the valley")
    newsroom.run()
    newsroom.publish("en", truce="Truce in the valley", second="Another story")

    assert newsroom.run().counts["versions"] == 1


def test_addresses_that_are_no_articles_are_skipped_with_their_reason(newsroom: Newsroom) -> None:
    newsroom.publish("ar", truce="هدنة في الوادي")
    newsroom.publish("en")
    feed = rss(
        entry(newsroom.lab.url("/ar/news/truce"), "هدنة في الوادي"),
        entry(newsroom.lab.url("/ar/tags/valley"), "وسم"),
        entry(newsroom.lab.url("/ar/BBC-Arabic/story"), "خبر منقول"),
    )
    newsroom.lab["/ar/rss.xml"] = Response(feed)

    assert newsroom.run().outcome is Outcome.OK
    assert newsroom.rows("SELECT stage, item, reason FROM rejection ORDER BY item") == [
        ("skip", "ar/BBC-Arabic/story", "a page of /bbc-arabic/, not an article"),
        ("skip", "ar/tags/valley", "a page of /tags/, not an article"),
    ]
    assert newsroom.lab.asked("/ar/tags/valley") == []


def test_a_story_listed_under_two_addresses_is_one_article(newsroom: Newsroom) -> None:
    newsroom.publish("ar", truce="هدنة في الوادي")
    newsroom.publish("en")
    both = [entry(newsroom.lab.url(f"{amp}/ar/news/truce"), "هدنة في الوادي") for amp in ("", "/amp")]
    newsroom.lab["/ar/rss.xml"] = Response(rss(*both))
    newsroom.lab["/amp/ar/news/truce"] = Response(page("هدنة في الوادي", "شفق نيوز/ " + TEXT))

    newsroom.run()

    assert newsroom.rows("SELECT count(*) FROM version") == [(1,)]


def test_without_configuration_three_languages_are_read_and_no_other_host() -> None:
    source = Shafaq(ShafaqConfig(type="shafaq"))

    assert source.config.feeds == FEEDS
    assert set(source.hosts) == set(addresses.HOSTS)


@pytest.mark.parametrize(
    ("url", "key", "language", "section"),
    [
        ("https://shafaq.com/ar/أمن/خبر", "ar/أمن/خبر", "ar", "أمن"),
        ("https://www.shafaq.com/ar/أمـــن/خبر", "ar/أمن/خبر", "ar", "أمن"),
        ("https://shafaaq.com/amp/ar/أمن/خبر", "ar/أمن/خبر", "ar", "أمن"),
        ("https://shafaq.com/ar/%D8%A3%D9%85%D9%86/%D8%AE%D8%A8%D8%B1", "ar/أمن/خبر", "ar", "أمن"),
        ("https://shafaq.com/en/Iraq-News/Truce?utm=1#top", "en/Iraq-News/Truce", "en", "Iraq News"),
        ("https://shafaq.com/ku/خبر", "ku/خبر", "ku", None),
        ("https://shafaq.com/fr/x/y", "fr/x/y", None, "x"),
        ("https://shafaq.com/", "", None, None),
    ],
)
def test_address(url: str, key: str, language: str | None, section: str | None) -> None:
    assert addresses.key(url) == key
    assert addresses.language(url) == language
    assert addresses.section(url) == section


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["شفق نيوز/ " + TEXT], copy.Copy("عنوان", TEXT, "شفق نيوز")),
        (["شفق نيوز – بغداد", TEXT], copy.Copy("عنوان", TEXT, "شفق نيوز", "بغداد")),
        (["شفق نيوز- دمشق/ القامشلي", TEXT], copy.Copy("عنوان", TEXT, "شفق نيوز", "دمشق/ القامشلي")),
        (["شفق نيوز/ هل بدأت الهدنة؟", TEXT], copy.Copy("عنوان", f"هل بدأت الهدنة؟\n{TEXT}", "شفق نيوز")),
        (["عنوان", "2025-03-04", "شفق نيوز/ " + TEXT], copy.Copy("عنوان", TEXT, "شفق نيوز", None, "2025-03-04")),
        (["مقدمة", "شفق نيوز/ " + TEXT], copy.Copy("عنوان", f"مقدمة\n{TEXT}", "شفق نيوز")),
        ([TEXT, "Shafaq Live", "radio icon"], copy.Copy("عنوان", TEXT)),
        (["شفق نيوز/"], copy.Copy("عنوان", "", "شفق نيوز")),
    ],
)
def test_copy(lines: list[str], expected: copy.Copy) -> None:
    assert copy.read("عنوان", lines) == expected


def test_nothing_cut_from_the_copy_is_lost() -> None:
    (article,) = parse(page("هدنة", "2025-03-04T15:00:00+03:00", "شفق نيوز- بغداد", TEXT))

    assert isinstance(article, Article)
    assert (article.text, article.published.at) == (TEXT, NOON)
    assert dict(article.meta) == {"agency": "شفق نيوز", "dateline": "بغداد", "section": "أمن"}


def test_the_date_line_does_not_stand_above_the_pages_own_time() -> None:
    head = "<meta property='article:published_time' content='2025-03-04T18:00:00+03:00'>"
    (article,) = parse(page("هدنة", "2025-03-01", "شفق نيوز/ " + TEXT, head=head))

    assert article.published.raw == "2025-03-04T18:00:00+03:00"


def test_the_image_s_time_is_kept_as_evidence() -> None:
    image = "<meta property='og:image' content='https://media.shafaq.com/media/arcella_slider/1741089600123.jpg'>"
    (article,) = parse(page("هدنة", "شفق نيوز/ " + TEXT, head=image))

    assert article.meta["image_epoch_ms"] == 1741089600123
    assert article.published.at is None


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (page("هدنة"), "a page without running text"),
        (page("هدنة", "شفق نيوز/"), "a page without running text"),
        ("شفق نيوز/", "copy without text"),
    ],
)
def test_copy_without_words_is_a_flaw(body: str, reason: str) -> None:
    (found,) = parse(body)

    assert isinstance(found, Flaw)
    assert found.reason == reason


def test_a_page_whose_canonical_address_is_a_tag_is_skipped() -> None:
    head = "<link rel='canonical' href='https://shafaq.com/ar/tags/valley'>"
    (found,) = parse(page("وسم", TEXT, head=head))

    assert isinstance(found, Skip)
    assert found.key == "ar/tags/valley"


def test_a_feed_in_place_of_a_page_is_read_as_one() -> None:
    body = rss(f"<item><guid>1</guid><title>هدنة</title><description>{TEXT}</description></item>")
    (article,) = parse(body)

    assert (article.key, article.text) == ("1", TEXT)


def lines(*rows: Any) -> str:
    return "\n".join(row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)


def test_json_lines_each_end_in_their_own_way() -> None:
    body = lines(
        {"url": "https://shafaq.com/ar/أمن/خبر", "text": f"شفق نيوز- بغداد\n{TEXT}"},
        {"id": "b", "text": f"عنوان بلا نقطة\n{TEXT}", "lang": "ar"},
        "",
        "not json",
        {"id": "c"},
        "[1, 2]",
        {"url": "https://shafaq.com/ar/tags/x", "text": TEXT},
        {"text": " "},
        "[" * 5000,
    )

    found = parse(body, "file:///x.jsonl")

    assert [(type(each).__name__, each.key) for each in found] == [
        ("Article", "ar/أمن/خبر"),
        ("Article", "b"),
        ("Flaw", "line 4"),
        ("Flaw", "line 5"),
        ("Flaw", "line 6"),
        ("Skip", "ar/tags/x"),
        ("Flaw", "line 8"),
        ("Flaw", "line 9"),
    ]
    assert (found[0].meta["dateline"], found[0].url) == ("بغداد", "https://shafaq.com/ar/أمن/خبر")
    assert (found[1].title, found[1].text) == ("عنوان بلا نقطة", TEXT)


def test_text_with_an_address_that_is_none_costs_itself_alone() -> None:
    lines = [{"text": TEXT, "url": "http://[/ar/1"}, {"text": TEXT, "url": "https://shafaq.com/ar/اخبار/2"}]
    body = "\n".join(json.dumps(line) for line in lines).encode()

    found = list(Shafaq(ShafaqConfig(type="shafaq")).parse(Capture("file:///a.jsonl", body, NOON)))

    assert [each.key for each in found if isinstance(each, Article)] == ["", "ar/اخبار/2"]

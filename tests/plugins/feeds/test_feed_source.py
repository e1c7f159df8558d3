"""The source `feed`: what it lists, where it may go, and what its settings do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from rasad import Article, Capture, Flaw, Item, registry
from rasad.configure import configured
from rasad.errors import ConfigError, FetchError, ParseError
from rasad.fetch import Fetcher
from rasad.formats import listing
from rasad.settings import Settings
from rasad.stages import SourceState
from rasad.testing.feedlab import FeedLab, Response
from rasad_feeds.feed import Feed, FeedConfig

NOON = datetime(2025, 3, 4, 12, tzinfo=UTC)
TEXT = "أعلن المجلس المحلي في وادي الزهور هدنة تبدأ منتصف الليل."
PAGE = f"<!doctype html><html><head><title>هدنة</title></head><body><article><p>{TEXT}</p></article></body></html>"


def rss(*entries: str) -> bytes:
    return f"<rss version='2.0'><channel><title>x</title>{''.join(entries)}</channel></rss>".encode()


def entry(link: str = "https://valley.example/1", **fields: str) -> str:
    fields = {"title": "هدنة", "link": link, **fields}
    return "<item>" + "".join(f"<{name}>{words}</{name}>" for name, words in fields.items() if words) + "</item>"


def capture(body: bytes, at: datetime = NOON, kind: str = "text/xml") -> Capture:
    return Capture("https://valley.example/rss.xml", body, at, 200, {"content-type": kind})


def items(body: bytes, **options: Any) -> list[Item]:
    return [item for item in listing.items(capture(body), **options) if isinstance(item, Item)]


@pytest.fixture
def lab() -> Iterator[FeedLab]:
    with FeedLab(("127.0.0.1", "127.0.0.2")) as running:
        yield running


def discover(lab: FeedLab, **config: Any) -> list[Item | Flaw]:
    source = Feed(FeedConfig(type="feed", url=lab.url("/rss.xml"), **config))
    with Fetcher("valley", allow_private_addresses=True) as fetch:
        return list(source.discover(fetch, SourceState()))


def test_each_entry_is_an_item_with_what_the_feed_says_of_it(lab: FeedLab) -> None:
    lab["/rss.xml"] = Response(rss(entry(guid="1", pubDate="4 آذار 2025"), entry("/2", title="")))

    one, two = discover(lab)

    assert isinstance(one, Item)
    assert isinstance(two, Item)
    assert (one.id, one.url) == ("1", "https://valley.example/1")
    assert one.hints == {"title": "هدنة", "published": "4 آذار 2025"}
    assert (two.id, two.url, two.hints) == (lab.url("/2"), lab.url("/2"), {})


def test_without_pages_the_feed_is_the_only_item_and_holds_its_bytes(lab: FeedLab) -> None:
    lab["/rss.xml"] = Response(rss(entry()))

    (item,) = discover(lab, pages=False)

    assert isinstance(item, Item)
    assert item.capture is not None
    assert (item.id, item.fingerprint) == (lab.url("/rss.xml"), item.capture.sha256)


@pytest.mark.parametrize("pages", [True, False])
def test_an_unchanged_feed_lists_nothing(lab: FeedLab, pages: bool) -> None:
    lab["/rss.xml"] = Response(rss(entry()), etag='"1"')
    known = {lab.url("/rss.xml"): {"etag": '"1"'}}
    source = Feed(FeedConfig(type="feed", url=lab.url("/rss.xml"), pages=pages))

    with Fetcher("valley", allow_private_addresses=True, validators=known) as fetch:
        assert list(source.discover(fetch, SourceState())) == []
        assert fetch.unchanged == 1


@pytest.mark.parametrize(
    ("answer", "error"),
    [(Response(status=500), FetchError), (Response("<html><body>x"), ParseError), (Response("{"), ParseError)],
)
def test_what_is_no_feed_is_an_error_and_not_an_empty_listing(
    lab: FeedLab, answer: Response, error: type[Exception]
) -> None:
    lab["/rss.xml"] = answer

    with pytest.raises(error):
        discover(lab)


def test_a_flaw_of_the_feed_stands_among_its_items() -> None:
    found = list(listing.items(capture(rss(entry(), entry("", title="بلا رابط"), entry("https://valley.example/3")))))

    assert [type(each).__name__ for each in found] == ["Item", "Flaw", "Item"]
    assert isinstance(found[1], Flaw)
    assert found[1].key == "بلا رابط"


@pytest.mark.parametrize("scheme", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x"])
def test_a_link_that_is_no_web_address_is_a_flaw(scheme: str) -> None:
    assert items(rss(entry(scheme))) == []


def test_entries_beyond_the_limit_are_told() -> None:
    body = rss(*(entry(f"https://valley.example/{n}") for n in range(5)))

    found = list(listing.items(capture(body), limit=2))

    assert [type(each).__name__ for each in found] == ["Item", "Item", "Flaw"]
    assert isinstance(found[2], Flaw)
    assert "first 2" in found[2].reason


@pytest.mark.parametrize("field", ["title", "pubDate", "description"])
def test_whatever_the_feed_changes_makes_the_page_due_again(field: str) -> None:
    told = {"title": "هدنة", "pubDate": "Tue, 04 Mar 2025 12:00:00 GMT", "description": TEXT}
    (before,) = items(rss(entry(guid="1", **told)))
    (after,) = items(rss(entry(guid="1", **{**told, field: f"{told[field]}x"})))

    assert before.id == after.id
    assert before.fingerprint != after.fingerprint


def test_what_the_feed_says_anew_without_a_change_makes_nothing_due() -> None:
    assert items(rss(entry(guid="1"))) == items(rss(entry(guid="1")) + b"<!-- made again -->")


def test_after_the_recheck_every_page_is_due_once_and_not_all_at_once() -> None:
    body = rss(*(entry(f"https://valley.example/{n}", title=f"خبر {n}") for n in range(48)))

    def at(hour: int) -> list[str]:
        now = capture(body, NOON + timedelta(hours=hour))
        return [i.fingerprint for i in listing.items(now, recheck=timedelta(days=1)) if isinstance(i, Item)]

    hours = [at(hour) for hour in range(25)]
    due = [sum(a != b for a, b in zip(*pair, strict=True)) for pair in pairwise(hours)]

    assert sum(due) == 48
    assert max(due) < 12


@pytest.mark.parametrize("recheck", [None, timedelta(0)])
def test_without_a_recheck_time_makes_nothing_due(recheck: timedelta | None) -> None:
    later = capture(rss(entry()), NOON + timedelta(days=30))

    assert list(listing.items(later, recheck=recheck)) == items(rss(entry()))


def test_entries_that_share_an_id_are_told_apart_by_address_wherever_they_stand() -> None:
    body = rss(entry("https://valley.example/1", guid="x"), entry("https://valley.example/2", guid="x"))

    assert [item.id for item in items(body)] == ["x https://valley.example/1", "x https://valley.example/2"]


def test_the_charset_of_the_header_holds_for_the_listing() -> None:
    told = capture(rss(entry()).decode().encode("cp1256"), kind="text/xml; charset=windows-1256")

    (item,) = listing.items(told)

    assert isinstance(item, Item)
    assert item.hints["title"] == "هدنة"


@pytest.mark.parametrize(
    ("url", "more", "hosts"),
    [
        ("https://valley.example/rss", (), ("valley.example", "www.valley.example")),
        ("https://www.valley.example/rss", (), ("valley.example", "www.valley.example")),
        (
            "https://valley.example/rss",
            ("pages.example",),
            ("valley.example", "www.valley.example", "pages.example"),
        ),
        ("", ("pages.example",), ("pages.example",)),
    ],
)
def test_pages_may_lie_on_the_hosts_of_feed_and_configuration(
    url: str, more: tuple[str, ...], hosts: tuple[str, ...]
) -> None:
    assert Feed(FeedConfig(type="feed", url=url, hosts=more)).hosts == hosts


def test_a_page_on_a_host_that_nobody_named_is_not_asked_for(lab: FeedLab) -> None:
    lab["/rss.xml"] = Response(rss(entry(lab.url("/here")), entry(lab.url("/there", "127.0.0.2"))))
    lab["/here"] = lab["/there"] = Response(PAGE)
    source = Feed(FeedConfig(type="feed", url=lab.url("/rss.xml")))

    with Fetcher("valley", hosts=source.hosts, allow_private_addresses=True) as fetch:
        found = [item for item in source.discover(fetch, SourceState()) if isinstance(item, Item)]
        answers = {item.url: answer for item, answer in fetch.many(found)}

    refused = answers[lab.url("/there", "127.0.0.2")]
    assert isinstance(answers[lab.url("/here")], Capture)
    assert isinstance(refused, FetchError)
    assert (refused.outcome, "not among the source's hosts" in refused.reason) == ("blocked", True)
    assert lab.asked("/there") == []


def test_the_language_of_the_configuration_holds_where_the_publisher_gives_none() -> None:
    source = Feed(FeedConfig(type="feed", lang="ku"))
    nameless = PAGE.replace(TEXT, "1234567890 " * 6)
    named = nameless.replace("<html>", "<html lang='en'>")

    langs = [next(iter(source.parse(capture(page.encode())))) for page in (nameless, named)]

    assert [each.lang for each in langs if isinstance(each, Article)] == ["ku", "en"]


def test_the_language_of_the_configuration_holds_for_entries_too() -> None:
    source = Feed(FeedConfig(type="feed", lang="ku"))

    (article,) = source.parse(capture(rss(entry(description=TEXT))))

    assert isinstance(article, Article)
    assert article.lang == "ku"


@pytest.mark.parametrize(
    "time", ['<time datetime="2025-03-04T15:00:00">', '<meta name="date" content="2025-03-04T15:00">']
)
def test_the_zone_of_the_configuration_holds_for_times_of_the_page(time: str) -> None:
    source = Feed(FeedConfig(type="feed", timezone="Asia/Baghdad"))

    (article,) = source.parse(capture(PAGE.replace("<article>", f"<article>{time}").encode()))

    assert isinstance(article, Article)
    assert article.published.at == NOON


def test_a_feed_may_list_wire_files_in_place_of_pages() -> None:
    (article,) = Feed(FeedConfig(type="feed")).parse(capture(TEXT.encode()))

    assert isinstance(article, Article)
    assert article.text == TEXT


@pytest.mark.parametrize(
    ("section", "reason"),
    [
        ({"timezone": "Mars/Crater"}, "timezone: .*no such time zone"),
        ({"timezone": "../etc/passwd"}, "timezone: .*no such time zone"),
        ({"urll": "https://valley.example"}, "urll: unknown key"),
        ({"pages": "perhaps"}, "pages: "),
        ({"url": "http://["}, "url: .*needs a whole address"),
        ({"url": "valley.example/rss.xml"}, "url: .*needs a whole address, e.g. https://"),
        ({"url": "file:///etc/passwd"}, "url: .*needs a whole address"),
        ({"recheck": "soon"}, "recheck: "),
        ({"min_items": -1}, "min_items: "),
    ],
)
def test_a_setting_that_cannot_be_followed_is_named_in_one_line(section: dict[str, Any], reason: str) -> None:
    plugins = registry.load()

    with pytest.raises(ConfigError, match=reason) as caught:
        configured(
            "valley", Settings(database="sqlite:///x.db", sources={"valley": {"type": "feed", **section}}), plugins
        )
    assert "\n" not in str(caught.value)


def test_a_feed_without_an_address_says_what_to_do() -> None:
    with Fetcher("valley") as fetch, pytest.raises(ConfigError, match=r"needs a url in rasad\.toml"):
        list(Feed(FeedConfig(type="feed")).discover(fetch, SourceState()))

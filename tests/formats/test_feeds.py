"""Feeds of every dialect, whole and broken: each entry comes out, or the reason why it does not."""

from __future__ import annotations

import json
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rasad.articles import Article, Flaw
from rasad.captures import Capture
from rasad.errors import ParseError
from rasad.formats import feed_fallback, feeds
from rasad.formats.feed_entry import FeedEntry
from rasad.formats.feeds import Feed, iter_entries, read_feed

CASES = Path(__file__).parent / "feed_cases"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
URL = "https://news.example/ar/rss.xml"


def capture(body: bytes, content_type: str = "application/rss+xml") -> Capture:
    return Capture(URL, body, NOW, headers={"content-type": content_type})


def rss(items: str, channel: str = "<title>خدمة سهلان</title>", prolog: str = "") -> bytes:
    return f'{prolog}<rss version="2.0"><channel>{channel}{items}</channel></rss>'.encode()


def one(items: str, **surroundings: str) -> FeedEntry:
    [entry] = read_feed(rss(items, **surroundings), base_url=URL).entries
    assert isinstance(entry, FeedEntry)
    return entry


def as_json(feed: Feed) -> dict[str, Any]:
    """The fields a case may state, in plain values."""
    entries = []
    for entry in feed.entries:
        assert isinstance(entry, FeedEntry)
        row = entry._asdict() | {"text": entry.text, "tags": list(entry.tags), "extra": dict(entry.extra)}
        for name in ("published", "updated"):
            row[name] = row[name].at.isoformat() if row[name].at else None
        entries.append(row)
    return {
        "title": feed.title,
        "lang": feed.lang,
        "kind": feed.kind,
        "flawed": feed.flawed,
        "entries": entries,
    }


@pytest.mark.parametrize("case", sorted(path.stem for path in CASES.glob("*.xml")))
def test_feed_of_every_dialect_reads_as_its_case_states(case: str) -> None:
    expected = json.loads((CASES / f"{case}.json").read_text("utf-8"))
    found = as_json(read_feed((CASES / f"{case}.xml").read_bytes(), base_url=URL))

    for wanted, entry in zip(expected.pop("entries"), found["entries"], strict=True):
        assert {name: entry[name] for name in wanted} == wanted
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("هدنة &amp; اتفاق", "هدنة & اتفاق"),
        ("A &amp;amp; B", "A & B"),
        ("a &lt;b&gt;bold&lt;/b&gt; move", "a bold move"),
        ("<![CDATA[a <i>slanted</i>&nbsp;move]]>", "a slanted move"),
        ("5 &lt; 6 and 7 &gt; 6", "5 < 6 and 7 > 6"),
        ("  two\n  lines ", "two lines"),
        ("مـــدينة شيّع", "مـــدينة شيّع"),
        ("a\u202eb\u200bc\ufeffd", "abcd"),
        ("can&#146;t", "can’t"),
    ],
)
def test_rss_title_becomes_one_line_of_plain_text(written: str, read: str) -> None:
    assert one(f"<item><title>{written}</title></item>").title == read


def test_atom_text_title_keeps_its_angle_brackets() -> None:
    body = b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>the &lt;b&gt; tag</title></entry></feed>'

    [entry] = read_feed(body).entries

    assert isinstance(entry, FeedEntry)
    assert entry.title == "the <b> tag"


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "ftp://x.example/a", "http:", ""],
)
def test_link_that_is_no_web_address_is_dropped(link: str) -> None:
    assert one(f"<item><title>t</title><link>{link}</link></item>").link in ("", URL)
    assert one(f"<item><title>t</title><link>{link}</link></item>").link != link or not link


def test_relative_link_is_resolved_against_the_nearest_base() -> None:
    body = (
        b'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/a/"><entry xml:base="b/">'
        b'<link href="c?x=1&amp;y=2"/></entry><entry><link href="d"/></entry></feed>'
    )

    links = [entry.link for entry in iter_entries(body, base_url=URL) if isinstance(entry, FeedEntry)]

    assert links == ["https://news.example/a/b/c?x=1&y=2", "https://news.example/a/d"]


def test_permalink_guid_stands_in_for_a_missing_link() -> None:
    assert one("<item><guid>https://news.example/1</guid></item>").link == "https://news.example/1"
    assert one('<item><guid isPermaLink="false">https://news.example/1</guid></item>').link == ""


def test_html_content_becomes_paragraphs() -> None:
    words = "<p>أول<br>ثان</p><script>x()</script><div>ثالث&nbsp;هنا</div>"
    item = f"<item><description><![CDATA[{words}]]></description></item>"

    assert one(item).text == "أول\nثان\nثالث هنا"


def test_time_nobody_could_mean_stays_unknown() -> None:
    entry = one("<item><title>t</title><pubDate>Fri, 31 Dec 9999 23:59:59 GMT</pubDate></item>")

    assert entry.published.at is None
    assert entry.published.raw == "Fri, 31 Dec 9999 23:59:59 GMT"


BROKEN = {
    "undeclared entity": "<item><title>caf&eacute;&nbsp;noir</title></item>",
    "bare ampersand": "<item><title>café noir</title><link>https://a.example/?a=1&b=2</link></item>",
    "control character": "<item><title>café\x08 noir</title></item>",
    "forbidden reference": "<item><title>café&#8; noir</title></item>",
    "crossed tags": "<item><title>café noir</title><description><b>x</description></b></item>",
}


@pytest.mark.parametrize("fault", BROKEN)
def test_broken_feed_gives_all_its_entries_and_says_it_is_broken(fault: str) -> None:
    feed = read_feed(rss(f"{BROKEN[fault]}<item><title>second</title></item>"))

    assert [entry.title for entry in feed.entries if isinstance(entry, FeedEntry)] == ["café noir", "second"]
    assert feed.flawed


def test_feed_cut_off_keeps_what_came_before_the_cut() -> None:
    whole = rss("".join(f"<item><guid isPermaLink='false'>{n}</guid><title>t{n}</title></item>" for n in range(9)))

    feed = read_feed(whole[:-90])

    ids = [entry.id for entry in feed.entries if isinstance(entry, FeedEntry)]
    assert ids[:7] == [str(n) for n in range(7)]
    assert len(set(ids)) == len(ids)
    assert feed.flawed


def test_entries_that_look_alike_are_all_kept() -> None:
    assert len(read_feed(rss("<item><title>t</title></item>" * 3)).entries) == 3


BOMB = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
LONG = f'<!DOCTYPE rss [<!ENTITY x "{"y" * 5000}">]>'


@pytest.mark.parametrize(
    "prolog",
    [BOMB, OUTSIDE, LONG, "<!-- x --><?pi?>" + BOMB, BOMB.replace("<!ENTITY b", " " * 40000 + "<!ENTITY b")],
)
def test_dangerous_entities_are_refused_before_any_reader_sees_them(
    prolog: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_fallback, "_CHILD", None)  # an attempt to ask the child would be an AttributeError

    with pytest.raises(ParseError, match=r"refused|does not end"):
        read_feed(rss("<item><title>&c;&x;</title></item>", prolog=prolog))


def test_harmless_entities_of_an_old_feed_are_read() -> None:
    prolog = '<!DOCTYPE rss [<!ENTITY nbsp "&#160;"><!ENTITY agency "وكالة">]>'

    [entry] = read_feed(rss("<item><title>قالت&nbsp;&agency;</title></item>", prolog=prolog)).entries

    assert isinstance(entry, FeedEntry)
    assert entry.title.startswith("قالت")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" \n ",
        b"\0\0\0",
        b"<html><head><title>Not here</title></head><body><p>Moved</p></body></html>",
        b"<!DOCTYPE html><html><body>Just a moment...</body></html>",
        b'{"error": "gone"}',
        b"<newsItem/>",
        b"plain words",
        b"<rss" + b" a='1'" * 1000,
        b"<rss>" + b"<a>" * 5000,
        bytes(range(256)) * 4,
    ],
)
def test_what_is_no_feed_ends_as_a_parse_error(body: bytes) -> None:
    with pytest.raises(ParseError):
        feed = read_feed(body)
        if not feed.entries:  # a torn root may still be a feed without entries
            raise ParseError("no entries")


@pytest.mark.parametrize("real", ["utf-8", "windows-1256", "iso-8859-6", "utf-16"])
@pytest.mark.parametrize("label", ["", "; charset=utf-8", "; charset=windows-1256", "; charset=iso-8859-1"])
def test_arabic_feed_reads_the_same_in_any_charset_under_any_label(real: str, label: str) -> None:
    words = "أعلنت بلدية سهلان إغلاق الجسر القديم أمام حركة المرور حتى إشعار آخر"
    body = rss(f"<item><title>{words}</title></item>").decode().encode(real)

    [entry] = read_feed(body, content_type=f"application/rss+xml{label}").entries

    assert isinstance(entry, FeedEntry)
    assert entry.title == words


def test_limit_marks_the_feed_as_truncated() -> None:
    body = rss("<item><title>t</title></item>" * 10)

    assert read_feed(body, limit=4).truncated
    assert len(read_feed(body, limit=4).entries) == 4
    assert not read_feed(body, limit=10).truncated


def test_memory_does_not_grow_with_the_feed() -> None:
    body = rss("<item><title>عنوان</title><description>نص الخبر هنا</description></item>" * 20_000)
    tracemalloc.start()

    count = sum(1 for _ in iter_entries(body))

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 20_000
    assert peak < len(body) * 2 + 1_000_000


def test_child_that_is_late_is_ended_and_the_next_feed_is_read() -> None:
    slow = b"<rss><channel><item " + b" ".join(b'a%d="1"' % n for n in range(60_000)) + b"><title>x</channel>"

    with pytest.raises(ParseError, match="too long"):
        feed_fallback.read_broken(slow, deadline=1.5)

    assert feed_fallback.read_broken(b"<rss><channel><item><title>t</title></channel></rss>")["entries"]


def test_child_keeps_its_memory_limit() -> None:
    with pytest.raises(ParseError):
        feed_fallback.read_broken(b"<rss><channel>" + b"<item>&<title>x</title></item>" * 900_000, deadline=15)


def test_recognise_knows_feeds_from_other_files() -> None:
    yes = [
        rss(""),
        rss("", prolog='\ufeff<?xml version="1.0"?>\n<!-- c -->\n'),
        rss("").decode().encode("utf-16"),
    ]
    yes += [
        b'<rdf:RDF xmlns:rdf="x">',
        b'<feed xmlns="http://www.w3.org/2005/Atom">',
        b"<!DOCTYPE rss SYSTEM 'x'><rss>",
    ]
    no = [b"", b"<html>", b"<NewsML>", b"{}", b"<newsMessage>", "رصد rss".encode(), b"<!-- <rss> --><nitf>"]

    assert [feeds.recognise(capture(body)) for body in yes + no] == [True] * len(yes) + [False] * len(no)


def test_each_entry_becomes_an_article_and_one_without_text_a_flaw() -> None:
    body = rss(
        "<item><guid isPermaLink='false'>7</guid><link>/7</link><title>عنوان</title>"
        "<description>نص</description>"
        "<pubDate>Tue, 02 Jan 2024 10:00:00 +0300</pubDate><category>أمن</category></item>"
        "<item><guid isPermaLink='false'>8</guid><title>عنوان بلا نص</title></item>"
        "<item><description>نص بلا هوية</description></item>",
        channel="<title>خدمة</title><language>ar</language>",
    )

    article, without_text, without_key = feeds.read(capture(body))

    assert isinstance(article, Article)
    assert (article.key, article.url, article.lang) == ("7", "https://news.example/7", "ar")
    assert article.published.at == datetime(2024, 1, 2, 7, tzinfo=UTC)
    assert article.meta == {"tags": ["أمن"]}
    assert isinstance(without_text, Flaw) and "without text" in without_text.reason
    assert isinstance(without_key, Flaw)


SEED = rss(
    "<item><guid>https://a.example/1</guid><title>عنوان &amp; آخر</title>"
    "<description>&lt;p&gt;نص&lt;/p&gt;</description>"
    "<pubDate>Tue, 02 Jan 2024 10:00:00 +0300</pubDate></item>" * 3
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(SEED) - 1), st.binary(max_size=3)), min_size=1, max_size=6))
def test_mutants_end_as_entries_or_a_parse_error(edits: list[tuple[int, bytes]]) -> None:
    body = bytearray(SEED)
    for at, piece in edits:
        body[at : at + len(piece)] = piece
    try:
        entries = read_feed(bytes(body)).entries
    except ParseError:
        return
    assert all(isinstance(entry, FeedEntry | Flaw) for entry in entries)


@pytest.mark.parametrize(
    ("body", "cut"),
    [
        (b"<rss><channel><item/></channel></rss>", False),
        (b"<rss><channel><item/></channel></rss ><script>", False),
        (b"<?xml version='1.0'?><a:feed xmlns:a='x'><a:entry/></a:feed>", False),
        (b"<rdf:RDF><item/></rdf:RDF>", False),
        (b"<html><body>no feed", False),
        (b"<rss><channel><item/></channel>", True),
        (b"<feed><entry><title>half a ti", True),
        (b"<feed><entry><content>&lt;/feed></content></entry>", True),
    ],
)
def test_feed_that_never_closes_its_root_is_cut_off(body: bytes, cut: bool) -> None:
    assert feeds.cut_off(body) is cut

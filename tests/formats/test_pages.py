"""Article pages: what is the story, what stands around it, and what a page says of itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from rasad import Article, Capture, Flaw
from rasad.formats import html, known, plain, weblinks
from rasad.formats.paragraphs import of_html, of_string, of_text

NOON = datetime(2025, 3, 4, 12, tzinfo=UTC)
WORDS = "أعلن المجلس المحلي في وادي الزهور هدنة تبدأ منتصف الليل."
MORE = "وقال سكان في البلدة إن الأوضاع هادئة منذ ساعات الصباح الأولى."


def capture(body: str | bytes, kind: str = "text/html", **hints: str) -> Capture:
    raw = body if isinstance(body, bytes) else body.encode()
    return Capture("https://valley.example/news/1", raw, NOON, 200, {"content-type": kind}, hints=hints)


def page(body: str = f"<article><p>{WORDS}</p></article>", head: str = "", lang: str = "") -> str:
    return f"<!doctype html><html{lang}><head><title>من العنوان</title>{head}</head><body>{body}</body></html>"


def article(body: str, **hints: str) -> Article:
    (found,) = html.read(capture(body, **hints))
    assert isinstance(found, Article)
    return found


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (f"<article><p>{WORDS}</p><p>{MORE}</p></article>", f"{WORDS}\n{MORE}"),
        (f"<div itemprop='articleBody'><p>{WORDS}</p></div><article><p>{MORE}</p></article>", WORDS),
        (f"<main><p>{WORDS}</p></main><p>{MORE}</p>", WORDS),
        (f"<article><nav><p>{MORE}</p></nav><p>{WORDS}</p></article>", WORDS),
        (f"<article><p>{WORDS}</p><aside><p>{MORE}</p></aside></article>", WORDS),
        (f"<article><figure><p>صورة</p></figure><p>{WORDS}</p></article>", WORDS),
        (f"<article><form><p>اشترك</p></form><p>{WORDS}</p></article>", WORDS),
        (f"<article><blockquote><p>{WORDS}</p></blockquote><p>{MORE}</p></article>", f"{WORDS}\n{MORE}"),
        (f"<article><p>{WORDS}</p><ul><li>{MORE}</li></ul></article>", f"{WORDS}\n{MORE}"),
        (f"<article><h2>عودة</h2><p>{WORDS}</p></article>", f"عودة\n{WORDS}"),
        (f"<article>{WORDS}<br><br>{MORE}</article>", f"{WORDS}\n{MORE}"),
        (f"<article><div>{WORDS}</div><div>{MORE}</div></article>", f"{WORDS}\n{MORE}"),
        (f"<article><p>{WORDS[:20]}<b>{WORDS[20:30]}</b>{WORDS[30:]}</p></article>", WORDS),
        (f"<article><p>  {WORDS.replace(' ', chr(0xA0))} </p></article>", WORDS),
        (f"<article><script>var x = 'y'</script><p>{WORDS}</p></article>", WORDS),
    ],
)
def test_the_story_is_what_a_reader_reads(body: str, text: str) -> None:
    assert article(page(body)).text == text


def test_a_page_without_paragraphs_anywhere_is_read_by_the_last_resort() -> None:
    table = f"<table><tr><td>{WORDS} {MORE}</td></tr></table>"

    assert WORDS in article(page(table)).text


@pytest.mark.parametrize("body", ["", "<article></article>", "<script>x()</script>"])
def test_a_page_without_running_text_is_a_flaw(body: str) -> None:
    (found,) = html.read(capture(page(body)))

    assert isinstance(found, Flaw)
    assert (found.reason, found.key) == ("a page without running text", "https://valley.example/news/1")


LD = '<script type="application/ld+json">{}</script>'


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("", "من العنوان"),
        ("<meta property='og:title' content=' من المشاركة '>", "من المشاركة"),
        (LD.format('{"@type": "NewsArticle", "headline": "من البيانات"}'), "من البيانات"),
        (LD.format('[{"@type": "WebPage", "headline": "x"}, {"@type": "Article", "headline": "ب"}]'), "ب"),
        (LD.format('{"@graph": [5, {"@type": ["x", "BlogPosting"], "headline": "ج"}]}'), "ج"),
        (LD.format('{"@type": "NewsArticle", "headline": ["د", "x"]}'), "د"),
        (LD.format('{"@type": "NewsArticle", "headline": {"@value": "ه"}}'), "ه"),
        (LD.format('{"@type": "NewsArticle", "headline": 5}'), "من العنوان"),
        (LD.format("{torn"), "من العنوان"),
        (LD.format("[" * 5000), "من العنوان"),
        (LD.format('{"@type": "Article", "headline": "سطر\nثان"}'), "سطر ثان"),
    ],
)
def test_the_title_is_the_publishers_best_word(head: str, title: str) -> None:
    assert article(page(head=head)).title == title


@pytest.mark.parametrize(
    ("head", "hint", "raw"),
    [
        (
            LD.format('{"@type": "NewsArticle", "datePublished": "2025-03-04T15:00:00+03:00"}'),
            "",
            "2025-03-04T15:00:00+03:00",
        ),
        ("<meta property='article:published_time' content='2025-03-04T12:00:00Z'>", "", "2025-03-04T12:00:00Z"),
        ("<meta name='date' content='2025-03-04T12:00Z'>", "Mon, 01 Jan 2024 00:00:00 GMT", "2025-03-04T12:00Z"),
        ("", "Tue, 04 Mar 2025 12:00:00 GMT", "Tue, 04 Mar 2025 12:00:00 GMT"),
        ("<meta name='date' content='قريبا'>", "Tue, 04 Mar 2025 12:00:00 GMT", "Tue, 04 Mar 2025 12:00:00 GMT"),
    ],
)
def test_the_time_is_the_page_s_own_or_else_the_listing_s(head: str, hint: str, raw: str) -> None:
    found = article(page(head=head), **({"published": hint} if hint else {}))

    assert (found.published.at, found.published.raw) == (NOON, raw)


def test_a_time_that_no_one_gives_is_unknown() -> None:
    assert article(page()).published.at is None


@pytest.mark.parametrize(
    ("lang", "head", "expected"),
    [
        (" lang='AR-IQ'", "", "ar-iq"),
        ("", LD.format('{"@type": "Article", "inLanguage": "en"}'), "en"),
        ("", "", "ar"),
        (" lang=' '", "", "ar"),
    ],
)
def test_the_language_is_what_the_page_says_or_else_what_its_letters_say(lang: str, head: str, expected: str) -> None:
    assert article(page(head=head, lang=lang)).lang == expected


@pytest.mark.parametrize(
    ("head", "key"),
    [
        ("<link rel='canonical' href='https://valley.example/story'>", "https://valley.example/story"),
        ("<meta property='og:url' content='https://valley.example/story'>", "https://valley.example/story"),
        ("<link rel='canonical' href='/relative'>", "https://valley.example/news/1"),
        ("<link rel='canonical' href='javascript:alert(1)'>", "https://valley.example/news/1"),
        ("<link rel='canonical' href='https://valley.example'>", "https://valley.example/news/1"),
        ("<link rel='canonical' href='https://valley.example/'>", "https://valley.example/news/1"),
        ("<link rel='canonical' href='https://valley.example/?p=7'>", "https://valley.example/?p=7"),
        ("<link rel='canonical'>", "https://valley.example/news/1"),
    ],
)
def test_the_key_is_the_canonical_address_where_it_can_be_one(head: str, key: str) -> None:
    assert article(page(head=head)).key == key


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://valley.example/1?utm_source=rss&utm_medium=feed", "https://valley.example/1"),
        ("https://valley.example/1?id=7&fbclid=x", "https://valley.example/1?id=7"),
        ("https://valley.example/?utm_source=rss&id=7#top", "https://valley.example/?id=7"),
        ("https://valley.example/1?at_medium=RSS&at_campaign=rss", "https://valley.example/1"),
        ("https://valley.example/خبر?a=b&c", "https://valley.example/خبر?a=b&c"),
        ("https://valley.example/1?attack=1&utmost=2", "https://valley.example/1?attack=1&utmost=2"),
        ("file:///news/1.html", "file:///news/1.html"),
    ],
)
def test_what_only_tells_where_a_reader_came_from_is_no_part_of_an_address(url: str, expected: str) -> None:
    assert weblinks.untracked(url) == expected


@pytest.mark.parametrize(
    "address", ["http://[", "https://[::1/story", "//valley.example/1", "javascript:alert(1)", "http:///1"]
)
def test_canonical_address_that_cannot_be_one_counts_for_nothing(address: str) -> None:
    plain = article(page())

    assert article(page(head=f"<link rel='canonical' href='{address}'>")).key == plain.key


def test_author_and_section_are_kept() -> None:
    head = LD.format('{"@type": "Article", "author": [{"name": "سمير"}], "articleSection": "محليات"}')

    assert dict(article(page(head=head)).meta) == {"author": "سمير", "section": "محليات"}


@pytest.mark.parametrize(
    "kind",
    [
        "text/html; charset=windows-1250",
        'text/html; charset="windows-1250"; x=y',
        "text/html;Charset=Windows-1250 ;q=1",
    ],
)
def test_the_charset_of_the_header_is_read_however_it_is_written(kind: str) -> None:
    """Polish in one byte a letter: a guess would take it for western European."""
    polish = "Rada doliny ogłosiła rozejm na dwa tygodnie, od północy będzie można wrócić do domów."
    (found,) = html.read(
        capture(f"<html><body><article><p>{polish}</p></article></body></html>".encode("cp1250"), kind)
    )

    assert isinstance(found, Article)
    assert found.text == polish


def test_a_page_nested_deeper_than_parsers_go_is_read_whole() -> None:
    deep = "<div>" * 3000 + f"<p>{WORDS}</p>" + "</div>" * 3000

    assert article(page(f"<article>{deep}</article>")).text == WORDS


def test_pages_and_texts_are_told_apart_by_content() -> None:
    def kind(body: str) -> Any:
        return known.reader(capture(body, "application/octet-stream"))

    assert kind(page()) is html.read
    assert kind(WORDS) is plain.read


@pytest.mark.parametrize(
    ("body", "title", "text"),
    [
        (f"هدنة في الوادي\n\n{WORDS}\n", "هدنة في الوادي", WORDS),
        (f"{WORDS}\n{MORE}", "", f"{WORDS}\n{MORE}"),
        ("كلمات بلا نهاية", "", "كلمات بلا نهاية"),
        (f"{'طويل ' * 40}\n{WORDS}", "", f"{'طويل ' * 40}".strip() + f"\n{WORDS}"),
        (f"\ufeffعنوان\r\n{WORDS}\r\n", "عنوان", WORDS),
    ],
)
def test_a_plain_text_begins_with_its_headline_where_it_has_one(body: str, title: str, text: str) -> None:
    (found,) = plain.read(capture(body, "text/plain"))

    assert isinstance(found, Article)
    assert (found.title, found.text, found.lang) == (title, text, "ar")


@pytest.mark.parametrize(
    ("text", "lang"),
    [(WORDS, "ar"), ("ئەنجومەنی دۆڵ ئاگربەستی ڕاگەیاند", None), ("The council", None), ("123", None), ("", None)],
)
def test_the_language_of_letters(text: str, lang: str | None) -> None:
    assert plain.language(text) == lang


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one\ntwo", ["one", "two"]),
        ("one\ntwo\n\nthree", ["one two", "three"]),
        ("one\r\n \r\ntwo", ["one", "two"]),
        (f"{'long ' * 30}\nshort\n\nlast", [("long " * 30).strip(), "short", "last"]),
        ("page one\fpage two", ["page one", "page two"]),
        ("", []),
    ],
)
def test_lines_wrapped_by_agencies_are_joined(text: str, expected: list[str]) -> None:
    assert of_text(text) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>one</p>two<p>three</p>", ["one", "two", "three"]),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", ["a | b", "c"]),
        ("<p>one<br/>two</p>", ["one", "two"]),
        ("a < b and b > c", ["a < b and b > c"]),
        ("<p>one<figcaption>no</figcaption></p>", ["one"]),
    ],
)
def test_a_string_is_markup_only_where_it_has_tags(markup: str, expected: list[str]) -> None:
    assert of_string(markup) == expected


def test_markup_of_any_depth_is_walked() -> None:
    assert of_html("<div>" * 20_000 + "x") == ["x"]

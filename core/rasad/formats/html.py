"""Article pages: JSON-LD, OpenGraph and the article's own paragraphs, by lexbor. Knows no publisher.

A page whose text these do not find goes to trafilatura; one that gives nothing even then is a flaw.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from rasad.articles import UNKNOWN_TIME, Article, Flaw, Parsed, Timestamp
from rasad.captures import Capture
from rasad.formats import charset, cleantext, paragraphs, plain, times
from rasad.formats.weblinks import is_web, untracked

ARTICLE_TYPES = re.compile(r"Article|NewsArticle|ReportageNewsArticle|BlogPosting")
HEAD = re.compile(rb"<(?:!doctype\s+html|html|head|body|article|div|p|meta|title)\b", re.I)
BODIES = ("[itemprop=articleBody]", "article", "main", "body")
PUBLISHED = ("article:published_time", "datePublished", "date", "DC.date.issued", "parsely-pub-date")
MODIFIED = ("article:modified_time", "dateModified", "og:updated_time")
LOGIN = re.compile(r"تسجيل (?:ال)?دخول|سج[ّ]?ل دخولك|\b(?:log|sign)[ -]?in\b|چوونەژوورەوە", re.I)
LEAST = 40  # characters of running text below which a page has not been read


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says of itself. Absent words are empty, absent times unknown."""

    tree: LexborHTMLParser
    title: str
    published: Timestamp
    modified: Timestamp
    lang: str | None
    canonical: str
    author: str
    section: str
    text: str


def recognise(capture: Capture) -> bool:
    """True for bytes that begin like a page."""
    return HEAD.search(capture.body, 0, 4096) is not None


def read(capture: Capture, *, zone: tzinfo | None = None) -> Iterator[Parsed]:
    """One article. Its key is the canonical address, else the one it was fetched from without tracking.

    `zone` is the publisher's, for times without one.
    """
    page = read_page(capture, zone=zone)
    key = page.canonical or untracked(capture.url)
    if is_login_form(page):
        yield Flaw("a login form in the place of a page", key)
        return
    text = page.text if len(page.text) >= LEAST else _by_trafilatura(capture) or page.text
    if not text:
        yield Flaw("a page without running text", key)
        return
    url = key if key.startswith("http") else None
    meta = {"author": page.author, "section": page.section}
    yield Article(
        key,
        page.title,
        text,
        page.lang or plain.language(text),
        url,
        published(page, capture, zone=zone),
        page.modified,
        meta={name: words for name, words in meta.items() if words},
    )


def read_page(capture: Capture, bodies: tuple[str, ...] = BODIES, *, zone: tzinfo | None = None) -> Page:
    """The page as data; its text stands in the first element that `bodies` find. Never raises for broken markup."""
    tree = LexborHTMLParser(charset.decode(capture.body, capture.charset, kind="html").text)
    linked, named = json_ld(tree), metadata(tree)
    node = next((found for css in bodies if (found := tree.css_first(css)) is not None), None)
    return Page(
        tree,
        cleantext.one_line(_words(linked, "headline") or named.get("og:title", "") or _text(tree, "h1, title")),
        _time(_words(linked, "datePublished") or _one(named, PUBLISHED) or _time_tag(tree), zone),
        _time(_words(linked, "dateModified") or _one(named, MODIFIED), zone),
        _language(tree, linked),
        _canonical(tree, named, capture.url),
        _words(linked, "author") or named.get("author", ""),
        _words(linked, "articleSection") or named.get("article:section", ""),
        running_text(node) or cleantext.lines(_words(linked, "articleBody")),
    )


def is_login_form(page: Page) -> bool:
    """True where the page asks for a password and its headline says so: publishers send that with 200, too.

    The field alone tells nothing: many sites carry one, hidden, on every page.
    """
    return bool(LOGIN.search(page.title)) and page.tree.css_first("input[type=password]") is not None


def published(page: Page, capture: Capture, *, zone: tzinfo | None = None) -> Timestamp:
    """The page's time, else what the listing said of it."""
    hint = capture.hints.get("published")
    return page.published if page.published.at or not hint else times.parse_time(hint, zone=zone)


def running_text(node: LexborNode | None) -> str:
    """The paragraphs (`p`, cross-heads, lists) below a node; all of its text where it has no paragraph."""
    if node is None:
        return ""
    found = [p for p in node.css("p, h2, h3, h4, blockquote, li") if not _inside(p, node)]
    lines = [cleantext.one_line(p.text(deep=True)) for p in found]
    if any(p.tag in ("p", "blockquote") for p in found):
        return "\n".join(line for line in lines if line)
    return cleantext.lines("\n".join(paragraphs.of_html(node.html or "")))


def _inside(node: LexborNode, top: LexborNode) -> bool:
    """True for parts of navigation, captions and asides, and for blocks within a block taken already."""
    parent, last = node.parent, top.mem_id  # nodes compare by their whole markup; their addresses are as good
    while parent is not None and parent.mem_id != last:
        if parent.tag in ("nav", "aside", "footer", "header", "figure", "form", "li", "blockquote", "p"):
            return True
        parent = parent.parent
    return False


def metadata(tree: LexborHTMLParser) -> dict[str, str]:
    """`meta` elements by property, name or itemprop; the first of each counts."""
    found: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        given = node.attributes
        name = given.get("property") or given.get("name") or given.get("itemprop")
        if name and (given.get("content") or "").strip():
            found.setdefault(name, str(given["content"]).strip())
    return found


def json_ld(tree: LexborHTMLParser) -> dict[str, Any]:
    """The first article among the page's JSON-LD, also inside `@graph`; empty where there is none."""
    for node in tree.css('script[type="application/ld+json"]'):
        try:
            data = json.loads(node.text(deep=True), strict=False)
        except (ValueError, RecursionError):
            continue
        for row in _flat(data):
            if ARTICLE_TYPES.search(str(row.get("@type", ""))):
                return row
    return {}


def _flat(data: Any) -> Iterator[dict[str, Any]]:
    for row in data if isinstance(data, list) else [data]:
        if isinstance(row, dict):
            yield row
            inner = row.get("@graph")
            yield from (each for each in inner if isinstance(each, dict)) if isinstance(inner, list) else ()


def _words(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value")
    return value.strip() if isinstance(value, str) else ""


def _one(named: dict[str, str], names: tuple[str, ...]) -> str:
    return next((named[name] for name in names if name in named), "")


def _text(tree: LexborHTMLParser, css: str) -> str:
    node = tree.css_first(css)
    return node.text(deep=True) if node is not None else ""


def _time(raw: str, zone: tzinfo | None) -> Timestamp:
    return times.parse_time(raw, zone=zone) if raw else UNKNOWN_TIME


def _time_tag(tree: LexborHTMLParser) -> str:
    node = tree.css_first("article time[datetime], main time[datetime], time[datetime]")
    return str(node.attributes.get("datetime") or "") if node is not None else ""


def _language(tree: LexborHTMLParser, linked: dict[str, Any]) -> str | None:
    node = tree.css_first("html")
    named = (node.attributes.get("lang") if node is not None else None) or _words(linked, "inLanguage")
    return named.strip().lower() or None if named else None


def _canonical(tree: LexborHTMLParser, named: dict[str, str], url: str) -> str:
    """The page's own address as it says; one of the front page on another page is a publisher's mistake."""
    node = tree.css_first('link[rel="canonical"]')
    address = (node.attributes.get("href") if node is not None else None) or named.get("og:url", "")
    if not is_web(address) or (_front(address) and not _front(url)):
        return ""
    return address


def _front(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def _by_trafilatura(capture: Capture) -> str:
    import trafilatura

    found = trafilatura.extract(capture.body, fast=True, include_comments=False, include_tables=True)
    return cleantext.lines(found or "")

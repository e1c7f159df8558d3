"""feedparser's own test feeds: every file ends as entries or a ParseError, and most state what is right."""

from __future__ import annotations

import ast
import calendar
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

from rasad.articles import Flaw
from rasad.errors import ParseError
from rasad.formats import charset
from rasad.formats.feed_entry import FeedEntry, plain_text
from rasad.formats.feeds import Feed, read_feed

TARGET = 0.9
EXPECTATION = re.compile(r"Expect:\s*(.*)")
HEADER = re.compile(r"Header:\s*Content-type:\s*(\S.*)", re.I)
LOCATION = re.compile(r"Header:\s*Content-location:\s*(\S+)", re.I)
SUMMARY = {"description", "summary"}
DATES = {"published", "updated", "created", "issued", "modified", "date", "pubDate"}


@pytest.mark.corpus
def test_stated_expectations_are_met(shared: Path) -> None:
    met: Counter[str] = Counter()
    stated: Counter[str] = Counter()
    misses: list[str] = []
    for path in sorted((shared / "data/feeds/feedparser").rglob("*.xml")):
        header = charset.decode(path.read_bytes(), kind="xml").text[:4000]
        feed = _read(path, header)
        for kind, expression, left, wanted in _expectations(header):
            stated[kind] += 1
            found = _found(feed, kind, left)
            if _agree(kind, found, wanted):
                met[kind] += 1
            else:
                misses.append(f"{path.name}: {expression} but {found!r}"[:240])
    for kind, count in stated.most_common():
        print(f"{kind:10} {met[kind]:4} of {count:4}")
    share = met.total() / stated.total()
    print(f"share of feedparser's stated expectations met: {share:.3f} ({met.total()} of {stated.total()})")
    print("\n".join(misses))
    assert share >= TARGET


def _read(path: Path, header: str) -> Feed | ParseError:
    content_type, location = HEADER.search(header), LOCATION.search(header)
    try:
        return read_feed(
            path.read_bytes(),
            content_type=content_type[1] if content_type else "",
            base_url=location[1] if location else f"http://127.0.0.1:8097/tests/{path.name}",
            zone=UTC,  # as feedparser reads times without zone
        )
    except ParseError as error:
        return error


def _expectations(header: str) -> Iterator[tuple[str, str, ast.expr, Any]]:
    """Comparisons with a literal of what we read too: (field, as written, left side, value)."""
    stated = EXPECTATION.search(header)
    try:
        tree = ast.parse(stated[1].strip(), mode="eval") if stated else None
    except SyntaxError:
        return
    for node in ast.walk(tree) if tree else ():
        if not (isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq)):
            continue
        kind = _kind(node.left)
        try:
            wanted = eval(compile(ast.Expression(node.comparators[0]), "", "eval"), {})
        except Exception:  # noqa: BLE001 - an expectation about feedparser's own objects
            continue
        if kind:
            yield kind, ast.unparse(node), node.left, wanted


def _kind(left: ast.expr) -> str | None:
    text = ast.unparse(left)
    path = re.fullmatch(r"(entries\[\d+\]|feed)(?:\['(\w+)'\]|\.(\w+))", text)
    if re.fullmatch(r"entries\[\d+\]\['content'\]\[0\]\['value'\]", text):
        return "summary"
    if not path:
        return None
    field, of_feed = path[2] or path[3], path[1] == "feed"
    if field == "title":
        return "title"
    if of_feed:
        return None
    if field in SUMMARY:
        return "summary"
    if field.removesuffix("_parsed") in DATES:
        return "date"
    return {"link": "link", "id": "id", "guid": "id"}.get(field)


def _found(feed: Feed | ParseError, kind: str, left: ast.expr) -> Any:
    if isinstance(feed, ParseError):
        return feed
    path = ast.unparse(left)
    if path.startswith("feed"):
        return feed.title
    number = int(re.findall(r"\[(\d+)\]", path)[0])
    if number >= len(feed.entries) or isinstance(entry := feed.entries[number], Flaw):
        return None
    return _field(entry, kind, path)


def _field(entry: FeedEntry, kind: str, path: str) -> Any:
    if kind == "summary":
        content = entry.content_html or entry.summary_html
        return content if "content" in path else entry.summary_html or content
    if kind == "date":
        times = [t for t in (entry.updated, entry.published) if t.raw]
        if re.search("published|issued|pubDate", path):
            times.reverse()
        return [t.at for t in times] if "_parsed" in path else [t.raw for t in times]
    return getattr(entry, kind)


def _agree(kind: str, found: Any, wanted: Any) -> bool:
    """Markup is compared as the text it shows: we keep it as sent, feedparser cleans it."""
    if found is None or isinstance(found, ParseError):
        return False
    if kind == "date" and isinstance(wanted, tuple):
        return any(at and calendar.timegm(wanted) == at.timestamp() for at in found)
    if kind == "date":
        return wanted in found
    if kind in ("title", "summary"):
        return _shown(found) == _shown(wanted) or " ".join(found.split()) == " ".join(str(wanted).split())
    return bool(found == wanted)


def _shown(markup: str) -> str:
    return " ".join(plain_text(str(markup)).split())

"""ninjs (IPTC News in JSON 1.x to 3.x): one item, an array, or AP's feed of items. Knows no agency."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from rasad.articles import UNKNOWN_TIME, Article, Flaw, Parsed, Skip
from rasad.captures import Capture
from rasad.errors import ParseError
from rasad.formats import paragraphs, plain, times
from rasad.formats.isolation import each_alone
from rasad.formats.newsml1 import WITHDRAWN, number

NO_TEXT = frozenset({"picture", "photo", "graphic", "video", "audio", "animation", "event", "planning"})
BODIES = ("body_text", "body_xhtml", "body_html", "description_text")
Row = dict[str, Any]


def recognise(capture: Capture) -> bool:
    """True for JSON whose items have a `uri` and ninjs' own fields."""
    if capture.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        return False
    try:
        return any(_is_item(row) for row in _rows(capture))
    except ParseError:
        return False


def read(capture: Capture) -> Iterator[Parsed]:
    """One article an item. Raises `ParseError` for what is no JSON, or holds no item at all."""
    rows = _rows(capture)
    if not any(_is_item(row) for row in rows):
        raise ParseError("JSON, but no ninjs item in it")
    yield from each_alone(rows, _parsed, _key)


def _rows(capture: Capture) -> list[Any]:
    try:
        found = json.loads(capture.body)
    except (ValueError, RecursionError) as error:
        raise ParseError(f"not JSON: {error}") from error
    if isinstance(found, dict) and isinstance(found.get("data"), dict):  # AP: {"data": {"items": [{"item": …}]}}
        data = found["data"]
        items = data.get("items") if isinstance(data.get("items"), list) else [data]
        return [row.get("item", row) if isinstance(row, dict) else row for row in items]
    return found if isinstance(found, list) else [found]


def _is_item(row: Any) -> bool:
    if not isinstance(row, dict):
        return False
    named = any(name in row for name in ("uri", "altids", "guid"))
    own = {
        "headline",
        "headlines",
        "body_text",
        "body_html",
        "body_xhtml",
        "bodies",
        "versioncreated",
        "renditions",
    }
    return named and not own.isdisjoint(row)


def _key(row: Any) -> str:
    if not isinstance(row, dict):
        return ""
    return str(row.get("uri") or row.get("guid") or row.get("altids") or "")


def _parsed(row: Row) -> Iterator[Parsed]:
    if not _is_item(row):
        yield Flaw("no item of ninjs", _key(row))
        return
    key, kind = _key(row), str(row.get("type", "text")).lower()
    status = str(row.get("pubstatus") or "usable").lower()
    text = "\n".join(_body(row))
    if kind in NO_TEXT or (kind == "composite" and not text):
        yield Skip(f"no text: {kind}", key)
    elif not key:
        yield Flaw("an item without a uri")
    elif not text and status not in WITHDRAWN:
        yield Flaw("an item without text", key)
    else:
        yield _article(row, key, text, withdrawn=status in WITHDRAWN)


def _article(row: Row, key: str, text: str, *, withdrawn: bool) -> Article:
    created = _string(row, "firstcreated", "contentcreated", "contentCreated", "firstCreated")
    versioned = _string(row, "versioncreated", "versionCreated")
    return Article(
        key=key,
        title=_string(row, "headline", "title") or _first(row.get("headlines")),
        text=text,
        lang=_string(row, "language").lower() or plain.language(text),
        url=_string(row, "link", "canonicalurl") or None,
        published=times.parse_time(created or versioned) if created or versioned else UNKNOWN_TIME,
        modified=times.parse_time(versioned) if versioned else UNKNOWN_TIME,
        revision=number(str(row.get("version", ""))),
        withdrawn=withdrawn,
        meta=_meta(row),
    )


def _body(row: Row) -> list[str]:
    for name in BODIES:
        if isinstance(row.get(name), str) and row[name].strip():
            return paragraphs.of_string(row[name])
    for name in ("bodies", "descriptions"):
        if words := _first(row.get(name)):
            return paragraphs.of_string(words)
    return []


def _first(values: Any) -> str:
    """The `value` of the first of ninjs 2's lists of variants."""
    for each in values if isinstance(values, list) else []:
        if isinstance(each, dict) and isinstance(each.get("value"), str) and each["value"].strip():
            return str(each["value"])
    return ""


def _string(row: Row, *names: str) -> str:
    return next((str(row[n]) for n in names if isinstance(row.get(n), str) and row[n].strip()), "")


def _meta(row: Row) -> dict[str, Any]:
    names = (
        "byline",
        "slugline",
        "located",
        "urgency",
        "copyrightnotice",
        "usageterms",
        "ednote",
        "embargoed",
    )
    found = {name: row[name] for name in names if isinstance(row.get(name), str | int)}
    keywords = row.get("keywords") or row.get("keyword")
    if isinstance(keywords, list):
        found["keywords"] = [k for k in keywords if isinstance(k, str)]
    return found

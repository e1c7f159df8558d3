"""Documents of AFP's Core API: the answer of a search, its field variants included, to articles."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from rasad import Article, Capture, Flaw, Skip
from rasad.articles import UNKNOWN_TIME, Parsed, Timestamp
from rasad.errors import ParseError
from rasad.formats import paragraphs, times
from rasad.formats.isolation import each_alone
from rasad.formats.newsml1 import WITHDRAWN, number
from rasad_afp import copydesk
from rasad_afp.wire import NO_NEWS_GENRES

Doc = dict[str, Any]


def recognise(capture: Capture) -> bool:
    """True for JSON that begins like an object."""
    return capture.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"


def rows(body: bytes) -> list[Any]:
    """The documents of an answer, `{"response": {"docs": […]}}`. Raises `ParseError` where there are none."""
    try:
        docs = json.loads(body)["response"]["docs"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ParseError(f"no answer of AFP's search: {type(error).__name__} {error}") from error
    if not isinstance(docs, list):
        raise ParseError("no answer of AFP's search: docs is no list")
    return docs


def read(capture: Capture) -> Iterator[Parsed]:
    """One article a document."""
    yield from each_alone(rows(capture.body), _document, _uno)


def _uno(doc: Any) -> str:
    return str(doc.get("uno", "")) if isinstance(doc, dict) else ""


def key_of(uno: str) -> str:
    """`newsml.afp.com.<time>.doc-98hu39e` → `afp.com:doc-98hu39e`: the key that NewsML files give."""
    _, mark, short = uno.rpartition("doc-")
    return f"afp.com:doc-{short}" if mark else f"afp.com:{uno}"


def _document(doc: Doc) -> Iterator[Parsed]:
    uno = _uno(doc)
    if not uno:
        yield Flaw("a document without uno")
        return
    genres = [genre.rpartition(":")[2] for genre in strings(doc.get("genre"))]
    if no_news := next((genre for genre in genres if genre in NO_NEWS_GENRES), None):
        yield Skip(f"no news: genre {no_news}", key_of(uno))
    elif str(doc.get("class", "text")) not in ("text", "multimedia"):
        yield Skip(f"no text: {doc['class']}", key_of(uno))
    else:
        yield _article(doc, key_of(uno))


def _article(doc: Doc, key: str) -> Parsed:
    headline = next(iter(strings(doc.get("headline")) or strings(doc.get("title"))), "")
    lines = [line for part in strings(doc.get("news")) for line in paragraphs.of_string(part)]
    copy = copydesk.read(lines)
    withdrawn = str(doc.get("status") or "Usable").lower() in WITHDRAWN
    if not copy.text and not withdrawn:
        return Flaw("a document without text", key)
    return Article(
        key=key,
        title=headline or copy.text.partition("\n")[0],
        text=copy.text,
        lang=str(doc.get("lang") or "").lower() or None,
        published=_time(doc.get("published")),
        modified=_time(doc.get("created")),
        revision=number(str(doc.get("revision", ""))),
        withdrawn=withdrawn,
        meta=_meta(doc, copy),
    )


def _time(raw: Any) -> Timestamp:
    return times.parse_time(raw) if isinstance(raw, str) and raw else UNKNOWN_TIME


def _meta(doc: Doc, copy: copydesk.Copy) -> dict[str, Any]:
    one = (
        "uno",
        "advisory",
        "signal",
        "urgency",
        "product",
        "embargoed",
        "creator",
        "provider",
        "source",
        "city",
    )
    many = ("slug", "genre", "iptc")
    found: dict[str, Any] = {name: doc[name] for name in one if isinstance(doc.get(name), str | int)}
    found |= {name: strings(doc.get(name)) for name in many}
    found |= {
        "filed_country": str(doc.get("country") or "").upper(),
        "desk": copy.desk,
        "new_until": copy.new_until,
    }
    return {name: value for name, value in found.items() if value}


def strings(value: Any) -> list[str]:
    """A field that is a string in one answer and a list in another, as a list."""
    values = value if isinstance(value, list) else [value]
    return [v.strip() for v in values if isinstance(v, str) and v.strip()]

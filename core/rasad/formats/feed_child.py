"""The program of the bounded child: reads broken feeds with feedparser, one after the other, under limits.

Run by rasad.formats.feed_fallback only, over pipes: in, 8 bytes of length and a body; out, JSON the same way.
Its limits end it from inside; its parent ends it when it is late.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Any

MEMORY = 768 * 1024 * 1024  # bytes of address space; feedparser takes about 50 with an empty feed
CPU = 8  # seconds a feed


def main() -> None:
    """Serve until the parent closes the pipe."""
    import feedparser

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while head := sys.stdin.buffer.read(8):
        body = sys.stdin.buffer.read(int.from_bytes(head, "big"))
        _allow_cpu()
        answer = json.dumps(_read(feedparser, body)).encode()
        sys.stdout.buffer.write(len(answer).to_bytes(8, "big") + answer)
        sys.stdout.buffer.flush()


def _allow_cpu() -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + CPU
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _read(feedparser: Any, body: bytes) -> dict[str, Any]:
    """What feedparser makes of it, in plain values. It does raise (some 1 in 300 broken feeds)."""
    headers = {"content-type": "application/xml; charset=utf-8"}
    try:
        found = feedparser.parse(body, response_headers=headers, sanitize_html=False)
    except Exception as error:  # noqa: BLE001 - whatever feedparser dies of is this one feed's fault
        return {"error": f"{type(error).__name__}: {error}"}
    return {
        "version": found.get("version") or "",
        "reason": str(found.get("bozo_exception") or ""),
        "title": found.feed.get("title") or "",
        "lang": found.feed.get("language"),
        "entries": [_entry(entry) for entry in found.entries],
    }


def _entry(entry: Any) -> dict[str, Any]:
    content = entry.get("content") or [{}]
    fields: dict[str, Any] = {
        name: str(entry.get(name) or "")
        for name in ("id", "link", "title", "summary", "published", "updated", "author")
    }
    # feedparser lets `updated` fall back to `published`
    fields["updated"] = str(dict.get(entry, "updated") or "")
    fields["title_is_text"] = (entry.get("title_detail") or {}).get("type") == "text/plain"
    fields["content"] = str(content[0].get("value") or "")
    fields["lang"] = (entry.get("title_detail") or {}).get("language")
    fields["tags"] = [str(tag.get("term")) for tag in entry.get("tags") or () if tag.get("term")]
    return fields


if __name__ == "__main__":
    main()

"""Inputs of extreme shape, each in a process of its own: pages nested deep, a feed of a million entries.

Example: python tests/fuzz/extremes.py
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from rasad import intake
from rasad.batches import Entry
from rasad.captures import Capture
from rasad_feeds.drop import Files, FilesConfig

DEPTHS = (257, 1_000, 5_000, 20_000)
ENTRIES = 1_000_000
LARGEST = 300  # MB that reading may add to what the input itself takes
LONGEST = 300.0  # seconds

WORDS = "Rain filled the dam at Ochre Valley again on Tuesday, the water office said. " * 12


def page(depth: int) -> bytes:
    """A page whose text lies `depth` elements deep."""
    return f"<html><head><title>Rain</title></head><body>{'<div>' * depth}<p>{WORDS}</p>{'</div>' * depth}".encode()


def feed(entries: int) -> bytes:
    """A feed of so many entries."""
    item = "<item><title>Rain {0}</title><link>https://valley.example/{0}</link><guid>{0}</guid></item>"
    items = "".join(map(item.format, range(entries)))
    return f"<rss version='2.0'><channel><title>Valley</title>{items}</channel></rss>".encode()


def read(kind: str, size: int) -> dict[str, Any]:
    """What became of one input: how many articles, the reasons of its rejections, seconds and megabytes."""
    body = page(size) if kind == "page" else feed(size)
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    articles, empty, reasons = 0, 0, set()
    capture = Capture("https://extremes.example/1", body, datetime(2025, 3, 6, tzinfo=UTC), 200, {})
    for entry in intake.parse(Files(FilesConfig(type="files")), "files", capture):
        if isinstance(entry, Entry):
            articles += 1
            empty += not entry.article.text.strip()
        else:
            reasons.add(entry.reason[:80])
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    seconds = round(time.perf_counter() - begun, 1)
    row = {"articles": articles, "empty": empty, "reasons": sorted(reasons)[:3], "seconds": seconds, "grown_mb": grown}
    return {"input": f"{kind} {size}", **row}


def faults(row: dict[str, Any]) -> list[str]:
    """The promises that one reading broke."""
    found = []
    if row["empty"]:
        found.append("an empty text without a reason")
    if not row["articles"] and not row["reasons"]:
        found.append("ended as nothing")
    if row["seconds"] > LONGEST:
        found.append("too slow")
    if row["grown_mb"] > LARGEST:
        found.append("too large")
    return found


def apart(work: Callable[..., dict[str, Any]], *arguments: Any) -> dict[str, Any]:
    """Do it in a fresh process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, arguments)


def main() -> int:
    """Exit code 1 where a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=ENTRIES)
    entries = parser.parse_args().entries
    broken = False
    for kind, size in (*(("page", depth) for depth in DEPTHS), ("feed", entries)):
        row = apart(read, kind, size)
        row["faults"] = faults(row)
        broken |= bool(row["faults"])
        print(json.dumps(row), flush=True)
    return broken


if __name__ == "__main__":
    sys.exit(main())

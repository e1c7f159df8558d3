"""What an unchanged source costs the second time: CPU, bytes, rows. Goal: 20 times cheaper, 0 bodies, 0 rows.

A loopback publisher in a process of its own lists 200 pages; it answers 304 where the reader has a page already.
"""

from __future__ import annotations

import multiprocessing
import sqlite3
import tempfile
import time
from pathlib import Path
from typing import Any

from rasad import registry
from rasad.pipeline import Ingest
from rasad.settings import Settings
from rasad.testing import FeedLab, Response

PAGES = 200
TEXT = "قال مصدر أمني إن 3 أشخاص قتلوا في انفجار عبوة ناسفة في المدينة. " * 12


def publish(ready: Any, done: Any, sent: Any) -> None:
    """Serve until told to stop, then say how many requests came."""
    with FeedLab() as lab:
        links = [f"<item><guid>{n}</guid><link>{lab.url(f'/{n}')}</link></item>" for n in range(PAGES)]
        feed = f'<?xml version="1.0"?><rss version="2.0"><channel>{"".join(links)}</channel></rss>'
        lab["/feed"] = Response(feed, etag='"1"', headers={"content-type": "application/rss+xml"})
        for n in range(PAGES):
            page = f"<html lang=ar><title>خبر {n}</title><body><article><p>{TEXT}{n}</p></article></body></html>"
            lab[f"/{n}"] = Response(page, etag=f'"{n}"', headers={"content-type": "text/html; charset=utf-8"})
        ready.put(lab.url("/feed"))
        done.wait()
        sent.put(len(lab.received))


def ingest(settings: Settings) -> tuple[float, dict[str, int]]:
    """CPU seconds and counts of one run."""
    found = registry.load()
    begun = time.process_time()
    with Ingest("site", settings, found) as run:
        for chunk in run.chunks():
            run.take(chunk)
    return time.process_time() - begun, dict(run.report.counts)


def dump(file: Path) -> dict[str, list[str]]:
    """Every row of every table but the run log."""
    with sqlite3.connect(file) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {t: sorted(map(repr, database.execute(f"SELECT * FROM {t}"))) for t in tables if t != "run"}
    database.close()
    return rows


def main() -> None:
    context = multiprocessing.get_context("spawn")
    ready, sent, done = context.Queue(), context.Queue(), context.Event()
    server = context.Process(target=publish, args=(ready, done, sent))
    server.start()
    with tempfile.TemporaryDirectory() as folder:
        section = {"type": "feed", "url": ready.get(), "allow_private_addresses": True}
        file = Path(folder) / "t.db"
        settings = Settings(database=f"sqlite:///{file}", archive=f"{folder}/archive", sources={"site": section})
        first, counts = ingest(settings)
        before = dump(file)
        again, same = ingest(settings)
        changed = sum(before[table] != rows for table, rows in dump(file).items())
        third, _ = ingest(settings)
    done.set()
    print(f"first   {first * 1000:7.0f} ms CPU   {counts.get('versions', 0)} versions")
    print(f"again   {again * 1000:7.0f} ms CPU   ratio {first / again:.0f}   {same.get('versions', 0)} versions")
    print(f"third   {third * 1000:7.0f} ms CPU   ratio {first / third:.0f}   tables changed {changed}")
    print(f"requests in all three runs {sent.get()}: robots.txt, the listing, {PAGES} pages, and two 304s")
    server.join()


if __name__ == "__main__":
    main()

"""A newspaper on the loopback interface and a newsroom that takes it in by configuration alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from rasad import settings
from rasad.batches import RunReport
from rasad.pipeline import Ingest, Options
from rasad.registry import Registry
from rasad.testing.feedlab import FeedLab, Received, Response

NOON = "Tue, 04 Mar 2025 12:00:00 +0300"
FILLER = "وقال سكان في البلدة إن الأوضاع هادئة منذ ساعات الصباح الأولى."


@dataclass(frozen=True)
class Story:
    """One story: what the feed says of it, and what stands on its page."""

    slug: str
    title: str = "خبر من البلدة"
    text: str = FILLER
    date: str | None = NOON
    guid: str | None = None

    def entry(self, site: str) -> str:
        """The story as an RSS item."""
        date = f"<pubDate>{self.date}</pubDate>" if self.date else ""
        guid = f"<guid isPermaLink='false'>{self.guid}</guid>" if self.guid else ""
        text = f"<description>{escape(self.text)}</description>"
        return f"<item><title>{escape(self.title)}</title><link>{site}/{self.slug}</link>{guid}{date}{text}</item>"

    def page(self, head: str = "") -> str:
        """The story as a page, which names no time of its own."""
        body = "".join(f"<p>{escape(line)}</p>" for line in self.text.split("\n"))
        return (
            f"<!doctype html><html lang='ar'><head>{head}<title>{escape(self.title)}</title></head>"
            f"<body><article><h1>{escape(self.title)}</h1>{body}</article></body></html>"
        )


class Paper:
    """Publisher and newsroom in one: `publish`, `run`, then look at the rows."""

    def __init__(self, folder: Path, lab: FeedLab, plugins: Registry) -> None:
        self.folder, self.lab, self.registry = folder, lab, plugins
        self.configure()

    def configure(self, more: str = "") -> None:
        """The source `paper`, with these further lines of `rasad.toml`."""
        (self.folder / "rasad.toml").write_text(
            f'database = "sqlite:///{self.folder}/news.db"\narchive = "{self.folder}/archive"\n'
            f'[sources.paper]\ntype = "feed"\nurl = "{self.lab.url("/rss.xml")}"\n'
            f"allow_private_addresses = true\n{more}",
            "utf-8",
        )
        self.settings = settings.read(self.folder / "rasad.toml")

    def publish(self, *stories: Story, pages: bool = True, **headers: Any) -> None:
        """List these stories, and only these; `headers` are those of the feed's response."""
        self.lab["/rss.xml"] = Response(self.feed(stories), **headers)
        for story in stories if pages else ():
            self.lab[f"/{story.slug}"] = Response(story.page(), headers={"content-type": "text/html"})

    def feed(self, stories: Sequence[Story], more: str = "") -> str:
        """An RSS document."""
        site = self.lab.url("").rstrip("/")
        entries = "".join(story.entry(site) for story in stories) + more
        head = "<?xml version='1.0' encoding='UTF-8'?>"
        return f"{head}<rss version='2.0'><channel><title>الصحيفة</title>{entries}</channel></rss>"

    def run(self, **options: Any) -> RunReport:
        """One run of the source, as the command and the flow do it."""
        with Ingest("paper", self.settings, self.registry, Options(**options)) as run:
            for chunk in run.chunks():
                run.take(chunk)
        return run.report

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query finds."""
        with sqlite3.connect(self.folder / "news.db") as database:
            found = database.execute(sql).fetchall()
        database.close()
        return found

    def titles(self) -> list[str]:
        """Titles of the current versions."""
        found = self.rows("SELECT v.title FROM article a JOIN version v ON v.id = a.current_version_id ORDER BY 1")
        return [title for (title,) in found]

    def counts(self, *tables: str) -> tuple[int, ...]:
        """How many rows each of these tables has."""
        return tuple(int(self.rows(f"SELECT count(*) FROM {table}")[0][0]) for table in tables)

    def rejections(self) -> list[tuple[Any, ...]]:
        """Stage and reason of everything that was turned away."""
        return self.rows("SELECT stage, reason FROM rejection ORDER BY id")


def unless_asked_by_date(page: str) -> Callable[[Received], Response]:
    """A server that answers 304 to whoever says a date or a tag, whatever it is."""

    def answer(received: Received) -> Response:
        if "if-modified-since" in received.headers or "if-none-match" in received.headers:
            return Response(status=304)
        return Response(page, headers={"content-type": "text/html"})

    return answer

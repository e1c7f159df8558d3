"""A newsroom of one publisher whose plugin can be mended: a loopback server, a real archive, a real database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rasad import registry
from rasad.batches import RunReport
from rasad.pipeline import Ingest, Options
from rasad.registry import Registry
from rasad.replay import Replay
from rasad.settings import Settings
from rasad.testing.feedlab import FeedLab, Response

GAZETTE = '''
"""A publisher of JSON listings and plain pages: enough to drive the pipeline, too little to hide behind."""
import json
from rasad import Article, Claim, Flaw, Item, ParseError, Skip, Span, Stance, Timestamp, hookimpl
from rasad.stages import SourceConfig
from datetime import datetime, UTC

class Config(SourceConfig):
    url: str = ""

class Gazette:
    id, version, Config = "gazette", "1", Config
    hosts = ()
    def __init__(self, config):
        self.config = config
    def discover(self, fetch, state):
        listing = fetch(self.config.url)
        if listing is None:
            return
        state.cursor["runs"] = state.cursor.get("runs", 0) + 1
        rows = json.loads(listing.body)
        if rows == "bug":
            raise ZeroDivisionError("in the plugin")
        if rows == "torn":
            raise ParseError("the listing is torn", url=listing.url)
        for id, print in rows.items():
            yield Item(id, listing.url.rpartition("/")[0] + "/" + id, fingerprint=print, hints={"title": id})
    def parse(self, capture):
        text = capture.body.decode()
        if text.startswith("!"):
            raise ParseError("not a page")
        for part in text.split("|"):
            key, _, words = part.partition(":")
            if words.startswith("skip"):
                yield Skip("a planning note", key)
            elif not words:
                yield Flaw("an item without text", key)
            else:
                yield Article(key, "", words, "ar", published=Timestamp(datetime(2024, 5, 14, tzinfo=UTC)))

class Words:
    id, version, languages = "words", "1", frozenset({"ar"})
    def extract(self, version):
        found = Span.find(version.text, "هدنة")
        if found:
            yield Claim("ceasefire", Stance.ASSERTED, (found,), found)

@hookimpl
def rasad_register_sources(register):
    register(Gazette)

@hookimpl
def rasad_register_extractors(register):
    register(Words())
'''


class Newsroom:
    """A folder with a database, an archive and one publisher."""

    def __init__(self, folder: Path, lab: FeedLab) -> None:
        (folder / "plugins").mkdir()
        self.folder, self.lab = folder, lab
        self.registry = self.mend("", "")
        section = {"type": "gazette", "url": lab.url("/list"), "allow_private_addresses": True}
        self.settings = Settings(
            database=f"sqlite:///{folder}/news.db",
            archive=str(folder / "archive"),
            sources={"gazette": section},
        )

    def mend(self, was: str, now: str) -> Registry:
        """Put another plugin in place of the first: the same but for these words."""
        assert was in GAZETTE
        (self.folder / "plugins" / "gazette.py").write_text(GAZETTE.replace(was, now, 1) if was else GAZETTE)
        self.registry: Registry = registry.load(self.folder / "plugins")
        self.registry.extractors = {"words": self.registry.extractors["words"]}
        return self.registry

    def list(self, **pages: str) -> None:
        """Publish these pages under a new listing. A fingerprint is a page's length."""
        import json

        self.lab["/list"] = Response(json.dumps({name: str(len(text)) for name, text in pages.items()}))
        for name, text in pages.items():
            self.lab[f"/{name}"] = Response(text)

    def run(self, **options: Any) -> RunReport:
        with Ingest("gazette", self.settings, self.registry, Options(**options)) as run:
            for chunk in run.chunks():
                run.take(chunk)
        return run.report

    def replay(self, *, rejected: bool = False) -> RunReport:
        with Replay("gazette", self.settings, self.registry, rejected=rejected) as run:
            for chunk in run.chunks():
                run.take(chunk)
        return run.report

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.folder / "news.db") as database:
            rows = database.execute(sql).fetchall()
        database.close()
        return rows

    def pass_hours(self, hours: int) -> None:
        """As if so much time had passed: what waits is due so much sooner."""
        import json
        from datetime import datetime, timedelta

        for key, value in self.rows("SELECT key, value FROM source_state WHERE kind = 'pending'"):
            row = json.loads(value)
            row["due_at"] = (datetime.fromisoformat(row["due_at"]) - timedelta(hours=hours)).isoformat()
            self.rows(f"UPDATE source_state SET value = '{json.dumps(row)}' WHERE kind = 'pending' AND key = '{key}'")

    def count(self, table: str) -> int:
        return int(self.rows(f"SELECT count(*) FROM {table}")[0][0])

    def reasons(self) -> list[tuple[Any, ...]]:
        return self.rows("SELECT stage, item, reason FROM rejection ORDER BY id")


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    with FeedLab() as lab:
        yield Newsroom(tmp_path, lab)

"""What the crash harness takes in: an invented gazette on the loopback, and where its rows go.

Pages hold one article, two, an update of an earlier one, a planning note, or nothing readable, so that a kill
can fall between rows of every table.
"""

from __future__ import annotations

import json
import multiprocessing
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasad import registry
from rasad.pipeline import Ingest
from rasad.registry import Registry
from rasad.settings import Settings
from rasad.testing.feedlab import FeedLab, Received, Response

NAME = "gazette"
PLUGIN = """
import json
from rasad import Article, Claim, Item, ParseError, Skip, Span, Stance, hookimpl
from rasad.stages import SourceConfig

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
        for id in json.loads(listing.body):
            yield Item(id, listing.url.rpartition("/")[0] + "/" + id, fingerprint="1", hints={"title": id})
    def parse(self, capture):
        text = capture.body.decode()
        if text.startswith("!"):
            raise ParseError("not a page")
        for part in text.split("|"):
            key, _, words = part.partition(":")
            yield Article(key, "", words, "ar") if words else Skip("a planning note", key)

class Words:
    id, version, languages = "words", "1", frozenset({"ar"})
    def extract(self, version):
        held, denied = (Span.find(version.text, words) for words in ("هدنة", "نفي"))
        if held and denied:
            yield Claim("ceasefire", Stance.ASSERTED, (held,), held)
            yield Claim("ceasefire", Stance.DENIED, (denied,), denied, denies=0)

@hookimpl
def rasad_register_sources(register):
    register(Gazette)

@hookimpl
def rasad_register_extractors(register):
    register(Words())
"""


def item(number: int) -> str:
    """The publisher's name of a page."""
    return f"item-{number:05}"


def articles(number: int) -> list[tuple[str, str]]:
    """(key, text) of the articles on a page."""
    story = (f"key-{number}", f"أعلن المجلس هدنة رقم {number} في وادي الزهور ثم صدر نفي من لواء الجبل")
    if number % 7 == 3:
        return [story, (f"second-{number}", f"هدنة ثانية رقم {number} يليها نفي")]
    if number % 7 == 5:
        return [(f"key-{number - 5}", f"تحديث رقم {number}: هدنة ممددة ولا نفي")]
    return [] if number % 7 == 6 else [story]


TORN = 14  # one page in so many cannot be read, and is asked for again by the next runs
UNREADABLE = frozenset(item(number) for number in range(6, 100_000, TORN))


def page(number: int) -> str:
    """Body of a page."""
    if item(number) in UNREADABLE:
        return "! torn"
    return "|".join(f"{key}:{text}" for key, text in articles(number)) or f"note-{number}:"


class Publisher:
    """A FeedLab in a process of its own: the harness itself must stay free of threads to be forked."""

    def __init__(self, pages: int, listed: Any = None) -> None:
        """`listed`: a shared number of how many pages the listing shows; all where null."""
        self.pages, self.listed = pages, listed
        context = multiprocessing.get_context("fork")
        self._port: Any = context.Queue()
        self._process = context.Process(target=self._serve, daemon=True)

    def __enter__(self) -> str:
        """The address of the listing."""
        self._process.start()
        return f"http://127.0.0.1:{self._port.get(timeout=60)}/list"

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.join()

    def _serve(self) -> None:
        with FeedLab() as lab:
            lab["/list"] = self._listing
            for number in range(self.pages):
                lab[f"/{item(number)}"] = Response(page(number))
            self._port.put(lab.port)
            lab._thread.join()

    def _listing(self, received: Received) -> Response:
        shown = self.listed.value if self.listed else self.pages
        return Response(json.dumps([item(number) for number in range(shown)]), etag=f'"{shown}"')


@dataclass(frozen=True)
class Place:
    """One database with its archive, and the settings that lead there."""

    folder: Path
    database: str
    listing: str

    @property
    def settings(self) -> Settings:
        section = {"type": NAME, "url": self.listing, "allow_private_addresses": True}
        return Settings(database=self.database, archive=str(self.archive), sources={NAME: section})

    @property
    def archive(self) -> Path:
        return self.folder / "archive"

    def journal(self, line: str) -> None:
        """Note what the child is about to do, or has done, outside of everything under test."""
        with (self.folder / "journal").open("a") as file:
            file.write(line + "\n")

    def noted(self, word: str) -> list[list[str]]:
        """Chunks of item names that the child noted under this word."""
        path = self.folder / "journal"
        lines = path.read_text().splitlines() if path.exists() else []
        return [line.split()[1:] for line in lines if line.split()[:1] == [word]]

    def begun(self) -> list[list[str]]:
        """Chunks that the last run has begun: each run cuts its own, those that wait from earlier ones first."""
        path = self.folder / "journal"
        lines = path.read_text().split("run\n")[-1].splitlines() if path.exists() else []
        return [line.split()[1:] for line in lines if line.split()[:1] == ["begun"]]

    def remove(self) -> None:
        shutil.rmtree(self.folder)


def plugins(folder: Path) -> Registry:
    """The gazette as a drop-in; no other extractor than its own."""
    (folder / "plugins").mkdir()
    (folder / "plugins" / "gazette.py").write_text(PLUGIN, encoding="utf-8")
    found = registry.load(folder / "plugins", strict=True)
    found.extractors = {"words": found.extractors["words"]}
    return found


def ingest(place: Place, found: Registry, ready: Any = lambda: None) -> Ingest:
    """One run. `ready` is called once it has begun; what is new in a chunk is noted before and after."""
    with Ingest(NAME, place.settings, found) as run:
        place.journal("run")
        ready()
        for chunk in run.chunks():
            seen = run.store.seen(NAME, [item.id for item in chunk])
            names = " ".join(item.id for item in chunk if item.id not in seen)
            place.journal(f"begun {names}")
            run.take(chunk)
            place.journal(f"acked {names}")
    return run

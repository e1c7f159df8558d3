"""Articles loaded per CPU-second: Rasad's loader, raw sqlite3, and SQLModel with a commit an article, in one run.

An article has 2 KB of text and three claims. Raw sqlite3 writes the same rows that the loader writes, taken from a
database it made; SQLModel looks each article up and commits it with its claims, as a first attempt would.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Field, Session, SQLModel, create_engine, select

from rasad import Article, Capture, Claim, Span, Speaker, Stance, Timestamp
from rasad.batches import Batch, Entry, Extraction, Kept, Location
from rasad.store.loader import SqlLoader

COUNT, BATCH = 3000, 250
NOW = datetime(2024, 5, 14, tzinfo=UTC)
TEXT = "قال مصدر عسكري إن هدنة بدأت في البلدة. " + "كلمة من نص طويل " * 60
CAPTURE = Capture("file:///bench", b"x", NOW)


class Piece(SQLModel, table=True):
    """An article as a first attempt would have it."""

    id: int | None = Field(None, primary_key=True)
    key: str = Field(unique=True)
    title: str
    text: str


class Statement(SQLModel, table=True):
    """A claim of it."""

    id: int | None = Field(None, primary_key=True)
    piece_id: int = Field(foreign_key="piece.id")
    type: str
    quote: str


def batches() -> list[Batch]:
    """The same articles each time."""
    span = Span.find(TEXT, "هدنة")
    who = Span.find(TEXT, "مصدر عسكري")
    assert span
    assert who
    claims = tuple(Claim(kind, Stance.ASSERTED, (span,), span, Speaker(who)) for kind in ("ceasefire", "clash", "toll"))
    made = []
    for first in range(0, COUNT, BATCH):
        batch = Batch("bench", "bench", captures=[Kept(CAPTURE, Location("bench", 0, 1))])
        for n in range(first, first + BATCH):
            article = Article(f"k{n}", "عنوان", f"{TEXT}{n}", "ar", published=Timestamp(NOW))
            batch.entries.append(Entry(CAPTURE, article, (Extraction("bench", "1", claims),)))
        made.append(batch)
    return made


def ours(folder: Path) -> tuple[float, float]:
    """Articles a CPU-second: first load, and the same again."""
    loader = SqlLoader()
    loader.open(f"sqlite:///{folder}/ours.db")
    rates = []
    for _ in range(2):
        work = batches()
        start = time.process_time()
        for batch in work:
            loader.load(batch)
        rates.append(COUNT / (time.process_time() - start))
    loader.close()
    return rates[0], rates[1]


def raw(folder: Path) -> float:
    """The rows of our database, written by sqlite3 alone into an empty one of the same shape."""
    source = sqlite3.connect(folder / "ours.db")
    target = sqlite3.connect(folder / "raw.db")
    target.execute("PRAGMA journal_mode = WAL")
    schema = source.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
    )
    names = []
    for kind, name, sql in schema.fetchall():
        if kind in ("table", "index"):
            target.execute(sql)
        if kind == "table" and name not in ("alembic_version", "run"):
            names.append(name)
    rows = {name: source.execute(f"SELECT * FROM {name}").fetchall() for name in names}
    source.close()
    start = time.process_time()
    step = COUNT // BATCH
    for part in range(step):
        for name, all_rows in rows.items():
            size = -(-len(all_rows) // step)
            some = all_rows[part * size : (part + 1) * size]
            if some:
                target.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(some[0]))})", some)
        target.commit()
    rate = COUNT / (time.process_time() - start)
    target.close()
    return rate


def one_by_one(folder: Path, count: int = 400) -> float:
    """SQLModel, look up and commit each."""
    engine = create_engine(f"sqlite:///{folder}/model.db")
    SQLModel.metadata.create_all(engine, tables=[Piece.__table__, Statement.__table__])  # type: ignore[attr-defined]
    start = time.process_time()
    with Session(engine) as session:
        for n in range(count):
            if session.exec(select(Piece).where(Piece.key == f"k{n}")).first() is None:
                piece = Piece(key=f"k{n}", title="عنوان", text=TEXT)
                session.add(piece)
                session.flush()
                assert piece.id
                session.add_all([Statement(piece_id=piece.id, type=t, quote="هدنة") for t in ("a", "b", "c")])
                session.commit()
    rate = count / (time.process_time() - start)
    engine.dispose()
    return rate


def main() -> None:
    """Print the ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first, again = ours(folder)
        floor, model = raw(folder), one_by_one(folder)
    print(f"load                {first:8.0f} articles/CPU-s   raw sqlite3 {floor:8.0f}   ratio {first / floor:.2f}")
    print(f"                                       SQLModel, commit each {model:6.0f}   ratio {first / model:.1f}")
    print(f"the same again      {again:8.0f} articles/CPU-s   ratio to the first load {again / first:.1f}")


if __name__ == "__main__":
    main()

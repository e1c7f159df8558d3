"""Copies of one article out of files, in whatever order workers brought them: one numbering, one current version."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import create_engine

from rasad.captures import Capture
from rasad.store.loader import SqlLoader
from rasad.store.settle import settle

ROWS = "SELECT number, text, v.id = a.current_version_id FROM version v JOIN article a ON a.id = article_id "
ROWS += "ORDER BY number"
IN_ORDER = [(1, "text 1", False), (2, "text 2", False), (3, "text 3", True)]


def settled(url: str) -> int:
    engine = create_engine(url)
    try:
        return settle(engine, "star")
    finally:
        engine.dispose()


def load(loader: SqlLoader, make: Any, order: tuple[int, ...], address: str, **more: Any) -> None:
    for n in order:
        entry = make.entry(text=f"text {n}", extract=False, **more)
        capture = Capture(address.format(n=n), f"page {n}".encode(), entry.capture.fetched_at)
        loader.load(make.batch(replace(entry, capture=capture)))


@pytest.mark.parametrize("order", list(permutations([1, 2, 3])), ids=str)
def test_files_are_numbered_by_name_in_whatever_order_they_came(
    loader: SqlLoader, make: Any, rows: Any, database_url: str, order: tuple[int, ...]
) -> None:
    load(loader, make, order, "file:///folder/{n}.html")

    changed = settled(database_url)

    assert [(n, t, bool(c)) for n, t, c in rows(ROWS)] == IN_ORDER
    assert changed == sum(came != name for came, name in enumerate(order, 1))
    assert settled(database_url) == 0


def test_the_higher_revision_stays_current(loader: SqlLoader, make: Any, rows: Any, database_url: str) -> None:
    load(loader, make, (1,), "file:///folder/{n}.html", revision=9)
    load(loader, make, (2,), "file:///folder/{n}.html", revision=4)

    settled(database_url)

    assert [(n, bool(c)) for n, _, c in rows(ROWS)] == [(1, True), (2, False)]


def test_what_was_fetched_keeps_its_order(loader: SqlLoader, make: Any, rows: Any, database_url: str) -> None:
    load(loader, make, (3, 1), "https://gazette.example/{n}")
    load(loader, make, (2,), "file:///folder/{n}.html")

    assert settled(database_url) == 0
    assert [text for _, text, _ in rows(ROWS)] == ["text 3", "text 1", "text 2"]

"""Every version of one article with its claims, found by number, key or address."""

from __future__ import annotations

from typing import Any

import pytest

from rasad.errors import ConfigError
from rasad.store import history
from rasad.store.loader import SqlLoader


@pytest.fixture
def two(loader: SqlLoader, make: Any) -> SqlLoader:
    """An article in two versions, the second without claims, and another article."""
    loader.load(make.batch(make.entry(1), make.entry(2)))
    loader.load(make.batch(make.entry(1, text="ونفى قائد لواء الجبل الخبر.", title="نفي", extract=False)))
    return loader


@pytest.mark.parametrize("name", ["1", "key-1", "https://news.example/1"])
def test_an_article_is_found_by_number_key_or_address(two: SqlLoader, name: str) -> None:
    article, editions = history.of_article(two.engine, name)

    assert (article.id, article.key, article.source) == (1, "key-1", "star")
    assert [edition.number for edition in editions] == [1, 2]


def test_an_edition_is_a_version_with_its_times_and_claims(two: SqlLoader, make: Any) -> None:
    _, (first, second) = history.of_article(two.engine, "key-1")

    assert (first.title, first.text, second.title) == ("العنوان 1", make.text, "نفي")
    assert str(first.published_at)[:19] == "2025-03-04T12:00:00"
    assert [(claim["type"], claim["stance"]) for claim in first.claims] == [
        ("ceasefire", "asserted"),
        ("ceasefire", "denied"),
        ("toll", "asserted"),
    ]
    assert second.claims == []


def test_superseded_claims_are_left_out(two: SqlLoader, make: Any) -> None:
    from dataclasses import replace

    newer = make.extraction("2", make.claims()[:1])
    two.load(make.batch(replace(make.entry(1), extractions=(newer,))))

    _, (first, _) = history.of_article(two.engine, "1")

    assert [(claim["type"], claim["extractor"]) for claim in first.claims] == [("ceasefire", "rules 2")]


def test_a_version_of_unknown_time_has_none(loader: SqlLoader, make: Any) -> None:
    from rasad.articles import UNKNOWN_TIME

    loader.load(make.batch(make.entry(1, published=UNKNOWN_TIME)))

    _, (edition,) = history.of_article(loader.engine, "1")
    assert edition.published_at is None


@pytest.mark.parametrize("name", ["", "3", "key-9", "9" * 30, "١", "1; DROP TABLE article", "https://news.example/"])
def test_an_article_that_is_not_there_is_an_error_that_says_what_to_give(two: SqlLoader, name: str) -> None:
    with pytest.raises(ConfigError, match="its number in the database, its key or its address"):
        history.of_article(two.engine, name)


def test_a_key_that_two_sources_use_asks_for_the_number(two: SqlLoader, make: Any) -> None:
    from rasad.batches import Batch

    two.load(Batch("moon", "feed", entries=[make.entry(1, url=None)]))

    with pytest.raises(ConfigError, match=r"several articles are called 'key-1'.*1 \(star\), 3 \(moon\)"):
        history.of_article(two.engine, "key-1")


def test_a_key_that_is_a_number_stands_above_the_number(two: SqlLoader, make: Any) -> None:
    """A publisher's own numbers are keys; the database's number is asked for where no key is so called."""
    two.load(make.batch(make.entry(7, key="2", url=None)))

    article, _ = history.of_article(two.engine, "2")
    assert article.id == 3

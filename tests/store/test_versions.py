"""Which content of an article is current, and what makes a new one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from rasad.articles import Timestamp
from rasad.store.loader import SqlLoader

NOON = datetime(2025, 3, 4, 12, 0, tzinfo=UTC)


def hour(number: int) -> Timestamp:
    return Timestamp(NOON + timedelta(hours=number))


CURRENT = (
    "SELECT a.key, v.text, a.revision, a.withdrawn_at IS NOT NULL FROM article a "
    "LEFT JOIN version v ON v.id = current_version_id"
)


def test_a_lower_revision_that_comes_late_does_not_become_current(loader: SqlLoader, make: Any, rows: Any) -> None:
    loader.load(make.batch(make.entry(text="second", revision=2)))
    loader.load(make.batch(make.entry(text="first", revision=1)))

    assert rows(CURRENT) == [("key-1", "second", 2, False)]
    assert rows("SELECT number, text FROM version ORDER BY number") == [(1, "second"), (2, "first")]


@pytest.mark.parametrize("order", list(permutations([1, 2, 3])), ids=str)
@pytest.mark.parametrize("at_once", [True, False], ids=["one batch", "three batches"])
def test_the_highest_revision_is_current_in_whatever_order(
    loader: SqlLoader, make: Any, rows: Any, order: tuple[int, ...], at_once: bool
) -> None:
    entries = [make.entry(text=f"text {n}", revision=n, modified=hour(-n), extract=False) for n in order]
    for group in [entries] if at_once else [[e] for e in entries]:
        loader.load(make.batch(*group))

    assert rows(CURRENT) == [("key-1", "text 3", 3, False)]


@pytest.mark.parametrize("order", list(permutations([1, 2, 3])), ids=str)
def test_without_revisions_the_latest_modification_is_current(
    loader: SqlLoader, make: Any, rows: Any, order: tuple[int, ...]
) -> None:
    for n in order:
        loader.load(make.batch(make.entry(text=f"text {n}", modified=hour(n), extract=False)))

    assert rows(CURRENT) == [("key-1", "text 3", None, False)]


def test_without_either_the_last_arrival_is_current(loader: SqlLoader, make: Any, rows: Any) -> None:
    for text in ("a", "b", "c"):
        loader.load(make.batch(make.entry(text=text, extract=False)))

    assert rows(CURRENT) == [("key-1", "c", None, False)]


def test_an_old_copy_taken_in_again_changes_nothing(loader: SqlLoader, make: Any, rows: Any) -> None:
    entries = [make.entry(text=text, extract=False) for text in ("a", "b", "c")]
    for entry in entries:
        loader.load(make.batch(entry))
    before = rows.digest()

    for entry in entries:
        assert +loader.load(make.batch(entry)).counts == {"unchanged": 1}
    assert rows.digest() == before


def test_a_content_that_comes_back_under_a_higher_revision_is_current_again(
    loader: SqlLoader, make: Any, rows: Any
) -> None:
    for revision, text in ((1, "a"), (2, "b"), (3, "a")):
        loader.load(make.batch(make.entry(text=text, revision=revision, extract=False)))

    assert rows(CURRENT) == [("key-1", "a", 3, False)]
    assert rows("SELECT number, text, revision FROM version ORDER BY number") == [(1, "a", 1), (2, "b", 2)]


@pytest.mark.parametrize("field", ["url", "published", "meta", "lang"])
def test_only_title_and_text_make_a_version(loader: SqlLoader, make: Any, rows: Any, field: str) -> None:
    changes = {"url": "https://news.example/new", "published": hour(5), "meta": {"x": 1}, "lang": "en"}
    loader.load(make.batch(make.entry()))
    before = rows.digest()

    loader.load(make.batch(make.entry(**{field: changes[field]})))

    assert rows.digest() == before
    assert loader.load(make.batch(make.entry(title="other"))).counts["versions"] == 1
    assert loader.load(make.batch(make.entry(text=make.text + " "))).counts["versions"] == 1


def test_a_cancelled_article_keeps_its_versions_and_claims(loader: SqlLoader, make: Any, rows: Any) -> None:
    loader.load(make.batch(make.entry(revision=1)))
    cancel = make.batch(make.entry(text="", title="", revision=2, withdrawn=True, extract=False))

    assert +loader.load(cancel).counts == {"withdrawn": 1}
    assert rows(CURRENT) == [("key-1", make.text, 2, True)]
    assert rows("SELECT count(*) FROM claims WHERE withdrawn_at IS NOT NULL") == [(3,)]
    assert +loader.load(cancel).counts == {"unchanged": 1}


def test_a_cancellation_takes_its_time_from_the_notice_and_never_from_the_clock(
    loader: SqlLoader, make: Any, rows: Any
) -> None:
    loader.load(make.batch(make.entry(1, text="", withdrawn=True, modified=hour(2), extract=False)))
    loader.load(make.batch(make.entry(2, text="", withdrawn=True, extract=False)))

    found = rows("SELECT withdrawn_at FROM article ORDER BY id")
    assert [str(at)[11:13] for (at,) in found] == ["14", "12"]


def test_a_cancellation_with_words_of_its_own_does_not_hide_what_it_cancels(
    loader: SqlLoader, make: Any, rows: Any
) -> None:
    loader.load(make.batch(make.entry()))
    report = loader.load(make.batch(make.entry(text="cancelled", withdrawn=True, extract=False)))

    assert +report.counts == {"versions": 1, "withdrawn": 1}
    assert rows(CURRENT) == [("key-1", make.text, None, True)]


def test_a_cancellation_of_an_unknown_article_is_kept(loader: SqlLoader, make: Any, rows: Any) -> None:
    report = loader.load(make.batch(make.entry(text="", withdrawn=True, extract=False)))

    assert +report.counts == {"captures": 1, "articles": 1, "withdrawn": 1}
    assert rows(CURRENT) == [("key-1", None, None, True)]


def test_an_old_cancellation_does_not_withdraw_what_came_after_it(loader: SqlLoader, make: Any, rows: Any) -> None:
    loader.load(make.batch(make.entry(revision=3)))
    loader.load(make.batch(make.entry(text="", revision=2, withdrawn=True, extract=False)))

    assert rows(CURRENT) == [("key-1", make.text, 3, False)]


def test_an_article_published_again_after_its_cancellation_is_no_longer_withdrawn(
    loader: SqlLoader, make: Any, rows: Any
) -> None:
    loader.load(make.batch(make.entry(revision=1)))
    loader.load(make.batch(make.entry(text="", revision=2, withdrawn=True, extract=False)))
    loader.load(make.batch(make.entry(text="again", revision=3, extract=False)))

    assert rows(CURRENT) == [("key-1", "again", 3, False)]


def test_known_versions_are_those_of_this_source_with_this_content(loader: SqlLoader, make: Any) -> None:
    loader.load(make.batch(make.entry(1), make.entry(2)))
    digests = {n: make.article(n).content_sha256 for n in (1, 2)}

    asked = [("key-1", digests[1]), ("key-2", digests[1]), ("key-2", digests[2]), ("key-3", digests[1])]
    assert loader.known_versions("star", asked) == {("key-1", digests[1]), ("key-2", digests[2])}
    assert loader.known_versions("moon", asked) == set()

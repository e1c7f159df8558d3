"""What today's parser would change, field by field, and that looking changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from rasad.drift import Difference, Drift
from rasad.errors import ConfigError


def drift(newsroom: Any) -> tuple[list[tuple[Any, ...]], Drift]:
    look = Drift("gazette", newsroom.settings, newsroom.registry)
    return [plain(difference) for difference in look], look


def plain(difference: Difference) -> tuple[Any, ...]:
    return difference.article, difference.field, difference.was, difference.now


@pytest.fixture
def filled(newsroom: Any) -> Any:
    newsroom.list(a="a:بدأت هدنة", b="b:خبر|c:", d="!d:خبر")
    newsroom.run()
    return newsroom


def test_the_same_parser_changes_nothing(filled: Any) -> None:
    found, look = drift(filled)

    assert found == []
    assert (look.counts["captures"], look.counts["articles"], look.counts["changed"]) == (3, 2, 0)


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        ('Article(key, ""', 'Article(key, "عنوان"', [("a", "title", "", "عنوان"), ("b", "title", "", "عنوان")]),
        ('"ar", published', '"fa", published', [("a", "lang", "ar", "fa"), ("b", "lang", "ar", "fa")]),
        (
            "datetime(2024, 5, 14,",
            "datetime(2024, 5, 15,",
            [(key, "published_at", "2024-05-14T00:00:00Z", "2024-05-15T00:00:00Z") for key in ("a", "b")],
        ),
        ('words, "ar"', 'words + ".", "ar"', [("a", "text", "بدأت هدنة", "بدأت هدنة."), ("b", "text", "خبر", "خبر.")]),
        (
            "Article(key,",
            'Article("x" + key,',
            [("xa", "article", None, "xa"), ("a", "article", "a", "not found any more")],
        ),
        (
            'startswith("!")',
            'startswith("b")',
            [("!d", "article", None, "!d"), ("b", "article", "b", "parse: not a page")],
        ),
        ("elif not words:", 'elif not words or key == "a":', [("a", "article", "a", "item: an item without text")]),
    ],
)
def test_each_change_of_the_parser_is_told(filled: Any, was: str, now: str, expected: list[Any]) -> None:
    filled.mend(was, now)

    found, _ = drift(filled)

    assert set(expected) <= set(found), found


def test_looking_changes_no_row(filled: Any) -> None:
    before = filled.rows("SELECT * FROM version"), filled.rows("SELECT * FROM rejection"), filled.count("run")
    filled.mend('words, "ar"', 'words + ".", "ar"')

    drift(filled)

    assert (filled.rows("SELECT * FROM version"), filled.rows("SELECT * FROM rejection"), filled.count("run")) == before


def test_a_replay_takes_the_changes_in_and_the_next_look_is_clean(filled: Any) -> None:
    filled.mend('words, "ar"', 'words + ".", "ar"')
    filled.replay()

    found, _ = drift(filled)

    assert [each for each in found if each[1] != "text"] == []


def test_raw_that_is_gone_is_told_as_such(filled: Any) -> None:
    filled.rows("UPDATE capture SET file = NULL WHERE item = 'a'")

    ((article, field, _, reason),) = drift(filled)[0]

    assert (article, field) == ("a", "article")
    assert "has no place in the archive" in reason


def test_without_a_database_it_says_what_to_do(newsroom: Any) -> None:
    with pytest.raises(ConfigError, match="no database"):
        drift(newsroom)

"""One story of an agency in many outlets: found as one origin, in whatever order it comes in."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import event
from tests.events.agency import BOILERPLATE, OWN, STORY, edited, invented, retyped

from rasad.articles import Timestamp
from rasad.batches import Batch, Entry
from rasad.store import reprints
from rasad.store.loader import SqlLoader

OUTLETS = {"star": STORY, "river": edited(STORY), "moon": f"{retyped(STORY)}\n{BOILERPLATE}"}
GROUPS = "SELECT source, origin_source FROM reprints ORDER BY source"


class Press:
    """Loads articles of many outlets."""

    def __init__(self, loader: SqlLoader, make: Any) -> None:
        self.loader, self.make = loader, make

    def entry(self, outlet: str, text: str, hour: int | None = 0, key: str = "key") -> Entry:
        """An article of an outlet, published so many hours after noon, or at no known time."""
        at = Timestamp() if hour is None else Timestamp(self.make.noon + timedelta(hours=hour))
        entry: Entry = self.make.entry(key=key, text=text, published=at, url=None, extract=False)
        return Entry(self.make.capture(url=f"https://{outlet}.example/{key}"), entry.article)

    def load(self, outlet: str, *entries: Entry) -> int:
        """Load entries of one outlet; how many reprints were found."""
        return self.loader.load(Batch(outlet, "feed", entries=list(entries))).counts["reprints"]

    def run(self, outlet: str, text: str, hour: int | None = 0, key: str = "key") -> int:
        return self.load(outlet, self.entry(outlet, text, hour, key))


@pytest.fixture
def press(loader: SqlLoader, make: Any) -> Press:
    return Press(loader, make)


def test_an_agency_story_in_three_outlets_is_one_origin(press: Press, rows: Any) -> None:
    found = [press.run(outlet, text, hour) for hour, (outlet, text) in enumerate(OUTLETS.items())]

    assert found == [0, 1, 1]
    assert rows(GROUPS) == [("moon", "star"), ("river", "star"), ("star", "star")]
    assert rows("SELECT count(DISTINCT origin_id) FROM reprints") == [(1,)]


def test_an_own_story_of_the_same_event_is_an_origin_of_its_own(press: Press, rows: Any) -> None:
    for outlet, text in OUTLETS.items():
        press.run(outlet, text)

    assert press.run("sun", OWN, 9) == 0
    assert rows("SELECT count(*) FROM reprints WHERE source = 'sun'") == [(0,)]


@pytest.mark.parametrize("order", list(permutations(OUTLETS)), ids="-".join)
def test_the_first_published_is_the_origin_in_whatever_order_they_come(
    press: Press, rows: Any, order: tuple[str, ...]
) -> None:
    hours = {"river": 0, "star": 1, "moon": 2}
    for outlet in order:
        press.run(outlet, OUTLETS[outlet], hours[outlet])

    assert rows(GROUPS) == [("moon", "river"), ("river", "river"), ("star", "river")]


def test_one_without_a_time_is_no_origin_while_another_has_one(press: Press, rows: Any) -> None:
    press.run("moon", OUTLETS["moon"], None)
    press.run("star", OUTLETS["star"], 5)

    assert rows(GROUPS) == [("moon", "star"), ("star", "star")]


def test_the_credit_line_is_kept_as_evidence_with_its_place(press: Press, rows: Any) -> None:
    for outlet, text in OUTLETS.items():
        press.run(outlet, text)

    credited = rows(
        "SELECT a.source, r.credit, substr(v.text, r.credit_start + 1, r.credit_end - r.credit_start) FROM reprint r"
        " JOIN version v ON v.id = r.version_id JOIN article a ON a.id = v.article_id ORDER BY a.source"
    )
    assert credited == [
        ("moon", "وكالة النجم", "وكالة النجم"),
        ("river", None, None),
        ("star", "وكالة النجم", "وكالة النجم"),
    ]


def test_small_edits_lower_the_similarity_and_keep_the_group(press: Press, rows: Any) -> None:
    press.run("star", STORY)
    press.run("moon", retyped(STORY))
    press.run("river", edited(STORY))

    found = dict(rows("SELECT source, similarity FROM reprints"))
    assert found["star"] == found["moon"] == 1
    assert 0.5 <= found["river"] < 1


def test_different_stories_with_the_same_boilerplate_are_no_reprints(press: Press, rows: Any) -> None:
    texts = [f"{text}\n{BOILERPLATE}" for text in (STORY, OWN, *map(invented, range(20)))]
    for number, text in enumerate(texts):
        press.run("valley", text, key=f"key-{number}")

    assert rows("SELECT count(*) FROM reprint") == [(0,)]


def test_short_texts_are_never_grouped(press: Press, rows: Any) -> None:
    for outlet in OUTLETS:
        press.run(outlet, "أعلن المجلس المحلي في وادي الزهور هدنة تبدأ منتصف الليل وتستمر أسبوعين كاملين.")

    assert rows("SELECT count(*) FROM reprint") == [(0,)]
    assert rows("SELECT count(*) FROM sketch") == [(0,)]


def test_versions_of_one_article_are_not_reprints_of_each_other(press: Press, rows: Any) -> None:
    press.run("star", STORY)

    assert press.run("star", edited(STORY)) == 0
    assert rows("SELECT count(*) FROM reprint") == [(0,)]


def test_the_same_story_under_two_addresses_of_one_outlet_is_one_origin(press: Press, rows: Any) -> None:
    press.run("star", STORY, 0, "first")
    press.run("star", STORY, 1, "second")

    assert rows("SELECT count(*), count(DISTINCT origin_id) FROM reprint") == [(2, 1)]


def test_an_old_version_stays_in_its_group_and_the_view_shows_the_current_one(press: Press, rows: Any) -> None:
    press.run("star", STORY)
    press.run("moon", STORY, 1)
    press.run("moon", OWN, 2)

    assert rows("SELECT count(*) FROM reprint") == [(2,)]
    assert rows(GROUPS) == [("star", "star")]


def test_two_groups_joined_by_a_text_that_holds_both_become_one(press: Press, rows: Any) -> None:
    one, other = invented(1), invented(2)
    for outlet, text in (("a", one), ("b", one), ("c", other), ("d", other)):
        press.run(outlet, text)
    assert rows("SELECT count(DISTINCT origin_id) FROM reprint") == [(2,)]

    press.run("e", f"{one} {other}", 3)

    assert rows(GROUPS) == [(outlet, "a") for outlet in "abcde"]


def test_in_one_batch_or_one_by_one_the_groups_are_the_same(press: Press, rows: Any) -> None:
    press.load("star", *(press.entry("star", text, n, f"key-{n}") for n, text in enumerate(OUTLETS.values())))

    assert rows("SELECT count(*), count(DISTINCT origin_id), max(origin_id) FROM reprint") == [(3, 1, 1)]


def test_loading_the_same_again_adds_nothing(press: Press, rows: Any) -> None:
    for outlet, text in OUTLETS.items():
        press.run(outlet, text)
    before = rows.digest()

    assert [press.run(outlet, text) for outlet, text in OUTLETS.items()] == [0, 0, 0]
    assert rows.digest() == before


def test_more_outlets_than_a_number_holds_are_still_one_origin(press: Press, rows: Any) -> None:
    outlets = reprints.HELD + 8
    for number in range(outlets):
        press.run(f"outlet-{number:02}", f"{STORY}\nمن مراسل رقم {number}", number)

    assert rows("SELECT count(*), count(DISTINCT origin_id) FROM reprints") == [(outlets, 1)]
    assert rows("SELECT max(n) FROM (SELECT count(*) AS n FROM sketch GROUP BY number) AS x") == [(reprints.HELD,)]


class Texts:
    """Counts the texts that are read back in order to be compared, as the database sees it."""

    def __init__(self, loader: SqlLoader) -> None:
        self.read: list[int] = []
        event.listen(loader.engine, "before_cursor_execute", self.note)

    def note(self, connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        if statement.startswith("SELECT version.id, version.article_id, version.text"):
            self.read.append(len(parameters))


def test_candidates_are_found_without_comparing_all_pairs(press: Press, loader: SqlLoader, rows: Any) -> None:
    """400 stories are 79,800 pairs; for ten reprints among them twenty texts are read."""
    stories = [invented(seed) for seed in range(390)]
    texts = Texts(loader)
    press.load("star", *(press.entry("star", text, 0, f"key-{n}") for n, text in enumerate(stories)))
    assert texts.read == []
    press.load("moon", *(press.entry("moon", text, 1, f"key-{n}") for n, text in enumerate(stories[:10])))

    assert texts.read == [20]
    assert rows("SELECT count(*) FROM sketch") == [(8 * 400,)]
    assert rows("SELECT count(*), count(DISTINCT origin_id) FROM reprint") == [(20, 10)]


def test_a_story_that_many_reprint_is_compared_with_a_few_of_them(press: Press, loader: SqlLoader) -> None:
    texts = Texts(loader)
    for number in range(12):
        press.run(f"outlet-{number}", STORY, number)

    assert texts.read == [*range(2, reprints.COMPARED + 1), *[reprints.COMPARED + 1] * (12 - reprints.COMPARED)]


def test_an_event_told_by_three_reprints_and_an_own_story_has_two_origins(press: Press, make: Any, rows: Any) -> None:
    for outlet, text in {**OUTLETS, "sun": OWN}.items():
        entry = press.entry(outlet, f"{make.text}\n{text}")
        press.load(outlet, Entry(entry.capture, entry.article, (make.extraction(),)))
    rows.change("INSERT INTO event (id, key, type, title) VALUES (5, 'e', 'ceasefire', 'هدنة')")
    rows.change("UPDATE claim SET event_id = 5 WHERE type = 'ceasefire'")

    found = rows.one("SELECT * FROM origins")

    assert (found["title"], found["articles"], found["sources"], found["origins"]) == ("هدنة", 4, 4, 2)
    assert found["speakers"] == 2

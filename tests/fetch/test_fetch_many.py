"""Many items side by side, handed over as they come, never more of them under way than the policy says."""

from __future__ import annotations

import asyncio
import itertools
import subprocess
import sys
import threading

import pytest

from rasad import Item
from rasad.errors import FetchError
from rasad.fetch import Fetcher, Policy
from rasad.testing import Response


def test_items_come_back_once_each_in_the_order_of_completion(lab, door) -> None:
    for n, delay in enumerate([0.4, 0.2, 0]):
        lab[f"/{n}"] = Response(str(n), delay=delay)

    answers = list(door().many(Item(str(n), lab.url(f"/{n}")) for n in range(3)))

    assert [(item.id, answer.body) for item, answer in answers] == [("2", b"2"), ("1", b"1"), ("0", b"0")]


def test_unchanged_items_come_back_as_none_and_do_not_count_as_unchanged_listings(lab, door) -> None:
    lab["/1"] = Response("page", etag='"1"')
    fetch = door(validators={lab.url("/1"): {"etag": '"1"'}})

    assert [answer for _, answer in fetch.many([Item("1", lab.url("/1"))])] == [None]
    assert fetch.unchanged == 0


def test_endless_listing_is_drawn_from_only_as_answers_are_taken(lab, door) -> None:
    lab["/1"] = Response("page")
    drawn = itertools.count(1)
    items = (Item(str(next(drawn)), lab.url("/1")) for _ in itertools.count())

    taken = list(itertools.islice(door(concurrency=5).many(items), 12))

    assert len(taken) == 12
    assert next(drawn) <= 12 + 5 + 1


def test_no_more_than_the_policy_says_is_under_way_in_all(lab, door) -> None:
    for n in range(20):
        lab[f"/{n}"] = Response("page", delay=0.05)
    items = [Item(str(n), lab.url(f"/{n}", host)) for n in range(20) for host in lab.hosts]

    assert len(list(door(concurrency=7, per_host=8).many(items))) == 60
    assert lab.most_at_once() <= 7


def test_bodies_that_wait_for_the_caller_hold_back_new_requests(lab, door) -> None:
    lab["/1"] = Response(b"x" * 1_000_000)
    items = [Item(str(n), lab.url("/1")) for n in range(30)]
    answers = door(max_ready=3_000_000, per_host=2, concurrency=30).many(items)
    next(answers)
    threading.Event().wait(0.5)

    assert len(lab.received) <= 3 + 1 + 2 + 1
    assert len(list(answers)) == 29


def test_listing_may_call_the_door_while_items_are_under_way(lab, door) -> None:
    lab["/page"], lab["/1"] = Response("listing"), Response("article", delay=0.1)
    fetch = door()

    def listing():
        for n in range(3):
            fetch(lab.url("/page"))
            yield Item(str(n), lab.url("/1"))

    assert [answer.body for _, answer in fetch.many(listing())] == [b"article"] * 3


def test_leaving_early_drops_what_is_under_way(lab, door) -> None:
    lab["/fast"], lab["/slow"] = Response("fast"), Response("slow", delay=30)
    fetch = door(deadline=60)
    answers = fetch.many([Item("1", lab.url("/fast")), Item("2", lab.url("/slow"))])
    next(answers)
    answers.close()

    fetch.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "rasad-fetch"]


def test_failing_listing_raises_its_own_error(lab, door) -> None:
    def listing():
        yield Item("1", lab.url("/1"))
        raise KeyError("a plugin's bug")

    with pytest.raises(KeyError, match="bug"):
        list(door().many(listing()))


def test_door_works_inside_a_running_event_loop(lab, door) -> None:
    lab["/1"] = Response("page")

    async def caller() -> bytes:
        return door()(lab.url("/1")).body

    assert asyncio.run(caller()) == b"page"


def test_door_can_be_used_again_after_it_was_closed(lab, door) -> None:
    lab["/1"] = Response("page")
    fetch = door()
    fetch(lab.url("/1"))
    fetch.close()

    assert fetch(lab.url("/1")).body == b"page"


def test_unused_door_starts_no_thread() -> None:
    with Fetcher("test"):
        assert not [thread for thread in threading.enumerate() if thread.name == "rasad-fetch"]


def test_http_client_is_loaded_for_the_first_request_only() -> None:
    check = "import sys, rasad.fetch; assert not {'aiohttp', 'httpx', 'asyncio', 'protego'} & sys.modules.keys()"

    subprocess.run([sys.executable, "-c", check], check=True)


def test_address_is_checked_before_anything_is_sent(door, failure) -> None:
    error = failure(door(), "ftp://news.example/rss")

    assert (error.outcome, error.source) == ("blocked", "test")


def test_failure_tells_source_and_address(lab, door, failure) -> None:
    error = failure(door(), lab.url("/gone"))

    assert isinstance(error, FetchError)
    assert (error.source, error.url, str(error)) == (
        "test", lab.url("/gone"), f"HTTP 404 ({lab.url('/gone')})"
    )  # fmt: skip


@pytest.mark.parametrize("wrong", [{"per_host": 9}, {"deadline": 0}, {"max_body": -1}, {"unknown": 1}])
def test_policy_refuses_what_would_open_the_door_too_far(wrong) -> None:
    with pytest.raises(ValueError, match="validation error"):
        Policy(**wrong)

"""Hosts are asked at their own pace, and left alone when they say so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from rasad import Item
from rasad.errors import FetchError
from rasad.fetch.pace import backoff, retry_after
from rasad.fetch.policy import Policy
from rasad.testing import Response


def items(lab, count: int, host: str | None = None) -> list[Item]:
    return [Item(f"{host}{n}", lab.url(f"/{n}", host)) for n in range(count)]


def test_no_host_has_more_requests_open_than_the_policy_says(lab, door) -> None:
    for n in range(12):
        lab[f"/{n}"] = Response("page", delay=0.1)
    hosts = ("127.0.0.1", "127.0.0.2")

    list(door(per_host=3).many(items(lab, 12, hosts[0]) + items(lab, 12, hosts[1])))

    assert [lab.most_at_once(host) for host in hosts] == [3, 3]
    assert lab.most_at_once() > 3


def test_delay_lies_between_request_starts_at_one_host_only(lab, door) -> None:
    for n in range(4):
        lab[f"/{n}"] = Response("page")

    list(door(delay=0.15).many(items(lab, 4, "127.0.0.1") + items(lab, 4, "127.0.0.2")))

    assert min(lab.gaps("127.0.0.1")) > 0.12
    assert min(lab.gaps("127.0.0.2")) > 0.12
    assert min(lab.gaps()) < 0.1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_passing_failure_is_tried_again(lab, door, status) -> None:
    lab["/rss"] = [Response(status=status), Response("<rss/>")]

    assert door()(lab.url("/rss")).body == b"<rss/>"


def test_lasting_failure_is_given_up_after_the_retries(lab, door, failure) -> None:
    lab["/rss"] = Response(status=503)

    error = failure(door(retries=2), lab.url("/rss"))

    assert (error.reason, error.status, error.outcome) == ("HTTP 503", 503, "http_error")
    assert len(lab.asked("/rss")) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 501])
def test_final_failure_is_not_tried_again(lab, door, failure, status) -> None:
    lab["/rss"] = Response(status=status)

    assert failure(door(), lab.url("/rss")).status == status
    assert len(lab.asked("/rss")) == 1


def test_retry_after_is_waited_out_by_every_request_to_the_host(lab, door) -> None:
    lab["/0"] = [Response(status=429, headers={"retry-after": "1"}), Response("a")]
    lab["/1"] = Response("b")

    answers = {item.id[-1]: answer for item, answer in door(per_host=1).many(items(lab, 2))}

    assert (answers["0"].body, answers["1"].body) == (b"a", b"b")
    refused, *later = lab.received
    assert min(received.at for received in later) - refused.at > 0.95


def test_retry_after_beyond_the_deadline_is_given_up_at_once(lab, door, failure) -> None:
    lab["/rss"] = Response(status=429, headers={"retry-after": "3600"})
    fetch = door()

    assert failure(fetch, lab.url("/rss")).status == 429
    assert "not to be called" in failure(fetch, lab.url("/other")).reason
    assert [r.path for r in lab.received] == ["/rss"]


def test_refused_connection_is_named_and_tried_again(lab, door, failure) -> None:
    error = failure(door(retries=1), "http://127.0.0.9:9/")

    assert error.outcome == "http_error"
    assert error.reason.startswith("no connection")


def test_post_is_not_repeated_when_the_server_hangs_up(lab, door, failure) -> None:
    lab["/submit"] = Response(raw=b"")

    assert "hung up" in failure(door(), lab.url("/submit"), method="POST", json={"q": 1}).reason
    assert len(lab.asked("/submit")) == 1


def test_get_is_repeated_when_the_server_hangs_up(lab, door) -> None:
    lab["/rss"] = [Response(raw=b""), Response(raw=b""), Response("<rss/>")]

    assert door()(lab.url("/rss")).body == b"<rss/>"


def test_backoff_doubles_and_differs() -> None:
    policy = Policy(backoff=1, max_wait=5)
    draws = {attempt: [backoff(attempt, policy) for _ in range(200)] for attempt in (0, 2, 9)}

    assert 0.5 < max(draws[0]) <= 1
    assert 2 < max(draws[2]) <= 4
    assert max(draws[9]) <= 5
    assert len(set(draws[0])) > 150


def test_retry_after_is_read_as_seconds_and_as_a_date() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)

    assert retry_after("120") == 120
    assert 85 < retry_after(soon) <= 90
    assert retry_after("Tue, 14 May 2024 16:00:00 GMT") == 0


@pytest.mark.parametrize("nonsense", [None, "", "soon", "-5", "٥", "1e9", "Tue, 99 May"])
def test_unreadable_retry_after_is_as_none(nonsense) -> None:
    assert retry_after(nonsense) is None


def test_public_hosts_get_a_delay_and_own_ones_none() -> None:
    from rasad.fetch.pace import DEFAULT_DELAY, Pace

    assert Pace("news.example", Policy()).delay == DEFAULT_DELAY
    assert Pace("127.0.0.5", Policy()).delay == 0
    assert Pace("127.0.0.5", Policy(delay=2)).delay == 2


def test_failure_of_one_item_costs_its_neighbours_nothing(lab, door) -> None:
    lab["/0"], lab["/2"] = Response("a"), Response("c")

    answers = {item.id[-1]: answer for item, answer in door().many(items(lab, 3))}

    assert (answers["0"].body, answers["2"].body) == (b"a", b"c")
    assert isinstance(answers["1"], FetchError)
    assert answers["1"].status == 404

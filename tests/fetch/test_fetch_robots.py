"""robots.txt is obeyed as RFC 9309 has it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from rasad import Item
from rasad.testing import Response

FORBIDDING = "User-agent: *\nDisallow: /private/\n"


def test_forbidden_address_is_blocked_without_being_asked_for(lab, door, failure) -> None:
    lab["/robots.txt"] = Response(FORBIDDING)
    lab["/private/1"], lab["/news"] = Response("secret"), Response("news")
    fetch = door(robots=True)

    error = failure(fetch, lab.url("/private/1"))

    assert (error.outcome, error.reason) == ("blocked", "robots.txt forbids it")
    assert fetch(lab.url("/news")).body == b"news"
    assert [r.path for r in lab.received] == ["/robots.txt", "/news"]


def test_rules_for_this_program_go_before_the_general_ones(lab, door) -> None:
    lab["/robots.txt"] = Response("User-agent: *\nDisallow: /\n\nUser-agent: rasad\nAllow: /\n")
    lab["/news"] = Response("news")

    assert door(robots=True)(lab.url("/news")).body == b"news"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_absent_rules_allow_everything(lab, door, status) -> None:
    lab["/robots.txt"] = Response("User-agent: *\nDisallow: /", status=status)
    lab["/news"] = Response("news")

    assert door(robots=True)(lab.url("/news")).body == b"news"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_unreachable_rules_forbid_everything(lab, door, failure, status) -> None:
    lab["/robots.txt"] = Response(status=status)
    lab["/news"] = Response("news")

    error = failure(door(robots=True, retries=0), lab.url("/news"))

    assert error.reason == f"robots.txt unreachable: HTTP {status}"
    assert lab.asked("/news") == []


def test_slow_rules_end_in_a_timeout_within_the_deadline(lab, door, failure) -> None:
    lab["/robots.txt"] = Response("User-agent: *", delay=60)

    assert failure(door(robots=True, deadline=0.5), lab.url("/news")).outcome == "timeout"


def test_rules_are_asked_for_once_by_many_requests(lab, door) -> None:
    lab["/robots.txt"] = Response(FORBIDDING, delay=0.2)
    lab["/news"] = Response("news")

    list(door(robots=True).many(Item(str(n), lab.url("/news")) for n in range(20)))

    assert len(lab.asked("/robots.txt")) == 1


def test_rules_are_remembered_for_a_day_across_runs(lab, door, failure) -> None:
    lab["/robots.txt"] = Response(FORBIDDING)
    first = door(robots=True)
    failure(first, lab.url("/private/1"))
    kept = first.validators[lab.url("/robots.txt")]

    failure(door(robots=True, validators=first.validators), lab.url("/private/1"))
    assert len(lab.asked("/robots.txt")) == 1

    stale = {lab.url("/robots.txt"): {**kept, "fetched_at": "2024-05-14T16:00:00+00:00"}}
    failure(door(robots=True, validators=stale), lab.url("/private/1"))
    assert len(lab.asked("/robots.txt")) == 2


def test_rules_count_up_to_half_a_megabyte(lab, door, failure) -> None:
    lab["/robots.txt"] = Response(FORBIDDING + "Disallow: /x\n" * 200_000 + "Disallow: /news\n")
    lab["/news"] = Response("news")
    fetch = door(robots=True)

    assert failure(fetch, lab.url("/private/1")).outcome == "blocked"
    assert fetch(lab.url("/news")).body == b"news"
    assert fetch.validators.keys() == {lab.url("/news")}


def test_redirected_rules_are_followed(lab, door, failure) -> None:
    lab["127.0.0.1/robots.txt"] = Response.redirect(lab.url("/rules", "127.0.0.2"))
    lab["127.0.0.2/rules"] = Response(FORBIDDING)

    assert failure(door(robots=True), lab.url("/private/1")).outcome == "blocked"


def test_every_hop_is_held_against_its_own_hosts_rules(lab, door, failure) -> None:
    lab["127.0.0.1/news"] = Response.redirect(lab.url("/private/1", "127.0.0.2"))
    lab["127.0.0.2/robots.txt"] = Response(FORBIDDING)

    assert failure(door(robots=True), lab.url("/news")).reason == "robots.txt forbids it"
    assert lab.asked("/private/1") == []


def test_crawl_delay_slows_down(lab, door) -> None:
    lab["/robots.txt"] = Response("User-agent: *\nCrawl-delay: 0.3\n")
    lab["/news"] = Response("news")

    list(door(robots=True).many(Item(str(n), lab.url("/news")) for n in range(3)))

    times = [r.at for r in lab.asked("/news")]
    assert min(later - earlier for earlier, later in pairwise(times)) > 0.25


def test_absurd_crawl_delay_is_bounded_by_the_longest_wait(lab, door) -> None:
    lab["/robots.txt"] = Response("User-agent: *\nCrawl-delay: 86400\n")
    lab["/news"] = Response("news")
    fetch = door(robots=True, max_wait=0.2)

    assert [fetch(lab.url("/news")).body for _ in range(2)] == [b"news", b"news"]


def test_authorised_api_call_is_no_crawl(lab, door) -> None:
    lab["/robots.txt"] = Response("User-agent: *\nDisallow: /\n")
    lab["/search"] = Response("{}")
    fetch = door(robots=True)

    assert fetch(lab.url("/search"), method="POST", json={}).body == b"{}"
    assert fetch(lab.url("/search"), credentials=("user", "password")).body == b"{}"
    assert fetch(lab.url("/search"), headers={"Authorization": "Bearer abcdef"}).body == b"{}"

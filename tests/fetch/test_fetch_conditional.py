"""Nothing is transferred, or taken in, twice."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from rasad import Capture, Item
from rasad.testing import Response


def test_etag_of_one_run_makes_the_next_run_transfer_nothing(lab, door) -> None:
    lab["/rss"] = Response("<rss/>", etag='"7"')
    first = door()
    assert first(lab.url("/rss")).body == b"<rss/>"

    second = door(validators=first.validators)

    assert second(lab.url("/rss")) is None
    assert second.unchanged == 1
    assert second.validators == {}
    assert lab.asked("/rss")[1].headers["if-none-match"] == '"7"'


def test_last_modified_alone_is_enough(lab, door) -> None:
    lab["/rss"] = Response("<rss/>", last_modified="Tue, 14 May 2024 16:02:10 GMT")
    first = door()
    first(lab.url("/rss"))

    assert door(validators=first.validators)(lab.url("/rss")) is None


@pytest.mark.parametrize(
    ("age", "asked"), [(timedelta(hours=23), '"7"'), (timedelta(days=1), None), (timedelta(days=-400), None)]
)
def test_304_is_believed_for_a_day_where_nobody_listed_the_address(lab, door, age, asked) -> None:
    lab["/rss"] = Response("<rss/>", etag='"7"')
    first = door()
    first(lab.url("/rss"))
    validator = first.validators[lab.url("/rss")]
    came = datetime.fromisoformat(validator["fetched_at"]) - age
    second = door(validators={lab.url("/rss"): {**validator, "fetched_at": came.isoformat()}})

    assert second(lab.url("/rss")) is None, "the same bytes are no news"
    assert lab.asked("/rss")[1].headers.get("if-none-match") == asked
    assert bool(second.validators) is (asked is None), "a newer time is kept where the bytes came"


def test_304_for_a_listed_page_is_believed_however_old(lab, door) -> None:
    lab["/page"] = Response("page", etag='"7"')
    before = {lab.url("/page"): {"etag": '"7"', "fetched_at": "2020-01-01T00:00:00+00:00"}}

    ((_, answer),) = door(validators=before).many([Item("1", lab.url("/page"))])

    assert answer is None


def test_same_bytes_from_a_server_without_304_are_unchanged(lab, door) -> None:
    lab["/rss"] = [
        Response("<rss/>", headers={"etag": '"a"'}),
        Response("<rss/>", headers={"etag": '"b"'}),
        Response("<rss>new</rss>"),
    ]
    first = door()
    first(lab.url("/rss"))
    second = door(validators=first.validators)

    assert second(lab.url("/rss")) is None
    assert second.validators[lab.url("/rss")]["etag"] == '"b"'
    assert door(validators=second.validators)(lab.url("/rss")).body == b"<rss>new</rss>"


def test_validators_of_one_address_say_nothing_of_another(lab, door) -> None:
    lab["/a"] = lab["/b"] = Response("same", etag='"1"')
    first = door()
    first(lab.url("/a"))

    assert door(validators=first.validators)(lab.url("/b")).body == b"same"


def test_within_a_run_an_address_can_be_fetched_again(lab, door) -> None:
    lab["/rss"] = Response("<rss/>", etag='"7"')
    fetch = door()

    assert [fetch(lab.url("/rss")).body for _ in range(2)] == [b"<rss/>"] * 2


def test_validator_of_a_redirected_address_goes_to_where_it_came_from(lab, door) -> None:
    lab["127.0.0.1/feed"] = Response.redirect(lab.url("/feed", "127.0.0.2"))
    lab["127.0.0.2/feed"] = Response("<rss/>", etag='"7"')
    first = door()
    first(lab.url("/feed"))
    lab.received.clear()

    assert door(validators=first.validators)(lab.url("/feed")) is None
    assert [(r.host, r.headers.get("if-none-match")) for r in lab.received] == [
        ("127.0.0.1", None),
        ("127.0.0.2", '"7"'),
    ]


def test_failure_leaves_no_validator(lab, door, failure) -> None:
    lab["/rss"] = Response("gone", status=410, headers={"etag": '"7"'})
    fetch = door()

    assert failure(fetch, lab.url("/rss")).status == 410
    assert fetch.validators == {}


def test_unkept_answer_is_neither_conditional_nor_archived(lab, door) -> None:
    kept: list[Capture] = []
    lab["/token"] = Response('{"access_token": "x"}', etag='"7"')
    before = {lab.url("/token"): {"etag": '"7"'}}
    fetch = door(validators=before, on_capture=kept.append)

    assert fetch(lab.url("/token"), keep=False).body == b'{"access_token": "x"}'
    assert (fetch.validators, kept) == ({}, [])


def test_kept_answer_reaches_the_archive_before_the_caller(lab, door) -> None:
    kept: list[Capture] = []
    lab["/rss"] = Response("<rss/>")
    capture = door(on_capture=kept.append)(lab.url("/rss"))

    assert kept == [capture]


@pytest.mark.parametrize("validators", [{}, {"sha256": "0" * 64}])
def test_304_that_nobody_asked_for_is_an_error(lab, door, failure, validators) -> None:
    lab["/rss"] = Response(status=304)
    fetch = door(validators={lab.url("/rss"): validators})

    assert failure(fetch, lab.url("/rss")).reason == "HTTP 304"


def test_capture_tells_address_headers_redirects_and_second(lab, door) -> None:
    lab["/old?x=1"] = Response.redirect("/new")
    lab["/new"] = Response("page", headers=[("Via", "a"), ("via", "b"), ("Set-Cookie", "session=1")])

    capture = door()(lab.url("/old#part"), params={"x": "1"})

    assert (capture.url, capture.redirects) == (lab.url("/new"), (lab.url("/old?x=1"),))
    assert capture.headers["via"] == "a, b"
    assert "set-cookie" not in capture.headers
    assert capture.fetched_at.microsecond == 0
    assert capture.fetched_at.tzinfo is not None

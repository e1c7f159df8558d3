"""Every hop is checked like the first, and what belongs to an origin stays there."""

from __future__ import annotations

import pytest

from rasad import Item
from rasad.errors import FetchError
from rasad.testing import Response

PERSONAL = {
    "headers": {"headers": {"X-Api-Key": "canary-key"}},
    "credentials": {"credentials": ("editor", "canary-password")},
    "bearer": {"headers": {"Authorization": "Bearer canary-token"}},
    "cookie": {"headers": {"Cookie": "session=canary"}},
}


def secrets_sent(received) -> set[str]:
    return {"authorization", "x-api-key", "cookie"} & received.headers.keys()


@pytest.mark.parametrize("given", PERSONAL.values(), ids=PERSONAL)
def test_what_is_personal_goes_along_within_its_origin(lab, door, given) -> None:
    lab["/old"], lab["/new"] = Response.redirect("/new"), Response("page")

    assert door()(lab.url("/old"), **given).body == b"page"
    assert all(secrets_sent(received) for received in lab.received)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("given", PERSONAL.values(), ids=PERSONAL)
def test_what_is_personal_never_reaches_another_origin(lab, door, given, status) -> None:
    lab["127.0.0.1/old"] = Response.redirect(lab.url("/there", "127.0.0.2"), status)
    lab["127.0.0.2/there"] = Response.redirect(lab.url("/back", "127.0.0.1"), status)
    lab["127.0.0.1/back"] = Response("page")

    assert door()(lab.url("/old"), **given).body == b"page"
    assert [bool(secrets_sent(received)) for received in lab.received] == [True, False, False]


def test_login_in_a_configured_address_is_sent_as_basic_and_not_in_the_address(lab, door) -> None:
    lab["/rss"] = Response("<rss/>")

    capture = door()(lab.url("/rss").replace("://", "://editor:pass%20word@"))

    assert capture.url == lab.url("/rss")
    assert lab.received[0].headers["authorization"] == "Basic ZWRpdG9yOnBhc3Mgd29yZA=="


def test_refusal_behind_a_redirect_says_that_credentials_stayed_behind(lab, door, failure) -> None:
    lab["127.0.0.1/api"] = Response.redirect(lab.url("/api", "127.0.0.2"))
    lab["127.0.0.2/api"] = Response(status=401)

    error = failure(door(), lab.url("/api"), credentials=("editor", "password"))

    assert error.reason == "HTTP 401 (credentials do not follow redirects to another origin)"


def test_other_port_is_another_origin(lab, door) -> None:
    from rasad.testing import FeedLab

    with FeedLab() as other:
        other["/there"] = Response("page")
        lab["/old"] = Response.redirect(other.url("/there"))
        door()(lab.url("/old"), credentials=("editor", "password"))

        assert secrets_sent(other.received[0]) == set()


@pytest.mark.parametrize("status", [307, 308])
def test_body_of_a_request_is_not_carried_to_another_origin(lab, door, failure, status) -> None:
    lab["127.0.0.1/token"] = Response.redirect(lab.url("/token", "127.0.0.2"), status)

    error = failure(door(), lab.url("/token"), method="POST", form={"password": "canary"})

    assert error.outcome == "blocked"
    assert [r.host for r in lab.received] == ["127.0.0.1"]


def test_post_becomes_a_get_without_a_body_after_303_and_stays_after_307(lab, door) -> None:
    lab["/see"], lab["/same"] = Response.redirect("/page", 303), Response.redirect("/page", 307)
    lab["/page"] = Response("page")
    fetch = door()
    fetch(lab.url("/see"), method="POST", form={"q": "1"})
    fetch(lab.url("/same"), method="POST", form={"q": "1"})

    assert [(r.method, r.body) for r in lab.asked("/page")] == [("GET", b""), ("POST", b"q=1")]


def test_cookies_are_not_sent_back(lab, door) -> None:
    lab["/"] = Response("page", headers={"set-cookie": "id=1; Path=/"})
    fetch = door()
    fetch(lab.url("/"))
    fetch(lab.url("/"))

    assert "cookie" not in lab.received[1].headers


def test_redirects_in_circles_and_without_end_are_given_up(lab, door, failure) -> None:
    lab["/a"], lab["/b"] = Response.redirect("/b"), Response.redirect("/a")
    for n in range(20):
        lab[f"/{n}"] = Response.redirect(f"/{n + 1}")

    assert "circles" in failure(door(), lab.url("/a")).reason
    assert failure(door(), lab.url("/0")).reason == "more than 5 redirects"


@pytest.mark.parametrize(
    "location",
    ["file:///etc/passwd", "data:text/html,x", "javascript:alert(1)", "ftp://127.0.0.1/", "http://[::1"],
)
def test_redirect_to_anything_but_http_is_refused(lab, door, failure, location) -> None:
    lab["/old"] = Response.redirect(location)

    assert failure(door(), lab.url("/old")).outcome == "blocked"


def test_redirect_to_an_address_with_credentials_is_refused(lab, door, failure) -> None:
    lab["/old"] = Response.redirect(lab.url("/x").replace("://", "://a:b@"))

    assert "credentials" in failure(door(), lab.url("/old")).reason


def test_redirect_without_location_is_an_error(lab, door, failure) -> None:
    lab["/old"] = Response(status=302)

    assert failure(door(), lab.url("/old")).reason == "HTTP 302"


def one(fetch, url: str):
    [(_, answer)] = fetch.many([Item("1", url)])
    return answer


def test_listed_item_outside_the_sources_hosts_is_refused_with_the_reason(lab, door) -> None:
    lab["/1"] = Response("page")
    fetch = door(hosts=["127.0.0.1", "news.example"])

    assert one(fetch, lab.url("/1", "127.0.0.1")).body == b"page"
    error = one(fetch, lab.url("/1", "127.0.0.2"))
    assert isinstance(error, FetchError)
    assert (error.outcome, error.reason) == (
        "blocked",
        "127.0.0.2 is not among the source's hosts; add it there (hosts) if it is",
    )
    assert [r.host for r in lab.received] == ["127.0.0.1"]


def test_listed_item_is_not_redirected_outside_the_sources_hosts(lab, door) -> None:
    lab["127.0.0.1/1"] = Response.redirect(lab.url("/1", "127.0.0.2"))

    assert "not among" in one(door(hosts=["127.0.0.1"]), lab.url("/1")).reason
    assert [r.host for r in lab.received] == ["127.0.0.1"]


def test_without_hosts_items_may_lie_where_the_configured_addresses_do(lab, door) -> None:
    lab["/rss"], lab["/1"] = Response("<rss/>"), Response("page")
    fetch = door(hosts=())
    fetch(lab.url("/rss", "127.0.0.2"))

    assert one(fetch, lab.url("/1", "127.0.0.2")).body == b"page"
    assert one(fetch, lab.url("/1", "127.0.0.3")).outcome == "blocked"


def test_listed_article_that_leads_to_the_home_page_is_gone(lab, door) -> None:
    lab["/1"], lab["/"] = Response.redirect("/"), Response("home")

    assert "home page" in one(door(), lab.url("/1")).reason
    assert one(door(), lab.url("/")).body == b"home"


@pytest.mark.parametrize(
    "url",
    ["", "news", "//news.example/1", "javascript:alert(1)", "file:///etc/passwd", "http://a:b@127.0.0.1/",
     "http://[::1", "http://127.0.0.1:99999/", "mailto:a@b.example", "http:///path"],
)  # fmt: skip
def test_listed_address_that_cannot_be_fetched_is_refused_not_raised(door, url) -> None:
    answer = one(door(), url)

    assert isinstance(answer, FetchError)
    assert answer.outcome == "blocked"


def test_item_that_brings_its_capture_is_handed_back_with_it(lab, door) -> None:
    lab["/1"] = Response("page")
    fetch = door()
    capture = fetch(lab.url("/1"))

    assert list(fetch.many([Item("1", capture=capture)])) == [(Item("1", capture=capture), capture)]

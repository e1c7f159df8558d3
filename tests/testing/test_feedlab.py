"""The scripted publisher does what its script says, seen through a plain socket and the standard library."""

from __future__ import annotations

import gzip
import http.client
import socket
import time
import urllib.error
import urllib.request
import zlib

import pytest

from rasad.testing import FeedLab, Received, Response
from rasad.testing.feedlab import feedlab  # noqa: F401 - the fixture


def get(url: str, **headers: str) -> http.client.HTTPResponse:
    return urllib.request.urlopen(urllib.request.Request(url, headers=headers))


def body_of(url: str, **headers: str) -> bytes:
    with get(url, **headers) as answer:
        return answer.read()


def status_of(url: str, **headers: str) -> int:
    try:
        with get(url, **headers) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_status_headers_and_body_are_as_scripted(feedlab) -> None:
    feedlab["/a"] = Response("نص", 203, {"content-type": "text/plain", "x-note": "1"})

    with get(feedlab.url("/a")) as answer:
        assert (answer.status, answer.headers["x-note"], answer.read()) == (203, "1", "نص".encode())


def test_what_is_not_scripted_is_not_found(feedlab) -> None:
    assert status_of(feedlab.url("/nowhere")) == 404


def test_scripts_in_a_list_follow_each_other_and_the_last_stays(feedlab) -> None:
    feedlab["/a"] = [Response("1"), Response("2")]

    assert [body_of(feedlab.url("/a")) for _ in range(3)] == [b"1", b"2", b"2"]


def test_script_set_again_starts_anew(feedlab) -> None:
    for _ in range(2):
        feedlab["/a"] = [Response("1"), Response("2")]
        assert body_of(feedlab.url("/a")) == b"1"


def test_function_answers_from_what_was_received(feedlab) -> None:
    feedlab["/a?q=1"] = lambda received: Response(f"{received.method} {received.path} {received.host}")

    assert body_of(feedlab.url("/a?q=1", "127.0.0.2")) == b"GET /a?q=1 127.0.0.2"


def test_one_hosts_script_goes_before_that_of_all(feedlab) -> None:
    feedlab["/a"], feedlab["127.0.0.2/a"] = Response("all"), Response("second")

    assert [body_of(feedlab.url("/a", host)) for host in feedlab.hosts] == [b"all", b"second", b"all"]


@pytest.mark.parametrize(("encoding", "unpack"), [("gzip", gzip.decompress), ("deflate", zlib.decompress)])
def test_encoding_packs_the_body_and_says_so(feedlab, encoding, unpack) -> None:
    feedlab["/a"] = Response("page", encoding=encoding)

    with get(feedlab.url("/a")) as answer:
        assert answer.headers["content-encoding"] == encoding
        assert unpack(answer.read()) == b"page"


def test_known_content_is_answered_with_304(feedlab) -> None:
    feedlab["/a"] = Response("page", etag='"1"')
    feedlab["/b"] = Response("page", last_modified="Tue, 14 May 2024 16:00:00 GMT")

    assert status_of(feedlab.url("/a"), **{"If-None-Match": '"1"'}) == 304
    assert status_of(feedlab.url("/a"), **{"If-None-Match": '"2"'}) == 200
    assert status_of(feedlab.url("/b"), **{"If-Modified-Since": "Tue, 14 May 2024 16:00:00 GMT"}) == 304
    assert status_of(feedlab.url("/b")) == 200


def test_redirect_is_one(feedlab) -> None:
    feedlab["/old"], feedlab["/new"] = Response.redirect("/new", 301), Response("page")

    assert body_of(feedlab.url("/old")) == b"page"
    assert [received.path for received in feedlab.received] == ["/old", "/new"]


def test_delay_and_rates_take_their_time(feedlab) -> None:
    feedlab["/late"] = Response("page", delay=0.2)
    feedlab["/slow"] = Response(b"x" * 100, rate=500)
    feedlab["/head"] = Response("x", header_rate=500)
    taken = {}
    for path in ("/late", "/slow", "/head"):
        started = time.monotonic()
        body_of(feedlab.url(path))
        taken[path] = time.monotonic() - started

    assert min(taken.values()) >= 0.15
    assert max(taken.values()) < 2


def test_chunked_body_has_no_length(feedlab) -> None:
    feedlab["/a"] = Response("page", chunked=True)

    with get(feedlab.url("/a")) as answer:
        assert "content-length" not in answer.headers
        assert answer.read() == b"page"


def test_endless_body_goes_on_until_the_client_leaves(feedlab) -> None:
    feedlab["/a"] = Response("x" * 1000, endless=True)

    with get(feedlab.url("/a")) as answer:
        assert len(answer.read(500_000)) == 500_000


def test_raw_bytes_are_sent_as_they_are(feedlab) -> None:
    feedlab["/a"] = Response(raw=b"not HTTP at all")

    with socket.create_connection(("127.0.0.1", feedlab.port)) as client:
        client.sendall(b"GET /a HTTP/1.1\r\n\r\n")
        assert client.recv(100) == b"not HTTP at all"
        assert client.recv(100) == b""


def test_length_can_lie(feedlab) -> None:
    feedlab["/a"] = Response("page", headers={"Content-Length": "2"})

    assert body_of(feedlab.url("/a")) == b"pa"


def test_requests_are_recorded_with_headers_body_and_time(feedlab) -> None:
    feedlab["/a"] = Response("ok")
    request = urllib.request.Request(feedlab.url("/a"), b"q=1", {"X-Note": "1"})
    before = time.monotonic()
    urllib.request.urlopen(request).close()

    [received] = feedlab.asked("/a")
    assert (received.method, received.body, received.headers["x-note"]) == ("POST", b"q=1", "1")
    assert before <= received.at <= time.monotonic()
    assert feedlab.connections == ["127.0.0.1"]


def test_requests_open_at_once_and_gaps_are_counted() -> None:
    lab = FeedLab()

    def received(host: str, at: float, until: float) -> Received:
        return Received("GET", "/", host, {}, b"", at, [until])

    lab.received = [received("a", 0, 2), received("a", 1, 3), received("b", 1.5, 2), received("a", 3, 4)]

    assert (lab.most_at_once(), lab.most_at_once("a"), lab.most_at_once("c")) == (3, 2, 0)
    assert lab.gaps("a") == [1, 2]


def test_head_request_gets_no_body(feedlab) -> None:
    feedlab["/a"] = Response("page")
    request = urllib.request.Request(feedlab.url("/a"), method="HEAD")

    with urllib.request.urlopen(request) as answer:
        assert answer.read() == b""


def test_publisher_that_stops_leaves_nothing_open() -> None:
    with FeedLab() as lab:
        lab["/slow"] = Response("x", delay=60)
        client = socket.create_connection(("127.0.0.1", lab.port))
        client.sendall(b"GET /slow HTTP/1.1\r\n\r\n")
        time.sleep(0.05)
    with client, pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", lab.port))

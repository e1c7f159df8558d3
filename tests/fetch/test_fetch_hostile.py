"""Servers that lie, stall and flood: no wait beyond the deadline, no memory beyond the caps.

The door runs in a process of its own, so that what it takes is measured and not what the servers take.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from rasad.testing import FeedLab, Received, Response

DEADLINE = 1.5
ALLOWED_GROWTH = 64 * 1024  # kB over an idle door, at caps of 10 MB

DOOR = """
import json, pathlib, re, sys, time
from rasad.errors import FetchError
from rasad.fetch import Fetcher, Policy

def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1])

policy = Policy(deadline=float(sys.argv[1]), grace=0.4, min_rate=500, retries=0, robots=False)
with Fetcher("hostile", allow_private_addresses=True, policy=policy) as fetch:
    fetch(sys.argv[2] + "/fine")
    idle = peak()
    for line in sys.stdin:
        name, started, report = line.strip(), time.monotonic(), {}
        try:
            capture = fetch(sys.argv[2] + "/" + name)
            report = {"outcome": "ok", "reason": "", "body": capture.body[:80].hex()}
        except FetchError as error:
            report = {"outcome": error.outcome, "reason": error.reason}
        report |= {"name": name, "seconds": time.monotonic() - started, "growth": peak() - idle}
        print(json.dumps(report), flush=True)
"""


def zeros(megabytes: int, window: int) -> bytes:
    """A bomb of zeros, made without ever being large."""
    bomb, block = zlib.compressobj(9, zlib.DEFLATED, window), bytes(1_000_000)
    return b"".join([*(bomb.compress(block) for _ in range(megabytes)), bomb.flush()])


def encoded(coding: str, body: bytes) -> Response:
    return Response(body, headers={"content-encoding": coding, "content-type": "text/html"})


def raw(*parts: bytes, rate: float | None = None) -> Response:
    return Response(raw=b"".join(parts), rate=rate)


OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
GZIP_BOMB = zeros(300, 31)


def next_hop(received: Received) -> Response:
    return Response.redirect(received.path + "x")


@dataclass(frozen=True)
class Behaviour:
    """What a server does, and what must come of it."""

    script: Any
    outcome: str
    reason: str = ""


BEHAVIOURS: dict[str, Behaviour] = {
    "gzip-bomb": Behaviour(encoded("gzip", GZIP_BOMB), "http_error", "over 10000000 bytes decompressed"),
    "deflate-bomb": Behaviour(encoded("deflate", zeros(300, 15)), "http_error", "bytes decompressed"),
    "raw-deflate-bomb": Behaviour(encoded("deflate", zeros(300, -15)), "http_error", "bytes decompressed"),
    "brotli": Behaviour(encoded("br", bytes(2000)), "http_error", "not asked for"),
    "zstandard": Behaviour(encoded("zstd", bytes(2000)), "http_error", "not asked for"),
    "nested-gzip": Behaviour(encoded("gzip, gzip", gzip.compress(GZIP_BOMB)), "http_error", "not asked for"),
    "gzip-in-gzip-unsaid": Behaviour(encoded("gzip", gzip.compress(GZIP_BOMB)), "ok"),
    "gzip-of-many-members": Behaviour(encoded("gzip", gzip.compress(b"") * 50_000), "http_error", "members"),
    "gzip-cut-short": Behaviour(encoded("gzip", GZIP_BOMB[:5000]), "http_error", "cut short"),
    "gzip-that-is-none": Behaviour(encoded("gzip", b"<html>plain"), "http_error", "broken gzip"),
    "bomb-behind-404": Behaviour(Response(GZIP_BOMB, 404, {"content-encoding": "gzip"}), "http_error", "HTTP 404"),
    "endless-body": Behaviour(Response(bytes(60_000), endless=True), "http_error", "over 10000000 bytes"),
    "huge-length": Behaviour(Response(b"x", headers={"content-length": str(10**12)}), "timeout", "body slower"),
    "length-too-long": Behaviour(raw(OK, b"Content-Length: 100\r\n\r\nshort"), "http_error", "ended early"),
    "length-too-short": Behaviour(
        Response(b"longer than said", headers={"content-length": "6"}), "http_error", "not HTTP"
    ),
    "length-negative": Behaviour(raw(OK, b"Content-Length: -5\r\n\r\nx"), "http_error", "not HTTP"),
    "two-lengths": Behaviour(
        raw(OK, b"Content-Length: 5\r\nContent-Length: 50\r\n\r\nhello"), "http_error", "not HTTP"
    ),
    "body-of-1-byte-a-second": Behaviour(Response(b"x" * 100, rate=1), "timeout", "body slower"),
    "head-of-1-byte-a-second": Behaviour(Response(b"x", header_rate=1), "timeout", "no whole answer"),
    "silence": Behaviour(Response(b"x", delay=60), "timeout", "no whole answer"),
    "silence-after-the-head": Behaviour(Response(b"xx", rate=0.01, chunked=True), "timeout", "body slower"),
    "informational-for-ever": Behaviour(
        raw(b"HTTP/1.1 100 Continue\r\n\r\n" * 100_000, rate=500_000), "timeout", "no whole answer"
    ),
    "one-huge-header": Behaviour(raw(OK, b"X: ", b"x" * 50_000_000, b"\r\n\r\n"), "http_error", "not HTTP"),
    "million-headers": Behaviour(raw(OK, b"X: y\r\n" * 1_000_000, b"\r\n"), "http_error", "not HTTP"),
    "endless-chunk-extension": Behaviour(raw(CHUNKED, b"5;", b"x" * 50_000_000), "http_error"),
    "endless-trailers": Behaviour(raw(CHUNKED, b"0\r\n", b"X: y\r\n" * 5_000_000), "http_error"),
    "broken-chunks": Behaviour(raw(CHUNKED, b"zz\r\nhello\r\n"), "http_error"),
    "not-http": Behaviour(raw(b"SSH-2.0-OpenSSH_9.9\r\n\r\n"), "http_error", "not HTTP"),
    "empty-reply": Behaviour(raw(b""), "http_error", "hung up"),
    "redirect-loop": Behaviour(Response.redirect("/redirect-loop"), "http_error", "circles"),
    "redirect-to-file": Behaviour(Response.redirect("file:///etc/passwd"), "blocked", "only http"),
    "redirect-to-metadata": Behaviour(
        Response.redirect("http://169.254.169.254/latest/meta-data/"), "blocked", "metadata"
    ),
    "lying-charset": Behaviour(
        Response("خبر عاجل".encode("cp1256"), headers={"content-type": "text/html; charset=utf-8"}), "ok"
    ),
    "header-of-odd-bytes": Behaviour(raw(OK, b"X: \xff\xfe\r\nContent-Length: 2\r\n\r\nok"), "ok"),
    "part-of-a-page": Behaviour(Response(b"half", status=206), "http_error", "HTTP 206"),
}


@pytest.fixture(scope="module")
def reports() -> Iterator[dict[str, dict[str, Any]]]:
    with FeedLab() as lab:
        lab["/fine"] = Response("fine")
        for name, behaviour in BEHAVIOURS.items():
            lab["/" + name] = behaviour.script
        run = subprocess.run(
            [sys.executable, "-W", "error", "-c", DOOR, str(DEADLINE), lab.url("")],
            input="\n".join(BEHAVIOURS),
            capture_output=True,
            text=True,
            timeout=len(BEHAVIOURS) * (DEADLINE + 2),
            check=False,
        )
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    yield {line["name"]: line for line in lines}


@pytest.mark.parametrize("name", BEHAVIOURS)
def test_hostile_server_costs_neither_time_nor_memory(reports, name) -> None:
    behaviour, report = BEHAVIOURS[name], reports[name]

    assert report["outcome"] == behaviour.outcome, report
    assert behaviour.reason in report["reason"]
    assert report["seconds"] < DEADLINE + 1
    assert report["growth"] < ALLOWED_GROWTH


def test_lying_charset_leaves_the_bytes_as_they_came(reports) -> None:
    assert bytes.fromhex(reports["lying-charset"]["body"]) == "خبر عاجل".encode("cp1256")


def test_layer_that_was_not_announced_is_kept_packed(reports) -> None:
    assert bytes.fromhex(reports["gzip-in-gzip-unsaid"]["body"]) == GZIP_BOMB[:80]


def test_what_follows_a_body_that_is_too_long_is_not_taken_for_the_next_answer(lab, door) -> None:
    smuggled = b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nsmuggled"
    lab["/long"] = Response(b"honest" + smuggled, headers={"content-length": "6"})
    lab["/next"] = Response("the next page")
    fetch = door()

    assert fetch(lab.url("/long")).body == b"honest"
    assert fetch(lab.url("/next")).body == b"the next page"


def test_redirects_that_never_end_are_given_up(lab, door, failure) -> None:
    lab["/a"] = lab["/ax"] = lab["/axx"] = lab["/axxx"] = next_hop

    assert failure(door(max_redirects=2), lab.url("/a")).reason == "more than 2 redirects"


def test_deadline_holds_for_redirects_and_retries_together(lab, door, failure) -> None:
    for n in range(5):
        lab[f"/{n}"] = Response(status=302, headers={"location": f"/{n + 1}"}, delay=0.3)

    error = failure(door(deadline=0.8), lab.url("/0"))

    assert error.outcome == "timeout"
    assert len(lab.received) == 3


def test_slow_but_steady_body_is_taken_in(lab, door) -> None:
    lab["/slow"] = Response(b"x" * 3000, rate=2000)

    assert len(door(grace=0.2, min_rate=500)(lab.url("/slow")).body) == 3000


def test_slowness_of_the_caller_is_not_held_against_the_server(lab, door) -> None:
    import time

    from rasad import Item

    for n in range(8):
        lab[f"/{n}"] = Response(b"x" * 200_000, rate=2_000_000)
    bodies = []
    for _, capture in door(deadline=0.6, grace=0.2).many(Item(str(n), lab.url(f"/{n}")) for n in range(8)):
        time.sleep(0.15)
        bodies.append(len(capture.body))

    assert bodies == [200_000] * 8

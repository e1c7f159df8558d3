"""Servers that lie, stall and flood: no wait beyond the deadline, no memory beyond the caps.

The door runs in a process of its own, so that what it takes is measured and not what the servers take.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from tests.hostile.servers import BEHAVIOURS, GZIP_BOMB, PAGE, next_hop

from rasad.testing import FeedLab, Response

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


@pytest.fixture(scope="module")
def reports() -> Iterator[dict[str, dict[str, Any]]]:
    with FeedLab() as lab:
        lab["/fine"] = Response("fine")
        for name, behaviour in BEHAVIOURS.items():
            lab["/" + name] = behaviour.script
        for end in range(1, 8):
            lab["/redirects-without-end?" + "x" * end] = next_hop
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
    assert bytes.fromhex(reports["lying-charset"]["body"]) == PAGE.encode("cp1256")[:80]


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
    lab["/a"] = lab["/a?x"] = lab["/a?xx"] = lab["/a?xxx"] = next_hop

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

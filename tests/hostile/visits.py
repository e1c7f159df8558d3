"""A door in a process of its own that is sent to addresses nobody may connect to; every attempt is noted.

The loopback address 127.0.0.3 counts as public here: it stands for any site on the internet. Prints a line of JSON
for each way and spelling: `connected` lists every address, but for that site, that a socket was connected to.
"""

from __future__ import annotations

import json
import socket
import sys
import time
from collections.abc import Iterator
from typing import Any

from tests.hostile.spellings import SPELLINGS

from rasad.errors import FetchError
from rasad.fetch import Fetcher, Policy, addresses

PUBLIC = "127.0.0.3"
NAME = "rebinding.example"  # first the public site, from then on what is spelt
WAYS = ("direct", "redirect", "rebinding")

connects: list[Any] = []
resolve, judge = socket.getaddrinfo, addresses.refusal


def watch() -> None:
    """Note every connection that anything in this process makes from now on."""
    sys.addaudithook(lambda event, given: connects.append(given[1]) if event == "socket.connect" else None)


def stand_in() -> None:
    """Let one loopback address count as public."""

    def refusal(address: str, allow_private: bool) -> str | None:
        return None if address == PUBLIC else judge(address, allow_private)

    addresses.refusal = refusal


def rebind(host: str) -> None:
    """From now on `NAME` leads to the public site once, and then to `host`."""
    answers = [PUBLIC]

    def getaddrinfo(name: Any, *rest: Any, **more: Any) -> Any:
        if name != NAME:
            return resolve(name, *rest, **more)
        return resolve(answers.pop() if answers else host.strip("[]"), *rest, **more)

    socket.getaddrinfo = getaddrinfo


def ways(host: str, port: int) -> Iterator[tuple[str, list[str]]]:
    """Addresses to fetch, one after the other; the last must be refused."""
    yield "direct", [f"http://{host}:{port}/secret"]
    yield "redirect", [f"http://{PUBLIC}:{port}/to?{host}"]
    yield "rebinding", [f"http://{NAME}:{port}/page", f"http://{NAME}:{port}/secret"]


def visit(urls: list[str]) -> tuple[str, str]:
    """How fetching the last of these ended. Each is fetched by a door of its own: nothing resolved is remembered."""
    outcome, reason = "ok", ""
    for url in urls:
        policy = Policy(deadline=2, connect=1, retries=0, robots=False)
        try:
            with Fetcher("visits", policy=policy) as fetch:
                fetch(url)
                outcome, reason = "ok", ""
        except FetchError as error:
            outcome, reason = error.outcome, error.reason
    return outcome, reason


def main() -> None:
    """Go everywhere, in every way."""
    port = int(sys.argv[1])
    stand_in()
    watch()
    for host in SPELLINGS:
        rebind(host)
        for way, urls in ways(host, port):
            connects.clear()
            began = time.monotonic()
            outcome, reason = visit(urls)
            strange = [str(address) for address in connects if address[0] != PUBLIC]
            row = {"way": way, "host": host, "outcome": outcome, "reason": reason, "connected": strange}
            print(json.dumps({**row, "seconds": time.monotonic() - began}), flush=True)


if __name__ == "__main__":
    main()

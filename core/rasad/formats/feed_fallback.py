"""Feeds that are not well-formed, read by feedparser in a child process that cannot harm us.

feedparser reads what nothing else reads, but it raises, hangs on a few megabytes of attributes and expands
entities (measured). The child is kept for the next broken feed, and killed when it is late or has grown old.
"""

from __future__ import annotations

import atexit
import json
import os
import selectors
import subprocess
import sys
import threading
import time
from typing import Any

from rasad.errors import ParseError

DEADLINE = 20.0  # seconds of wall time a feed, start of the child included
MAX_BYTES = 32 * 1024 * 1024  # larger broken feeds are refused
MAX_ANSWER = 256 * 1024 * 1024
JOBS = 500  # feeds a child reads before a fresh one takes over


def read_broken(body: bytes, *, deadline: float = DEADLINE) -> dict[str, Any]:
    """What feedparser makes of a UTF-8 feed: `version`, `reason`, `title`, `lang`, `entries`.

    Raises `ParseError` where it fails, takes too long or too much memory, or finds no feed.
    """
    if len(body) > MAX_BYTES:
        raise ParseError(f"not well-formed, and too large ({len(body)} bytes) for the tolerant reader")
    with _LOCK:
        answer = _CHILD.ask(body, deadline)
    found: dict[str, Any] = json.loads(answer)
    if "error" in found:
        raise ParseError(f"the tolerant reader failed too: {found['error']}")
    if not found["version"] and not found["entries"]:
        raise ParseError("not a feed")
    return found


class _Child:
    """One process, started when first needed."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.owner = 0
        self.jobs = 0

    def ask(self, body: bytes, deadline: float) -> bytes:
        """Send a body, return the answer. Raises `ParseError` and ends the child where none comes in time."""
        end = time.monotonic() + deadline
        try:
            pipe = self._ready()
            _send(pipe.stdin, len(body).to_bytes(8, "big") + body, end)
            size = int.from_bytes(_receive(pipe.stdout, 8, end), "big")
            if size > MAX_ANSWER:
                raise ParseError("the tolerant reader found too much")
            answer = _receive(pipe.stdout, size, end)
        except (OSError, EOFError) as error:
            self.stop()
            raise ParseError("the tolerant reader ran out of memory or time") from error
        except BaseException:
            self.stop()
            raise
        self.jobs += 1
        if self.jobs >= JOBS:
            self.stop()
        return answer

    def _ready(self) -> subprocess.Popen[bytes]:
        if self.process is None or self.owner != os.getpid() or self.process.poll() is not None:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "rasad.formats.feed_child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
            )
            for pipe in (self.process.stdin, self.process.stdout):
                os.set_blocking(pipe.fileno(), False)  # type: ignore[union-attr]
            self.owner, self.jobs = os.getpid(), 0
        return self.process

    def stop(self) -> None:
        """End the child, if it is ours (a forked copy of us leaves it alone)."""
        process, self.process = self.process, None
        if process is None or self.owner != os.getpid():
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()


_LOCK = threading.Lock()
_CHILD = _Child()
atexit.register(_CHILD.stop)


def _wait(pipe: Any, event: int, end: float) -> None:
    left = end - time.monotonic()
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, event)
        if left <= 0 or not selector.select(left):
            raise ParseError("the tolerant reader took too long")


def _send(pipe: Any, payload: bytes, end: float) -> None:
    view = memoryview(payload)
    while view:
        _wait(pipe, selectors.EVENT_WRITE, end)
        view = view[pipe.write(view[:65536]) or 0 :]


def _receive(pipe: Any, size: int, end: float) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        _wait(pipe, selectors.EVENT_READ, end)
        part = pipe.read(min(size - len(parts), 1 << 20))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)

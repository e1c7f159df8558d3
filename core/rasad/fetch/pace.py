"""Manners towards one host: how many requests at once, how far apart, and silence when it asks for it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from rasad.fetch.addresses import is_own
from rasad.fetch.policy import Policy

DEFAULT_DELAY = 0.5
RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})


class HostSilentError(Exception):
    """The host asked to be left alone for longer than the policy waits."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the host asks not to be called for {seconds:.0f} s")


class Pace:
    """The turns of one host. Belongs to one event loop."""

    def __init__(self, host: str, policy: Policy) -> None:
        self.policy = policy
        self.delay = policy.delay if policy.delay is not None else 0 if is_own(host) else DEFAULT_DELAY
        self._slots = asyncio.Semaphore(policy.per_host)
        self._next_start = 0.0
        self._silent_until = 0.0

    def slow_down(self, delay: float | None) -> None:
        """Take over a crawl-delay where it is longer than ours, up to the longest wait."""
        if delay is not None and self.policy.delay is None:
            self.delay = max(self.delay, min(delay, self.policy.max_wait))

    def pause(self, seconds: float) -> None:
        """Start nothing at this host for so long."""
        self._silent_until = max(self._silent_until, asyncio.get_running_loop().time() + seconds)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a free slot and for the time to start; `HostSilentError` rather than wait too long."""
        async with self._slots:
            while wait := self._wait():
                await asyncio.sleep(wait)
            yield

    def _wait(self) -> float:
        """Seconds until a request may start; 0 claims the start."""
        now = asyncio.get_running_loop().time()
        silence = self._silent_until - now
        if silence > self.policy.max_wait:
            raise HostSilentError(silence)
        if silence > 0:
            return silence
        if self._next_start > now:
            return self._next_start - now
        if self.delay:
            self._next_start = now + self.delay
        return 0


def backoff(attempt: int, policy: Policy) -> float:
    """Seconds before retry number `attempt` (from 0): drawn from a range that doubles ("full jitter")."""
    return random.uniform(0.1, 1) * min(policy.backoff * float(2**attempt), policy.max_wait)  # noqa: S311


def retry_after(header: str | None) -> float | None:
    """Seconds that a `Retry-After` header asks for, as a number or as a date (RFC 9110, 10.2.3)."""
    if not header:
        return None
    if header.strip().isascii() and header.strip().isdigit():
        return float(header.strip()[:9])
    try:
        at = parsedate_to_datetime(header)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds())

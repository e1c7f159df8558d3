"""Asks a host until it answers: turns, retries and silences, within the time of one fetch."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from yarl import URL

from rasad.fetch.body import Limits
from rasad.fetch.exchange import Answer, Call, ExchangeError, Wire
from rasad.fetch.pace import RETRIED, Pace, backoff, retry_after
from rasad.fetch.policy import Policy
from rasad.fetch.request import Request


class Budget:
    """Seconds left for one fetch. Waiting for a turn is not counted: it is not the server's doing."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds

    async def sleep(self, seconds: float) -> bool:
        """Wait, if there is time for it."""
        if seconds >= self.left:
            return False
        await asyncio.sleep(seconds)
        self.left -= seconds
        return True


class Room:
    """How many bytes of answers wait for the caller. `arrived` and `taken` have one writer each: no lock is needed."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.arrived = self.taken = 0
        self._freed = asyncio.Event()

    @property
    def free(self) -> bool:
        """True while less waits than may."""
        return self.arrived - self.taken < self.most

    def freed(self) -> None:
        """Wake those who wait. Called in the loop's thread."""
        self._freed.set()

    async def wait(self) -> None:
        """Return when there is room."""
        while not self.free:
            self._freed.clear()
            await self._freed.wait()


class Asker:
    """One source's hosts and their turns. Lives in one event loop."""

    def __init__(self, policy: Policy, allow_private: bool) -> None:
        self.policy = policy
        self.wire = Wire(policy, allow_private)
        self._paces: dict[str, Pace] = {}
        self.room = Room(policy.max_ready)

    async def close(self) -> None:
        """Drop all connections."""
        await self.wire.close()

    def pace(self, url: URL) -> Pace:
        """The turns of the host of `url`."""
        host = url.host or ""
        if host not in self._paces:
            self._paces[host] = Pace(host, self.policy)
        return self._paces[host]

    async def ask(self, request: Request, extra: Mapping[str, str], limits: Limits, budget: Budget) -> Answer:
        """The answer to one hop, whatever its status. Raises `ExchangeError`, `HostSilentError`."""
        call = request.call(extra)
        for attempt in range(self.policy.retries):
            wait = backoff(attempt, self.policy)
            try:
                answer = await self._in_turn(call, limits, budget, waits=request.listed)
            except ExchangeError as error:
                if not error.again or not await budget.sleep(wait):
                    raise
                continue
            if answer.status not in RETRIED or not await budget.sleep(self._wished(answer, call, wait)):
                return answer
        answer = await self._in_turn(call, limits, budget, waits=request.listed)
        self._wished(answer, call, 0)
        return answer

    async def _in_turn(self, call: Call, limits: Limits, budget: Budget, *, waits: bool) -> Answer:
        """Exchange when the host may be called; a listed item also waits for room, and never with a turn in hand."""
        while True:
            if waits:
                await self.room.wait()
            async with self.pace(call.url).turn():
                if not waits or self.room.free:
                    return await self._exchange(call, limits, budget)

    async def _exchange(self, call: Call, limits: Limits, budget: Budget) -> Answer:
        loop = asyncio.get_running_loop()
        started = loop.time()
        try:
            return await self.wire.exchange(call, limits, budget.left)
        finally:
            budget.left -= loop.time() - started

    def _wished(self, answer: Answer, call: Call, otherwise: float) -> float:
        """Seconds that the host asks to be left alone; every request to it waits for them."""
        asked = retry_after(answer.headers.get("retry-after")) if answer.status in RETRIED else None
        if asked is None:
            return otherwise
        self.pace(call.url).pause(asked)
        return max(asked, otherwise)

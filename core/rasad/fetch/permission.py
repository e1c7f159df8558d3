"""Who may be asked: the source's own hosts, and what their robots.txt allows."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from yarl import URL

from rasad.fetch import robots
from rasad.fetch.asking import Asker, Budget
from rasad.fetch.body import Limits
from rasad.fetch.exchange import ExchangeError
from rasad.fetch.request import REDIRECTS, Request
from rasad.fetch.urls import AddressError, host_allowed

_LIMITS = Limits(robots.LARGEST, robots.LARGEST, truncate=True)


class Permissions:
    """Answers for one run; each origin's robots.txt is asked for once in it, whatever comes of it."""

    def __init__(
        self,
        asker: Asker,
        allowed: set[str],
        before: Mapping[str, Mapping[str, Any]],
        now: dict[str, dict[str, Any]],
    ) -> None:
        """`allowed`: hosts of listed items, all where empty; `before`, `now`: where rules are remembered."""
        self.asker, self.policy, self.allowed = asker, asker.policy, allowed
        self.before, self.now = before, now
        self._rules: dict[URL, asyncio.Task[robots.Rules]] = {}

    async def close(self) -> None:
        """Stop asking."""
        for task in self._rules.values():
            task.cancel()
        await asyncio.gather(*self._rules.values(), return_exceptions=True)

    async def check(self, request: Request, budget: Budget) -> None:
        """Raise `AddressError` where it may not be fetched, `ExchangeError` where nobody can tell."""
        host = request.url.host or ""
        if request.listed and self.allowed and not host_allowed(host, self.allowed):
            raise AddressError(f"{host} is not among the source's hosts; add it there (hosts) if it is")
        if not (self.policy.robots and request.crawling):
            return
        rules = await self._rules_of(request.url, budget)
        self.asker.pace(request.url).slow_down(rules.delay)
        if not rules.allow(request.url):
            raise AddressError("robots.txt forbids it")

    async def _rules_of(self, url: URL, budget: Budget) -> robots.Rules:
        origin = url.origin()
        if origin not in self._rules:
            self._rules[origin] = asyncio.create_task(self._read(robots.address(url), Budget(budget.left)))
        task = self._rules[origin]
        if task.done():
            return task.result()
        loop = asyncio.get_running_loop()
        started = loop.time()
        try:
            return await asyncio.shield(task)
        finally:
            budget.left -= loop.time() - started

    async def _read(self, url: URL, budget: Budget) -> robots.Rules:
        text = robots.remembered(self.before.get(str(url)))
        if text is None:
            try:
                text = await self._ask(url, budget)
            except ExchangeError as error:
                if error.outcome == "blocked":
                    raise
                unreachable = f"robots.txt unreachable: {error.reason}"
                raise ExchangeError(unreachable, error.outcome) from None
            if memory := robots.memory_of(text):
                self.now[str(url)] = memory
        return robots.Rules.read(text, self.policy.user_agent)

    async def _ask(self, url: URL, budget: Budget) -> str:
        hop = Request(url)
        for _ in range(self.policy.max_redirects + 1):
            answer = await self.asker.ask(hop, {}, _LIMITS, budget)
            if answer.status not in REDIRECTS or "location" not in answer.headers:
                break
            hop = hop.redirected(answer.status, answer.headers["location"])
        text = robots.text_of(answer)
        if text is None:
            raise ExchangeError(f"HTTP {answer.status}")
        return text

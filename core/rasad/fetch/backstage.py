"""A thread with an event loop for one fetcher, and the queue between the two. Knows no HTTP.

A loop of its own keeps transfers going while the caller parses, so that the caller's slowness is never
mistaken for the server's; and it works inside another running loop.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from rasad.articles import Item
from rasad.captures import Capture
from rasad.errors import FetchError
from rasad.fetch.engine import Engine
from rasad.fetch.flow import Flow
from rasad.fetch.policy import Policy
from rasad.fetch.request import Request

Outcome = Capture | None | FetchError
Result = TypeVar("Result")


class Backstage:
    """The asynchronous side of a fetcher."""

    def __init__(self, make_engine: Callable[[], Engine], policy: Policy) -> None:
        """The engine is made inside the loop that it belongs to."""
        self.policy = policy
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="rasad-fetch", daemon=True)
        self._thread.start()
        self._engine = self._run(_call(make_engine))

    def close(self) -> None:
        """Cancel everything, drop the connections, end the thread."""
        self._run(self._shut())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def fetch(self, request: Request) -> Outcome:
        """One request, waited for. A failure is returned: raised there, it would drag frames along."""
        return self._run(self._outcome(request))

    def many(self, items: Iterable[Item]) -> Iterator[tuple[Item, Outcome]]:
        """See `Fetcher.many`."""
        flow, source = Flow(self._engine, self._loop, self.policy), iter(items)
        try:
            while True:
                flow.start(list(islice(source, flow.room)))
                if not flow.open:
                    return
                yield from flow.take()
        finally:
            flow.cancel()

    async def _outcome(self, request: Request) -> Outcome:
        try:
            return await self._engine.fetch(request)
        except FetchError as error:
            return error.with_traceback(None)

    def _run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _shut(self) -> None:
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._engine.close()


async def _call(make_engine: Callable[[], Engine]) -> Engine:
    return make_engine()

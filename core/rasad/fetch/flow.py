"""Many items on their way: started by the caller's thread, fetched in the loop's, taken by the caller's.

The counters have one writer each, so that no lock is needed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from queue import Empty, SimpleQueue

from rasad.articles import Item
from rasad.captures import Capture
from rasad.errors import FetchError
from rasad.fetch import urls
from rasad.fetch.engine import Engine
from rasad.fetch.policy import Policy
from rasad.fetch.request import Request

Outcome = Capture | None | FetchError


class Flow:
    """The items of one call of `many`."""

    def __init__(self, engine: Engine, loop: asyncio.AbstractEventLoop, policy: Policy) -> None:
        self._engine, self._loop, self.policy = engine, loop, policy
        self._answers: SimpleQueue[tuple[Item, Outcome]] = SimpleQueue()
        self._tasks: set[asyncio.Task[None]] = set()
        self._ready = engine.asker.room
        self.open = 0

    @property
    def room(self) -> int:
        """How many more items may be started."""
        return self.policy.concurrency - self.open

    def start(self, items: Sequence[Item]) -> None:
        """Send items on their way."""
        self.open += len(items)
        if items:
            self._loop.call_soon_threadsafe(self._start, items)

    def take(self) -> Iterator[tuple[Item, Outcome]]:
        """The answers that are there; waits for one if there is none."""
        batch = [self._answers.get()]
        try:
            while True:
                batch.append(self._answers.get_nowait())
        except Empty:
            pass
        for item, answer in batch:
            self.open -= 1
            self._ready.taken += _size(answer)
            yield item, answer
        self._loop.call_soon_threadsafe(self._ready.freed)

    def cancel(self) -> None:
        """Drop what is still on its way."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(lambda: [task.cancel() for task in self._tasks])

    def _start(self, items: Sequence[Item]) -> None:
        for item in items:
            task = self._loop.create_task(self._follow(item))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _follow(self, item: Item) -> None:
        answer: Outcome
        try:
            answer = item.capture or await self._engine.fetch(self._request(item))
        except FetchError as error:
            answer = error.with_traceback(None)
        except Exception as error:  # noqa: BLE001 - one item's surprise must not leave the caller waiting
            answer = FetchError(f"fetching failed ({type(error).__name__})", source=self._engine.source)
        self._ready.arrived += _size(answer)
        self._answers.put((item, answer))

    def _request(self, item: Item) -> Request:
        shown = self._engine.redactor.clean(item.url or "") or None
        try:
            url, login = urls.without_login(urls.prepare(item.url or ""))
        except urls.AddressError as error:
            reason = str(error)
        else:
            if login is None:
                return Request(url, listed=True)
            reason = "a listed address with credentials in it"
        raise FetchError(reason, outcome="blocked", source=self._engine.source, url=shown)


def _size(answer: Outcome) -> int:
    return len(answer.body) if isinstance(answer, Capture) else 0

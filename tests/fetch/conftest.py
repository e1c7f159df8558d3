"""Fixtures: a publisher on three loopback hosts, and doors with short deadlines to reach it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from rasad.errors import FetchError
from rasad.fetch import Fetcher, Policy
from rasad.testing import FeedLab

HASTY: dict[str, Any] = {"deadline": 3, "backoff": 0.02, "max_wait": 2, "grace": 1, "robots": False}

Doors = Callable[..., Fetcher]


@pytest.fixture
def lab() -> Iterator[FeedLab]:
    with FeedLab(("127.0.0.1", "127.0.0.2", "127.0.0.3")) as lab:
        yield lab


@pytest.fixture
def door() -> Iterator[Doors]:
    """Make fetchers that may go to loopback; keywords of `Policy` and of `Fetcher` alike."""
    with ExitStack() as stack:

        def make(**given: Any) -> Fetcher:
            limits = {name: given.pop(name) for name in list(given) if name in Policy.model_fields}
            given.setdefault("allow_private_addresses", True)
            return stack.enter_context(Fetcher("test", policy=Policy(**{**HASTY, **limits}), **given))

        yield make


@pytest.fixture
def failure() -> Callable[..., FetchError]:
    """Call, and return the `FetchError` that must come."""

    def call(fetch: Fetcher, url: str, **given: Any) -> FetchError:
        with pytest.raises(FetchError) as caught:
            fetch(url, **given)
        return caught.value

    return call

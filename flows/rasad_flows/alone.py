"""One run of a source at a time, whoever started it: a second one waits for its turn."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from prefect import runtime
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate
from prefect.concurrency.sync import concurrency
from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound

WAIT_SECONDS = 900  # then the run fails; the next scheduled one takes its place
LEASE_SECONDS = 60  # a killed run's turn ends so long after its last sign of life; Prefect takes no less


@contextmanager
def alone(source: str) -> Iterator[None]:
    """Hold the source's turn. Raises `TimeoutError`. A flow called outside of a deployment does not queue."""
    if not runtime.deployment.id:
        yield
        return
    name = limit_name(source)
    _make(name)
    with concurrency(name, timeout_seconds=WAIT_SECONDS, lease_duration=LEASE_SECONDS, strict=True):
        yield


def limit_name(source: str) -> str:
    """A name that Prefect takes, different for different sources."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-" for c in source)
    return f"rasad-{plain}" if plain == source else f"rasad-{plain}-{zlib.crc32(source.encode()):08x}"


def _make(name: str) -> None:
    with get_client(sync_client=True) as client:
        try:
            client.read_global_concurrency_limit_by_name(name)
        except ObjectNotFound:
            try:
                client.create_global_concurrency_limit(GlobalConcurrencyLimitCreate(name=name, limit=1))
            except ObjectAlreadyExists:
                return  # another run was quicker

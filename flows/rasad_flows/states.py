"""The named outcome of a run as a Prefect state. Only green outcomes are Completed (docs/control-room.md)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from rasad.batches import RunReport


def final_state(report: RunReport) -> State[Any]:
    """Completed or Failed, with the outcome as first word of the message.

    The state keeps its usual name: Prefect's events, and the automations on them, go by state names.
    """
    words = f"{report.outcome}: " + ", ".join(f"{n} {name}" for name, n in sorted(report.counts.items()) if n)
    message = f"{words} ({report.error})" if report.error else words
    return Completed(message=message) if report.outcome.green else Failed(message=message)


def state_of_all(reports: Iterable[RunReport], broken: dict[str, str]) -> State[Any]:
    """Completed where every source is green and none could not even start."""
    reports = list(reports)
    bad = [f"{r.source} {r.outcome}" for r in reports if not r.outcome.green]
    bad += [f"{name} ({reason})" for name, reason in broken.items()]
    total = len(reports) + len(broken)
    if bad:
        return Failed(message=f"{len(bad)} of {total} sources need a look: " + "; ".join(bad))
    return Completed(message=f"{total} of {total} sources are green")

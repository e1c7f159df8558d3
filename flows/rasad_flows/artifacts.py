"""What a run leaves to see in the Prefect UI: progress, a table of counts, and new disputes and tolls."""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)

from rasad.batches import RunReport
from rasad_flows import findings, markdown

BEFORE, BEHIND = ("unchanged", "rejected", "claims"), ("skipped", "known", "listed")
PAGES = "RASAD_EXPLORE_URL"  # address of `rasad explore`, for links


def outcome_table(reports: Iterable[RunReport], key: str, disputes: dict[str, int] | None = None) -> None:
    """One row a source: outcome, what was counted, and the error if there is one."""
    rows = [_row(report, (disputes or {}).get(report.source, 0)) for report in reports]
    create_table_artifact(table=rows, key=key, description="Outcome of the run")


def _row(report: RunReport, disputes: int) -> dict[str, Any]:
    return {
        "source": report.source,
        "outcome": str(report.outcome),
        "new": report.counts["articles"],
        "updated": report.counts["versions"] - report.counts["articles"],
        **{count: report.counts[count] for count in BEFORE},
        "disputes": disputes,
        **{count: report.counts[count] for count in BEHIND},
        "error": report.error or "",
    }


def new_findings(source: str, found: findings.Findings) -> None:
    """Disputes and tolls of the run, with speaker and quote."""
    page = os.environ.get(PAGES, "").rstrip("/") or None
    text = markdown.summary(source, found, page)
    create_markdown_artifact(text, key=artifact_key("findings", source), description="New disputes and tolls")


class Progress:
    """A bar in the run's Artifacts while it works. Where nobody knows how much is to come, it counts."""

    def __init__(self, source: str) -> None:
        key = artifact_key("progress", source)
        self._id: UUID = create_progress_artifact(0.0, key=key, description=f"{source}: starting")  # type: ignore[assignment]
        self._source, self._done = source, 0

    def advance(self, count: int, total: int | None) -> None:
        """So many more items dealt with, of so many in all where that is known."""
        self._done = done = self._done + count
        share = min(100.0, 100.0 * done / total) if total else 0.0
        of = f" of {total}" if total else ""
        update_progress_artifact(self._id, share, f"{self._source}: {done}{of} items")

    def end(self, outcome: str) -> None:
        """The work is over, however it ended."""
        update_progress_artifact(self._id, 100.0, f"{self._source}: {outcome}")


def artifact_key(*parts: str) -> str:
    """Lower-case letters, digits and dashes, as Prefect asks; other letters become a number."""
    words = "-".join(parts).lower()
    plain = re.sub(r"[^a-z0-9]+", "-", words).strip("-")
    return plain if words.isascii() else f"{plain}-{zlib.crc32(words.encode()):08x}"

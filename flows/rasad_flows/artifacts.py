"""What a run leaves to see in the Prefect UI."""

from __future__ import annotations

import re

from prefect.artifacts import create_table_artifact

from rasad.batches import RunReport

COUNTS = ("listed", "known", "articles", "versions", "unchanged", "claims", "skipped", "rejected")


def outcome_table(report: RunReport) -> None:
    """One row: the source, its outcome, what was counted, and the error if there is one."""
    row = {
        "source": report.source,
        "outcome": str(report.outcome),
        **{count: report.counts[count] for count in COUNTS},
        "error": report.error or "",
    }
    create_table_artifact(
        table=[row], key=artifact_key("ingest", report.source), description="Outcome of the run"
    )


def artifact_key(*parts: str) -> str:
    """Lower-case letters, digits and dashes, as Prefect asks of artifact keys."""
    return re.sub(r"[^a-z0-9]+", "-", "-".join(parts).lower()).strip("-")

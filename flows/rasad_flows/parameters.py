"""What flows may be told. Prefect makes forms of these models, so descriptions are for people.

The list of a form's sources is taken from `rasad.toml` when a deployment is made: after adding a source,
deploy again or restart `rasad serve`.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from rasad_flows.forms import AnySource, AtMost, Moment, SourceName, optional


class Parameters(BaseModel):
    """What holds for every form: a key that is not in it is refused."""

    model_config = ConfigDict(extra="forbid")


class IngestParameters(Parameters):
    """One run of one source."""

    source: SourceName = Field(description="Which source of rasad.toml")
    limit: AtMost = optional("At most so many items")
    since: Moment = optional("Ask for nothing older than this time")
    dry_run: bool = Field(default=False, description="Fetch and parse, store nothing")
    paths: list[Path] = Field(default_factory=list, description="Files or folders instead of the network")


class IngestAllParameters(Parameters):
    """One run of every configured source."""

    limit: AtMost = optional("At most so many items a source")
    since: Moment = optional("Ask for nothing older than this time")
    dry_run: bool = Field(default=False, description="Fetch and parse, store nothing")
    at_once: int = Field(default=4, ge=1, le=16, description="So many sources at the same time")


class ReextractParameters(Parameters):
    """Claims again from kept texts."""

    source: AnySource = optional("Only this source; empty: every source")


class ReplayParameters(Parameters):
    """Kept captures parsed again, with the network off."""

    source: AnySource = optional("Only this source; empty: every source")
    rejected: bool = Field(default=True, description="Only what was rejected and is open; else everything kept")


class BackfillParameters(Parameters):
    """A folder, files or WARC files of any size, in batches."""

    source: SourceName = Field(description="Whose articles these are")
    paths: list[Path] = Field(min_length=1, description="Files, folders, or WARC files (.warc.gz)")
    since: Moment = optional("Leave out what was fetched (files: last changed) before this time")
    until: Moment = optional("Leave out what was fetched (files: last changed) at or after this time")
    batch: int = Field(default=500, ge=1, le=5_000, description="At least so many files a batch")


class HealthParameters(Parameters):
    """A look at every source's last runs."""

    quiet_factor: float = Field(
        default=1.0, ge=0.1, le=100, description="Silence longer than expected_every times this is reported"
    )

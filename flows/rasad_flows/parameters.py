"""What a flow may be told. The Prefect UI makes a form of it, so descriptions are for people."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class IngestParameters(BaseModel):
    """One run of one source."""

    model_config = ConfigDict(extra="forbid")

    source: str = Field(description="Name of a source in rasad.toml, or a source type")
    paths: list[Path] = Field(default_factory=list, description="Files or folders instead of the network")
    since: datetime | None = Field(default=None, description="Ask for nothing older than this time")
    limit: int | None = Field(default=None, ge=1, le=100_000, description="At most so many items")
    dry_run: bool = Field(default=False, description="Fetch and parse, store nothing")
    config: Path | None = Field(
        None, description="Configuration file; rasad.toml in the working folder if empty"
    )

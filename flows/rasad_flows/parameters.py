"""What flows may be told. Prefect makes forms of these models, so descriptions are for people.

The list of a form's sources is taken from `rasad.toml` when a deployment is made: after adding a source,
deploy again or restart `rasad serve`.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from rasad_flows.configuration import configured_sources


class _Configured:
    """Shows a text field as a list of the configured sources. A run itself asks the configuration anew."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        schema = handler(core)
        names = configured_sources()
        return {**schema, "enum": names} if names else schema


SourceName = Annotated[str, _Configured()]


class Parameters(BaseModel):
    """What holds for every form: a key that is not in it is refused."""

    model_config = ConfigDict(extra="forbid")


class WindowParameters(Parameters):
    """How much of what is published a run takes in."""

    since: datetime | None = Field(default=None, description="Ask for nothing older than this time")
    limit: int | None = Field(default=None, ge=1, le=100_000, description="At most so many items a source")
    dry_run: bool = Field(default=False, description="Fetch and parse, store nothing")


class IngestParameters(WindowParameters):
    """One run of one source."""

    source: SourceName = Field(description="Which source of rasad.toml")
    paths: list[Path] = Field(default_factory=list, description="Files or folders instead of the network")


class IngestAllParameters(WindowParameters):
    """One run of every configured source."""

    at_once: int = Field(default=4, ge=1, le=16, description="So many sources at the same time")


class ReextractParameters(Parameters):
    """Claims again from kept texts."""

    source: SourceName | None = Field(default=None, description="Only this source; empty: every source")


class BackfillParameters(Parameters):
    """A folder, files or WARC files of any size, in batches."""

    source: SourceName = Field(description="Whose articles these are")
    paths: list[Path] = Field(min_length=1, description="Files, folders, or WARC files (.warc, .warc.gz)")
    since: datetime | None = Field(
        default=None, description="Leave out what was fetched (files: last changed) before this time"
    )
    until: datetime | None = Field(
        default=None, description="Leave out what was fetched (files: last changed) at or after this time"
    )
    batch: int = Field(default=500, ge=1, le=5_000, description="At least so many files a batch")


class HealthParameters(Parameters):
    """A look at every source's last runs."""

    quiet_factor: float = Field(
        default=1.0, ge=0.1, le=100, description="Silence longer than expected_every times this is reported"
    )

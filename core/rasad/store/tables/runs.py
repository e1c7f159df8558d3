"""Runs, what they turned away, and what a source remembers between them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field

from rasad.batches import Outcome, Stage
from rasad.store.columns import Key, Row, UtcTime


def _one_of(column: str, values: list[str]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class RunRow(Row, table=True):
    """One run. `outcome` is null while it goes on, and for ever if it was killed. `counts` is JSON."""

    __tablename__ = "run"
    __table_args__ = (
        CheckConstraint(_one_of("outcome", [str(o) for o in Outcome]), name="outcome"),
        Index(None, "source", "id"),
    )

    id: int | None = Field(None, primary_key=True, sa_type=Key)
    source: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    started_at: datetime = Field(sa_type=UtcTime)
    ended_at: datetime | None = Field(None, sa_type=UtcTime)
    outcome: str | None = Field(None, sa_type=Text)
    counts: str | None = Field(None, sa_type=JSON)
    error: str | None = Field(None, sa_type=Text)


class RejectionRow(Row, table=True):
    """An input that did not become rows. Open until `replayed_at` is set; `skip` is deliberate."""

    __tablename__ = "rejection"
    __table_args__ = (
        # The digest in the place of capture_id, which may be null, and nulls are never equal.
        UniqueConstraint("source", "stage", "item", "reason", "capture_sha256"),
        CheckConstraint(_one_of("stage", [str(s) for s in Stage]), name="stage"),
    )

    id: int | None = Field(None, primary_key=True, sa_type=Key)
    source: str = Field(sa_type=Text)
    stage: str = Field(sa_type=Text)
    item: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    url: str | None = Field(None, sa_type=Text)
    capture_id: int | None = Field(None, foreign_key="capture.id", sa_type=Key)
    capture_sha256: str = Field("", sa_type=Text)
    parser: str = Field(sa_type=Text)
    run_id: int | None = Field(None, foreign_key="run.id", sa_type=Key)
    rejected_at: datetime = Field(sa_type=UtcTime)
    replayed_at: datetime | None = Field(None, sa_type=UtcTime)


class SourceStateRow(Row, table=True):
    """One thing a source remembers. `value` is JSON."""

    __tablename__ = "source_state"
    __table_args__ = ({"sqlite_with_rowid": False},)

    source: str = Field(primary_key=True, sa_type=Text)
    kind: str = Field(primary_key=True, sa_type=Text)
    key: str = Field(primary_key=True, sa_type=Text)
    value: str = Field(sa_type=Text)

"""Events that claims speak of, and people's reviews of claims. Nothing here is made by a load."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field

from rasad.store.columns import Key, Row, UtcTime


class EventRow(Row, table=True):
    """Something that happened, or is said to have happened. `key` is the name its maker gave it."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("key"),
        CheckConstraint("date_from <= date_to", name="dates"),
        CheckConstraint("lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180", name="degrees"),
    )

    id: int | None = Field(None, primary_key=True, sa_type=Key)
    key: str = Field(sa_type=Text)
    type: str = Field(sa_type=Text)
    title: str | None = Field(None, sa_type=Text)
    date_from: date | None
    date_to: date | None
    gazetteer_id: str | None = Field(None, sa_type=Text)
    lat: float | None
    lon: float | None


class ReviewRow(Row, table=True):
    """A person's word on a claim; only ever added to.

    It outlives re-extraction: beside the claim's number it holds version, type and quote, by which the claim
    of a newer extractor is known again. `correction` is JSON.
    """

    __tablename__ = "review"
    __table_args__ = (CheckConstraint("quote_start >= 0 AND quote_start < quote_end", name="quote"),)

    id: int | None = Field(None, primary_key=True, sa_type=Key)
    claim_id: int | None = Field(None, foreign_key="claim.id", sa_type=Key, index=True)
    version_id: int = Field(foreign_key="version.id", sa_type=Key, index=True)
    type: str = Field(sa_type=Text)
    quote_start: int
    quote_end: int
    verdict: str = Field(sa_type=Text)
    correction: str | None = Field(None, sa_type=JSON)
    note: str | None = Field(None, sa_type=Text)
    reviewer: str = Field(sa_type=Text)
    reviewed_at: datetime = Field(sa_type=UtcTime)

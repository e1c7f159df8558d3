"""Which versions are reprints of one another: sketches to find them by, and groups with their origin."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field

from rasad.store.columns import Key, Row


class SketchRow(Row, table=True):
    """One number of a version's sketch (rasad.events.reprints). Found by number alone."""

    __tablename__ = "sketch"
    __table_args__ = ({"sqlite_with_rowid": False},)

    number: int = Field(primary_key=True, sa_type=Key)
    version_id: int = Field(foreign_key="version.id", primary_key=True, sa_type=Key)


class ReprintRow(Row, table=True):
    """A version that shares its text with others; `origin_id` is the earliest of them, maybe itself.

    `similarity` is the share of the shorter text's runs of words that stand in the most similar other one.
    `credit` is the agency the text itself names in brackets, with its place: evidence, not a verdict.
    """

    __tablename__ = "reprint"
    __table_args__ = (
        CheckConstraint("similarity > 0 AND similarity <= 1", name="similarity"),
        CheckConstraint("credit_start >= 0 AND credit_start < credit_end", name="credit"),
        {"sqlite_with_rowid": False},
    )

    version_id: int = Field(foreign_key="version.id", primary_key=True, sa_type=Key)
    origin_id: int = Field(foreign_key="version.id", sa_type=Key, index=True)
    similarity: float
    credit: str | None = Field(None, sa_type=Text)
    credit_start: int | None
    credit_end: int | None

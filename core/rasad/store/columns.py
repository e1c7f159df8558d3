"""Kinds of columns, the same in SQLite and PostgreSQL. Knows no table."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, MetaData, String, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlmodel import Field, SQLModel

# SQLite numbers rows by itself only where the type reads INTEGER; both hold 64 bits.
Key = BigInteger().with_variant(Integer, "sqlite")


def iso(moment: datetime) -> str:
    """UTC, ISO 8601, to the second: `2023-11-24T19:21:41Z`. Raises `ValueError` for a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no zone")
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


class UtcTime(TypeDecorator[datetime]):
    """A moment: timestamptz in PostgreSQL, the text of `iso` in SQLite, which sorts as the moments do."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """The column's type in one database."""
        kind = TIMESTAMP(timezone=True) if dialect.name == "postgresql" else String(20)
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Aware datetimes go in; text that is `iso` already may, too."""
        if value is None or isinstance(value, str):
            return value
        moment = value.replace(microsecond=0)
        return moment if dialect.name == "postgresql" else iso(moment)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Datetimes in UTC come out."""
        if value is None:
            return None
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.astimezone(UTC)


class Row(SQLModel):
    """Root of Rasad's tables; their metadata is apart from that of other programs in this process."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class SpanRow(Row):
    """Words of a version's text and where they stand, half-open, in code points."""

    text: str = Field(sa_type=Text)
    start: int
    end: int

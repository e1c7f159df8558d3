"""Claims and the parts of them that repeat. Every `text`, `start`, `end` is a span of the version's text."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field

from rasad.claims import CASUALTY_KINDS, SPEAKER_KINDS, Stance
from rasad.store.columns import Key, Row, SpanRow, UtcTime


def _one_of(column: str, values: set[str] | frozenset[str]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in sorted(values))})"


# Parts have no number of their own: they lie in order behind their claim's number.
BEHIND_ITS_CLAIM = {"sqlite_with_rowid": False}


def _span() -> CheckConstraint:
    return CheckConstraint('start >= 0 AND start < "end"', name="span")


class ExtractionRow(Row, table=True):
    """One extractor, in one version, read one version of an article; it may have found nothing."""

    __tablename__ = "extraction"
    __table_args__ = (UniqueConstraint("version_id", "extractor", "extractor_version"),)

    id: int | None = Field(None, primary_key=True, sa_type=Key)
    version_id: int = Field(foreign_key="version.id", sa_type=Key)
    extractor: str = Field(sa_type=Text)
    extractor_version: str = Field(sa_type=Text)
    superseded_at: datetime | None = Field(None, sa_type=UtcTime)


class ClaimRow(Row, table=True):
    """Who says that what happened. `superseded_at` is set once a newer extractor has read the version."""

    __tablename__ = "claim"
    __table_args__ = (
        UniqueConstraint("version_id", "extractor", "extractor_version", "number"),
        CheckConstraint(_one_of("stance", {str(s) for s in Stance}), name="stance"),
        CheckConstraint("quote_start >= 0 AND quote_start < quote_end", name="quote"),
        CheckConstraint("when_start >= 0 AND when_start < when_end", name="when"),
        CheckConstraint("date_from <= date_to", name="dates"),
    )

    id: int | None = Field(None, primary_key=True, sa_type=Key)
    version_id: int = Field(foreign_key="version.id", sa_type=Key)
    extractor: str = Field(sa_type=Text)
    extractor_version: str = Field(sa_type=Text)
    number: int
    type: str = Field(sa_type=Text, index=True)
    stance: str = Field(sa_type=Text)
    quote: str = Field(sa_type=Text)
    quote_start: int
    quote_end: int
    when_text: str | None = Field(None, sa_type=Text)
    when_start: int | None
    when_end: int | None
    date_from: date | None
    date_to: date | None
    acled_event: str | None = Field(None, sa_type=Text)
    acled_sub_event: str | None = Field(None, sa_type=Text)
    plover_event: str | None = Field(None, sa_type=Text)
    plover_mode: str | None = Field(None, sa_type=Text)
    confidence: float | None
    reason: str | None = Field(None, sa_type=Text)
    event_id: int | None = Field(None, foreign_key="event.id", sa_type=Key, index=True)
    superseded_at: datetime | None = Field(None, sa_type=UtcTime)


class MentionRow(SpanRow, table=True):
    """A trigger phrase; ordinal 0 is the fullest statement."""

    __tablename__ = "mention"
    __table_args__ = (_span(), BEHIND_ITS_CLAIM)

    claim_id: int = Field(foreign_key="claim.id", primary_key=True, sa_type=Key)
    ordinal: int = Field(primary_key=True)


class ParticipantRow(SpanRow, table=True):
    """Who does it (`actor`), or to whom it is done (`target`)."""

    __tablename__ = "participant"
    __table_args__ = (
        _span(),
        CheckConstraint(_one_of("role", {"actor", "target"}), name="role"),
        BEHIND_ITS_CLAIM,
    )

    claim_id: int = Field(foreign_key="claim.id", primary_key=True, sa_type=Key)
    role: str = Field(primary_key=True, sa_type=Text)
    ordinal: int = Field(primary_key=True)


class PlaceRow(SpanRow, table=True):
    """Where it happened, most specific first. WGS 84 degrees."""

    __tablename__ = "place"
    __table_args__ = (
        _span(),
        CheckConstraint("lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180", name="degrees"),
        BEHIND_ITS_CLAIM,
    )

    claim_id: int = Field(foreign_key="claim.id", primary_key=True, sa_type=Key)
    ordinal: int = Field(primary_key=True)
    gazetteer_id: str | None = Field(None, sa_type=Text)
    lat: float | None
    lon: float | None


class CasualtyRow(SpanRow, table=True):
    """One count of people. `of` is the ordinal of the count that this one is a part of."""

    __tablename__ = "casualty"
    __table_args__ = (
        _span(),
        CheckConstraint(_one_of("kind", CASUALTY_KINDS), name="kind"),
        CheckConstraint("min >= 0 AND max >= min", name="bounds"),
        CheckConstraint("who_start >= 0 AND who_start < who_end", name="who"),
        CheckConstraint('"of" <> ordinal', name="of"),
        BEHIND_ITS_CLAIM,
    )

    claim_id: int = Field(foreign_key="claim.id", primary_key=True, sa_type=Key)
    ordinal: int = Field(primary_key=True)
    kind: str = Field(sa_type=Text)
    min: int | None = Field(None, sa_type=Key)
    max: int | None = Field(None, sa_type=Key)
    of: int | None
    who_text: str | None = Field(None, sa_type=Text)
    who_start: int | None
    who_end: int | None


class AttributionRow(SpanRow, table=True):
    """Who says it (`speaker`, at most one), and through whom (`relay`, from the reader inwards)."""

    __tablename__ = "attribution"
    __table_args__ = (
        _span(),
        CheckConstraint(_one_of("role", {"speaker", "relay"}), name="role"),
        CheckConstraint(_one_of("kind", SPEAKER_KINDS), name="kind"),
        BEHIND_ITS_CLAIM,
    )

    claim_id: int = Field(foreign_key="claim.id", primary_key=True, sa_type=Key)
    role: str = Field(primary_key=True, sa_type=Text)
    ordinal: int = Field(primary_key=True)
    kind: str | None = Field(None, sa_type=Text)


class ClaimLinkRow(Row, table=True):
    """What one claim says of another. `denies`: they cannot both be true."""

    __tablename__ = "claim_link"
    __table_args__ = (CheckConstraint("from_id <> to_id", name="apart"), BEHIND_ITS_CLAIM)

    from_id: int = Field(foreign_key="claim.id", primary_key=True, sa_type=Key)
    to_id: int = Field(foreign_key="claim.id", primary_key=True, sa_type=Key, index=True)
    relation: str = Field(primary_key=True, sa_type=Text)

"""Tables of the store, declared with SQLModel. Rows are written with plain SQL (rasad.store.statements)."""

from rasad.store.columns import Row
from rasad.store.tables.articles import ArticleRow, CaptureRow, VersionRow
from rasad.store.tables.claims import (
    AttributionRow,
    CasualtyRow,
    ClaimLinkRow,
    ClaimRow,
    ExtractionRow,
    MentionRow,
    ParticipantRow,
    PlaceRow,
)
from rasad.store.tables.events import EventRow, ReviewRow
from rasad.store.tables.reprints import ReprintRow, SketchRow
from rasad.store.tables.runs import RejectionRow, RunRow, SourceStateRow

metadata = Row.metadata

__all__ = [
    "ArticleRow",
    "AttributionRow",
    "CaptureRow",
    "CasualtyRow",
    "ClaimLinkRow",
    "ClaimRow",
    "EventRow",
    "ExtractionRow",
    "MentionRow",
    "ParticipantRow",
    "PlaceRow",
    "RejectionRow",
    "ReprintRow",
    "ReviewRow",
    "RunRow",
    "SketchRow",
    "SourceStateRow",
    "VersionRow",
    "metadata",
]

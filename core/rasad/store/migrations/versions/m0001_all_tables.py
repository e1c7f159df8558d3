"""All tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UTC_TIME = sa.String(20).with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "article",
        sa.Column("id", KEY, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("revision", KEY, nullable=True),
        sa.Column("modified_at", UTC_TIME, nullable=True),
        sa.Column("withdrawn_at", UTC_TIME, nullable=True),
        sa.Column("current_version_id", KEY, nullable=True),
        sa.CheckConstraint(
            "lower(url) LIKE 'http://%' OR lower(url) LIKE 'https://%' OR lower(url) LIKE 'file:%'",
            name=op.f("ck_article_url"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sa.UniqueConstraint("source", "key", name=op.f("uq_article")),
    )
    op.create_table(
        "capture",
        sa.Column("id", KEY, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", KEY, nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("fetched_at", UTC_TIME, nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("redirects", sa.JSON(), nullable=False),
        sa.Column("hints", sa.JSON(), nullable=False),
        sa.Column("file", sa.Text(), nullable=True),
        sa.Column("offset", KEY, nullable=True),
        sa.Column("length", KEY, nullable=True),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_capture_sha256")),
        sa.CheckConstraint('size >= 0 AND "offset" >= 0 AND length > 0', name=op.f("ck_capture_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capture")),
        sa.UniqueConstraint("source", "sha256", "url", name=op.f("uq_capture")),
    )
    op.create_table(
        "event",
        sa.Column("id", KEY, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("date_from", sa.Date(), nullable=True),
        sa.Column("date_to", sa.Date(), nullable=True),
        sa.Column("gazetteer_id", sa.Text(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.CheckConstraint("date_from <= date_to", name=op.f("ck_event_dates")),
        sa.CheckConstraint("lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180", name=op.f("ck_event_degrees")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("key", name=op.f("uq_event")),
    )
    op.create_table(
        "run",
        sa.Column("id", KEY, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("started_at", UTC_TIME, nullable=False),
        sa.Column("ended_at", UTC_TIME, nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('ok', 'not_modified', 'empty', 'undated', 'partial', 'http_error', "
            "'timeout', 'parse_error', 'blocked', 'below_floor')",
            name=op.f("ck_run_outcome"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    op.create_index(op.f("ix_run_source_id"), "run", ["source", "id"], unique=False)
    op.create_table(
        "source_state",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", "kind", "key", name=op.f("pk_source_state")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rejection",
        sa.Column("id", KEY, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("capture_id", KEY, nullable=True),
        sa.Column("capture_sha256", sa.Text(), nullable=False),
        sa.Column("parser", sa.Text(), nullable=False),
        sa.Column("run_id", KEY, nullable=True),
        sa.Column("rejected_at", UTC_TIME, nullable=False),
        sa.Column("replayed_at", UTC_TIME, nullable=True),
        sa.CheckConstraint(
            "stage IN ('fetch', 'parse', 'item', 'skip', 'extract', 'load')", name=op.f("ck_rejection_stage")
        ),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name=op.f("fk_rejection_capture_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_rejection_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rejection")),
        sa.UniqueConstraint("source", "stage", "item", "reason", "capture_sha256", name=op.f("uq_rejection")),
    )
    op.create_table(
        "version",
        sa.Column("id", KEY, nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_sha256", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=True),
        sa.Column("published_at", UTC_TIME, nullable=True),
        sa.Column("published_raw", sa.Text(), nullable=True),
        sa.Column("published_zone", sa.Text(), nullable=True),
        sa.Column("published_method", sa.Text(), nullable=True),
        sa.Column("modified_at", UTC_TIME, nullable=True),
        sa.Column("modified_raw", sa.Text(), nullable=True),
        sa.Column("revision", KEY, nullable=True),
        sa.Column("meta", sa.JSON(), nullable=False),
        sa.Column("capture_id", KEY, nullable=False),
        sa.Column("parser", sa.Text(), nullable=False),
        sa.CheckConstraint("length(content_sha256) = 64", name=op.f("ck_version_content_sha256")),
        sa.CheckConstraint("number > 0", name=op.f("ck_version_number")),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_version_article_id")),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name=op.f("fk_version_capture_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version")),
        sa.UniqueConstraint("article_id", "content_sha256", name=op.f("uq_version")),
    )
    op.create_index(op.f("ix_version_published_at"), "version", ["published_at"], unique=False)
    op.create_table(
        "claim",
        sa.Column("id", KEY, nullable=False),
        sa.Column("version_id", KEY, nullable=False),
        sa.Column("extractor", sa.Text(), nullable=False),
        sa.Column("extractor_version", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("stance", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("quote_start", sa.Integer(), nullable=False),
        sa.Column("quote_end", sa.Integer(), nullable=False),
        sa.Column("when_text", sa.Text(), nullable=True),
        sa.Column("when_start", sa.Integer(), nullable=True),
        sa.Column("when_end", sa.Integer(), nullable=True),
        sa.Column("date_from", sa.Date(), nullable=True),
        sa.Column("date_to", sa.Date(), nullable=True),
        sa.Column("acled_event", sa.Text(), nullable=True),
        sa.Column("acled_sub_event", sa.Text(), nullable=True),
        sa.Column("plover_event", sa.Text(), nullable=True),
        sa.Column("plover_mode", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("event_id", KEY, nullable=True),
        sa.Column("superseded_at", UTC_TIME, nullable=True),
        sa.CheckConstraint("stance IN ('asserted', 'denied', 'planned')", name=op.f("ck_claim_stance")),
        sa.CheckConstraint("date_from <= date_to", name=op.f("ck_claim_dates")),
        sa.CheckConstraint("quote_start >= 0 AND quote_start < quote_end", name=op.f("ck_claim_quote")),
        sa.CheckConstraint("when_start >= 0 AND when_start < when_end", name=op.f("ck_claim_when")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_claim_event_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_claim_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("version_id", "extractor", "extractor_version", "number", name=op.f("uq_claim")),
    )
    op.create_index(op.f("ix_claim_event_id"), "claim", ["event_id"], unique=False)
    op.create_index(op.f("ix_claim_type"), "claim", ["type"], unique=False)
    op.create_table(
        "extraction",
        sa.Column("id", KEY, nullable=False),
        sa.Column("version_id", KEY, nullable=False),
        sa.Column("extractor", sa.Text(), nullable=False),
        sa.Column("extractor_version", sa.Text(), nullable=False),
        sa.Column("superseded_at", UTC_TIME, nullable=True),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_extraction_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extraction")),
        sa.UniqueConstraint("version_id", "extractor", "extractor_version", name=op.f("uq_extraction")),
    )
    op.create_table(
        "attribution",
        sa.Column("claim_id", KEY, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('anonymous', 'armed_group', 'international', 'media', 'medical', "
            "'military', 'official', 'other', 'rights_monitor', 'witness')",
            name=op.f("ck_attribution_kind"),
        ),
        sa.CheckConstraint("role IN ('relay', 'speaker')", name=op.f("ck_attribution_role")),
        sa.CheckConstraint('start >= 0 AND start < "end"', name=op.f("ck_attribution_span")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_attribution_claim_id")),
        sa.PrimaryKeyConstraint("claim_id", "role", "ordinal", name=op.f("pk_attribution")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "casualty",
        sa.Column("claim_id", KEY, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("min", KEY, nullable=True),
        sa.Column("max", KEY, nullable=True),
        sa.Column("of", sa.Integer(), nullable=True),
        sa.Column("who_text", sa.Text(), nullable=True),
        sa.Column("who_start", sa.Integer(), nullable=True),
        sa.Column("who_end", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('casualties', 'injured', 'killed', 'missing')", name=op.f("ck_casualty_kind")),
        sa.CheckConstraint('"of" <> ordinal', name=op.f("ck_casualty_of")),
        sa.CheckConstraint("min >= 0 AND max >= min", name=op.f("ck_casualty_bounds")),
        sa.CheckConstraint('start >= 0 AND start < "end"', name=op.f("ck_casualty_span")),
        sa.CheckConstraint("who_start >= 0 AND who_start < who_end", name=op.f("ck_casualty_who")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_casualty_claim_id")),
        sa.PrimaryKeyConstraint("claim_id", "ordinal", name=op.f("pk_casualty")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "claim_link",
        sa.Column("from_id", KEY, nullable=False),
        sa.Column("to_id", KEY, nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_claim_link_apart")),
        sa.ForeignKeyConstraint(["from_id"], ["claim.id"], name=op.f("fk_claim_link_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["claim.id"], name=op.f("fk_claim_link_to_id")),
        sa.PrimaryKeyConstraint("from_id", "to_id", "relation", name=op.f("pk_claim_link")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_claim_link_to_id"), "claim_link", ["to_id"], unique=False)
    op.create_table(
        "mention",
        sa.Column("claim_id", KEY, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.CheckConstraint('start >= 0 AND start < "end"', name=op.f("ck_mention_span")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_mention_claim_id")),
        sa.PrimaryKeyConstraint("claim_id", "ordinal", name=op.f("pk_mention")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "participant",
        sa.Column("claim_id", KEY, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.CheckConstraint("role IN ('actor', 'target')", name=op.f("ck_participant_role")),
        sa.CheckConstraint('start >= 0 AND start < "end"', name=op.f("ck_participant_span")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_participant_claim_id")),
        sa.PrimaryKeyConstraint("claim_id", "role", "ordinal", name=op.f("pk_participant")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "place",
        sa.Column("claim_id", KEY, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("gazetteer_id", sa.Text(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.CheckConstraint("lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180", name=op.f("ck_place_degrees")),
        sa.CheckConstraint('start >= 0 AND start < "end"', name=op.f("ck_place_span")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_place_claim_id")),
        sa.PrimaryKeyConstraint("claim_id", "ordinal", name=op.f("pk_place")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "review",
        sa.Column("id", KEY, nullable=False),
        sa.Column("claim_id", KEY, nullable=True),
        sa.Column("version_id", KEY, nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("quote_start", sa.Integer(), nullable=False),
        sa.Column("quote_end", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("correction", sa.JSON(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("reviewed_at", UTC_TIME, nullable=False),
        sa.CheckConstraint("quote_start >= 0 AND quote_start < quote_end", name=op.f("ck_review_quote")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_review_claim_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_review_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    op.create_index(op.f("ix_review_claim_id"), "review", ["claim_id"], unique=False)
    op.create_index(op.f("ix_review_version_id"), "review", ["version_id"], unique=False)

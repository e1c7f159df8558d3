"""Sketches of versions, and the groups of reprints found by them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "sketch",
        sa.Column("number", KEY, nullable=False),
        sa.Column("version_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_sketch_version_id")),
        sa.PrimaryKeyConstraint("number", "version_id", name=op.f("pk_sketch")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reprint",
        sa.Column("version_id", KEY, nullable=False),
        sa.Column("origin_id", KEY, nullable=False),
        sa.Column("similarity", sa.Float(), nullable=False),
        sa.Column("credit", sa.Text(), nullable=True),
        sa.Column("credit_start", sa.Integer(), nullable=True),
        sa.Column("credit_end", sa.Integer(), nullable=True),
        sa.CheckConstraint("similarity > 0 AND similarity <= 1", name=op.f("ck_reprint_similarity")),
        sa.CheckConstraint("credit_start >= 0 AND credit_start < credit_end", name=op.f("ck_reprint_credit")),
        sa.ForeignKeyConstraint(["origin_id"], ["version.id"], name=op.f("fk_reprint_origin_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_reprint_version_id")),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_reprint")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_reprint_origin_id"), "reprint", ["origin_id"], unique=False)

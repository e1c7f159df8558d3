"""The item that a capture was parsed as, so that a replay knows what to parse."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("capture", sa.Column("item", sa.Text(), nullable=True))
    # What earlier databases tell: a capture that brought a version or a rejection has been parsed.
    op.execute(
        "UPDATE capture SET item = '' WHERE EXISTS (SELECT 1 FROM version WHERE version.capture_id = capture.id)"
        " OR id IN (SELECT capture_id FROM rejection)"
    )

"""The time of day at which a leave (请假) was approved."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the time beside the day."""
    op.add_column("attendance", sa.Column("leave_at", sa.Text(), nullable=True))

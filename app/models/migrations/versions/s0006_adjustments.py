"""Which settled period an entry adjusts (结算后调整), and what kind of record was corrected."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add both beside the source."""
    op.add_column("entry", sa.Column("adjusts", sa.Text(), nullable=True))
    op.add_column("entry", sa.Column("cause", sa.Text(), nullable=True))

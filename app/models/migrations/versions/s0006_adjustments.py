"""Which settled period an entry adjusts (结算后调整), what was corrected, and how a settled figure was explained."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add two columns beside the source of an entry, and one beside the frozen line of a closing."""
    op.add_column("entry", sa.Column("adjusts", sa.Text(), nullable=True))
    op.add_column("entry", sa.Column("cause", sa.Text(), nullable=True))
    op.add_column("closing_line", sa.Column("told", sa.Text(), nullable=True))

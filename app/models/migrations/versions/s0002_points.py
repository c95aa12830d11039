"""The points and the log: rulebooks, entries, closings, audit, imports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# STRICT tables know only INTEGER; other databases need eight bytes for hundredths of points
_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make every table."""
    _make_action()
    _make_closing()
    _make_import_batch()
    _make_rulebook_version()
    _make_audit_event()
    _make_closing_line()
    _make_objection()
    _make_entry()


def _make_action() -> None:
    op.create_table(
        "action",
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_action"),
        sa.UniqueConstraint("uuid", name="uq_action_uuid"),
        sqlite_strict=True,
    )


def _make_closing() -> None:
    op.create_table(
        "closing",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("rulebook_text", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.Text(), nullable=False),
        sa.Column("published_on", sa.Text(), nullable=True),
        sa.Column("last_day", sa.Text(), nullable=True),
        sa.Column("final_on", sa.Text(), nullable=True),
        sa.Column("reopened_at", sa.Text(), nullable=True),
        sa.Column("reopened_reason", sa.Text(), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_closing"),
        sa.UniqueConstraint("period", "version", name="uq_closing_period_version"),
        sa.UniqueConstraint("uuid", name="uq_closing_uuid"),
        sqlite_strict=True,
    )


def _make_import_batch() -> None:
    op.create_table(
        "import_batch",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_import_batch"),
        sa.UniqueConstraint("uuid", name="uq_import_batch_uuid"),
        sqlite_strict=True,
    )


def _make_rulebook_version() -> None:
    op.create_table(
        "rulebook_version",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("retired", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rulebook_version"),
        sa.UniqueConstraint("effective_from", name="uq_rulebook_version_effective_from"),
        sa.UniqueConstraint("uuid", name="uq_rulebook_version_uuid"),
        sqlite_strict=True,
    )


def _make_audit_event() -> None:
    op.create_table(
        "audit_event",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=True),
        sa.Column("row_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("chain", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name="fk_audit_event_action_id_action"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_event"),
        sa.UniqueConstraint("uuid", name="uq_audit_event_uuid"),
        sqlite_strict=True,
    )
    op.create_index("ix_audit_event_table_name_row_id", "audit_event", ["table_name", "row_id"], unique=False)


def _make_closing_line() -> None:
    op.create_table(
        "closing_line",
        sa.Column("closing_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("total", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["closing_id"], ["closing.id"], name="fk_closing_line_closing_id_closing"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_closing_line_member_id_member"),
        sa.PrimaryKeyConstraint("id", name="pk_closing_line"),
        sa.UniqueConstraint("closing_id", "member_id", name="uq_closing_line_closing_id_member_id"),
        sa.UniqueConstraint("uuid", name="uq_closing_line_uuid"),
        sqlite_strict=True,
    )


def _make_objection() -> None:
    op.create_table(
        "objection",
        sa.Column("closing_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("raised_by", sa.Text(), nullable=False),
        sa.Column("raised_on", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("answered_on", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["closing_id"], ["closing.id"], name="fk_objection_closing_id_closing"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_objection_member_id_member"),
        sa.PrimaryKeyConstraint("id", name="pk_objection"),
        sa.UniqueConstraint("uuid", name="uq_objection_uuid"),
        sqlite_strict=True,
    )


def _make_entry() -> None:
    op.create_table(
        "entry",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("item_code", sa.Text(), nullable=True),
        sa.Column("veto_code", sa.Text(), nullable=True),
        sa.Column("happened_on", sa.Text(), nullable=False),
        sa.Column("value", _BIG, nullable=True),
        sa.Column("value_text", sa.Text(), nullable=True),
        sa.Column("rides_on_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("reversal_of_id", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("checked_by", sa.Text(), nullable=True),
        sa.Column("checked_on", sa.Text(), nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("approved_on", sa.Text(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("returned_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["activity.id"], name="fk_entry_meeting_id_activity"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_entry_member_id_member"),
        sa.ForeignKeyConstraint(["reversal_of_id"], ["entry.id"], name="fk_entry_reversal_of_id_entry"),
        sa.ForeignKeyConstraint(["rides_on_id"], ["entry.id"], name="fk_entry_rides_on_id_entry"),
        sa.PrimaryKeyConstraint("id", name="pk_entry"),
        sa.UniqueConstraint("uuid", name="uq_entry_uuid"),
        sqlite_strict=True,
    )
    op.create_index("ix_entry_source_source_id", "entry", ["source", "source_id"], unique=False)
    op.create_index(
        "ix_entry_totals", "entry", ["happened_on", "member_id", "item_code", "state", "value"], unique=False
    )

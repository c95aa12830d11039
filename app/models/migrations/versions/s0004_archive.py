"""Further fields of the archive (一人一档), tags, fields of the branch's own, saved views, papers in the bin."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_TEXTS = (
    "id_waiver", "birthplace", "household", "marital", "health", "school", "staff_kind", "occupation", "new_class",
    "trade", "entry_kind", "admitted_by", "regular_kind", "extended_to", "lost_reason",
)  # fmt: skip
_FOUND_BY = (
    "lower('|' || name || '|' || replace(name_key, ' ', '') || '|' || name_initials || '|'"
    " || substr(name_initials, 2) || '|' || coalesce(phone, '') || ';' || coalesce(id_number, '') || ';')"
)
_FLAGS = ("migrant", "party_worker", "first_secretary")


def upgrade() -> None:
    """Add the columns and make the tables."""
    for name in _TEXTS:
        op.add_column("member", sa.Column(name, sa.Text(), nullable=True))
    for name in _FLAGS:
        op.add_column("member", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.add_column("attachment", sa.Column("deleted_at", sa.Text(), nullable=True))
    # what 查找 looks through; SQLite counts it out when a row is read or indexed, others keep it
    kept = "VIRTUAL" if op.get_bind().dialect.name == "sqlite" else "STORED"
    op.execute(f"ALTER TABLE member ADD COLUMN find_key TEXT GENERATED ALWAYS AS ({_FOUND_BY}) {kept}")
    op.create_index("ix_member_find", "member", ["deleted_at", "left_on", "position", "find_key"])
    op.create_index("ix_member_note", "member", ["note"])
    _make_tag()
    _make_member_tag()
    _make_custom_field()
    _make_saved_view()


def _make_tag() -> None:
    op.create_table(
        "tag",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tag"),
        sa.UniqueConstraint("name", name="uq_tag_name"),
        sa.UniqueConstraint("uuid", name="uq_tag_uuid"),
        sqlite_strict=True,
    )


def _make_member_tag() -> None:
    op.create_table(
        "member_tag",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_member_tag_member_id_member"),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name="fk_member_tag_tag_id_tag"),
        sa.PrimaryKeyConstraint("id", name="pk_member_tag"),
        sa.UniqueConstraint("member_id", "tag_id", name="uq_member_tag_member_id_tag_id"),
        sa.UniqueConstraint("uuid", name="uq_member_tag_uuid"),
        sqlite_strict=True,
    )


def _make_custom_field() -> None:
    op.create_table(
        "custom_field",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_custom_field"),
        sa.UniqueConstraint("name", name="uq_custom_field_name"),
        sa.UniqueConstraint("uuid", name="uq_custom_field_uuid"),
        sqlite_strict=True,
    )


def _make_saved_view() -> None:
    op.create_table(
        "saved_view",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_view"),
        sa.UniqueConstraint("subject", "name", name="uq_saved_view_subject_name"),
        sa.UniqueConstraint("uuid", name="uq_saved_view_uuid"),
        sqlite_strict=True,
    )

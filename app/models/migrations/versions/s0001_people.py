"""The people and what they do: archive, activities, attendance, make-ups."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    _make_attachment()
    _make_calendar_day()
    _make_org()
    _make_setting()
    _make_study_task()
    _make_activity()
    _make_member()
    _make_away()
    _make_makeup_task()
    _make_membership()
    _make_record()
    _make_attendance()


def _make_attachment() -> None:
    op.create_table(
        "attachment",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attachment"),
        sa.UniqueConstraint("uuid", name="uq_attachment_uuid"),
        sqlite_strict=True,
    )
    op.create_index("ix_attachment_owner_owner_id", "attachment", ["owner", "owner_id"], unique=False)


def _make_calendar_day() -> None:
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("works", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_day"),
        sa.UniqueConstraint("day", name="uq_calendar_day_day"),
        sa.UniqueConstraint("uuid", name="uq_calendar_day_uuid"),
        sqlite_strict=True,
    )


def _make_org() -> None:
    op.create_table(
        "org",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("functional", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Text(), nullable=True),
        sa.Column("ends_on", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["org.id"], name="fk_org_parent_id_org"),
        sa.PrimaryKeyConstraint("id", name="pk_org"),
        sa.UniqueConstraint("uuid", name="uq_org_uuid"),
        sqlite_strict=True,
    )


def _make_setting() -> None:
    op.create_table(
        "setting",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_setting"),
        sa.UniqueConstraint("key", name="uq_setting_key"),
        sa.UniqueConstraint("uuid", name="uq_setting_uuid"),
        sqlite_strict=True,
    )


def _make_study_task() -> None:
    op.create_table(
        "study_task",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("activity_kind", sa.Text(), nullable=True),
        sa.Column("study_hours", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_study_task"),
        sa.UniqueConstraint("uuid", name="uq_study_task_uuid"),
        sqlite_strict=True,
    )


def _make_activity() -> None:
    op.create_table(
        "activity",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subkind", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.Text(), nullable=True),
        sa.Column("ends_at", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("host", sa.Text(), nullable=True),
        sa.Column("recorder", sa.Text(), nullable=True),
        sa.Column("lecturer", sa.Text(), nullable=True),
        sa.Column("study_hours", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=True),
        sa.Column("decisions", sa.Text(), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("deleted_at", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["org.id"], name="fk_activity_org_id_org"),
        sa.PrimaryKeyConstraint("id", name="pk_activity"),
        sa.UniqueConstraint("uuid", name="uq_activity_uuid"),
        sqlite_strict=True,
    )
    op.create_index("ix_activity_held_on", "activity", ["held_on"], unique=False)


def _make_member() -> None:
    op.create_table(
        "member",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("name_initials", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("archive_no", sa.Text(), nullable=True),
        sa.Column("employee_no", sa.Text(), nullable=True),
        sa.Column("former_name", sa.Text(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("ethnicity", sa.Text(), nullable=True),
        sa.Column("native_place", sa.Text(), nullable=True),
        sa.Column("id_number", sa.Text(), nullable=True),
        sa.Column("birth", sa.Text(), nullable=True),
        sa.Column("education", sa.Text(), nullable=True),
        sa.Column("degree", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("klass", sa.Text(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("joined", sa.Text(), nullable=True),
        sa.Column("regular", sa.Text(), nullable=True),
        sa.Column("introducers", sa.Text(), nullable=True),
        sa.Column("party_post", sa.Text(), nullable=True),
        sa.Column("leading_cadre", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("job", sa.Text(), nullable=True),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("work_start", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("landline", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.Column("lost_since", sa.Text(), nullable=True),
        sa.Column("mobile", sa.Integer(), nullable=False),
        sa.Column("mobile_to", sa.Text(), nullable=True),
        sa.Column("dues_paid_to", sa.Text(), nullable=True),
        sa.Column("age_correction", sa.Integer(), nullable=False),
        sa.Column("entered_on", sa.Text(), nullable=True),
        sa.Column("left_on", sa.Text(), nullable=True),
        sa.Column("left_reason", sa.Text(), nullable=True),
        sa.Column("left_note", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("deleted_at", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["org.id"], name="fk_member_branch_id_org"),
        sa.ForeignKeyConstraint(["group_id"], ["org.id"], name="fk_member_group_id_org"),
        sa.PrimaryKeyConstraint("id", name="pk_member"),
        sa.UniqueConstraint("uuid", name="uq_member_uuid"),
        sqlite_strict=True,
    )
    op.create_index(
        "uq_member_id_number_live",
        "member",
        ["id_number"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND id_number IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND id_number IS NOT NULL"),
    )


def _make_away() -> None:
    op.create_table(
        "away",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Text(), nullable=False),
        sa.Column("planned_back_on", sa.Text(), nullable=True),
        sa.Column("back_on", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_away_member_id_member"),
        sa.PrimaryKeyConstraint("id", name="pk_away"),
        sa.UniqueConstraint("uuid", name="uq_away_uuid"),
        sqlite_strict=True,
    )
    op.create_index("ix_away_member_id_starts_on", "away", ["member_id", "starts_on"], unique=False)


def _make_makeup_task() -> None:
    op.create_table(
        "makeup_task",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("returned_on", sa.Text(), nullable=True),
        sa.Column("return_typed", sa.Integer(), nullable=False),
        sa.Column("claim_due", sa.Text(), nullable=True),
        sa.Column("due_provisional", sa.Integer(), nullable=False),
        sa.Column("claimed_on", sa.Text(), nullable=True),
        sa.Column("study_task_id", sa.Integer(), nullable=True),
        sa.Column("task_text", sa.Text(), nullable=True),
        sa.Column("form", sa.Text(), nullable=True),
        sa.Column("complete_due", sa.Text(), nullable=True),
        sa.Column("reported_on", sa.Text(), nullable=True),
        sa.Column("material", sa.Text(), nullable=True),
        sa.Column("verified_on", sa.Text(), nullable=True),
        sa.Column("verifier", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_makeup_task_member_id_member"),
        sa.ForeignKeyConstraint(
            ["study_task_id"], ["study_task.id"], name="fk_makeup_task_study_task_id_study_task"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_makeup_task"),
        sa.UniqueConstraint("uuid", name="uq_makeup_task_uuid"),
        sqlite_strict=True,
    )
    op.create_index("ix_makeup_task_member_id_state", "makeup_task", ["member_id", "state"], unique=False)


def _make_membership() -> None:
    op.create_table(
        "membership",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Text(), nullable=True),
        sa.Column("ends_on", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_membership_member_id_member"),
        sa.ForeignKeyConstraint(["org_id"], ["org.id"], name="fk_membership_org_id_org"),
        sa.PrimaryKeyConstraint("id", name="pk_membership"),
        sa.UniqueConstraint("uuid", name="uq_membership_uuid"),
        sqlite_strict=True,
    )


def _make_record() -> None:
    op.create_table(
        "record",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("starts", sa.Text(), nullable=True),
        sa.Column("ends", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("document_no", sa.Text(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("deleted_at", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_record_member_id_member"),
        sa.PrimaryKeyConstraint("id", name="pk_record"),
        sa.UniqueConstraint("uuid", name="uq_record_uuid"),
        sqlite_strict=True,
    )
    op.create_index("ix_record_member_id_kind", "record", ["member_id", "kind"], unique=False)


def _make_attendance() -> None:
    op.create_table(
        "attendance",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("presence", sa.Text(), nullable=True),
        sa.Column("leave_approver", sa.Text(), nullable=True),
        sa.Column("leave_on", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("makeup_task_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name="fk_attendance_activity_id_activity"),
        sa.ForeignKeyConstraint(
            ["makeup_task_id"], ["makeup_task.id"], name="fk_attendance_makeup_task_id_makeup_task"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_attendance_member_id_member"),
        sa.PrimaryKeyConstraint("id", name="pk_attendance"),
        sa.UniqueConstraint("activity_id", "member_id", name="uq_attendance_activity_id_member_id"),
        sa.UniqueConstraint("uuid", name="uq_attendance_uuid"),
        sqlite_strict=True,
    )
    op.create_index("ix_attendance_makeup_task_id", "attendance", ["makeup_task_id"], unique=False)
    op.create_index(
        "ix_attendance_member_id_activity_id", "attendance", ["member_id", "activity_id"], unique=False
    )

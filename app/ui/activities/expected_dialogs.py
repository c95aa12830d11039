"""Small dialogs about who is expected: one more member, and who came to a second session (补会场次)."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.services import activities, attendance, members
from app.services.activity_rows import ActivityRow
from app.services.context import Changes, Context
from app.ui.desk import Desk
from app.ui.widgets.date_fields import DateField
from app.ui.widgets.form import Form
from app.ui.widgets.form_dialog import FormDialog
from app.ui.widgets.member_field import MemberChoice, MemberField


def member_choices(desk: Desk) -> list[MemberChoice]:
    """Return the members of today for a picker."""
    return [
        MemberChoice(row.id, row.shown_name, f"{row.name_initials} {row.name_key}", row.group_name)
        for row in members.list_members(desk.ctx)
    ]


def add_expected_dialog(desk: Desk, row: ActivityRow, *, parent: QWidget | None = None) -> FormDialog:
    """Return the dialog that expects one more member at an activity."""
    form = Form()
    form.add("member_id", "党员", MemberField(member_choices(desk)), required=True)

    def submit(ctx: Context, values: dict[str, Any]) -> Changes:
        return activities.add_expected(ctx, row.id, [values["member_id"]])

    return FormDialog(
        desk,
        "增加应到人员",
        form,
        submit,
        button="增加",
        success="已加入应到名单。",
        note=f"{row.held_on:%Y-%m-%d} {row.topic}",
        width=56,
        parent=parent,
    )


def second_session_dialog(
    desk: Desk, row: ActivityRow, member_ids: list[int], *, parent: QWidget | None = None
) -> FormDialog:
    """Return the dialog that enters a second session for the selected members."""
    form = Form()
    form.add("held_on", "补会日期", DateField(desk.ctx.today), required=True)

    def submit(ctx: Context, values: dict[str, Any]) -> Changes:
        return attendance.second_session(ctx, row.id, values["held_on"], member_ids)

    return FormDialog(
        desk,
        "登记补会场次",
        form,
        submit,
        button="登记出勤",
        success=f"已按补会场次登记 {len(member_ids)} 人出勤。",
        note=f"所选 {len(member_ids)} 人参加了同一活动补开的场次，按出勤计，未完成的补学任务随之撤销。",
        width=56,
        parent=parent,
    )

"""登记离开: the day, the way and where to."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.models.kinds import LeaveReason
from app.services import members
from app.services.context import Changes, Context
from app.services.member_rows import MemberRow
from app.ui import theme
from app.ui.desk import Desk
from app.ui.widgets.date_fields import DateField
from app.ui.widgets.fields import ChoiceField, TextField
from app.ui.widgets.form import Form
from app.ui.widgets.form_dialog import FormDialog


def leave_dialog(desk: Desk, row: MemberRow, parent: QWidget | None = None) -> FormDialog:
    """Return the dialog that enters the leaving of a member."""
    form = Form()
    form.add("left_on", "离开日期", DateField(desk.ctx.today), required=True)
    form.add(
        "left_reason",
        "离开方式",
        ChoiceField([(r, r.label) for r in LeaveReason], blank="请选择"),
        required=True,
    )
    form.add("left_note", "说明", TextField("去向、介绍信编号或决定文号", lines=2, limit=500))

    def submit(ctx: Context, values: dict[str, Any]) -> Changes:
        return members.mark_left(
            ctx, row.id, values["left_on"], LeaveReason(values["left_reason"]), values["left_note"]
        )

    dialog = FormDialog(
        desk,
        f"登记离开：{row.shown_name}",
        form,
        submit,
        button="登记离开",
        success=f"已登记{row.name}离开；档案、考勤和积分都保留，可随时恢复。",
        note="只记下日期，不删除任何内容；此后的活动不再列入应到。",
        width=66,
        parent=parent,
    )
    # room for two error lines, so that nothing has to be scrolled
    dialog.resize(dialog.width(), dialog.height() + theme.unit(9))
    return dialog

"""The decisions of a year as forms: a member's grade, and a veto with its document."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.services.context import Changes, Context
from app.services.points import entries, rulebooks, year_end
from app.services.points.entries import EntryDraft
from app.services.points.snapshot_sheet import NOT_GRADED
from app.services.points.year_end import YearRow, YearTable
from app.ui.desk import Desk
from app.ui.points.closing_dialogs import with_room
from app.ui.points.people import choices_of
from app.ui.widgets.date_fields import DateField
from app.ui.widgets.fields import ChoiceField, LineField, TextField
from app.ui.widgets.form import Form
from app.ui.widgets.form_dialog import FormDialog
from app.ui.widgets.member_field import MemberField


def grade_dialog(desk: Desk, table: YearTable, row: YearRow, parent: QWidget) -> FormDialog:
    """Return the dialog in which the branch's decision for a member is kept."""
    form = Form(label_width=12)
    choices = [(name, name) for name in (*table.grades, NOT_GRADED)]
    form.add("grade", "等次", ChoiceField(choices, blank=f"按建议：{row.proposed}"))
    form.add("reason", "理由", TextField("如：支委会 12 月 20 日研究，防汛一线表现突出", lines=3, limit=200))
    form.set_values({"grade": row.decided or None, "reason": row.reason if row.decided else ""})

    def submit(ctx: Context, values: dict[str, Any]) -> Changes:
        return year_end.decide(ctx, table.period.code, row.member_id, values["grade"] or "", values["reason"])

    why = f"；{row.reason}" if row.reason and not row.decided else ""
    dialog = FormDialog(
        desk,
        f"确定等次：{row.name}",
        form,
        submit,
        success=f"已记下{row.name}的等次。",
        note=f"年度积分 {row.total}，按档次为“{row.by_bands or '无'}”，建议“{row.proposed}”{why}。",
        width=60,
        parent=parent,
    )
    return with_room(dialog)


def veto_dialog(desk: Desk, table: YearTable, member_id: int | None, parent: QWidget) -> FormDialog:
    """Return the dialog that enters a veto (一票否决) with the document it rests on."""
    form = Form(label_width=12)
    people = choices_of(desk, ((row.member_id, row.name) for row in table.rows if not row.exempt))
    form.add("member_id", "党员", MemberField(people), required=True)
    form.add("veto_code", "事由", ChoiceField(rulebooks.vetoes_on(desk.ctx, table.period.end)), required=True)
    form.add("happened_on", "决定日期", DateField(desk.ctx.today), required=True)
    form.add("document", "文件文号", LineField("作出决定的文件名称或文号"), required=True)
    form.add("reason", "说明", LineField(limit=500))
    form.set_values({"member_id": member_id})

    def submit(ctx: Context, values: dict[str, Any]) -> Changes:
        return entries.add(ctx, EntryDraft(period=table.period, **values))

    dialog = FormDialog(
        desk,
        "一票否决",
        form,
        submit,
        button="录入",
        success="已录入一票否决，审定后生效；原有积分记录都保留。",
        note="先作为草稿保存，由他人初审、审定后才影响年度积分和等次；决定撤销时冲正即可。",
        width=60,
        parent=parent,
    )
    return with_room(dialog)

"""The dialogs of the steps of a make-up: return, claim, report, verify."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from PySide6.QtWidgets import QComboBox, QWidget

from app.models.kinds import MakeupForm
from app.services import makeup, settings, study_tasks
from app.services.context import Changes, Context
from app.services.makeup import ClaimDraft, ReportDraft
from app.services.makeup_rows import MakeupRow
from app.ui.consequences import asking
from app.ui.desk import Desk
from app.ui.makeup.words import absence_text
from app.ui.widgets.date_fields import DateField
from app.ui.widgets.fields import CheckField, ChoiceField, LineField, TextField
from app.ui.widgets.form import Form
from app.ui.widgets.form_dialog import FormDialog

_WIDTH = 62
_MOST_NAMES = 4


def return_dialog(desk: Desk, rows: Sequence[MakeupRow], *, parent: QWidget | None = None) -> FormDialog:
    """Return the dialog that enters the return date of tasks."""
    days = settings.load(desk.ctx).claim_days
    form = Form()
    form.add(
        "returned_on",
        "返岗日期",
        DateField(desk.ctx.today),
        required=True,
        hint=f"返岗当日不计，{days} 个工作日内认领（含调休上班日）；尚未结束的离岗登记同时结束。",
    )
    form.set_values({"returned_on": rows[0].returned_on or desk.ctx.today})

    def submit(ctx: Context, values: dict[str, Any]) -> Changes:
        day = values["returned_on"]
        act = asking(
            form,
            f"登记 {day} 返岗？",
            lambda ctx: makeup.set_return_date(ctx, _ids(rows), day),
            yes="登记返岗",
            always=True,
        )
        return act(ctx)

    return _dialog(desk, "登记返岗", rows, form, submit, "登记返岗", "已登记返岗，认领期限已算出。", parent)


def claim_dialog(desk: Desk, rows: Sequence[MakeupRow], *, parent: QWidget | None = None) -> FormDialog:
    """Return the dialog that claims a study task, offering those that fit what was missed."""
    ctx = desk.ctx
    known = settings.load(ctx)
    days = known.complete_days
    missed = rows[0].first
    library = [
        (task.id, f"{task.kind.label}：{task.title}")
        for task in study_tasks.suggest(ctx, missed.kind, missed.topic)
    ]
    form = Form()
    choice = ChoiceField(library, blank="不选，下面自己写")
    # long titles must not make the form wider than its dialog
    choice.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    choice.combo.setMinimumContentsLength(20)
    form.add("study_task_id", "任务库", choice)
    form.add("task_text", "任务内容", LineField("任务库之外的篇目、课件或补充要求", limit=300))
    form.add("form", "补学形式", ChoiceField([(kind, kind.label) for kind in MakeupForm]), required=True)
    form.add("claimed_on", "认领日期", DateField(ctx.today), required=True)
    special = CheckField(f"特殊情况，{known.special_days} 天内完成")
    form.add("special", "", special)
    due = DateField(ctx.today)
    form.add("complete_due", "完成期限", due, hint=_limit_hint(days))
    limits = {False: days, True: known.special_days}

    def move() -> None:
        limit = limits[special.value()]
        due.set_value(None if limit is None else ctx.today + timedelta(days=limit))

    special.edited.connect(move)
    form.set_values(
        {
            "study_task_id": library[0][0] if library else None,
            "claimed_on": ctx.today,
            "complete_due": None if days is None else ctx.today + timedelta(days=days),
        }
    )

    def submit(ctx: Context, values: dict[str, Any]) -> Changes:
        draft = {key: value for key, value in values.items() if key != "special"}
        return makeup.claim(ctx, _ids(rows), ClaimDraft(**draft | {"form": MakeupForm(draft["form"])}))

    return _dialog(desk, "认领补学任务", rows, form, submit, "认领", "已认领补学任务。", parent)


def report_dialog(desk: Desk, rows: Sequence[MakeupRow], *, parent: QWidget | None = None) -> FormDialog:
    """Return the dialog that reports completion with the material."""
    form = Form()
    form.add("reported_on", "完成日期", DateField(desk.ctx.today), required=True)
    form.add(
        "material",
        "完成材料",
        TextField("如 学习笔记 1 份、心得体会 1 份", lines=3, limit=500),
        required=True,
    )
    form.set_values({"reported_on": desk.ctx.today, "material": rows[0].material if len(rows) == 1 else ""})

    def submit(ctx: Context, values: dict[str, Any]) -> Changes:
        return makeup.report(ctx, _ids(rows), ReportDraft(**values))

    return _dialog(desk, "上报完成情况", rows, form, submit, "上报", "已上报，等待核验。", parent)


def verify_dialog(desk: Desk, rows: Sequence[MakeupRow], *, parent: QWidget | None = None) -> FormDialog:
    """Return the dialog that accepts a report."""
    names = settings.load(desk.ctx)
    form = Form()
    form.add("verifier", "核验人", LineField(limit=40), required=True, hint="不能是补学的党员本人。")
    form.add("verified_on", "核验日期", DateField(desk.ctx.today), required=True)
    form.set_values({"verifier": names.reviewer or names.secretary, "verified_on": desk.ctx.today})

    def submit(ctx: Context, values: dict[str, Any]) -> Changes:
        return makeup.verify(ctx, _ids(rows), values["verifier"], values["verified_on"])

    return _dialog(desk, "核验补学", rows, form, submit, "核验通过", "核验通过，已补。", parent)


def _dialog(
    desk: Desk,
    title: str,
    rows: Sequence[MakeupRow],
    form: Form,
    submit: Any,
    button: str,
    success: str,
    parent: QWidget | None,
) -> FormDialog:
    return FormDialog(
        desk,
        title,
        form,
        submit,
        button=button,
        success=success,
        note=_about(rows),
        width=_WIDTH,
        parent=parent,
    )


def _about(rows: Sequence[MakeupRow]) -> str:
    if len(rows) == 1:
        return f"{rows[0].name}　{absence_text(rows[0])}"
    names = "、".join(dict.fromkeys(row.name for row in rows[:_MOST_NAMES]))
    return f"{names}{'等' if len(rows) > _MOST_NAMES else ''}，共 {len(rows)} 条补学任务"


def _limit_hint(days: int | None) -> str:
    return "可以不填。" if days is None else f"设置为认领后 {days} 天；留空按设置计算。"


def _ids(rows: Sequence[MakeupRow]) -> list[int]:
    return [row.id for row in rows]

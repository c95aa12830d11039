"""The form of an activity: new, or one that is changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from app.models.kinds import ActivityKind, ActivityState
from app.services import activities, activity_rows, orgs, settings
from app.services.activities import ActivityDraft
from app.services.activity_rows import ActivityRow
from app.services.context import Changes, Context
from app.services.hours import checked_hours, hours_text, parse_hours
from app.ui.activities.decisions_field import DecisionsField
from app.ui.consequences import asking
from app.ui.desk import Desk
from app.ui.widgets.date_fields import DateField
from app.ui.widgets.fields import ChoiceField, LineField, TextField
from app.ui.widgets.form import Form
from app.ui.widgets.form_dialog import FormDialog


@dataclass(frozen=True, slots=True)
class ActivityStart:
    """What the form of a new activity begins with; None leaves the usual value."""

    kind: ActivityKind
    held_on: date | None = None
    org_id: int | None = None

    def values(self) -> dict[str, object]:
        """Return what is set, by the names of the fields."""
        given = {"kind": self.kind, "held_on": self.held_on, "org_id": self.org_id}
        return {name: value for name, value in given.items() if value is not None}


def activity_dialog(
    desk: Desk,
    row: ActivityRow | None = None,
    *,
    start: ActivityStart | None = None,
    parent: QWidget | None = None,
) -> FormDialog:
    """Return the dialog for a new activity, beginning as `start` says, or for changing `row`."""
    form = _form(desk)
    given = {} if start is None else start.values()
    form.set_values(_start(desk) | given if row is None else _values(row))

    def submit(ctx: Context, values: dict[str, Any]) -> Changes:
        draft = _draft(values)
        if row is None:
            return activities.add(ctx, draft)
        question = "这样修改会更正已有的补学任务或积分，要保存吗？"
        return asking(form, question, lambda ctx: activities.change(ctx, row.id, draft), yes="保存")(ctx)

    return FormDialog(
        desk,
        "新建活动" if row is None else "修改活动",
        form,
        submit,
        button="新建" if row is None else "保存",
        success=(lambda changes: _created(changes, desk.ctx)) if row is None else "已保存活动",
        note="应到人员按类型和组织自动列出；改日期、类型或组织时，应到名单、补学任务和积分随之更正。",
        width=84,
        parent=parent,
    )


def _form(desk: Desk) -> Form:
    branch = orgs.branch(desk.ctx)
    choices = [] if branch is None else [(branch.id, branch.name)]
    choices += [(group.id, group.name) for group in orgs.groups(desk.ctx)]
    form = Form(columns=2, label_width=9)
    form.add("kind", "类型", ChoiceField([(kind, kind.label) for kind in ActivityKind]), required=True)
    form.add("org_id", "组织", ChoiceField(choices), required=True)
    form.add("subkind", "子类型", LineField("如 专题党课、换届大会", limit=40))
    form.add("joint", "联合开展", LineField("如 与水文中心党支部", limit=200))
    form.add("topic", "主题", LineField("如 学习贯彻党的二十届四中全会精神"), required=True, wide=True)
    form.add("held_on", "日期", DateField(desk.ctx.today), required=True)
    form.add("place", "地点", LineField("如 三楼会议室", limit=100))
    form.add("starts_at", "开始时间", LineField("如 14:30", limit=5))
    form.add("ends_at", "结束时间", LineField("如 16:00", limit=5))
    form.add("host", "主持人", LineField(limit=40))
    form.add("recorder", "记录人", LineField(limit=40))
    form.add("lecturer", "主讲人", LineField(limit=40))
    form.add("study_hours", "学时", LineField("如 2 或 1.5", limit=5, check=checked_hours))
    form.add("observers", "列席人员", LineField("如 王敏（区水利站站长）、李强", limit=400), wide=True)
    form.add("minutes", "会议记录", TextField("议题、发言要点", lines=3, limit=20000), wide=True)
    form.add("decisions", "决议", DecisionsField(desk.ctx.today), wide=True)
    return form


def _start(desk: Desk) -> dict[str, object]:
    names = settings.load(desk.ctx)
    return {
        "kind": ActivityKind.THEME_DAY,
        "held_on": desk.ctx.today,
        "host": names.secretary,
        "recorder": names.recorder,
    }


def _values(row: ActivityRow) -> dict[str, object]:
    names = ["kind", "org_id", "subkind", "joint", "topic", "held_on", "place", "starts_at", "ends_at"]
    names += ["host", "recorder"]
    values: dict[str, object] = {name: getattr(row, name) for name in names}
    hours = hours_text(row.study_hours) if row.study_hours else ""
    return values | {
        "lecturer": row.lecturer,
        "observers": "、".join(row.observers),
        "minutes": row.minutes,
        "decisions": row.resolved,
        "study_hours": hours,
    }


def _draft(values: dict[str, Any]) -> ActivityDraft:
    # a combo box gives a code back as plain text
    typed = {"kind": ActivityKind(values["kind"]), "study_hours": parse_hours(values["study_hours"])}
    return ActivityDraft(**values | typed)


def _created(changes: Changes, ctx: Context) -> str:
    expected = sum(change.table == "attendance" for change in changes.rows)
    if activity_rows.get(ctx, changes.new_id).state is ActivityState.PLANNED:
        return f"已列入计划，应到 {expected} 人；开过之后按数字键登记考勤。"
    return f"已新建活动，应到 {expected} 人；按数字键登记考勤。"

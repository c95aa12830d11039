"""The forms of the settings that are saved together, and the way between their fields and the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from PySide6.QtCore import Qt

from app.models.kinds import ActivityKind, EntryState, MemberClass, Presence
from app.services.settings import SOURCES, BranchSettings
from app.ui import theme
from app.ui.widgets.checks_field import ChecksField
from app.ui.widgets.fields import CheckField, ChoiceField, LineField, NumberField
from app.ui.widgets.form import Form

KEYS: dict[str, tuple[str, ...]] = {
    "office": ("branch", "unit", "secretary", "recorder", "reviewer"),
    "makeup": (
        "claim_days",
        "complete_days",
        "special_days",
        "confirm_hours",
        "list_hours",
        "makeup_presences",
        "makeup_activities",
        "makeup_exempt",
        "study_hours_target",
    ),
    "points": ("auto_entry_state", "allow_self_review"),
}
"""The fields of each form."""

_ABSENT = [(kind, kind.label) for kind in Presence if kind.absent]
_ENTERED_AS = [
    (EntryState.DRAFT, "草稿：先初审，再审定"),
    (EntryState.CHECKED, "初审：只待审定"),
    (EntryState.APPROVED, "审定：直接计入积分"),
]


def office_form() -> Form:
    """Return names of unit, branch and people."""
    form = Form(label_width=12)
    form.add("branch", "党支部名称", LineField("如 某某局机关第一党支部", limit=100), required=True)
    form.add(
        "unit", "上级党组织", LineField("如 某某局机关党委", limit=100), hint="用于档案封面和补学登记表。"
    )
    form.add("secretary", "支部书记", LineField(limit=100))
    form.add("recorder", "填表人", LineField(limit=100), hint="用于报表；也是操作日志里的操作人。")
    form.add("reviewer", "审核人", LineField(limit=100), hint="留空时用支部书记。")
    return form


def makeup_form() -> Form:
    """Return the limits of the make-up rule and what needs a make-up."""
    form = Form(label_width=12)
    form.add(
        "claim_days", "认领期限", _narrow(NumberField(0, 60, unit="个工作日")), hint=SOURCES["claim_days"]
    )
    form.add(
        "complete_days",
        "完成期限",
        _narrow(NumberField(1, 365, unit="天", blank="不限")),
        hint=f"{SOURCES['complete_days']}（降到最小即“不限”）。只影响以后的认领。",
    )
    for key, label, unit in (
        ("special_days", "特殊情况完成期限", "天"),
        ("confirm_hours", "考勤录完", "小时"),
        ("list_hours", "通知补学", "小时"),
    ):
        form.add(
            key, label, _narrow(NumberField(1, 720 if unit == "小时" else 365, unit=unit)), hint=SOURCES[key]
        )
    form.add("makeup_presences", "需要补学的缺席", ChecksField(_ABSENT, columns=4))
    form.add(
        "makeup_activities",
        "需要补学的活动",
        ChecksField([(kind, kind.label) for kind in ActivityKind], columns=4),
        hint="改动只影响以后保存的考勤；已有的补学任务不变。",
    )
    form.add(
        "makeup_exempt",
        "不要求补学的党员",
        ChecksField([(klass, klass.label) for klass in MemberClass], columns=5),
        hint=SOURCES["makeup_exempt"],
    )
    form.add(
        "study_hours_target",
        "年度学时",
        _narrow(NumberField(0, 400, unit="学时")),
        hint=SOURCES["study_hours_target"],
    )
    return form


def points_form() -> Form:
    """Return how entries of the program come in and who may approve."""
    form = Form(label_width=12)
    form.add(
        "auto_entry_state",
        "自动记录的状态",
        ChoiceField(_ENTERED_AS),
        hint="考勤、补学和档案记录自动产生的积分记录以什么状态进入审核。只影响以后产生的记录。",
    )
    form.add(
        "allow_self_review",
        "录入与审定",
        CheckField("允许同一人录入并审定"),
        hint="支部只有一名记录员时保留勾选；勾掉后，须由另一名操作人审定。",
    )
    return form


def values_of(branch: str, known: BranchSettings) -> dict[str, Any]:
    """Return what the fields show."""
    return {"branch": branch, **{item.name: getattr(known, item.name) for item in fields(known)}}


def settings_from(known: BranchSettings, values: Mapping[str, Any]) -> BranchSettings:
    """Return the settings with what the fields hold; those without a field stay."""
    typed: dict[str, Any] = {key: value for key, value in values.items() if key != "branch"}
    typed["makeup_presences"] = tuple(Presence(each) for each in typed["makeup_presences"])
    typed["makeup_activities"] = tuple(ActivityKind(each) for each in typed["makeup_activities"])
    typed["makeup_exempt"] = tuple(MemberClass(each) for each in typed["makeup_exempt"])
    typed["auto_entry_state"] = EntryState(typed["auto_entry_state"])
    return replace(known, **typed)


def _narrow(field: NumberField) -> NumberField:
    """Return the field only as wide as its number: across the page it would look like a text."""
    field.spin.setMaximumWidth(theme.unit(20))
    row = field.layout()
    if row is not None:
        row.setAlignment(field.spin, Qt.AlignmentFlag.AlignLeft)
    return field

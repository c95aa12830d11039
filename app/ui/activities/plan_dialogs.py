"""The dialog of a recurring activity (定期活动): one plan for every period that lies ahead."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.models.kinds import ActivityKind
from app.services import activity_plans, orgs, settings
from app.services.activity_plans import SeriesDraft
from app.services.context import Changes, Context
from app.services.periods import Span
from app.ui.desk import Desk
from app.ui.widgets.fields import CheckField, ChoiceField, LineField, NumberField
from app.ui.widgets.form import Form
from app.ui.widgets.form_dialog import FormDialog

SPANS = (Span.MONTH, Span.QUARTER, Span.HALF, Span.YEAR)
_USUAL_DAY = 5


def series_dialog(desk: Desk, year: int, *, parent: QWidget | None = None) -> FormDialog:
    """Return the dialog that plans e.g. 每月5日主题党日 for the rest of `year`."""
    today = desk.ctx.today
    groups = [(group.id, group.name) for group in orgs.groups(desk.ctx)]
    form = Form(columns=2, label_width=9)
    form.add("kind", "类型", ChoiceField([(kind, kind.label) for kind in ActivityKind]), required=True)
    form.add("org_id", "党小组", ChoiceField(groups, blank="党支部"))
    form.add("year", "年度", ChoiceField([(y, f"{y}年") for y in range(today.year, today.year + 3)]))
    form.add("span", "周期", ChoiceField([(span, f"每{span.label}一次") for span in SPANS]))
    form.add("day", "日期", NumberField(1, 31, unit=" 日"), hint="超过一个月的周期按最后一个月的这一日")
    form.add("on_workdays", "遇休息日", CheckField("顺延到下一个工作日"))
    form.add("topic", "主题", LineField("留空即用类型名，前面自动加月份", limit=150), wide=True)
    form.add("starts_at", "开始时间", LineField("如 14:30", limit=5))
    form.add("ends_at", "结束时间", LineField("如 16:00", limit=5))
    form.add("place", "地点", LineField("如 三楼会议室", limit=100))
    form.add("host", "主持人", LineField(limit=40))
    form.set_values(
        {
            "kind": ActivityKind.THEME_DAY,
            "year": max(year, today.year),
            "span": Span.MONTH,
            "day": _USUAL_DAY,
            "on_workdays": True,
            "host": settings.load(desk.ctx).secretary,
        }
    )

    def submit(ctx: Context, values: dict[str, Any]) -> Changes:
        # a combo box gives a code back as plain text
        typed = {"kind": ActivityKind(values["kind"]), "span": Span(values["span"])}
        return activity_plans.plan_series(ctx, SeriesDraft(**values | typed))

    return FormDialog(
        desk,
        "定期活动",
        form,
        submit,
        button="列入计划",
        success=lambda changes: f"已列入 {len(changes.new_ids)} 次计划。",
        note="从今天起到年底，每期列一次计划；已有同类活动的周期不重复，列好后可以逐次修改。",
        width=84,
        parent=parent,
    )

"""What can be printed or exported, in the order of a secretary's year."""

from __future__ import annotations

from dataclasses import dataclass

POINTS, YEAR, ARCHIVES, ROSTER, MAKEUP = "points", "year", "archives", "roster", "makeup"
FORMS, VOLUME = "forms", "volume"


@dataclass(frozen=True, slots=True)
class Report:
    """One line of the list.

    Args:
        key: What `focus(report=…)` names.
        title: Its name on screen.
        line: In half a line, what one gets.
        icon: Name of its icon.

    """

    key: str
    title: str
    line: str
    icon: str


REPORTS: tuple[Report, ...] = (
    Report(POINTS, "季度积分表", "Excel，A4 横向，带签字栏和核对行", icon="file-spreadsheet"),
    Report(YEAR, "年度积分汇总", "Excel，全年合计与等次", icon="file-spreadsheet"),
    Report(FORMS, "积分表册", "考核表、登记表、细则、申请和审批表", icon="notes"),
    Report(ARCHIVES, "党员档案", "一人一档，A4 打印、预览或 PDF", icon="id-badge-2"),
    Report(ROSTER, "党员花名册", "Excel，党员基本信息汇总表", icon="users"),
    Report(VOLUME, "组织生活合订本", "一季度一合订，A4 打印、预览或 PDF", icon="calendar-event"),
    Report(MAKEUP, "补学登记表", "Excel，缺席、认领、完成与核验", icon="school"),
)

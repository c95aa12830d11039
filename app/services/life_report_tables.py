"""The catalogue of reports of 组织生活, for menus, tabs and the page of reports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.services.context import Context
from app.services.life_figure_tables import attendance_rates, coverage
from app.services.life_people_tables import dual_life, long_absent, study_hours
from app.services.life_rates import By
from app.services.reports.life_documents import ReportTable


@dataclass(frozen=True, slots=True)
class ReportKind:
    """One report of the catalogue.

    Attributes:
        read: Makes it for a period such as "2026" or "2026Q3", broken down by one of `by`.
        by: How it can be broken down; empty where there is one form only.
        yearly: Whether it is of whole years only.
        dated: Whether it is of a period at all; else it is of today.
    """

    key: str
    title: str
    hint: str
    read: Callable[[Context, str, By], ReportTable]
    by: tuple[By, ...] = ()
    yearly: bool = False
    dated: bool = True

    def table(self, ctx: Context, period: str, by: By | None = None) -> ReportTable:
        """Return the report of a period, by its usual breakdown where none is chosen."""
        return self.read(ctx, period, by or next(iter(self.by), By.MEMBER))


REPORTS: tuple[ReportKind, ...] = (
    ReportKind("rates", "出勤率", "应到、实到、请假、缺勤、已补和到会率", attendance_rates, tuple(By)),
    ReportKind("coverage", "补学完成情况", "应补 · 已补 · 逾期", coverage, (By.GROUP, By.KIND, By.QUARTER)),
    ReportKind("hours", "年度学时", "每名党员全年学时，对照目标", study_hours, yearly=True),
    ReportKind("dual", "双重组织生活", "党员领导干部以普通党员身份参加的次数、日期和组织", dual_life),
    ReportKind("absent", "长期未参加", "满 3、5、6 个月没有参加组织生活的党员", long_absent, dated=False),
)

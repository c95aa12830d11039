"""年度情况 of the panel: what the year holds of a member, read from organisational life, make-ups and points."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.services import activity_rows, archive_view, settings
from app.services.archive_view import QuarterFigure, YearTotals, YearView
from app.services.hours import hours_text
from app.services.makeup_rows import MakeupRow
from app.services.member_rows import MemberRow
from app.services.participation import KindCount
from app.ui import theme
from app.ui.desk import Desk
from app.ui.widgets.badge import Badge
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.labels import ElidedLabel, faded, text_label
from app.ui.widgets.period_picker import PeriodPicker
from app.ui.widgets.side_panel import SidePanel

_MAKEUP_TONES = {"已补": "ok", "免补": "neutral", "待返岗": "neutral", "退回": "bad"}
_UNCOUNTED = YearTotals((), None)
_COUNTS = ("应到", "实到", "请假", "缺勤", "已补")


class YearTab(QObject):
    """Keeps the chosen year and fills the panel with it.

    The branch's points of a year take a moment; they are counted in the background once and serve every
    member until something changes.
    """

    refreshed = Signal()
    """Another year was chosen, or its points are there now."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._totals: dict[int, YearTotals] = {}
        self._counting: set[int] = set()
        self._round = 0
        self.year = 0

    def forget(self) -> None:
        """Count anew: something has changed."""
        self._round += 1
        self._totals.clear()
        self._counting.clear()

    def fill(self, panel: SidePanel, row: MemberRow) -> None:
        """Add the sections of the year to the panel."""
        ctx = self._desk.ctx
        self.year = self.year or ctx.today.year
        years = sorted({*activity_rows.years(ctx), self.year}, reverse=True)
        picker = PeriodPicker("年度")
        picker.set_options([(str(year), f"{year}年") for year in years], str(self.year))
        picker.changed.connect(self._choose)
        panel.add_widget(picker)
        totals = self._totals.get(self.year)
        found = archive_view.year_of(ctx, row.id, self.year, totals or _UNCOUNTED)
        target = settings.load(ctx).study_hours_target
        panel.add_section("组织生活", hint=f"学时 {hours_text(found.life.study_hours)} / {target}")
        if found.life.by_kind:
            panel.add_widget(_life_table(found))
        else:
            panel.add_text("这一年还没有考勤。", tone="faded")
        panel.add_section("补学补领", hint=f"{len(found.makeups)} 条" if found.makeups else "")
        for task in found.makeups:
            panel.add_widget(self._makeup(task))
        if not found.makeups:
            panel.add_text("没有需要补学的缺席。", tone="faded")
        self._points(panel, row, found)

    def _points(self, panel: SidePanel, row: MemberRow, found: YearView) -> None:
        panel.add_section("积分", hint=found.rulebook)
        if self.year not in self._totals:
            panel.add_text("正在汇总积分……", tone="faded")
            self._count(self.year)
        elif not found.quarters:
            panel.add_text("这一年没有施行中的积分方案，或还没有参加积分。", tone="faded")
        else:
            panel.add_widget(_points_table([*found.quarters, *([found.total] if found.total else [])]))
            show = partial(self._desk.show_page, "points", member_id=row.id, period=found.quarters[-1].code)
            panel.add_widget(quiet_button("查看积分由来", show, icon_name="coins"))

    def _count(self, year: int) -> None:
        if year in self._counting:
            return
        self._counting.add(year)
        asked = self._round

        def keep(totals: YearTotals) -> None:
            if asked == self._round:
                self._totals[year] = totals
                self.refreshed.emit()

        self._desk.actions.run(
            "正在汇总积分", lambda ctx, _progress: archive_view.year_totals(ctx, year), done=keep
        )

    def _makeup(self, task: MakeupRow) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.unit())
        day = task.first.held_on
        line.addWidget(ElidedLabel(f"{day.month}月{day.day}日　{task.first.topic}"), 1)
        tone = "bad" if task.overdue else _MAKEUP_TONES.get(task.state.label, "warn")
        line.addWidget(Badge(f"{task.state.label}·逾期" if task.overdue else task.state.label, tone))
        line.addWidget(quiet_button("打开", partial(self._desk.show_page, "makeup", task_id=task.id)))
        return holder

    def _choose(self, code: str) -> None:
        self.year = int(code)
        self.refreshed.emit()


def _life_table(found: YearView) -> QWidget:
    total = found.life.total
    rows = [_numbers(count.kind.label, count) for count in found.life.by_kind]
    if len(rows) > 1:
        rows.append(_numbers("合计", total))
    return _table(("类型", *_COUNTS), rows)


def _numbers(label: str, count: KindCount) -> list[str]:
    figures = (count.expected, count.present, count.on_leave, count.unexcused, count.made_up)
    return [label, *map(str, figures)]


def _points_table(figures: list[QuarterFigure]) -> QWidget:
    rows = []
    for figure in figures:
        state = "不参加" if figure.exempt else figure.grade or ("未结算" if figure.open else "")
        rows.append([figure.label, figure.total or "—", figure.average or "—", state])
    return _table(("季度", "积分", "支部平均", ""), rows)


def _table(heads: tuple[str, ...], rows: list[list[str]]) -> QWidget:
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(theme.unit(1.5))
    grid.setVerticalSpacing(theme.unit(0.5))
    grid.setColumnStretch(0, 1)
    right = Qt.AlignmentFlag.AlignRight
    for column, head in enumerate(heads):
        grid.addWidget(faded(head, small=True), 0, column, right if column else Qt.AlignmentFlag.AlignLeft)
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            grid.addWidget(text_label(text), number, column, right if column else Qt.AlignmentFlag.AlignLeft)
    return holder

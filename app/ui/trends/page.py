"""季度分析: the branch's quarter as bars, or a member's quarters against the branch, saved and copied as pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QWidget

from app.models.kinds import AuditKind, MemberClass
from app.services import audit, members, orgs
from app.services.context import Context
from app.services.files import write_atomic
from app.services.members import MemberRow
from app.services.points import trends
from app.services.points.facts import NoRulebook
from app.services.points.offered import offered_quarters
from app.services.points.rules_numbers import shown_text
from app.services.progress import Progress
from app.services.reports.documents import MemberLine, QuarterBars
from app.ui import dialogs, theme
from app.ui.page import Page
from app.ui.trends.figure_view import FigureView
from app.ui.widgets.fields import ChoiceField, FieldProblem
from app.ui.widgets.filter_bar import FilterBar
from app.ui.widgets.labels import faded
from app.ui.widgets.member_field import MemberChoice, MemberField
from app.ui.widgets.period_picker import PeriodPicker
from app.ui.widgets.side_panel import SidePanel

_BRANCH, _MEMBER = 0, 1


class TrendsPage(Page):
    """One figure at a time; its numbers stand beside it."""

    TITLE = "季度分析"
    WATCHES = frozenset({"entry", "rulebook_version", "member", "org", "closing"})

    def _build(self) -> None:
        self._people: list[MemberRow] = []
        self.add_secondary("复制到剪贴板", self._copy, icon_name="copy")
        self.add_secondary("保存 SVG", lambda: self._save("svg"), icon_name="device-floppy")
        self.add_primary("保存 PNG", lambda: self._save("png"), icon_name="photo", keys="Ctrl+S")
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("图的种类")
        self.tabs.addTab("支部季度")
        self.tabs.addTab("个人走势")
        self.choices = QStackedWidget()
        self.choices.addWidget(self._branch_choices())
        self.choices.addWidget(self._member_choices())
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.unit(2))
        row.addWidget(self.tabs)
        row.addWidget(self.choices, 1)
        bar.setFixedHeight(theme.size("field") + theme.unit(1))
        self.set_filters(bar)
        self.figure = FigureView(self.desk)
        self.panel = SidePanel("图中的数字会列在这里。")
        self.set_body(self.figure, side=self.panel)

    def _branch_choices(self) -> QWidget:
        self.picker = PeriodPicker()
        self.filters = FilterBar()
        self.filters.add_choice("group", "党小组", [], width=120)
        self.filters.add_choice("klass", "分类", MemberClass.choices(), width=96)
        return _line(self.filters, self.picker)

    def _member_choices(self) -> QWidget:
        self.member = MemberField()
        self.member.setFixedWidth(theme.unit(28))
        self.year = ChoiceField()
        return _line(faded("党员"), self.member, faded("年度"), self.year)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._on_tab)
        self.picker.changed.connect(lambda _: self._draw())
        self.filters.changed.connect(lambda _: self._draw())
        self.member.edited.connect(self._draw)
        self.member.edit.editingFinished.connect(self._draw)
        self.year.edited.connect(self._draw)
        self.figure.row_clicked.connect(self._open_member)

    def refresh(self) -> None:
        """Offer quarters, groups and members, and draw."""
        ctx = self.desk.ctx
        quarters = offered_quarters(ctx)
        self.picker.set_options([(q.code, q.label) for q in quarters], quarters[0].code)
        self.year.set_options((year, f"{year}年") for year in dict.fromkeys(q.year for q in quarters))
        self.filters.set_options("group", [(org.id, org.name) for org in orgs.groups(ctx)])
        self._people = members.list_members(ctx, include_left=True)
        self.member.set_choices(
            MemberChoice(row.id, row.shown_name, f"{row.name_initials} {row.name_key}", row.group_name)
            for row in self._people
        )
        if self.member.value() is None and self._people:
            self.member.set_value(self._people[0].id)
        self._draw()

    def focus(self, **focus: object) -> None:
        """Show a quarter (`period`) or a member's line (`member_id`)."""
        if isinstance(focus.get("period"), str):
            self.picker.choose(str(focus["period"]))
        if isinstance(focus.get("member_id"), int):
            self.member.set_value(focus["member_id"])
            self.tabs.setCurrentIndex(_MEMBER)
        self._draw()

    def _on_tab(self, at: int) -> None:
        self.choices.setCurrentIndex(at)
        self._draw()

    # Figures

    def _draw(self) -> None:
        if not self.desk.is_ready or not self.isVisible():
            return
        try:
            if self.tabs.currentIndex() == _BRANCH:
                self._draw_bars()
            else:
                self._draw_line()
        except NoRulebook as problem:
            self._say_nothing(
                "还没有可以画的积分",
                problem.message,
                "去启用方案",
                lambda: self.desk.show_page("points", tab="rulebook"),
            )

    def _draw_bars(self) -> None:
        chosen = self.filters.values()
        group, klass = chosen["group"], chosen["klass"]
        bars = trends.quarter_bars(
            self.desk.ctx,
            self.picker.code(),
            group_id=group if isinstance(group, int) else None,
            klass=MemberClass(str(klass)) if klass is not None else None,
        )
        if not bars.names:
            self._say_nothing(
                "没有符合条件的党员",
                "换一个党小组、分类或季度。",
                "去党员档案",
                lambda: self.desk.show_page("members"),
            )
            return
        self.set_subtitle(_closed_words(closed=bars.closed))
        self.figure.show_data(bars, lambda row: _bar_tip(bars, row))
        self._tell_bars(bars)

    def _draw_line(self) -> None:
        try:
            member_id = self.member.value()
        except FieldProblem as problem:
            self.say(str(problem), "warn")
            return
        if member_id is None:
            self._say_nothing("请选择一名党员", "输入姓名或拼音首字母。")
            return
        year = self.year.value()
        line = trends.member_line(self.desk.ctx, member_id, year if isinstance(year, int) else date.max.year)
        self.set_subtitle("")
        self.figure.show_data(line, lambda _: "")
        self._tell_line(line)

    def _say_nothing(
        self, title: str, text: str, action: str = "", slot: Callable[[], object] | None = None
    ) -> None:
        self.set_subtitle("")
        self.figure.say(title, text, action=action, slot=slot)
        self.panel.clear()

    # The numbers beside the figure

    def _tell_bars(self, bars: QuarterBars) -> None:
        totals = [total for total in bars.totals if total is not None]
        self.panel.begin(self.picker.label(), _closed_words(closed=bars.closed))
        self.panel.set_acts([])
        facts = [("参加", f"{len(totals)} 人")]
        if len(totals) < len(bars.totals):
            facts.append(("不参加", f"{len(bars.totals) - len(totals)} 人"))
        if totals:
            shown = _Figures(bars.decimals)
            middle = sorted(totals)[len(totals) // 2]
            facts += [
                ("平均", shown.points(bars.average)),
                ("最高", shown.points(max(totals))),
                ("中位", shown.points(middle)),
                ("最低", shown.points(min(totals))),
            ]
        self.panel.add_section("全体", facts)
        if bars.categories and totals:
            self.panel.add_section("各类平均", _category_facts(bars, len(totals)))
        self.panel.add_text("点击一条横条，查看这名党员的积分说明。", tone="faded")
        self.panel.end()

    def _tell_line(self, line: MemberLine) -> None:
        shown = _Figures(line.decimals)
        self.panel.begin(line.name or "积分走势", self.year_text())
        self.panel.set_acts([])
        for at, quarter in enumerate(line.quarters):
            own, average = line.totals[at], line.averages[at]
            state = "" if line.closed[at] or own is None else trends.UNSETTLED
            self.panel.add_section(
                quarter.split("年")[-1],
                [
                    ("本人", shown.points(own)),
                    ("支部平均", shown.points(average)),
                    ("相差", shown.difference(own, average)),
                ],
                hint=state,
            )
        self.panel.end()

    def year_text(self) -> str:
        """Return the year that is shown."""
        return f"{self.year.value()}年"

    def _open_member(self, row: int) -> None:
        bars = self.figure.data
        if isinstance(bars, QuarterBars):
            name = bars.names[row]
            found = next((person for person in self._people if person.shown_name == name), None)
            if found is not None:
                self.desk.show_page("points", period=self.picker.code(), member_id=found.id)

    # Ways out

    def _save(self, kind: str) -> None:
        data = self.figure.data
        if data is None:
            self.say("现在没有图可以保存。", "warn")
            return
        kinds = dialogs.PNG if kind == "png" else dialogs.SVG
        path = dialogs.save_file(self, "保存图", f"{data.title}.{kind}", kinds)
        if path is not None:
            self.save_to(path, kind)

    def save_to(self, path: Path, kind: str) -> None:
        """Write the figure that is shown to a file, beside the window."""
        data, drawing = self.figure.data, self.figure.drawing

        def work(ctx: Context, _progress: Progress) -> Path:
            if data is not None:
                picture = drawing.picture(data, kind)
                audit.log_event(ctx, AuditKind.EXPORT, f"导出图：{data.title}")
                write_atomic(path, picture)
            return path

        self.desk.actions.run("正在保存图", work, success=lambda saved: f"已保存到 {saved}")

    def _copy(self) -> None:
        data, drawing = self.figure.data, self.figure.drawing
        if data is None:
            self.say("现在没有图可以复制。", "warn")
            return

        def work(_ctx: Context, _progress: Progress) -> QImage:
            return QImage.fromData(drawing.picture(data, "png"))

        self.desk.actions.run(
            "正在复制图",
            work,
            done=QGuiApplication.clipboard().setImage,
            success="图已复制，可以直接粘贴到 Word 或微信。",
        )


@dataclass(frozen=True, slots=True)
class _Figures:
    """Writes points with the rulebook's decimals."""

    decimals: int

    def points(self, value: Fraction | None) -> str:
        return "" if value is None else f"{shown_text(value, self.decimals)} 分"

    def difference(self, own: Fraction | None, average: Fraction | None) -> str:
        if own is None or average is None:
            return ""
        text = shown_text(own - average, self.decimals)
        return f"{'' if text.startswith('-') else '+'}{text} 分"


def _closed_words(*, closed: bool) -> str:
    return "" if closed else "未结算，积分仍可能变动"


def _bar_tip(bars: QuarterBars, row: int) -> str:
    total = bars.totals[row]
    if total is None:
        return f"{bars.names[row]}：不参加"
    parts = [
        f"{part.label} {shown_text(part.values[row], bars.decimals)}"
        for part in bars.categories
        if part.values[row]
    ]
    shown = f"{bars.names[row]}：{shown_text(total, bars.decimals)} 分"
    return f"{shown}（{'，'.join(parts)}）" if parts else shown


def _category_facts(bars: QuarterBars, count: int) -> list[tuple[str, str]]:
    shown = _Figures(bars.decimals)
    return [(part.label, shown.points(sum(part.values, Fraction()) / count)) for part in bars.categories]


def _line(*parts: QWidget) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.unit(1))
    row.addStretch(1)
    for part in parts:
        row.addWidget(part)
    return holder

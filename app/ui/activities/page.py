"""组织生活: the activities of a year with the attendance of the selected one, and the year's calendar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QTabBar, QVBoxLayout, QWidget

from app.models.kinds import ActivityKind, ActivityState
from app.services import activities, activity_rows, orgs
from app.services.activity_rows import ActivityFilter, ActivityRow
from app.services.context import Changes, Context
from app.services.periods import Period, quarter_of
from app.ui import dialogs, theme
from app.ui.activities.activity_dialog import ActivityStart, activity_dialog
from app.ui.activities.calendar_view import CalendarView
from app.ui.activities.columns import COLUMNS
from app.ui.activities.details_panel import DetailsPanel
from app.ui.activities.expected_dialogs import add_expected_dialog, second_session_dialog
from app.ui.activities.matrix_view import MatrixView
from app.ui.activities.panel import AttendancePanel
from app.ui.consequences import asking, tell
from app.ui.importing import open_import
from app.ui.life_prints import LifePrints
from app.ui.life_reports_dialog import LifeReportsDialog
from app.ui.page import Page
from app.ui.widgets.buttons import give_menu
from app.ui.widgets.current_stack import CurrentStack
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.filter_bar import FilterBar

LIST, SHEET, YEAR = range(3)
ATTENDANCE, DETAILS = range(2)
_TABS = ("活动与考勤", "季度考勤表", "年历")
_QUARTERS = [(number, f"第{word}季度") for number, word in enumerate("一二三四", start=1)]


class ActivitiesPage(Page):
    """Tabs: the list with the attendance of one activity beside it, 季度考勤表 and 年历."""

    TITLE = "组织生活"
    WATCHES = frozenset(
        {"activity", "attendance", "attachment", "makeup_task", "away", "member", "org", "setting"}
    )

    def _build(self) -> None:
        self._year_chosen = False
        self.prints = LifePrints(self.desk, self)
        self.print_button = self.add_secondary("打印", lambda: None, icon_name="printer")
        give_menu(self.print_button, self.prints.menu_for(lambda: self.panel.activity_id))
        self.edit_button = self.add_secondary("修改", self._edit, icon_name="pencil")
        self.add_primary("新建活动", lambda: self._new(), keys="Ctrl+N")
        self._acts = {
            "expect": self.add_more("增加应到人员…", self._add_expected, icon_name="user-plus"),
            "unexpect": self.add_more("把所选人员移出应到名单", self._remove_expected, icon_name="user-off"),
            "second": self.add_more("所选人员参加了补会场次…", self._second_session, icon_name="users"),
            "cancel": self.add_more("取消活动", self._cancel, icon_name="ban"),
            "restore": self.add_more("恢复已取消的活动", self._restore, icon_name="refresh"),
            "remove": self.add_more("删除误录的活动", self._remove, icon_name="eraser"),
        }
        self.add_more(
            "导入活动与考勤…", lambda: open_import(self.desk, "attendance", self), icon_name="upload"
        )
        self.add_more("季度合订本…", self._volume, icon_name="file-type-pdf")
        self.add_more("组织生活统计报表…", self._reports, icon_name="chart-bar")
        self.filters = FilterBar()
        self.filters.add_choice("year", "年度", [], every="", width=96)
        self.filters.add_choice("quarter", "季度", _QUARTERS, width=72)
        self.filters.add_choice("kind", "类型", [(kind, kind.label) for kind in ActivityKind], width=80)
        self.filters.add_choice("org_id", "组织", [], width=80)
        self.filters.add_search("活动主题")
        self.filters.remember("activities", self.desk.settings)
        self.table: DataTable[ActivityRow] = DataTable(
            COLUMNS, name="activities", settings=self.desk.settings, key=lambda row: row.id
        )
        self.table.setAccessibleName("活动列表")
        self.panel = AttendancePanel(self.desk)
        self.details = DetailsPanel(self.desk)
        self.side_tabs = _tab_bar("所选活动", ("考勤", "详情"))
        self._sides = CurrentStack(self.panel, self.details)
        self.sheet = MatrixView(self.desk)
        self.calendar = CalendarView(self.desk)
        self.tabs = _tab_bar("组织生活的视图", _TABS)
        self._heads = CurrentStack(self.filters, self.sheet.head, self.calendar.head)
        self._bodies = CurrentStack(self.table, self.sheet, self.calendar)
        top = QWidget()
        column = QVBoxLayout(top)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.unit(1.5))
        column.addWidget(self.tabs)
        column.addWidget(self._heads)
        self.set_filters(top)
        side = QWidget()
        beside = QVBoxLayout(side)
        beside.setContentsMargins(0, theme.unit(0.5), 0, 0)
        beside.setSpacing(0)
        above = QHBoxLayout()
        above.setContentsMargins(theme.unit(1.5), 0, 0, 0)
        above.addWidget(self.side_tabs)
        beside.addLayout(above)
        beside.addWidget(self._sides, 1)
        self.set_body(self._bodies, side=side)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._on_tab)
        self.side_tabs.currentChanged.connect(self._sides.setCurrentIndex)
        self.sheet.filters_changed.connect(self.reload)
        self.sheet.unsaved_changed.connect(self._show_subtitle)
        self.calendar.year_changed.connect(self.reload)
        self.calendar.activity_wanted.connect(self._go_to)
        self.calendar.new_wanted.connect(self._new)
        self.filters.changed.connect(lambda _: self.reload())
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(lambda _: self.panel.grid.setFocus())
        self.panel.unsaved_changed.connect(self._show_subtitle)
        self.panel.grid.add_menu_action("移出应到名单", self._remove_expected, icon_name="user-off")
        self.panel.grid.add_menu_action("参加了补会场次…", self._second_session, icon_name="users")

    def refresh(self) -> None:
        """Read what the tab in front shows; the others are read when they come to the front."""
        if self.tabs.currentIndex() == YEAR:
            self.calendar.refresh()
        elif self.tabs.currentIndex() == SHEET:
            self.sheet.refresh()
        else:
            self._refresh_list()
        self._show_subtitle()

    def _refresh_list(self) -> None:
        ctx = self.desk.ctx
        self.panel.recover()
        self._offer_choices()
        rows = activity_rows.list_activities(ctx, self._wanted())
        if self._is_filtered():
            self.table.set_empty("没有符合条件的活动", "换一个季度或类型，或清除筛选。", icon="search")
        else:
            self.table.set_empty(
                "今年还没有活动",
                "新建一次组织生活，应到人员会自动列出，再按数字键登记考勤。",
                icon="calendar-event",
                action="新建活动",
                slot=lambda: self._new(),
            )
        self.table.set_rows(rows)
        if rows and self.table.current_row() is None:
            self.table.selectRow(0)

    def _reports(self) -> None:
        LifeReportsDialog(self.desk, self).exec()

    def _volume(self) -> None:
        """Lead to the bound volume of the quarter that is filtered by, else of the running one."""
        values = self.filters.values()
        today = self.desk.ctx.today
        year = values["year"] or today.year
        period = f"{year}Q{values['quarter']}" if values["quarter"] else quarter_of(today).code
        self.desk.show_page("reports", report="volume", period=period)

    def may_close(self) -> bool:
        """Ask before attendance that is not saved is thrown away with the window."""
        parts = []
        if self.panel.unsaved_activities:
            parts.append(f"{self.panel.unsaved_activities} 次活动的考勤")
        if self.sheet.unsaved_cells:
            parts.append(f"季度考勤表的 {self.sheet.unsaved_cells} 格")
        question = f"有 {'、'.join(parts)}还没有保存，退出会丢失。"
        if parts and not dialogs.ask(self, question, yes="不保存，退出", danger=True):
            return False
        self.panel.give_up()
        self.sheet.give_up()
        return True

    def focus(self, **focus: object) -> None:
        """Show `activity_id` (with its `details`), those of a `year`, the tab `calendar` or `sheet`, or a form.

        The form is opened by `new` or `new_kind`.
        """
        if focus.get("calendar"):
            self.tabs.setCurrentIndex(YEAR)
        elif focus.get("sheet"):
            self.tabs.setCurrentIndex(SHEET)
        elif "year" in focus:
            self.tabs.setCurrentIndex(LIST)
            self.filters.show_values(focus)
        elif isinstance(focus.get("activity_id"), int):
            self._go_to(int(str(focus["activity_id"])))
            self.side_tabs.setCurrentIndex(DETAILS if focus.get("details") else ATTENDANCE)
        elif focus.get("new") or focus.get("new_kind"):
            kind = focus.get("new_kind")
            self._new(ActivityStart(ActivityKind(str(kind))) if kind else None)

    # What the page does

    def _new(self, start: ActivityStart | None = None) -> None:
        dialog = activity_dialog(self.desk, start=start, parent=self)
        if dialog.exec() and dialog.answer is not None:
            self._go_to(dialog.answer.new_id)
            self.panel.grid.setFocus()

    def _edit(self) -> None:
        row = self.table.current_row()
        if row is not None:
            activity_dialog(self.desk, row, parent=self).exec()

    def _add_expected(self) -> None:
        row = self.table.current_row()
        if row is not None:
            add_expected_dialog(self.desk, row, parent=self).exec()

    def _remove_expected(self) -> None:
        row, chosen = self.table.current_row(), self._chosen_members()
        if row is not None and chosen:
            self.desk.actions.do(
                lambda ctx: activities.remove_expected(ctx, row.id, chosen),
                success=f"已把 {len(chosen)} 人移出应到名单。",
            )

    def _second_session(self) -> None:
        row, chosen = self.table.current_row(), self._chosen_members()
        if row is not None and chosen:
            second_session_dialog(self.desk, row, chosen, parent=self).exec()

    def _cancel(self) -> None:
        row = self.table.current_row()
        if row is not None:
            detail = "考勤保留；未完成的补学任务撤销，积分随之更正。以后可以恢复。"
            self._correct(
                f"要取消“{row.topic}”吗？",
                lambda ctx: activities.cancel(ctx, row.id),
                ("取消活动", detail, "活动已取消。"),
                deletes=True,
            )

    def _restore(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self._correct(
                f"要恢复“{row.topic}”吗？",
                lambda ctx: activities.restore(ctx, row.id),
                ("恢复活动", "考勤、补学任务和积分一起恢复。", "活动已恢复。"),
            )

    def _remove(self) -> None:
        row = self.table.current_row()
        if row is not None:
            detail = "删除后它不再出现在任何列表里，补学任务和积分随之更正；操作日志保留记录，可以撤销。"
            self._correct(
                f"“{row.topic}”是误录的吗？",
                lambda ctx: activities.remove(ctx, row.id),
                ("删除", detail, "已删除误录的活动。"),
                deletes=True,
            )

    def _correct(
        self,
        question: str,
        act: Callable[[Context], Changes],
        words: tuple[str, str, str],
        *,
        deletes: bool = False,
    ) -> None:
        """Do what corrects tasks and points, after the list of what will change was seen."""
        yes, detail, success = words
        self.desk.actions.do(
            asking(self, question, act, yes=yes, detail=detail, always=True, deletes=deletes),
            success=success,
            refused=lambda error: tell(self.desk, error),
        )

    # Inside

    def _wanted(self) -> ActivityFilter:
        values: dict[str, Any] = self.filters.values()
        year = values["year"] or self.desk.ctx.today.year
        period = Period.parse(f"{year}Q{values['quarter']}" if values["quarter"] else f"{year}")
        return ActivityFilter(
            since=period.start,
            until=period.end,
            kind=ActivityKind(values["kind"]) if values["kind"] else None,
            org_id=values["org_id"],
            text=values["text"],
        )

    def _is_filtered(self) -> bool:
        values = self.filters.values()
        return any(values[key] for key in ("quarter", "kind", "org_id", "text"))

    def _offer_choices(self) -> None:
        ctx = self.desk.ctx
        self.filters.set_options("year", [(year, f"{year}年") for year in activity_rows.years(ctx)])
        if not self._year_chosen:
            self._year_chosen = True
            self.filters.set_value("year", ctx.today.year)
        branch = orgs.branch(ctx)
        names = [] if branch is None else [(branch.id, "党支部")]
        self.filters.set_options("org_id", names + [(group.id, group.name) for group in orgs.groups(ctx)])

    def _go_to(self, activity_id: int) -> None:
        row = activity_rows.get(self.desk.ctx, activity_id)
        self.tabs.setCurrentIndex(LIST)
        if not self.table.select_where(lambda shown: shown.id == activity_id):
            self.filters.clear()
            self.filters.set_value("year", row.held_on.year)
            self.table.select_where(lambda shown: shown.id == activity_id)

    def _on_current(self, row: ActivityRow | None) -> None:
        self.edit_button.setEnabled(row is not None)
        for act in self._acts.values():
            act.setEnabled(row is not None)
        if row is None:
            self.panel.show_nothing()
            self.details.clear()
            return
        cancelled = row.state is ActivityState.CANCELLED
        self._acts["cancel"].setEnabled(not cancelled)
        self._acts["restore"].setEnabled(cancelled)
        self.panel.show_activity(row)
        self.details.show_activity(row)

    def _chosen_members(self) -> list[int]:
        return [line.row.member_id for line in self.panel.grid.selected_rows()]

    def _on_tab(self, at: int) -> None:
        for stack in (self._heads, self._bodies):
            stack.setCurrentIndex(at)
        self.set_side_visible(at == LIST)
        self.edit_button.setVisible(at == LIST)
        self.reload()

    def _show_subtitle(self) -> None:
        if self.tabs.currentIndex() != LIST:
            other = self.calendar if self.tabs.currentIndex() == YEAR else self.sheet
            self.set_subtitle(other.words())
            return
        parts = [f"共 {len(self.table.rows())} 次活动"]
        if self.panel.unsaved_activities:
            parts.append(f"{self.panel.unsaved_activities} 次的考勤未保存")
        self.set_subtitle("，".join(parts))


def _tab_bar(name: str, titles: Sequence[str]) -> QTabBar:
    tabs = QTabBar()
    tabs.setAccessibleName(name)
    tabs.setDrawBase(False)
    tabs.setExpanding(False)
    for title in titles:
        tabs.addTab(title)
    return tabs

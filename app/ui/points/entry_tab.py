"""录入: one entry at a time with the list of what was entered, one item for many members, or one member."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QWidget

from app.models.kinds import EntryState, SourceKind
from app.services.errors import AppError
from app.services.periods import Period
from app.services.points import entries, entry_list
from app.services.points.entry_list import EntryFilter, EntryRow
from app.ui import dialogs, theme
from app.ui.desk import Desk
from app.ui.points.batch_panel import BatchPanel
from app.ui.points.entry_columns import entry_columns
from app.ui.points.entry_form import EntryForm
from app.ui.points.frame import beside, card, plain_column
from app.ui.points.member_panel import MemberPanel
from app.ui.widgets.buttons import plain_button, quiet_button
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.labels import faded, heading


class EntryTab(QWidget):
    """Three ways of entering, switched at the top."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._period: Period | None = None
        self._build()
        self._connect()

    def _build(self) -> None:
        self.single_mode = plain_button("单条录入")
        self.batch_mode = plain_button("批量录入")
        self.member_mode = plain_button("逐人录入")
        self._modes = QButtonGroup(self)
        switch = QHBoxLayout()
        switch.setSpacing(theme.unit(1))
        for at, button in enumerate((self.single_mode, self.batch_mode, self.member_mode)):
            button.setCheckable(True)
            self._modes.addButton(button, at)
            switch.addWidget(button)
        self.single_mode.setChecked(True)
        switch.addWidget(faded("考勤、补学和方案写明来源的档案记录会自动记分，不用在这里录入。"))
        switch.addStretch(1)
        self.form = EntryForm(self._desk)
        self.batch = BatchPanel(self._desk)
        self.by_member = MemberPanel(self._desk)
        self.table: DataTable[EntryRow] = DataTable(
            entry_columns(source=False),
            name="points_entered",
            settings=self._desk.settings,
            key=lambda row: row.id,
        )
        self.table.setAccessibleName("本期手工录入的记录")
        self.table.set_empty(
            "这一期还没有手工录入的记录", "在左侧填写后保存，记录会出现在这里。", icon="pencil"
        )
        self.change = quiet_button("修改", self._begin_change, icon_name="pencil")
        self.remove = quiet_button("删除", self._remove, icon_name="x")
        self._stack = QStackedWidget()
        self._stack.addWidget(
            beside(
                card(self.form, padded=True), card(self._list_head(), self.table), widths=(48, 80), stretch=1
            )
        )
        self._stack.addWidget(self.batch)
        self._stack.addWidget(self.by_member)
        column = plain_column(self)
        column.addLayout(switch)
        column.addWidget(self._stack, 1)

    def _list_head(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(theme.unit(1.5), theme.unit(1), theme.unit(1), theme.unit(1))
        row.addWidget(heading("本期手工录入", level=2))
        row.addStretch(1)
        row.addWidget(self.change)
        row.addWidget(self.remove)
        return holder

    def _connect(self) -> None:
        self._modes.idClicked.connect(self._on_mode)
        self.table.opened.connect(lambda _: self._begin_change())
        self.table.selection_changed.connect(self._on_selection)

    def show_period(self, period: Period | None) -> None:
        """Show the form and the list of a period."""
        self._period = period
        self.form.show_period(period)
        self._show_mode()
        wanted = EntryFilter(
            start=None if period is None else period.start,
            end=None if period is None else period.end,
            source=SourceKind.MANUAL,
        )
        self.table.set_rows(entry_list.list_entries(self._desk.ctx, wanted))

    def keep(self) -> None:
        """Keep what stands in the grids and is not saved for the next start."""
        for panel in (self.batch, self.by_member):
            panel.keep()

    def begin(self, *, batch: bool = False) -> None:
        """Put the cursor where entering begins."""
        self._modes.button(int(batch)).setChecked(True)
        self._on_mode(int(batch))
        if not batch:
            self.form.begin_new()

    def _on_mode(self, mode: int) -> None:
        self._stack.setCurrentIndex(mode)
        self._show_mode()

    def _show_mode(self) -> None:
        shown = self._stack.currentWidget()
        if isinstance(shown, BatchPanel | MemberPanel):
            shown.show_period(self._period)

    def _on_selection(self, rows: list[EntryRow]) -> None:
        open_ones = bool(rows) and all(_is_open(row) for row in rows)
        self.change.setEnabled(open_ones and len(rows) == 1)
        self.remove.setEnabled(open_ones)

    def _begin_change(self) -> None:
        row = self.table.current_row()
        if row is None:
            return
        if not _is_open(row):
            self._desk.bus.say(f"这条记录已{row.state.label}，不能修改；请在“审核”里退回或冲正。", "warn")
            return
        try:
            self.form.begin_change(row)
        except AppError as error:
            self._desk.bus.say(error.message, "bad")

    def _remove(self) -> None:
        rows = self.table.selected_rows()
        if rows and dialogs.ask(self, f"删除所选的 {len(rows)} 条记录？", yes="删除", danger=True):
            ids = [row.id for row in rows]
            self._desk.actions.do(lambda ctx: entries.remove(ctx, ids), success=f"已删除 {len(ids)} 条。")


def _is_open(row: EntryRow) -> bool:
    return row.state in (EntryState.DRAFT, EntryState.RETURNED) and not row.automatic

"""离岗登记: who is away, since when, and the return that starts the clocks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.services import away
from app.services.away import AwayRow
from app.ui.consequences import asking, tell
from app.ui.desk import Desk
from app.ui.makeup.away_dialog import away_dialog, back_dialog
from app.ui.makeup.columns import AWAY, away_state
from app.ui.papers_dialog import offer_papers
from app.ui.widgets.buttons import Slot, plain_button, primary_button
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.filter_bar import FilterBar
from app.ui.widgets.side_panel import SidePanel

OPEN, CLOSED = "open", "closed"


class AwayView:
    """Filters, list and panel of the times away; the page lays them out."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        self._desk = desk
        self._parent = parent
        self.head = AwayHead(self.add)
        self.table: DataTable[AwayRow] = DataTable(
            AWAY, name="away", settings=desk.settings, key=lambda row: row.id
        )
        self.table.setAccessibleName("离岗登记")
        offer_papers(desk, self.table, "away", lambda row: f"{row.name}的离岗登记")
        self.panel = SidePanel("选一条离岗登记，这里登记返岗或更正。")
        self.table.selection_changed.connect(self._show)
        self.table.opened.connect(lambda _: self.edit())

    def refresh(self) -> None:
        """Read the register."""
        rows = [row for row in away.list_away(self._desk.ctx) if self.head.fits(row)]
        if self.head.is_narrowed:
            self.table.set_empty("没有符合条件的离岗登记", "换一个状态，或清除搜索。", icon="search")
        else:
            self.table.set_empty(
                "还没有离岗登记",
                "党员因防汛、出差、借调、病假等离岗时登记在这里；返岗那天登记返岗，"
                "期间每次缺席的认领期限会一起算出。",
                icon="calendar-event",
                action="登记离岗",
                slot=self.add,
            )
        self.table.set_rows(rows)
        if rows and self.table.current_row() is None:
            self.table.selectRow(0)

    def add(self) -> None:
        """Enter a time away."""
        away_dialog(self._desk, parent=self._parent).exec()

    def edit(self) -> None:
        """Correct the current one."""
        row = self.table.current_row()
        if row is not None:
            away_dialog(self._desk, row, parent=self._parent).exec()

    def back_today(self) -> None:
        """今天返岗 for the selected ones that are still open."""
        chosen = [row.id for row in self.table.selected_rows() if row.is_open]
        if not chosen:
            self._desk.bus.say("请先选择还没有返岗的离岗登记。", "warn")
            return
        self._desk.actions.do(
            asking(
                self._parent,
                f"登记 {len(chosen)} 人今天返岗？",
                lambda ctx: away.back_today(ctx, chosen),
                yes="登记返岗",
                always=True,
            ),
            success=f"已登记 {len(chosen)} 人今天返岗，期间缺席的认领期限已算出。",
            refused=lambda error: tell(self._desk, error),
        )

    def back_on(self) -> None:
        """Enter another day of return for the selected open ones."""
        chosen = [row for row in self.table.selected_rows() if row.is_open]
        if chosen:
            back_dialog(self._desk, chosen, parent=self._parent).exec()

    def remove(self) -> None:
        """Delete one entered by mistake."""
        row = self.table.current_row()
        if row is None:
            return
        act = asking(
            self._parent,
            f"{row.name}的这条离岗登记是误录的吗？",
            lambda ctx: away.remove(ctx, row.id),
            yes="删除",
            detail="由它算出的认领期限会退回“待返岗”。可以撤销。",
            always=True,
            deletes=True,
        )
        self._desk.actions.do(act, success="已删除离岗登记。", refused=lambda e: tell(self._desk, e))

    def _show(self, rows: Sequence[AwayRow]) -> None:
        if not rows:
            self.panel.set_acts([])
            self.panel.clear()
            return
        is_open = all(row.is_open for row in rows)
        acts = []
        if is_open:
            acts = [primary_button("今天返岗", self.back_today), plain_button("返岗日期…", self.back_on)]
        if len(rows) > 1:
            self.panel.begin(f"已选 {len(rows)} 条离岗登记")
            self.panel.set_acts(acts)
            for row in rows:
                self.panel.add_line(f"{row.name}　{row.kind.label}　{row.starts_on:%m-%d} 起")
            self.panel.end()
            return
        row = rows[0]
        word, tone = away_state(row)
        self.panel.begin(row.name, row.group_name, badge=word, tone=tone)
        self.panel.set_acts([*acts, plain_button("更正", self.edit), plain_button("删除", self.remove)])
        facts = [
            ("原因", row.kind.label),
            ("离岗日期", f"{row.starts_on:%Y-%m-%d}"),
            ("预计返岗", "" if row.planned_back_on is None else f"{row.planned_back_on:%Y-%m-%d}"),
            ("返岗日期", "" if row.back_on is None else f"{row.back_on:%Y-%m-%d}"),
            ("备注", row.note),
        ]
        self.panel.add_section("离岗", facts)
        if row.overdue:
            self.panel.add_text("已过预计返岗日期，请核对是否已经返岗。", tone="bad")
        self.panel.end()


class AwayHead(FilterBar):
    """The filters of the register, with the button that adds to it."""

    def __init__(self, add: Slot) -> None:
        super().__init__()
        self.add_choice("state", "状态", [(OPEN, "离岗中"), (CLOSED, "已返岗")])
        self.add_widget(plain_button("登记离岗", add, icon_name="plus"))
        self.add_search("姓名或拼音首字母")

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter is set."""
        return any(self.values().values())

    def fits(self, row: AwayRow) -> bool:
        """Whether the filters leave this row."""
        values = self.values()
        text = str(values["text"]).lower()
        state = OPEN if row.is_open else CLOSED
        named = not text or text in row.name or row.initials.startswith(text)
        return named and values["state"] in (None, state)

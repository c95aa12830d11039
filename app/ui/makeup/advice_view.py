"""提醒与建议: whom to remind of a make-up today, and what is commonly advised after absences."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app.services import advice, reminders
from app.services.advice import Advice, AdviceKind
from app.services.reminders import Reminder
from app.ui.desk import Desk
from app.ui.life_advice_dialog import AdviceStepsDialog
from app.ui.widgets.buttons import plain_button, primary_button
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.filter_bar import FilterBar
from app.ui.widgets.labels import faded
from app.ui.widgets.side_panel import SidePanel
from app.ui.widgets.table_model import Column

REMINDER, ADVICE = "reminder", "advice"
_LEVEL_TONES = {1: "info", 2: "warn", 3: "bad"}
_UNITS = {AdviceKind.MONTHS: " 个月", AdviceKind.UNEXCUSED: " 次", AdviceKind.RATE: "%"}


@dataclass(frozen=True, slots=True)
class Notice:
    """One line of the list: a reminder or a piece of advice."""

    source: Reminder | Advice
    word: str
    tone: str
    text: str

    @property
    def key(self) -> tuple[str, int, str]:
        """What stays the same over a refresh."""
        task = self.source.task_id if isinstance(self.source, Reminder) else 0
        return self.source.kind.value, self.source.member_id or 0, str(task)


_COLUMNS: list[Column[Notice]] = [
    Column("word", "类别", lambda row: row.word, 128, tone=lambda row: row.tone, badge=True),
    Column("name", "姓名", lambda row: row.source.name, 88),
    Column("group", "党小组", lambda row: row.source.group_name, 104),
    Column("text", "情况", lambda row: row.text, 0, tip=lambda row: row.text),
]


class AdviceView:
    """Head, list and panel; the page lays them out."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        self._desk = desk
        self._parent = parent
        self.head = FilterBar()
        self.head.add_choice("kind", "显示", [(REMINDER, "认领提醒"), (ADVICE, "缺席建议")])
        self.steps_button = plain_button("建议的步骤…", self._edit_steps, icon_name="settings")
        self.head.add_widget(self.steps_button)
        self.head.add_widget(faded("建议仅供参考，附有依据；程序不会自动作出任何组织处理。"))
        self.table: DataTable[Notice] = DataTable(
            _COLUMNS, name="advice", settings=desk.settings, key=lambda row: row.key
        )
        self.table.setAccessibleName("提醒与建议")
        self.table.set_empty(
            "今天没有要提醒的", "认领或完成期限前一天起，以及有无故缺席时，会列在这里。", icon="circle-check"
        )
        self.panel = SidePanel("选一条查看情况、建议和依据。")
        self.panel.setParent(parent)
        self.table.current_changed.connect(self._show)
        self.table.opened.connect(self._open)

    def refresh(self) -> None:
        """Read what is due today."""
        wanted = self.head.values()["kind"]
        rows: list[Notice] = []
        if wanted in (None, REMINDER):
            rows += [_reminder(item) for item in reminders.list_reminders(self._desk.ctx)]
        if wanted in (None, ADVICE):
            rows += [_advice(item) for item in advice.list_advice(self._desk.ctx)]
        self.table.set_rows(rows)
        if rows and self.table.current_row() is None:
            self.table.selectRow(0)

    def words(self) -> str:
        """Return half a line for the page's subtitle."""
        rows = self.table.rows()
        due = sum(isinstance(row.source, Reminder) for row in rows)
        return f"提醒 {due} 条，建议 {len(rows) - due} 条"

    def _edit_steps(self) -> None:
        AdviceStepsDialog(self._desk, self._parent).exec()

    def _show(self, row: Notice | None) -> None:
        if row is None:
            self.panel.set_acts([])
            self.panel.clear()
            return
        item = row.source
        self.panel.begin(item.name, item.group_name, badge=row.word, tone=row.tone)
        member = plain_button("查看党员", lambda: self._desk.show_page("members", member_id=item.member_id))
        if isinstance(item, Reminder):
            task = primary_button("去办理", lambda: self._open(row))
            self.panel.set_acts([task, member])
            self.panel.add_section("提醒")
            self.panel.add_text(item.words)
            if item.provisional:
                self.panel.add_text("期限所在年度的放假安排还没有录入，暂按周一至周五推算。", tone="warn")
        else:
            self.panel.set_acts([member])
            self.panel.add_section("情况")
            self.panel.add_text(item.facts)
            self.panel.add_section("建议", hint="供参考，由组织决定")
            self.panel.add_text(item.advice)
            self.panel.add_section("依据")
            self.panel.add_text(item.source)
        self.panel.end()

    def _open(self, row: Notice) -> None:
        if isinstance(row.source, Reminder):
            self._desk.show_page("makeup", task_id=row.source.task_id)
        else:
            self._desk.show_page("members", member_id=row.source.member_id)


def _reminder(item: Reminder) -> Notice:
    return Notice(item, item.kind.label, "bad" if item.kind.late else "warn", item.words)


def _advice(item: Advice) -> Notice:
    tone = "neutral" if item.excused_only else _LEVEL_TONES[item.level]
    return Notice(item, f"{item.kind.label} {item.count}{_UNITS[item.kind]}", tone, item.advice)

"""The panel beside the ledger: the steps of the selected make-up, and the one that comes next as its button."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from PySide6.QtWidgets import QPushButton, QWidget

from app.models.kinds import MakeupState
from app.services.makeup_rows import MakeupRow
from app.services.makeup_rules import Step, may
from app.ui.makeup.timeline import Timeline, steps_of
from app.ui.makeup.words import absence_text, left_text, state_words
from app.ui.widgets.buttons import Slot, plain_button, primary_button, quiet_button
from app.ui.widgets.side_panel import SidePanel

_MOST_LISTED = 12


class TaskActs(Protocol):
    """What the panel's buttons do; the page is one."""

    def take_step(self, step: Step) -> None:
        """Do a step with the selected tasks."""
        ...

    def open_activity(self, activity_id: int) -> None:
        """Show the attendance of an activity."""
        ...

    def open_points(self, row: MakeupRow) -> None:
        """Show the points of the member in the quarter of the absence."""
        ...

    def papers_of(self, row: MakeupRow) -> QWidget:
        """Return the field that keeps the evidence (完成材料的附件) of a task."""
        ...


class TaskPanel(SidePanel):
    """Details of one task, or a summary of several."""

    def __init__(self, acts: TaskActs) -> None:
        super().__init__("选一条补学任务，这里显示进度和下一步。")
        self._acts_of_page = acts

    def show_rows(self, rows: Sequence[MakeupRow]) -> None:
        """Show the selected tasks."""
        if not rows:
            self.set_acts([])
            self.clear()
        elif len(rows) == 1:
            self._show_one(rows[0])
        else:
            self._show_many(rows)

    def _show_one(self, row: MakeupRow) -> None:
        word, tone = state_words(row)
        self.begin(row.name, row.group_name, badge=word, tone=tone)
        self.set_acts(self._buttons([row]))
        self.add_section("进度", hint=left_text(row) if row.limit is not None else "")
        self.add_widget(Timeline(steps_of(row)))
        if row.reason and row.state is MakeupState.SENT_BACK:
            self.add_text(f"退回原因：{row.reason}", tone="bad")
        if row.left and not row.state.closed:
            self.add_text("这名党员已离开支部；请按实际情况免补，或继续办理。", tone="warn")
        self.add_section("未参加的活动" if len(row.absences) == 1 else f"未参加的 {len(row.absences)} 次活动")
        for absence in row.absences:
            kind = "" if absence.presence is None else absence.presence.label
            self.add_text(f"{absence.held_on:%Y-%m-%d}　{absence.kind.label}　{absence.topic}")
            note = "　".join(part for part in (kind, absence.approval) if part)
            if not absence.owed:
                note = f"{note}（考勤已更正，不再需要补学）"
            self.add_line(note, tone="faded")
            button = quiet_button(
                "打开这次活动的考勤",
                partial(self._acts_of_page.open_activity, absence.activity_id),
                icon_name="arrow-right",
            )
            self.add_widget(button)
        self.add_section("完成材料", hint=row.material or "笔记、心得的照片或扫描件")
        self.add_widget(self._acts_of_page.papers_of(row))
        self.add_section("积分")
        points = partial(self._acts_of_page.open_points, row)
        self.add_widget(quiet_button("查看这一季度的积分", points, icon_name="arrow-right"))
        self.end()

    def _show_many(self, rows: Sequence[MakeupRow]) -> None:
        people = len({row.member_id for row in rows})
        self.begin(f"已选 {len(rows)} 条补学任务", f"共 {people} 名党员")
        self.set_acts(self._buttons(rows))
        for row in rows[:_MOST_LISTED]:
            self.add_line(f"{row.name}　{state_words(row)[0]}　{absence_text(row)}")
        if len(rows) > _MOST_LISTED:
            self.add_line(f"还有 {len(rows) - _MOST_LISTED} 条", tone="faded")
        self.end()

    def _buttons(self, rows: Sequence[MakeupRow]) -> list[QPushButton]:
        """Return the next step of these tasks (where they wait for the same one) and what else is open."""
        nexts = {row.next_step for row in rows}
        buttons = []
        step = nexts.pop() if len(nexts) == 1 else None
        if step is not None:
            buttons.append(primary_button(step.label, self._taker(step)))
        others = (Step.SEND_BACK, Step.EXEMPT, Step.REOPEN)
        open_to_all = [other for other in others if all(may(other, row.state) for row in rows)]
        return buttons + [plain_button(_word(other, rows), self._taker(other)) for other in open_to_all]

    def _taker(self, step: Step) -> Slot:
        return partial(self._acts_of_page.take_step, step)


def _word(step: Step, rows: Sequence[MakeupRow]) -> str:
    """Return a button's word; taking back says what is taken back."""
    if step is not Step.REOPEN:
        return step.label
    return "撤回核验" if all(row.state is MakeupState.DONE for row in rows) else "撤回免补"

"""季度考勤表: members × activities of a quarter, filled by keyboard or pasted, and saved as a whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models.kinds import ActivityKind, Presence
from app.services import attendance, attendance_matrix, orgs
from app.services.attendance import MatrixErrors, takes_approval
from app.services.context import Changes, Context
from app.services.errors import AppError
from app.services.leave import clock_time
from app.services.periods import Period, quarter_of
from app.ui import theme
from app.ui.activities import unsaved
from app.ui.activities.grid import KEYS
from app.ui.activities.matrix_grid import Change, MatrixGrid, Place
from app.ui.consequences import asking
from app.ui.desk import Desk
from app.ui.widgets.buttons import plain_button, quiet_button
from app.ui.widgets.date_fields import DateField
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.fields import FieldProblem, LineField
from app.ui.widgets.filter_bar import FilterBar
from app.ui.widgets.grid_model import Cell
from app.ui.widgets.labels import ElidedLabel, error_line, faded, text_label
from app.ui.widgets.state_draft import StateDraft

SAVE_KEYS = "Ctrl+S"
_QUARTERS_BACK = 11
_DAY_AT = 3  # the day of approval stands between 于 and 批准


class MatrixView(QWidget):
    """Filters in `head`, and below the grid who approves leave and exemptions, the keys, and what is unsaved.

    What is not saved is kept while another quarter is looked at.
    """

    unsaved_changed = Signal()
    filters_changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._kept: dict[Place, Cell] = {}
        self._draft = StateDraft(desk, "MatrixView", lambda: unsaved.plain_cells(self._kept), self)
        self._recovered = False
        self.grid: MatrixGrid | None = None
        self.approved_on: DateField | None = None
        self._build()

    def _build(self) -> None:
        self.head = FilterBar()
        self.head.add_choice("quarter", "季度", [], every="")
        self.head.add_choice("kind", "类型", [(kind, kind.label) for kind in ActivityKind])
        self.head.add_choice("org_id", "组织", [])
        self.head.remember("attendance_matrix", self._desk.settings)
        self.head.add_widget(quiet_button("其余出勤", self._mark_rest, icon_name="checklist"))
        self.empty = EmptyState()
        self._where = ElidedLabel("")
        self._problem = error_line()
        self.approver = LineField("批准人", limit=40)
        self.approver.setAccessibleName("请假和免于参加的批准人")
        keys = "　".join(f"{key}\u00a0{p.label}" for p, key in KEYS.items())
        self.unsaved = text_label("", tone="warn")
        self.save_button = plain_button("保存考勤表", self.save, icon_name="device-floppy")
        self.save_button.setToolTip(f"保存考勤表（{SAVE_KEYS}）")
        self.save_button.setProperty("keys", SAVE_KEYS)
        self._approval = QHBoxLayout()
        self._approval.addWidget(faded("新登记的请假、免于参加由"))
        self._approval.addWidget(self.approver, 1)
        self._approval.addWidget(faded("于"))
        self.approved_at = LineField("时间", limit=5, check=clock_time)
        self.approved_at.setAccessibleName("批准时间")
        self.approved_at.setFixedWidth(theme.unit(8))
        self._approval.addWidget(self.approved_at)
        self._approval.addWidget(faded("批准"))
        self._approval.addStretch(2)
        self._approval.addWidget(self.unsaved)
        self._approval.addWidget(self.save_button)
        below = QVBoxLayout()
        below.setContentsMargins(theme.unit(1.25), theme.unit(0.5), theme.unit(1.25), theme.unit())
        below.setSpacing(theme.unit(0.5))
        for part in (
            self._where,
            self._problem,
            faded(f"{keys}　Del\u00a0清除　Ctrl+V\u00a0从\u00a0Excel\u00a0粘贴", small=True),
        ):
            below.addWidget(part)
        below.addLayout(self._approval)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.empty, 1)
        self._column.addLayout(below)
        self.head.changed.connect(lambda _: self.filters_changed.emit())
        QShortcut(QKeySequence(SAVE_KEYS), self, self.save)

    def recover(self) -> None:
        """Take up once the cells that were not saved when the program last ended."""
        if self._recovered:
            return
        self._recovered = True
        kept = self._draft.find()
        if kept is not None:
            self._kept = unsaved.cells_of(kept.content)
            self._desk.bus.say(unsaved.told(f"季度考勤表的 {len(self._kept)} 格", kept))

    def give_up(self) -> None:
        """Forget the cells that are not saved."""
        self._draft.drop()

    def refresh(self) -> None:
        """Read the sheet of the chosen quarter; what was entered and not saved stays."""
        self._offer()
        self.recover()
        values: dict[str, Any] = self.head.values()
        quarter = Period.parse(values["quarter"])
        sheet = attendance_matrix.load(
            self._desk.ctx,
            quarter.start,
            quarter.end,
            kind=ActivityKind(values["kind"]) if values["kind"] else None,
            org_id=values["org_id"],
        )
        at = (
            None if self.grid is None else (self.grid.currentIndex().row(), self.grid.currentIndex().column())
        )
        self._replace_grid(MatrixGrid(sheet) if sheet.members else None)
        if self.grid is None:
            self.empty.say("这一季度没有要登记的活动", "换一个季度或类型，或先新建活动。", icon="table")
        else:
            self.grid.put_back(self._kept)
            row, column = at or (0, 0)
            rows, columns = len(sheet.members), len(sheet.activities)
            self.grid.go_to(min(max(row, 0), rows - 1), min(max(column, 0), columns - 1))
        self._on_edited()

    def save(self) -> None:
        """Save every change of the sheet in one step; refused cells say why."""
        if self.grid is None:
            return
        problems = self.grid.grid.problems()
        if problems:
            self._say_problem(f"有 {len(problems)} 格有误，请先改正：{problems[0][2]}")
            return
        try:
            drafts = self._approved(self.grid.changes())
        except FieldProblem as error:
            self._say_problem(str(error))
            return
        number = sum(map(len, drafts.values()))
        if not number:
            return
        question = "这次更正考勤会改变已有的补学任务或积分，要保存吗？"
        act = asking(self, question, lambda ctx: attendance.record_many(ctx, drafts), yes="保存")
        self._desk.actions.do(
            lambda ctx: self._record(act, ctx, drafts),
            success=f"已保存 {number} 格考勤。",
            refused=self._refuse,
        )

    @property
    def unsaved_cells(self) -> int:
        """How many cells are not saved, in every quarter."""
        return len(self._kept)

    def words(self) -> str:
        """Return half a line for the page's subtitle."""
        sheet = None if self.grid is None else self.grid.sheet
        parts = [] if sheet is None else [f"{len(sheet.members)} 人 × {len(sheet.activities)} 次活动"]
        if self._kept:
            parts.append(f"{len(self._kept)} 格未保存")
        return "，".join(parts)

    # Inside

    def _offer(self) -> None:
        ctx = self._desk.ctx
        quarter = quarter_of(ctx.today)
        offered = [quarter.next, quarter]
        for _ in range(_QUARTERS_BACK):
            offered.append(offered[-1].previous)
        first = self.head.values()["quarter"] is None
        self.head.set_options("quarter", [(period.code, period.label) for period in offered])
        if first:
            self.head.blockSignals(True)
            self.head.set_value("quarter", quarter.code)
            self.head.blockSignals(False)
        branch = orgs.branch(ctx)
        names = [] if branch is None else [(branch.id, "党支部")]
        self.head.set_options("org_id", names + [(group.id, group.name) for group in orgs.groups(ctx)])
        if self.approved_on is None:
            # made once the desk knows its day of work
            self.approved_on = DateField(ctx.today)
            self.approved_on.setAccessibleName("批准日期")
            self.approved_on.set_value(ctx.today)
            self._approval.insertWidget(_DAY_AT, self.approved_on)

    def _replace_grid(self, grid: MatrixGrid | None) -> None:
        old = self._column.itemAt(0).widget()
        new: QWidget = self.empty if grid is None else grid
        if old is not None and old is not new:
            self._column.removeWidget(old)
            old.hide()
            if old is not self.empty:
                old.deleteLater()
            self._column.insertWidget(0, new, 1)
        new.show()
        self.grid = grid
        if grid is not None:
            grid.edited.connect(self._on_edited)
            grid.status.connect(self._on_status)
            grid.selectionModel().currentChanged.connect(lambda *_: self._tell_where())

    def _keep(self) -> None:
        """Take over what stands in the grid and is not saved, for the next sheet that holds it."""
        if self.grid is None:
            return
        shown = {(a.id, m.id) for a in self.grid.sheet.activities for m in self.grid.sheet.members}
        self._kept = {place: cell for place, cell in self._kept.items() if place not in shown}
        self._kept |= self.grid.unsaved()

    def _approved(self, drafts: Change) -> Change:
        """Add the approval under the grid to new leave and exemptions that have none."""
        assert self.approved_on is not None
        who, day, at = self.approver.value(), self.approved_on.value(), self.approved_at.value()
        return {
            activity_id: {
                member_id: replace(draft, leave_approver=who, leave_on=day, leave_at=at)
                if who and takes_approval(draft.presence) and not draft.leave_approver
                else draft
                for member_id, draft in marks.items()
            }
            for activity_id, marks in drafts.items()
        }

    def _mark_rest(self) -> None:
        if self.grid is not None:
            self.grid.mark_rest(Presence.PRESENT)
            self.grid.setFocus()

    def _record(self, act: Callable[[Context], Changes], ctx: Context, drafts: Change) -> Changes:
        changes = act(ctx)
        saved = {(activity_id, member_id) for activity_id, marks in drafts.items() for member_id in marks}
        # before the page hears of it and shows the sheet anew
        self._kept = {place: cell for place, cell in self._kept.items() if place not in saved}
        return changes

    def _refuse(self, error: AppError) -> None:
        if isinstance(error, MatrixErrors) and self.grid is not None:
            self.grid.show_problems(error.cells)
            self._on_edited()
        self._say_problem(error.message)

    def _on_edited(self) -> None:
        self._keep()
        self._draft.touch()
        number = len(self._kept)
        self.unsaved.setText(f"{number} 格未保存" if number else "")
        self.save_button.setEnabled(bool(number) and self.grid is not None)
        self._problem.hide()
        self._tell_where()
        self.unsaved_changed.emit()

    def _on_status(self, text: str) -> None:
        if text:
            self._where.setText(text)

    def _tell_where(self) -> None:
        self._where.setText("" if self.grid is None else self.grid.where())

    def _say_problem(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.show()

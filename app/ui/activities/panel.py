"""The panel beside the list of activities: the attendance of one of them, entered by keyboard."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.models.kinds import ActivityState, Presence
from app.services import attendance
from app.services.activity_rows import ActivityRow
from app.services.attendance import AttendanceDraft, CellErrors
from app.services.attendance_words import Pasted
from app.services.context import Changes
from app.services.errors import AppError
from app.ui import theme
from app.ui.activities import unsaved
from app.ui.activities.columns import state_words
from app.ui.activities.grid import KEYS, AttendanceGrid, GridLine
from app.ui.activities.remark_bar import RemarkBar
from app.ui.consequences import asking
from app.ui.desk import Desk
from app.ui.widgets.badge import Badge
from app.ui.widgets.buttons import plain_button, quiet_button
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.labels import ElidedLabel, error_line, faded, text_label
from app.ui.widgets.state_draft import StateDraft

_WEEKDAYS = "一二三四五六日"
_MOST_TOLD = 3
SAVE_KEYS = "Ctrl+S"


class AttendancePanel(QWidget):
    """Grid, remark of the current member, keys, and what is not saved yet.

    Marks that were not saved are kept for each activity while the program runs, so that going to another
    one loses nothing.
    """

    unsaved_changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._activity: ActivityRow | None = None
        self._kept: dict[int, dict[int, AttendanceDraft]] = {}
        self._draft = StateDraft(desk, "AttendancePanel", lambda: unsaved.plain_marks(self._kept), self)
        self._recovered = False
        self._build()
        self._connect()
        self.show_nothing()

    def _build(self) -> None:
        self.setMinimumWidth(theme.unit(46))
        self._title = ElidedLabel("", scale="large", strong=True)
        self._badge = Badge()
        self._where = faded()
        self._count = text_label()
        self.all_present = quiet_button("全部出勤", self._mark_all, icon_name="checklist")
        self.paste_button = quiet_button("粘贴一列", self._paste, icon_name="clipboard")
        self.paste_button.setToolTip("从 Excel 复制一列考勤（或姓名和考勤两列）后粘贴（Ctrl+V）")
        self._problem = error_line()
        self.grid = AttendanceGrid(self._desk.settings)
        self.remarks = RemarkBar(self._desk)
        self._keys = faded(
            "　".join(f"{key}\u00a0{presence.label}" for presence, key in KEYS.items()) + "　Del\u00a0清除",
            wrap=True,
            small=True,
        )
        self.unsaved = text_label("", tone="warn")
        self.save_button = plain_button("保存考勤", self.save, icon_name="device-floppy")
        self.save_button.setToolTip(f"保存考勤（{SAVE_KEYS}）")
        self.save_button.setProperty("keys", SAVE_KEYS)
        self._nothing = EmptyState()
        self._stack = QStackedWidget()
        self._stack.setObjectName("plain")
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(self._sheet())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    def _sheet(self) -> QWidget:
        sheet = QWidget()
        side = theme.unit(2)
        head = QVBoxLayout()
        head.setContentsMargins(side, theme.unit(1.5), side, 0)
        head.setSpacing(theme.unit(0.5))
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._badge)
        head.addLayout(top)
        head.addWidget(self._where)
        head.addWidget(self._count)
        tools = QHBoxLayout()
        tools.setContentsMargins(theme.unit(1), 0, side, 0)
        tools.addWidget(self.all_present)
        tools.addWidget(self.paste_button)
        tools.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self.unsaved, 1)
        foot.addWidget(self.save_button)
        below = QVBoxLayout()
        below.setContentsMargins(side, 0, side, theme.unit(1.5))
        below.setSpacing(theme.unit())
        for part in (self._problem, self.remarks, self._keys):
            below.addWidget(part)
        below.addLayout(foot)
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.unit(0.75))
        column.addLayout(head)
        column.addLayout(tools)
        column.addWidget(self.grid, 1)
        column.addLayout(below)
        return sheet

    def _connect(self) -> None:
        self.grid.marked.connect(self._on_marked)
        self.grid.pasted.connect(self._on_pasted)
        self.grid.current_changed.connect(self._on_current)
        self.remarks.edited.connect(self.grid.edit_current)
        QShortcut(QKeySequence(SAVE_KEYS), self, self.save)
        for presence, key in KEYS.items():
            self.grid.add_menu_action(
                f"{presence.label}（{key}）", partial(self.grid.mark_selected, presence)
            )

    # Public

    @property
    def activity_id(self) -> int | None:
        """The activity that is shown."""
        return None if self._activity is None else self._activity.id

    @property
    def unsaved_activities(self) -> int:
        """How many activities have marks that are not saved."""
        return len(self._kept)

    def show_nothing(
        self, title: str = "还没有选择活动", text: str = "在左侧选一次活动，这里登记考勤。"
    ) -> None:
        """Show that no activity is selected."""
        self._activity = None
        self._nothing.say(title, text, icon="checklist")
        self._stack.setCurrentIndex(0)

    def recover(self) -> None:
        """Take up once the marks that were not saved when the program last ended."""
        if self._recovered:
            return
        self._recovered = True
        kept = self._draft.find()
        if kept is not None:
            self._kept = unsaved.marks_of(kept.content)
            self._desk.bus.say(unsaved.told(f"{len(self._kept)} 次活动的考勤", kept))

    def give_up(self) -> None:
        """Forget the marks that are not saved."""
        self._draft.drop()

    def show_activity(self, row: ActivityRow) -> None:
        """Show the attendance of an activity, with what was entered and not saved yet."""
        is_other = row.id != self.activity_id
        sheet = attendance.grid(self._desk.ctx, row.id)
        self._activity = sheet.activity
        self._stack.setCurrentIndex(1)
        if is_other:
            self._problem.hide()
        self._show_head(sheet.activity)
        self.grid.show_lines(sheet.rows, self._kept.get(row.id, {}))
        if is_other and sheet.rows:
            self.grid.select_only(self._first_unmarked())
        self._on_marked()

    def save(self) -> None:
        """Save what was changed; refused cells say why beside the member."""
        activity = self._activity
        drafts = self.grid.changed_drafts()
        if activity is None or not drafts:
            return
        self._desk.actions.do(
            asking(
                self,
                "这次更正考勤会改变已有的补学任务或积分，要保存吗？",
                lambda ctx: attendance.record(ctx, activity.id, drafts),
                yes="保存",
            ),
            success=lambda changes: _saved_words(changes, len(drafts)),
            done=lambda _: self._problem.hide(),
            refused=self._refuse,
        )

    # Slots

    def _mark_all(self) -> None:
        self.grid.mark_rest(Presence.PRESENT)
        self.grid.setFocus()

    def _paste(self) -> None:
        self.grid.paste()
        self.grid.setFocus()

    def _on_marked(self) -> None:
        if self._activity is None:
            return
        drafts = self.grid.changed_drafts()
        if drafts:
            self._kept[self._activity.id] = drafts
        else:
            self._kept.pop(self._activity.id, None)
        self._draft.touch()
        self._count.setText(_count_words(self.grid.rows()))
        self.unsaved.setText(f"{len(drafts)} 人未保存" if drafts else "")
        self.save_button.setEnabled(bool(drafts))
        self._on_current(self.grid.current_row())
        self.unsaved_changed.emit()

    def _on_current(self, line: GridLine | None) -> None:
        self.remarks.show_line(line)

    def _on_pasted(self, found: Pasted) -> None:
        told = [f"第 {cell.line} 行：{cell.reason}" for cell in found.problems[:_MOST_TOLD]]
        more = len(found.problems) - len(told)
        if more:
            told.append(f"另有 {more} 行没有识别")
        if not found.marks and not found.problems:
            told = ["剪贴板里没有考勤；请先在 Excel 里复制一列再粘贴。"]
        self._problem.setText("；".join(told))
        self._problem.setVisible(bool(told))
        if found.marks:
            self._desk.bus.say(f"已粘贴 {len(found.marks)} 人的考勤，核对后请保存。", "info")

    def _refuse(self, error: AppError) -> None:
        if isinstance(error, CellErrors):
            self.grid.show_problems(error.cells)
        self._problem.setText(error.message)
        self._problem.show()

    # Inside

    def _show_head(self, activity: ActivityRow) -> None:
        self._title.setText(activity.topic)
        self._badge.set(*state_words(activity))
        weekday = _WEEKDAYS[activity.held_on.weekday()]
        parts = [f"{activity.held_on:%Y-%m-%d} 星期{weekday}", activity.kind.label, activity.place]
        self._where.setText("　".join(part for part in parts if part))
        open_for_marks = activity.state is not ActivityState.CANCELLED
        self.grid.setEnabled(open_for_marks)
        self.paste_button.setEnabled(open_for_marks)
        self.all_present.setEnabled(open_for_marks and activity.held_on <= self._desk.ctx.today)
        self.grid.set_empty(
            "没有应到人员",
            "这次活动的组织在当天没有党员；请在“更多”里增加应到人员，或先在党员档案里录入党员。",
            icon="users",
        )

    def _first_unmarked(self) -> int:
        lines = self.grid.rows()
        return next((at for at, line in enumerate(lines) if line.draft.presence is None), 0)


def _count_words(lines: list[GridLine]) -> str:
    states = [line.draft.presence for line in lines]
    marked = [presence for presence in states if presence is not None]
    figures = [
        ("应到", len(states) - marked.count(Presence.EXEMPT)),
        ("实到", sum(presence.attended for presence in marked)),
        ("请假", sum(presence.on_leave for presence in marked)),
        ("缺席", marked.count(Presence.UNEXCUSED)),
        ("未登记", len(states) - len(marked)),
    ]
    return "　".join(f"{word} {number}" for word, number in figures)


def _saved_words(changes: Changes, people: int) -> str:
    new = sum(row.table == "makeup_task" and row.before is None for row in changes.rows)
    return f"已保存 {people} 人的考勤" + (f"，新增 {new} 条补学任务。" if new else "。")

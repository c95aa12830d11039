"""The grid of the attendance sheet (考勤表): one column an activity, one row a member, one key a cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtWidgets import QHeaderView

from app.models.kinds import ActivityKind, Presence
from app.services.attendance import AttendanceDraft, approval_words
from app.services.attendance_matrix import Matrix, MatrixActivity
from app.services.attendance_words import read_presence
from app.ui import theme
from app.ui.activities.grid import KEYS, TONES
from app.ui.widgets.drawing import paint_line
from app.ui.widgets.grid import EditableGrid
from app.ui.widgets.grid_model import Cell, GridColumn, GridRow

NOT_EXPECTED = "·"
SIGNS: dict[Presence, str] = {
    Presence.PRESENT: "√",
    Presence.LATE: "迟",
    Presence.LEFT_EARLY: "退",
    Presence.ONLINE: "线",
    Presence.OFFICIAL: "公",
    Presence.SICK: "病",
    Presence.PRIVATE: "事",
    Presence.UNEXCUSED: "缺",
    Presence.EXEMPT: "免",
}
"""What stands in a narrow cell; the same words are read back when they are pasted."""

_OUTSIDE = "不在这次活动的应到名单里，请先在“活动与考勤”里增加应到人员。"
_SHORT: dict[ActivityKind, str] = {
    ActivityKind.ASSEMBLY: "大会",
    ActivityKind.GROUP: "小组会",
    ActivityKind.THEME_DAY: "党日",
    ActivityKind.LIFE_MEETING: "组织会",
    ActivityKind.APPRAISAL: "评议",
    ActivityKind.STUDY: "学习",
}
Place = tuple[int, int]
Change = dict[int, dict[int, AttendanceDraft]]


@dataclass(frozen=True, slots=True)
class PresenceColumn(GridColumn):
    """One activity; a cell takes the words people use in lists."""

    def text(self, value: Any) -> str:
        """Return the sign of a state."""
        return SIGNS[value] if isinstance(value, Presence) else (value or "")

    def read(self, text: str) -> Any:
        """Return the state that a word or sign means; an empty one is not entered.

        Raises:
            ValueError: It is no word of attendance.

        """
        plain = text.strip()
        if not plain:
            return None
        if plain in (NOT_EXPECTED, "/", "／"):
            return NOT_EXPECTED
        found = read_presence(plain)
        if found is None:
            raise ValueError(f"“{plain}”不是考勤用语，请写出勤、迟到、事假、缺席等。")
        return found


class MatrixGrid(EditableGrid):
    """A `Matrix` with Excel's habits; a pasted block may bring the names in its first column."""

    def __init__(self, sheet: Matrix) -> None:
        super().__init__([_column(activity) for activity in sheet.activities])
        self.sheet = sheet
        self.setAccessibleName("考勤表")
        self.set_rows(
            GridRow(member.id, {str(a.id): self._saved(a.id, member.id) for a in sheet.activities})
            for member in sheet.members
        )
        self._outside = [
            (row, column)
            for row, member in enumerate(sheet.members)
            for column, activity in enumerate(sheet.activities)
            if (activity.id, member.id) not in sheet.marks
        ]
        names = _NameHeader(self)
        names.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        names.setDefaultSectionSize(theme.unit(3.75))
        names.setFixedWidth(theme.unit(17))
        self.setVerticalHeader(names)
        self.horizontalHeader().setFixedHeight(theme.unit(6))
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.grid.edited.connect(self._guard)

    # For the view

    def changes(self) -> Change:
        """Return what differs from what is saved, by activity and member."""
        found: Change = {}
        for row, member in enumerate(self.sheet.members):
            for column, activity in enumerate(self.sheet.activities):
                saved = self.sheet.marks.get((activity.id, member.id))
                cell = self.grid.cell(row, column)
                if saved is None or cell.problem or cell.value == saved.presence:
                    continue
                found.setdefault(activity.id, {})[member.id] = _with(saved, cell.value)
        return found

    def unsaved(self) -> dict[Place, Cell]:
        """Return the cells that differ from what is saved, also those that are wrong, by both ids."""
        return {
            (activity.id, member.id): cell
            for row, member in enumerate(self.sheet.members)
            for column, activity in enumerate(self.sheet.activities)
            if (cell := self.grid.cell(row, column)).problem
            or cell.value != self._saved(activity.id, member.id)
        }

    def put_back(self, cells: Mapping[Place, Cell]) -> None:
        """Show what was entered before and not saved; what this sheet does not hold is left out."""
        rows = {member.id: row for row, member in enumerate(self.sheet.members)}
        columns = {activity.id: column for column, activity in enumerate(self.sheet.activities)}
        values: dict[Place, Any] = {}
        texts: dict[Place, str] = {}
        for (activity_id, member_id), cell in cells.items():
            if activity_id in columns and member_id in rows:
                place = rows[member_id], columns[activity_id]
                if cell.problem:
                    texts[place] = cell.raw
                else:
                    values[place] = cell.value
        self.grid.set_cells("未保存的考勤", values)
        self.grid.write("未保存的考勤", texts)

    def show_problems(self, problems: Mapping[Place, str]) -> None:
        """Mark the cells that a save refused and go to the first."""
        for (activity_id, member_id), problem in problems.items():
            if any(member.id == member_id for member in self.sheet.members):
                self.grid.set_problem(member_id, str(activity_id), problem)
        wrong = [
            (row, column)
            for row in range(len(self.sheet.members))
            for column in range(len(self.sheet.activities))
            if self.grid.cell(row, column).problem
        ]
        if wrong:
            self.go_to(*wrong[0])

    def mark_rest(self, presence: Presence) -> None:
        """Give a state to everybody of the activity under the cursor who has none yet."""
        column = self.currentIndex().column()
        if column >= 0:
            places = ((row, column) for row in range(len(self.sheet.members)))
            empty = {at: presence for at in places if self._is_empty(at)}
            self.grid.set_cells(f"其余{presence.label}", empty)

    def where(self) -> str:
        """Say whose cell the cursor is on, in which activity."""
        index = self.currentIndex()
        if not index.isValid():
            return ""
        member, activity = self.sheet.members[index.row()], self.sheet.activities[index.column()]
        cell = self.grid.cell(index.row(), index.column())
        saved = self.sheet.marks.get((activity.id, member.id))
        state = cell.value.label if isinstance(cell.value, Presence) else "未登记"
        if saved is None and not cell.problem:
            state = "不在应到名单"
        head = f"{member.name}　{activity.held_on:%m-%d} {activity.topic}（{activity.kind.label}）"
        if saved is not None and cell.value == saved.presence:
            said = [state, saved.note, approval_words(saved, activity.held_on, activity.starts_at)]
            return f"{head}：{'，'.join(part for part in said if part)}"
        return f"{head}：{cell.problem or state}"

    def summary(self, row: int) -> tuple[int, int]:
        """Return how often a member attended and was expected, as the sheet stands now."""
        cells = [self.grid.cell(row, column).value for column in range(len(self.sheet.activities))]
        states = [value for value in cells if isinstance(value, Presence) and value is not Presence.EXEMPT]
        return sum(state.attended for state in states), len(states)

    def paste(self) -> None:
        """Paste a block; where its first column holds names, each line goes to its own member."""
        lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
        rows = {member.name: row for row, member in enumerate(self.sheet.members)}
        named = [line for line in lines if line[0].strip() in rows]
        if not named or len(lines[0]) < 2:
            super().paste()
            return
        left = max(self.currentIndex().column(), 0)
        texts = {
            (rows[line[0].strip()], left + at): word
            for line in named
            for at, word in enumerate(line[1:])
            if word.strip()
        }
        taken = self.grid.write("粘贴", texts)
        unknown = [line[0].strip() for line in lines if line[0].strip() and line[0].strip() not in rows]
        parts = [f"已按姓名粘贴 {taken} 格"]
        parts += [f"{len(texts) - taken} 格超出可填范围，没有粘贴"] if taken < len(texts) else []
        parts += [f"表中没有：{'、'.join(unknown[:3])}{'等' if len(unknown) > 3 else ''}"] if unknown else []
        wrong = len(self.grid.problems())
        parts += [f"{wrong} 格有误，已标红"] if wrong else []
        self.status.emit("，".join(parts) + "。")

    # Inside

    def _saved(self, activity_id: int, member_id: int) -> object:
        saved = self.sheet.marks.get((activity_id, member_id))
        return NOT_EXPECTED if saved is None else saved.presence

    def _is_empty(self, place: Place) -> bool:
        cell = self.grid.cell(*place)
        return cell.value is None and not cell.problem

    def _guard(self) -> None:
        """Keep cells of members who are not expected as they are; what was written there is told as wrong."""
        for place in self._outside:
            cell = self.grid.cell(*place)
            if cell.problem or cell.value == NOT_EXPECTED:
                continue
            if cell.value is None:
                cell.value = NOT_EXPECTED
            else:
                cell.raw, cell.value = SIGNS[cell.value], None
                cell.problem = _OUTSIDE
        self.verticalHeader().viewport().update()


class _NameHeader(QHeaderView):
    """Names with attended and expected at the left of the rows, so that they stay in sight."""

    def __init__(self, grid: MatrixGrid) -> None:
        super().__init__(Qt.Orientation.Vertical, grid)
        self._grid = grid

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Paint one name and its figures."""
        painter.save()
        painter.fillRect(rect, theme.colour("raised"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.colour("line"))
        pad = theme.unit(1.25)
        inner = rect.adjusted(pad, 0, -pad, 0)
        attended, expected = self._grid.summary(section)
        painter.setFont(theme.font())
        current = self._grid.currentIndex().row() == section
        painter.setPen(theme.colour("accent" if current else "text"))
        paint_line(painter, inner.adjusted(0, 0, -theme.unit(5), 0), self._grid.sheet.members[section].name)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("faded"))
        paint_line(painter, inner, f"{attended}/{expected}", "right")
        painter.restore()


def _column(activity: MatrixActivity) -> GridColumn:
    kind = _SHORT.get(activity.kind, activity.kind.label)
    return PresenceColumn(
        str(activity.id),
        f"{activity.held_on:%m-%d}\n{kind}",
        width=68,
        align="center",
        choices=tuple((presence, presence.label) for presence in Presence),
        keys={key: presence for presence, key in KEYS.items()} | {"Q": Presence.PRESENT},
        tone=_tone,
    )


def _tone(value: Any) -> str:
    # present is the rule: what differs from it is what the eye should find
    return TONES[value] if isinstance(value, Presence) and value is not Presence.PRESENT else ""


def _with(saved: AttendanceDraft, presence: Presence | None) -> AttendanceDraft:
    return replace(saved, presence=presence)

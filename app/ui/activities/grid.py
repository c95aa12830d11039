"""The attendance grid (考勤表): one key a person, moving down by itself; a column pasted from Excel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QItemSelectionModel, QSettings, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence

from app.models.kinds import Presence
from app.services.attendance import AttendanceDraft, AttendanceRow, approval_words, takes_approval
from app.services.attendance_words import Pasted, read_pasted
from app.ui import theme
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.table_model import Column

KEYS: dict[Presence, str] = {presence: str(number) for number, presence in enumerate(Presence, start=1)}
_BY_KEY = {key: presence for presence, key in KEYS.items()} | {"Q": Presence.PRESENT}
_LEAST_LINES = 6
_CLEAR = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)

TONES: dict[Presence, str] = {
    Presence.PRESENT: "ok",
    Presence.LATE: "warn",
    Presence.LEFT_EARLY: "warn",
    Presence.ONLINE: "ok",
    Presence.OFFICIAL: "info",
    Presence.SICK: "info",
    Presence.PRIVATE: "info",
    Presence.UNEXCUSED: "bad",
    Presence.EXEMPT: "neutral",
}


@dataclass(frozen=True, slots=True)
class GridLine:
    """One member of the grid: what is saved, what stands there now, and what is wrong with it."""

    row: AttendanceRow
    draft: AttendanceDraft
    problem: str = ""

    @property
    def is_changed(self) -> bool:
        """Whether the grid differs from what is saved."""
        return self.draft != saved_draft(self.row)

    @property
    def remark(self) -> str:
        """What stands behind the state: what is wrong, the note, or the period away that explains it."""
        if self.problem:
            return self.problem
        parts = [self.draft.note, approval_words(self.draft, self.row.held_on, self.row.starts_at)]
        if self.row.away:
            parts.append(f"离岗：{self.row.away}")
        return "；".join(part for part in parts if part)


def saved_draft(row: AttendanceRow) -> AttendanceDraft:
    """Return what is saved for a member as the grid would hold it."""
    return AttendanceDraft(row.presence, row.note, row.leave_approver, row.leave_on, row.leave_at)


COLUMNS: list[Column[GridLine]] = [
    Column(
        "name",
        "姓名",
        lambda line: f"{line.row.name} *" if line.is_changed else line.row.name,
        100,
        tone=lambda line: "warn" if line.is_changed else "",
        tip=lambda line: f"{line.row.group_name}{'（未保存）' if line.is_changed else ''}",
    ),
    Column(
        "presence",
        "考勤",
        lambda line: line.draft.presence.label if line.draft.presence is not None else "未登记",
        92,
        tone=lambda line: TONES[line.draft.presence] if line.draft.presence is not None else "faded",
        badge=True,
    ),
    Column(
        "remark",
        "备注",
        lambda line: line.remark,
        0,
        tone=lambda line: "bad" if line.problem else "faded",
        tip=lambda line: line.remark,
    ),
]


class AttendanceGrid(DataTable[GridLine]):
    """The members of one activity; a key marks the selected ones, a single one moves down afterwards."""

    marked = Signal()
    """Something in the grid was changed."""

    pasted = Signal(object)
    """A `Pasted`: what was taken from the clipboard and what was not understood."""

    def __init__(self, settings: QSettings | None = None) -> None:
        super().__init__(COLUMNS, name="attendance", settings=settings, key=lambda line: line.row.member_id)
        # the branch's order is the order of every paper list
        self.setSortingEnabled(False)
        self.setAccessibleName("考勤表")
        # more of the branch in sight at once than in a list that is only read
        self.verticalHeader().setDefaultSectionSize(theme.unit(3.75))
        self.setMinimumHeight(theme.unit(3.75 * _LEAST_LINES))

    def show_lines(self, rows: tuple[AttendanceRow, ...], drafts: Mapping[int, AttendanceDraft]) -> None:
        """Show members with what is saved, or with what was entered and not saved yet (`drafts`).

        Nobody marked yet who is away on that day starts with the leave that explains it.
        """
        lines = []
        for row in rows:
            draft = drafts.get(row.member_id, saved_draft(row))
            if row.member_id not in drafts and row.presence is None and row.suggested is not None:
                draft = replace(draft, presence=row.suggested)
            lines.append(GridLine(row, draft))
        self.set_rows(lines)
        if lines and self.current_row() is None:
            self.selectRow(0)

    def changed_drafts(self) -> dict[int, AttendanceDraft]:
        """Return what differs from what is saved, by member."""
        return {line.row.member_id: line.draft for line in self._model.rows if line.is_changed}

    def mark_selected(self, presence: Presence | None) -> None:
        """Give the selected members a state; from a single one the cursor moves down."""
        places = sorted(index.row() for index in self.selectionModel().selectedRows())
        for place in places:
            self._put(place, replace(self._model.rows[place].draft, presence=presence))
        if len(places) == 1 and places[0] + 1 < len(self._model.rows):
            self.selectRow(places[0] + 1)
        if places:
            self.marked.emit()

    def mark_rest(self, presence: Presence) -> None:
        """Give a state to everybody who has none yet."""
        for place, line in enumerate(self._model.rows):
            if line.draft.presence is None:
                self._put(place, replace(line.draft, presence=presence))
        self.marked.emit()

    def edit_current(self, draft: AttendanceDraft) -> None:
        """Take over note and approval of the current member."""
        place = self.currentIndex().row()
        if place >= 0:
            self._put(place, draft)
            self.marked.emit()

    def show_problems(self, problems: Mapping[int, str]) -> None:
        """Say beside each member what cannot be saved, and go to the first of them."""
        for place, line in enumerate(self._model.rows):
            problem = problems.get(line.row.member_id, "")
            if problem != line.problem:
                self._model.rows[place] = replace(line, problem=problem)
        self._repaint()
        self.select_where(lambda line: bool(line.problem))

    def paste(self) -> None:
        """Take a column (or names with a column) from the clipboard, from the current member on."""
        names = [line.row.name for line in self._model.rows]
        found = read_pasted(QGuiApplication.clipboard().text(), names, max(self.currentIndex().row(), 0))
        self._take(found)
        self.pasted.emit(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 to 9 (or Q) mark, Delete clears, Ctrl+V pastes; the rest is as in every list."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        presence = _BY_KEY.get(event.text().upper()) if plain else None
        if presence is not None:
            self.mark_selected(presence)
        elif plain and event.key() in _CLEAR:
            self.mark_selected(None)
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        else:
            super().keyPressEvent(event)

    def _take(self, found: Pasted) -> None:
        for place, presence in found.marks:
            self._put(place, replace(self._model.rows[place].draft, presence=presence))
        if found.marks:
            self.marked.emit()

    def _put(self, place: int, draft: AttendanceDraft) -> None:
        line = self._model.rows[place]
        if not takes_approval(draft.presence):
            draft = replace(draft, leave_approver="", leave_on=None, leave_at="")
        self._model.rows[place] = GridLine(line.row, draft)
        self._repaint()

    def _repaint(self) -> None:
        last = self._model.index(len(self._model.rows) - 1, len(COLUMNS) - 1)
        self._model.dataChanged.emit(self._model.index(0, 0), last)

    def select_only(self, place: int) -> None:
        """Put the cursor on one member."""
        index = self._model.index(place, 0)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

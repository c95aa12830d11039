"""The attendance sheet, 40 members × 60 activities: first paint and one keystroke, beside a bare QTableView."""

from __future__ import annotations

import os
import time
from datetime import date, timedelta

from tests.bench.timing import Figures, paired, report

MEMBERS, ACTIVITIES = 40, 60


def main() -> None:
    """Measure in the look of the program; times are milliseconds."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from app.ui.app import dress

    known = QApplication.instance()
    app = known if isinstance(known, QApplication) else QApplication([])
    dress(app)
    measured = paired(_bare, _own)
    report("matrix 40 × 60: first paint", "paint", measured, unit="ms ")
    report("matrix 40 × 60: one keystroke", "key", measured, unit="ms ")


def _bare() -> Figures:
    from PySide6.QtGui import QStandardItem, QStandardItemModel
    from PySide6.QtWidgets import QTableView

    def make() -> QTableView:
        model = QStandardItemModel(MEMBERS, ACTIVITIES)
        for row in range(MEMBERS):
            for column in range(ACTIVITIES):
                model.setItem(row, column, QStandardItem("√"))
        view = QTableView()
        model.setParent(view)
        view.setModel(model)
        return view

    def press(view: QTableView) -> None:
        view.model().setData(view.currentIndex(), "迟")

    return _times(make, press)


def _own() -> Figures:
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QKeyEvent

    from app.ui.activities.matrix_grid import MatrixGrid

    sheet = _sheet()

    def press(view: MatrixGrid) -> None:
        view.keyPressEvent(
            QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_2, Qt.KeyboardModifier.NoModifier, "2")
        )

    return _times(lambda: MatrixGrid(sheet), press)


def _times(make, press) -> Figures:  # type: ignore[no-untyped-def]
    from PySide6.QtCore import QSize

    began = time.perf_counter()
    view = make()
    view.resize(QSize(1120, 560))
    view.show()
    view.grab()
    painted = time.perf_counter()
    view.setCurrentIndex(view.model().index(3, 3))
    view.grab()
    before = time.perf_counter()
    press(view)
    view.viewport().grab()
    pressed = time.perf_counter()
    view.close()
    view.deleteLater()
    return {"paint": (painted - began) * 1000, "key": (pressed - before) * 1000}


def _sheet():  # type: ignore[no-untyped-def]
    from app.models.kinds import ActivityKind, ActivityState, Presence
    from app.services.attendance import AttendanceDraft
    from app.services.attendance_matrix import Matrix, MatrixActivity, MatrixMember

    first = date(2026, 1, 5)
    activities = tuple(
        MatrixActivity(
            n, ActivityKind.THEME_DAY, f"第{n}次", first + timedelta(days=6 * n), ActivityState.HELD
        )
        for n in range(ACTIVITIES)
    )
    members = tuple(MatrixMember(n, f"党员{n}", "dy", "第一党小组") for n in range(MEMBERS))
    states = [Presence.PRESENT] * 7 + [Presence.SICK, Presence.LATE, None]
    marks = {
        (a.id, m.id): AttendanceDraft(states[(a.id * 7 + m.id) % len(states)])
        for a in activities
        for m in members
        if (a.id + m.id) % 5
    }
    return Matrix(activities, members, marks)


if __name__ == "__main__":
    main()

"""Long lists: first paint of 10 000 rows beside an empty view, scrolling of 100 000 beside Qt's own model."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tests.bench.timing import Figures, paired, report, spread

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QTableView

LISTED, MANY = 10_000, 100_000
_TURNS = 120
_FRAME_MS = 1000 / 60
_COLUMNS = ("姓名", "党小组", "类别", "状态", "积分")


class Line(NamedTuple):
    """A row of a long list."""

    name: str
    group: str
    kind: str
    state: str
    points: str


def main() -> None:
    """Measure in the look of the program."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from app.ui.app import dress

    known = QApplication.instance()
    app = known if isinstance(known, QApplication) else QApplication([])
    dress(app)
    lines = _lines(MANY)
    few = lines[:LISTED]
    measured = paired(lambda: _first_paint(app, _empty), lambda: _first_paint(app, lambda: _own(few)))
    report("table: first paint of 10 000 rows", "ms", measured, unit="ms ", bar=3.0)
    scrolled = paired(lambda: _scroll(app, _qts(lines)), lambda: _scroll(app, _own(lines)), rounds=3)
    report("table: 100 000 rows, a scroll step (p99)", "p99", scrolled, unit="ms ", bar=1.4)
    spread("table: 100 000 rows, a scroll step", [own["p99"] for _, own in scrolled], bar=_FRAME_MS)


def _lines(count: int) -> list[Line]:
    return [
        Line(f"党员{at}", f"第{at % 9 + 1}党小组", "正式党员", ("已补", "逾期")[at % 2], f"{at % 100}.5")
        for at in range(count)
    ]


def _empty() -> QTableView:
    from PySide6.QtGui import QStandardItemModel
    from PySide6.QtWidgets import QTableView

    view = QTableView()
    view.setModel(QStandardItemModel(0, len(_COLUMNS), view))
    return view


def _qts(lines: Sequence[Line]) -> QTableView:
    from PySide6.QtGui import QStandardItem, QStandardItemModel
    from PySide6.QtWidgets import QTableView

    view = QTableView()
    model = QStandardItemModel(0, len(_COLUMNS), view)
    for line in lines:
        model.appendRow([QStandardItem(text) for text in line])
    view.setModel(model)
    return view


def _own(lines: Sequence[Line]) -> QTableView:
    from app.ui.widgets.columns import Column
    from app.ui.widgets.data_table import DataTable

    tones = {"已补": "ok", "逾期": "bad"}
    columns: list[Column[Line]] = [
        Column("name", "姓名", lambda row: row.name),
        Column("group", "党小组", lambda row: row.group, width=0),
        Column("kind", "类别", lambda row: row.kind),
        Column("state", "状态", lambda row: row.state, tone=lambda row: tones[row.state], badge=True),
        Column("points", "积分", lambda row: row.points, align="right", sums=True),
    ]
    table: DataTable[Line] = DataTable(columns, key=lambda row: row.name)
    table.set_rows(lines)
    return table


def _first_paint(app: QApplication, make: Callable[[], QTableView]) -> Figures:
    begun = time.perf_counter()
    view = make()
    view.resize(1100, 640)
    view.show()
    app.processEvents()
    taken = (time.perf_counter() - begun) * 1000
    view.deleteLater()
    return {"ms": taken}


def _scroll(app: QApplication, view: QTableView) -> Figures:
    view.resize(1100, 640)
    view.show()
    app.processEvents()
    bar = view.verticalScrollBar()
    step = bar.maximum() // _TURNS
    times = []
    for turn in range(_TURNS):
        begun = time.perf_counter()
        bar.setValue(turn * step)
        view.viewport().repaint()
        times.append((time.perf_counter() - begun) * 1000)
    view.deleteLater()
    app.processEvents()
    return {"p99": sorted(times)[round(len(times) * 0.99) - 1]}

"""A walk through the sample year's window: every page, tab and dialog is named, remembered, and answers soon."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QCalendarWidget,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QScrollArea,
    QWidget,
)

from app.bootstrap import command_context
from app.services.undo import UndoStack
from app.ui.desk import Desk
from app.ui.main_window import MainWindow
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.fields import Field
from app.ui.widgets.form import Form
from tests.bench.sample import sample_year
from tests.heartbeat import Heartbeat
from tests.walk import places, settle, walk

_LAST_DAY = datetime(2026, 12, 28, 9)
_LINE = 12
"""Fields whose tops are closer, in pixels, stand in one line."""
_MOST_MS = 3000
"""A page's first visit imports it, on a busy machine; `make bench` prints the figures beside 50 ms."""


@pytest.fixture
def window(tmp_path: Path, monkeypatch, qtbot) -> Iterator[MainWindow]:
    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, lambda *_a, **_k: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a, **_k: "")
    shutil.copytree(sample_year(), tmp_path / "data")
    desk = Desk(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    with command_context(tmp_path / "data", clock=lambda: _LAST_DAY) as ctx:
        made = MainWindow(desk)
        made.resize(1366, 768)
        made.show()
        qtbot.waitExposed(made)
        made.ready(ctx, UndoStack())
        yield made
        made.deleteLater()
        desk.close()


@pytest.mark.timeout(900)
def test_everything_is_named_and_in_order_and_every_list_remembers_its_columns(window):
    nameless: set[str] = set()
    forgetful: set[str] = set()
    disordered: set[str] = set()
    seen: list[str] = []

    def look(place: str, widget: QWidget) -> None:
        seen.append(place)
        for part in widget.findChildren(QWidget):
            if part.isVisible() and _takes_keys(part) and not _name(part, widget):
                nameless.add(f"{place}: {type(part).__name__} {part.objectName()}")
        disordered.update(place for form in widget.findChildren(Form) if not _in_reading_order(form))
        for table in widget.findChildren(DataTable):
            if table.isVisible() and not table.remembers:
                forgetful.add(f"{place}: {table.accessibleName()}")

    walk(window, window.desk, look)

    assert len(seen) > 100
    assert not nameless, "\n".join(sorted(nameless))
    assert not forgetful, "\n".join(sorted(forgetful))
    assert not disordered, "\n".join(sorted(disordered))


@pytest.mark.timeout(900)
def test_no_tab_needs_to_be_scrolled_sideways_at_150_percent(window):
    window.resize(910, 488)
    wide: list[str] = []
    for name, page in places(window, window.desk):
        viewport = page.parentWidget()
        assert isinstance(viewport, QWidget)
        if page.minimumSizeHint().width() > viewport.width():
            wide.append(f"{name} {page.minimumSizeHint().width()} > {viewport.width()}")

    assert not wide, "\n".join(wide)


@pytest.mark.timeout(900)
def test_no_page_or_tab_stops_the_window(window):
    stalls: dict[str, float] = {}
    settle(window.desk)
    beat = Heartbeat()
    for name, _ in places(window, window.desk):
        stalls[name] = beat.stop()
        beat = Heartbeat()
    beat.stop()

    slow = {name: round(longest) for name, longest in stalls.items() if longest > _MOST_MS}
    assert not slow


def _in_reading_order(form: Form) -> bool:
    """Tell whether Tab goes through the fields line by line, each line from the left."""
    fields = [field for field in form.findChildren(Field) if field.isVisible() and field.isEnabled()]
    chain: dict[Field, None] = {}
    part = form.nextInFocusChain()
    while part is not form:
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus:
            chain |= {field: None for field in fields if part is field or field.isAncestorOf(part)}
        part = part.nextInFocusChain()

    def place(field: Field) -> tuple[int, int]:
        corner = field.mapTo(form, QPoint(0, 0))
        return corner.y() // _LINE, corner.x()

    return list(chain) == sorted(chain, key=place)


def _takes_keys(part: QWidget) -> bool:
    """Tell whether Tab comes to a part; what stands inside another (the line of a spin box) is that one's."""
    inside: QWidget | None = part.parentWidget()
    while inside is not None:
        if isinstance(inside, QAbstractSpinBox | QComboBox | QCalendarWidget):
            return False
        inside = inside.parentWidget()
    if isinstance(part, QScrollArea) or part.focusProxy() is not None or not part.isEnabled():
        return False
    known = isinstance(part, QAbstractButton | QLineEdit | QComboBox | QAbstractScrollArea | QAbstractSpinBox)
    return known and bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _name(part: QWidget, place: QWidget) -> str:
    """Return what a screen reader says of a part."""
    if part.accessibleName():
        return part.accessibleName()
    if isinstance(part, QAbstractButton) and (part.text() or part.toolTip()):
        return part.text() or part.toolTip()
    labels = [label for label in place.findChildren(QLabel) if label.buddy() is part]
    return labels[0].text() if labels else ""

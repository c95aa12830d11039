"""The options of a sheet for Excel: its period, and what will stand in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from app.services.context import Context
from app.services.points.facts import NoRulebook
from app.ui import theme
from app.ui.desk import Desk
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.labels import ElidedLabel, faded, heading, rule, text_label
from app.ui.widgets.period_picker import PeriodPicker
from app.ui.widgets.table_model import Column


@dataclass(frozen=True, slots=True)
class Shown:
    """What a sheet will hold: its rows, half a line about them, and what is not yet in it."""

    rows: Sequence[Any]
    summary: str
    caution: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the catalogue.

    Args:
        title: Its name.
        hint: One sentence about its form.
        columns: How its rows are shown before they are written.
        read: Reads what it will hold.
        export: Writes it.
        file_name: What it is usually called.
        periods: The periods that can be chosen as (code, label), and the usual one; none where it has none.
        empty: Title and sentence for a sheet without rows.

    """

    title: str
    hint: str
    columns: Sequence[Column[Any]]
    read: Callable[[Context, str], Shown]
    export: Callable[[Context, str, Path], Path]
    file_name: Callable[[Context, str], str]
    periods: Callable[[Context], tuple[list[tuple[str, str]], str]] | None
    empty: tuple[str, str]


class SheetPane(QWidget):
    """Shows one sheet of the catalogue; the page's button writes it."""

    marked = Signal()
    """Whether it can be written may have changed."""

    def __init__(self, desk: Desk, key: str, sheet: Sheet) -> None:
        super().__init__()
        self._desk = desk
        self.sheet = sheet
        self.can_export = False
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.picker = PeriodPicker("期间")
        self.title = heading(sheet.title, level=2)
        self.hint = faded(sheet.hint, wrap=True)
        self.summary = ElidedLabel(tone="faded")
        self.caution = text_label("", tone="warn", wrap=True)
        self.table: DataTable[Any] = DataTable(sheet.columns, name=f"report_{key}", settings=desk.settings)
        self.table.setAccessibleName(f"{sheet.title}的内容")
        self._lay_out()
        self.picker.changed.connect(lambda _: self.refresh())

    def _lay_out(self) -> None:
        head = QVBoxLayout()
        head.setContentsMargins(theme.unit(2), theme.unit(1.75), theme.unit(2), 0)
        head.setSpacing(theme.unit(0.5))
        head.addWidget(self.title)
        head.addWidget(self.hint)
        head.addSpacing(theme.unit(1))
        head.addLayout(self._options())
        head.addWidget(self.caution)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 1, 1)
        column.setSpacing(0)
        column.addLayout(head)
        column.addSpacing(theme.unit(1.25))
        column.addWidget(rule())
        column.addWidget(self.table, 1)

    def _options(self) -> QLayout:
        """Lay out what can be chosen above the table."""
        row = QHBoxLayout()
        row.setSpacing(theme.unit(1.5))
        if self.sheet.periods is not None:
            row.addWidget(faded("期间"))
            row.addWidget(self.picker)
        row.addWidget(self.summary, 1)
        return row

    def period(self) -> str:
        """Return the chosen period's code, "" for a sheet without one."""
        return self.picker.code() if self.sheet.periods is not None else ""

    def choose(self, period: str) -> None:
        """Choose a period, where this sheet has one."""
        self.picker.choose(period)
        self.refresh()

    def refresh(self) -> None:
        """Read what the sheet will hold."""
        ctx = self._desk.ctx
        if self.sheet.periods is not None:
            self.picker.set_options(*self.sheet.periods(ctx))
        try:
            shown = self.sheet.read(ctx, self.period())
        except NoRulebook:
            self._without_rulebook()
            return
        self.can_export = True
        self.table.set_empty(*self.sheet.empty, icon="file-spreadsheet")
        self._show(shown)

    def exporter(self) -> Callable[[Context, Path], Path]:
        """Return what writes the file, with everything that is chosen now."""
        sheet, period = self.sheet, self.period()
        return lambda ctx, path: sheet.export(ctx, period, path)

    def file_name(self) -> str:
        """Return what the file is usually called."""
        return self.sheet.file_name(self._desk.ctx, self.period())

    def _without_rulebook(self) -> None:
        self.can_export = False
        self.table.set_empty(
            "还没有积分方案",
            "先启用一个积分方案，考勤、补学和档案记录的积分就会自动产生。",
            icon="notes",
            action="去启用方案",
            slot=lambda: self._desk.show_page("points", tab="rulebook"),
        )
        self._show(Shown((), ""))

    def _show(self, shown: Shown) -> None:
        self.summary.setText(shown.summary)
        self.caution.setText(shown.caution)
        self.caution.setVisible(bool(shown.caution))
        self.table.set_rows(shown.rows)

"""Reports of 组织生活: rates, coverage, hours, dual life, long absences; shown, exported, printed.

`LifeReportsView` fits a tab of a page, `LifeReportsDialog` a menu. The services are imported where they
are called: this module can be part of the first window.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from app.services.reports.life_documents import ReportColumn, ReportRow, ReportTable
from app.services.reports.life_tables import text_of
from app.services.reports.words import DASH
from app.ui import dialogs, theme
from app.ui.life_prints import LifePrints
from app.ui.widgets.buttons import plain_button, primary_button, set_shortcut
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.labels import faded, rule, text_label
from app.ui.widgets.period_picker import PeriodPicker
from app.ui.widgets.table_model import Column

if TYPE_CHECKING:
    from app.services.context import Context
    from app.services.life_report_tables import ReportKind
    from app.ui.desk import Desk

_PIXELS = 4.2
"""Width on the screen for one step of a column's width on paper."""
_SIGN, _ROOM = 15, 28
"""Pixels of one Chinese character of a head, and of the room around it."""


class LifeReportsView(QWidget):
    """One report at a time, by period and by what it is broken down into.

    Double-clicking a row about a member opens the archive.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._kinds = _catalogue()
        self._tables: dict[str, DataTable[ReportRow]] = {}
        self.report: ReportTable | None = None
        self.prints = LifePrints(desk, self)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("组织生活报表")
        for kind in self._kinds:
            self.tabs.setTabToolTip(self.tabs.addTab(kind.title), kind.hint)
        self.picker = PeriodPicker("期间")
        self.by_label = faded("按")
        self.by = QComboBox()
        self.by.setAccessibleName("统计口径")
        self.summary = faded("")
        self.preview_button = plain_button("打印预览…", self._on_print, icon_name="printer")
        self.export_button = primary_button("导出 Excel…", self._on_export, icon_name="download")
        set_shortcut(self.preview_button, "Ctrl+P")
        set_shortcut(self.export_button, "Ctrl+E")
        self.stack = QStackedWidget()
        self.notes = text_label("", tone="faded", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(theme.unit())
        for part in (self.picker, self.by_label, self.by):
            row.addWidget(part)
        row.addSpacing(theme.unit())
        row.addWidget(self.summary, 1)
        row.addWidget(self.preview_button)
        row.addWidget(self.export_button)
        card = QWidget()
        card.setObjectName("card")
        card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, theme.unit())
        inside.addWidget(self.stack, 1)
        inside.addWidget(rule())
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.unit(1.5), 0, theme.unit(1.5), 0)
        foot.addWidget(self.notes)
        inside.addLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.unit(1.5))
        column.addWidget(self.tabs)
        column.addLayout(row)
        column.addWidget(card, 1)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(lambda _: self._on_tab())
        self.picker.changed.connect(lambda _: self._read())
        self.by.activated.connect(lambda _: self._read())
        # a method, not a lambda: the connection must end with this view
        self._desk.bus.changed.connect(self._on_changed)

    def _on_changed(self, _changes: object) -> None:
        if self.isVisible():
            self._read()

    def refresh(self) -> None:
        """Offer the periods there are and read the report in front."""
        self._on_tab()

    def choose(self, key: str, period: str = "") -> None:
        """Show the report `key` ("rates", "coverage", "hours", "dual", "absent"), of a period where given."""
        at = next(number for number, kind in enumerate(self._kinds) if kind.key == key)
        self.tabs.setCurrentIndex(at)
        self._on_tab()
        if period:
            self.picker.choose(period)
            self._read()

    def table(self) -> DataTable[ReportRow] | None:
        """Return the table in front."""
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, DataTable) else None

    def _kind(self) -> ReportKind:
        return self._kinds[self.tabs.currentIndex()]

    def _on_tab(self) -> None:
        kind = self._kind()
        self.picker.set_options(*_periods(self._desk.ctx, yearly=kind.yearly))
        self.picker.setVisible(kind.dated)
        kept = self.by.currentData()
        self.by.clear()
        for way in kind.by:
            self.by.addItem(way.label, way)
        self.by.setCurrentIndex(max(self.by.findData(kept), 0) if kind.by else -1)
        for part in (self.by_label, self.by):
            part.setVisible(bool(kind.by))
        self._read()

    def _read(self) -> None:
        kind = self._kind()
        by = kind.by[self.by.currentIndex()] if kind.by else None
        period = self.picker.code()
        self._desk.actions.do(lambda ctx: kind.table(ctx, period, by), done=self._show)

    def _show(self, report: ReportTable) -> None:
        self.report = report
        if report.key not in self._tables:
            self._tables[report.key] = self._new_table(report)
        table = self._tables[report.key]
        table.set_empty(report.empty.rstrip("。"), icon="table")
        table.set_rows(report.rows)
        self.stack.setCurrentWidget(table)
        self.summary.setText(report.summary)
        self.notes.setText("\n".join(report.notes))

    def _new_table(self, report: ReportTable) -> DataTable[ReportRow]:
        # what is long takes the room that is left, else what the row is about
        stretched = next((at for at, column in enumerate(report.columns) if column.align == "l"), 1)
        columns = [
            _column(at, column, report, stretches=at == stretched) for at, column in enumerate(report.columns)
        ]
        table: DataTable[ReportRow] = DataTable(
            columns, name=f"life_{report.key}", settings=self._desk.settings, key=lambda row: row.cells[1]
        )
        table.setAccessibleName(report.title)
        table.opened.connect(self._open_member)
        self.stack.addWidget(table)
        return table

    def _open_member(self, row: ReportRow | None) -> None:
        if row is not None and row.member_id is not None:
            self._desk.show_page("members", member_id=row.member_id)

    def _on_print(self) -> None:
        if self.report is not None:
            self.prints.open_report(self.report)

    def _on_export(self) -> None:
        from app.services import life_exports

        report = self.report
        if report is None:
            return
        path = dialogs.save_file(self, report.title, life_exports.report_file_name(report), dialogs.XLSX)
        if path is None:
            return
        target: Path = path
        self._desk.actions.run(
            f"正在导出{report.title}",
            lambda ctx, _progress: life_exports.export_report(ctx, report, target),
            success=lambda made: f"已导出：{made}",
        )


class LifeReportsDialog(QDialog):
    """The reports in a window of their own."""

    def __init__(self, desk: Desk, parent: QWidget | None = None, report: str = "rates") -> None:
        super().__init__(parent)
        self.setWindowTitle("组织生活报表")
        self.view = LifeReportsView(desk)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.unit(2), theme.unit(1), theme.unit(2), theme.unit(2))
        column.addWidget(self.view)
        self.resize(theme.unit(140), theme.unit(88))
        self.view.choose(report)


def _catalogue() -> tuple[ReportKind, ...]:
    from app.services.life_report_tables import REPORTS

    return REPORTS


def _periods(ctx: Context, *, yearly: bool) -> tuple[list[tuple[str, str]], str]:
    from app.services import exports

    years = [(str(year), f"{year}年度") for year in exports.years(ctx)]
    if yearly:
        return years, years[0][0]
    quarters = [(quarter.code, quarter.label) for quarter in exports.quarters(ctx)]
    return [*years, *quarters], years[0][0]


def _column(at: int, column: ReportColumn, report: ReportTable, *, stretches: bool) -> Column[ReportRow]:
    def tone(row: ReportRow) -> str:
        return row.tone if at == report.toned else ""

    head = _head(column)
    return Column(
        f"c{at}",
        head,
        lambda row: text_of(row.cells[at], column) or DASH,
        width=0 if stretches else max(len(head) * _SIGN + _ROOM, int(column.width * _PIXELS)),
        align="right" if column.number else "left",
        sort=lambda row: _order(row.cells[at]),
        tone=tone,
        tip=(lambda row: str(row.cells[at])) if column.align == "l" else None,
    )


def _head(column: ReportColumn) -> str:
    return column.head.replace("\n", "")


def _order(value: Any) -> tuple[int, Any]:
    """Sort numbers and days as such; what is missing or written in words comes after them."""
    if isinstance(value, str):
        number = value.rstrip("%")
        if value.endswith("%") and number.replace(".", "", 1).isdigit():
            return 0, float(number)
        return 2, value
    return (1, "") if value is None else (0, value)

"""The list of charts at the left of the page."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QListWidget, QVBoxLayout, QWidget

from app.services.trends.asking import Chart
from app.ui import theme


class ChartList(QWidget):
    """Exactly one chart is chosen at any time; arrows move through the list."""

    chosen = Signal(object)
    """The `Chart` that was chosen by the user."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(theme.unit(15))
        self.list = QListWidget()
        self.list.setObjectName("chapters")
        self.list.setAccessibleName("图的种类")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.addItems([chart.label for chart in Chart])
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(self.list)
        self.list.currentRowChanged.connect(lambda at: self.chosen.emit(list(Chart)[at]))

    def choose(self, chart: Chart) -> None:
        """Choose a chart without telling."""
        with QSignalBlocker(self.list):
            self.list.setCurrentRow(list(Chart).index(chart))

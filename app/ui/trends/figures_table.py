"""The figures of a chart as a table: for the keyboard, for screen readers, and to be copied."""

from __future__ import annotations

import re
from zlib import crc32

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.trends.answer import Answer, Line
from app.ui import theme
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.labels import faded, text_label
from app.ui.widgets.table_model import Column

_WIDTH = 96
_WORDS = {"状态", "党员"}
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")


class FiguresTable(QWidget):
    """Summary and table of an answer; Enter or a double click opens the record behind a line."""

    opened = Signal(object)
    """The `Goal` of the line that was opened."""

    def __init__(self, settings: QSettings | None = None) -> None:
        super().__init__()
        self._settings = settings
        self._heads: tuple[str, ...] = ()
        self.title = text_label("", wrap=True)
        self.title.setFont(theme.font(strong=True))
        self.summary = faded("", wrap=True, small=True)
        self.table: DataTable[Line] = _table((), settings)
        head = QVBoxLayout()
        head.setContentsMargins(theme.unit(1.5), theme.unit(1.25), theme.unit(1.5), theme.unit(0.5))
        head.setSpacing(theme.unit(0.25))
        head.addWidget(self.title)
        head.addWidget(self.summary)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(head)
        self._column.addWidget(self.table, 1)
        self._listen()

    def show_answer(self, answer: Answer) -> None:
        """Show the figures of an answer; the table is made anew only where its heads are others."""
        if answer.heads != self._heads:
            self._heads = answer.heads
            old, self.table = self.table, _table(answer.heads, self._settings)
            self._column.replaceWidget(old, self.table)
            old.deleteLater()
            self._listen()
        title = answer.data.title
        self.title.setText(title if answer.closed else f"{title}（未结算）")
        self.summary.setText(answer.summary)
        self.summary.setVisible(bool(answer.summary))
        self.table.setAccessibleName(f"{title}的数字")
        self.table.set_rows(answer.lines)
        self._fit(answer)

    def clear(self) -> None:
        """Show nothing."""
        self.title.setText("")
        self.summary.setText("")
        self.table.set_rows([])

    def _fit(self, answer: Answer) -> None:
        """Give each column the room of its longest text; rows are few, a list of thousands could not be measured."""
        letters = self.table.fontMetrics()
        for at, head in enumerate(answer.heads):
            texts = [f"{head}　", *(line.cells[at] for line in answer.lines)]
            need = max(letters.horizontalAdvance(text) for text in texts) + theme.unit(3)
            self.table.setColumnWidth(at, min(max(need, theme.unit(7)), theme.unit(26)))

    def _listen(self) -> None:
        self.table.opened.connect(lambda line: self.opened.emit(line.goal) if line.goal is not None else None)


def _table(heads: tuple[str, ...], settings: QSettings | None) -> DataTable[Line]:
    columns = [_column(at, head) for at, head in enumerate(heads)]
    # tables with the same heads are the same to whoever arranged them
    name = f"figures_{crc32(' '.join(heads).encode()):08x}"
    return DataTable(columns or [_column(0, "")], name=name, settings=settings)


def _column(at: int, head: str) -> Column[Line]:
    number = at > 0 and head not in _WORDS
    return Column(
        f"c{at}",
        head,
        lambda line: line.cells[at],
        width=_WIDTH,
        align="right" if number else "left",
        sort=(lambda line: _number(line.cells[at])) if number else None,
        tone=(lambda line: "warn" if line.cells[at] == "未结算" else "") if head == "状态" else None,
        tip=lambda line: line.cells[at],
    )


def _number(text: str) -> float:
    found = _NUMBER.search(text)
    return float("-inf") if found is None else float(found[0])

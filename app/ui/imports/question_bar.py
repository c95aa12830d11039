"""What a sheet does not say and the secretary answers above the preview."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from app.services.imports.subject import Question
from app.ui import theme
from app.ui.widgets.labels import ElidedLabel
from app.ui.widgets.value_box import ValueBox

_ACROSS = 3


class QuestionBar(QWidget):
    """Choices and texts, three side by side; `changed` tells all answers."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, ValueBox | QLineEdit] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.unit(1))
        self._grid.setVerticalSpacing(theme.unit(0.75))
        for place in range(_ACROSS):
            self._grid.setColumnStretch(2 * place + 1, 1)

    def show_questions(self, questions: Iterable[Question]) -> None:
        """Ask these questions, with what was answered so far."""
        asked = list(questions)
        self.setVisible(bool(asked))
        if [question.key for question in asked] == list(self.fields):
            return  # they stand there already; what is being typed stays
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.fields = {}
        for number, question in enumerate(asked):
            row, place = divmod(number, _ACROSS)
            label = ElidedLabel(question.label)
            label.setFixedWidth(theme.unit(16))
            self._grid.addWidget(label, row, 2 * place)
            field = self._field(question)
            field.setAccessibleName(question.label)
            self.fields[question.key] = field
            self._grid.addWidget(field, row, 2 * place + 1)

    def answers(self) -> dict[str, str]:
        """Return what is answered; what was left open is missing."""
        given = {key: _value(field) for key, field in self.fields.items()}
        return {key: value for key, value in given.items() if value}

    def _field(self, question: Question) -> ValueBox | QLineEdit:
        if not question.choices:
            line = QLineEdit(question.value)
            line.setMaxLength(100)
            line.editingFinished.connect(self._tell)
            return line
        box = ValueBox()
        box.fill(question.choices, none="请选择")
        box.choose(question.value or None)
        box.setSizeAdjustPolicy(ValueBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.currentIndexChanged.connect(lambda _=0: self._tell())
        return box

    def _tell(self) -> None:
        self.changed.emit(self.answers())


def _value(field: ValueBox | QLineEdit) -> str:
    if isinstance(field, QLineEdit):
        return field.text().strip()
    return str(field.chosen() or "")

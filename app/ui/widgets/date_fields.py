"""Fields for dates: a day with a calendar beside it, and dates of which only month or year are known."""

from __future__ import annotations

import re
from datetime import date

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, Qt
from PySide6.QtGui import QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QLineEdit, QVBoxLayout

from app.services import partial_dates
from app.services.errors import BadInput
from app.ui import theme
from app.ui.icons import icon
from app.ui.widgets.fields import Field, FieldProblem

_MONTH_DAY = re.compile(r"(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?")
_WORDS = {"今天": 0, "昨天": -1, "明天": 1, "前天": -2, "后天": 2}


class DateField(Field):
    """A day: typed in any usual shape, "今天", "3.5" of this year, or chosen from a calendar.

    Args:
        today: The day of work (`desk.ctx.today`), which the short shapes are completed from.

    """

    DRAFTED = True

    def __init__(self, today: date) -> None:
        self.edit = QLineEdit()
        super().__init__(self.edit)
        self._today = today
        self._popup: _CalendarPopup | None = None
        self.edit.setPlaceholderText(f"如 {today.isoformat()} 或 {today.month}.{today.day}")
        self.edit.setMaxLength(20)
        act = self.edit.addAction(icon("calendar", "faded"), QLineEdit.ActionPosition.TrailingPosition)
        act.setToolTip("选择日期（Alt+↓）")
        act.triggered.connect(self.open_calendar)
        self.edit.textEdited.connect(lambda _: self.edited.emit())
        self.edit.editingFinished.connect(self._tidy)
        self.edit.installEventFilter(self)

    def value(self) -> date | None:
        """Return the day, or None where the field is empty."""
        text = self.edit.text().strip()
        return read_day(text, self._today) if text else None

    def set_value(self, value: object) -> None:
        """Show a day (a date or its ISO text); None empties the field."""
        self.edit.setText("" if value is None else str(value))

    def state(self) -> object:
        """Return the text as it stands."""
        return self.edit.text()

    def open_calendar(self) -> None:
        """Show the calendar under the field."""
        if self._popup is None:
            self._popup = _CalendarPopup(self)
            self._popup.calendar.activated.connect(self._take)
            self._popup.calendar.clicked.connect(self._take)
        try:
            shown = self.value() or self._today
        except FieldProblem:
            shown = self._today
        self._popup.calendar.setSelectedDate(QDate(shown.year, shown.month, shown.day))
        self._popup.move(self.mapToGlobal(self.rect().bottomLeft()))
        self._popup.show()
        self._popup.calendar.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Alt+Down opens the calendar."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Down
            and event.modifiers() & Qt.KeyboardModifier.AltModifier
        ):
            self.open_calendar()
            return True
        return super().eventFilter(watched, event)

    def _take(self, day: QDate) -> None:
        self.edit.setText(day.toString(Qt.DateFormat.ISODate))
        if self._popup is not None:
            self._popup.hide()
        self.edit.setFocus()
        self.edited.emit()

    def _tidy(self) -> None:
        """Write a readable day out in full, so that what is meant can be seen before saving."""
        try:
            day = self.value()
        except FieldProblem:
            return
        if day is not None:
            self.edit.setText(day.isoformat())


class PartialDateField(Field):
    """A date as papers hold it: 2019.07, 2019年, 1985-03-05; its value is the stored text or "".

    Args:
        today: The day of work (`desk.ctx.today`); later dates are refused.

    """

    DRAFTED = True

    def __init__(self, today: date, placeholder: str = "如 2019.07 或 2019-07-01") -> None:
        self.edit = QLineEdit()
        super().__init__(self.edit)
        self._today = today
        self.edit.setPlaceholderText(placeholder)
        self.edit.setMaxLength(20)
        self.edit.textEdited.connect(lambda _: self.edited.emit())
        self.edit.editingFinished.connect(self._tidy)

    def value(self) -> str:
        """Return the stored form (`YYYY`, `YYYY-MM` or `YYYY-MM-DD`), "" where the field is empty."""
        text = self.edit.text().strip()
        if not text:
            return ""
        try:
            return partial_dates.parse(text, today=self._today)
        except BadInput as error:
            raise FieldProblem(error.message) from error

    def set_value(self, value: object) -> None:
        """Show a stored date; None empties the field."""
        self.edit.setText("" if value is None else str(value))

    def state(self) -> object:
        """Return the text as it stands."""
        return self.edit.text()

    def _tidy(self) -> None:
        try:
            self.edit.setText(self.value())
        except FieldProblem:
            return


class _CalendarPopup(QFrame):
    """The calendar in Chinese, weeks beginning on Monday."""

    def __init__(self, parent: Field) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.calendar = QCalendarWidget()
        self.calendar.setLocale(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames)
        weekend = QTextCharFormat()
        weekend.setForeground(theme.colour("accent"))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.calendar.setWeekdayTextFormat(day, weekend)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(self.calendar)


def read_day(text: str, today: date) -> date:
    """Return the day that a person means.

    Raises:
        FieldProblem: It is no day, or only a month.

    """
    if text in _WORDS:
        return date.fromordinal(today.toordinal() + _WORDS[text])
    short = _MONTH_DAY.fullmatch(text)
    full = f"{today.year}-{short[1]}-{short[2]}" if short else text
    try:
        # plans reach into the next years, which dates on papers never do
        stored = partial_dates.parse(full, today=today.replace(year=today.year + 5, day=1))
    except BadInput as error:
        raise FieldProblem(error.message) from error
    if not partial_dates.is_full(stored):
        raise FieldProblem("请写到日，如 2026-03-05。")
    return date.fromisoformat(stored)

"""Fields of a form: each gives a plain value, says in Chinese what it cannot take, and tells when it was edited."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QValidator, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QSpinBox, QWidget

from app.ui import theme
from app.ui.widgets.value_box import ValueBox


class FieldProblem(ValueError):
    """What stands in a field cannot be taken; the message is shown under it."""


class Field(QWidget):
    """One input of a form, around the Qt widget that takes the keys."""

    edited = Signal()

    DRAFTED = False
    """Whether `state` is plain data that `restore` can show again, so that a draft (草稿) may keep it."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        self.inner = inner
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(inner)
        self.setFocusProxy(inner)

    def value(self) -> object:
        """Return the value; `FieldProblem` where there is none to give."""
        raise NotImplementedError

    def set_value(self, value: object) -> None:
        """Show a value."""
        raise NotImplementedError

    def state(self) -> object:
        """Return what stands in the field, right or wrong, for the dirty check."""
        return self.value()

    def restore(self, state: object) -> None:
        """Show again what `state` has told, right or wrong."""
        self.set_value(state)

    def mark(self, *, wrong: bool) -> None:
        """Draw the field as wrong or right."""
        if bool(self.inner.property("wrong")) != wrong:
            self.inner.setProperty("wrong", wrong)
            self.inner.style().unpolish(self.inner)
            self.inner.style().polish(self.inner)

    def setAccessibleName(self, name: str) -> None:
        """Name the widget that takes the keys, which is what a screen reader meets."""
        super().setAccessibleName(name)
        self.inner.setAccessibleName(name)

    def set_read_only(self, read_only: bool) -> None:
        """Allow or forbid editing."""
        self.inner.setEnabled(not read_only)


class LineField(Field):
    """One line of text.

    Args:
        placeholder: Example shown while empty.
        limit: Longest text.
        check: Returns the text as it is to be stored, or raises a `ValueError` with a Chinese sentence.

    """

    DRAFTED = True

    def __init__(
        self, placeholder: str = "", *, limit: int = 200, check: Callable[[str], str] | None = None
    ) -> None:
        self.edit = QLineEdit()
        super().__init__(self.edit)
        self._check = check
        self.edit.setPlaceholderText(placeholder)
        self.edit.setMaxLength(limit)
        self.edit.textEdited.connect(lambda _: self.edited.emit())

    def value(self) -> str:
        """Return the text without blanks around it."""
        text = self.edit.text().strip()
        if self._check is None or not text:
            return text
        try:
            return self._check(text)
        except ValueError as error:
            raise FieldProblem(str(error)) from error

    def set_value(self, value: object) -> None:
        """Show a text; None is an empty one."""
        self.edit.setText("" if value is None else str(value))

    def state(self) -> object:
        """Return the text as it stands."""
        return self.edit.text()


class TextField(Field):
    """Several lines of text.

    Args:
        lines: Its height.
        limit: Longest text.

    """

    DRAFTED = True

    def __init__(self, placeholder: str = "", *, lines: int = 3, limit: int = 4000) -> None:
        self.edit = QPlainTextEdit()
        super().__init__(self.edit)
        self._limit = limit
        self.edit.setPlaceholderText(placeholder)
        self.edit.setTabChangesFocus(True)
        self.edit.setFixedHeight(self.edit.fontMetrics().lineSpacing() * lines + theme.unit(2.5))
        self.edit.textChanged.connect(self.edited)

    def value(self) -> str:
        """Return the text without blanks around it."""
        text = self.edit.toPlainText().strip()
        if len(text) > self._limit:
            raise FieldProblem(f"文字过长（{len(text)} 字），最多 {self._limit} 字。")
        return text

    def set_value(self, value: object) -> None:
        """Show a text; None is an empty one."""
        self.edit.setPlainText("" if value is None else str(value))

    def state(self) -> object:
        """Return the text as it stands."""
        return self.edit.toPlainText()


class ChoiceField(Field):
    """One of a list of (value, label).

    Args:
        options: The choices in their order.
        blank: Label of the choice for "none" (value None), put first; no such choice where empty.

    """

    DRAFTED = True

    def __init__(self, options: Iterable[tuple[object, str]] = (), *, blank: str = "") -> None:
        self.combo = ValueBox()
        super().__init__(self.combo)
        self._blank = blank
        self.combo.setMaxVisibleItems(16)
        # the wheel scrolls the form; it must not change a value in passing
        self.combo.installEventFilter(_NoWheel(self))
        self.set_options(options)
        self.combo.activated.connect(lambda _: self.edited.emit())

    def set_options(self, options: Iterable[tuple[object, str]]) -> None:
        """Offer other choices; the present one stays where it is still offered."""
        self.combo.fill(options, none=self._blank)

    def value(self) -> object:
        """Return the chosen value, the very object that was offered."""
        return self.combo.chosen()

    def set_value(self, value: object) -> None:
        """Choose a value; one that is not offered chooses the first."""
        self.combo.choose(value)


class CheckField(Field):
    """Yes or no."""

    DRAFTED = True

    def __init__(self, text: str = "") -> None:
        self.box = QCheckBox(text)
        super().__init__(self.box)
        self.box.setMinimumHeight(theme.size("field"))
        self.box.toggled.connect(lambda _: self.edited.emit())

    def value(self) -> bool:
        """Return whether it is ticked."""
        return self.box.isChecked()

    def set_value(self, value: object) -> None:
        """Tick it or not."""
        self.box.setChecked(bool(value))


class NumberField(Field):
    """A whole number between two limits."""

    DRAFTED = True

    def __init__(self, low: int = 0, high: int = 9999, *, unit: str = "", blank: str = "") -> None:
        self.spin = QSpinBox()
        super().__init__(self.spin)
        self._blank = bool(blank)
        self.spin.setRange(low - 1 if blank else low, high)
        self.spin.setSpecialValueText(blank)
        self.spin.setValue(self.spin.minimum() if blank else low)
        self.spin.setSuffix(f" {unit}" if unit else "")
        self.spin.installEventFilter(_NoWheel(self))
        self.spin.valueChanged.connect(lambda _: self.edited.emit())

    def value(self) -> int | None:
        """Return the number; None where it is left blank."""
        number = self.spin.value()
        return None if self._blank and number == self.spin.minimum() else number

    def set_value(self, value: object) -> None:
        """Show a number; None is blank."""
        self.spin.setValue(int(str(value)) if value is not None else self.spin.minimum())


class _PointsBox(QSpinBox):
    """A spin box over hundredths, so that no binary fraction ever touches a point (积分)."""

    def textFromValue(self, value: int) -> str:
        return points_text(value)

    def valueFromText(self, text: str) -> int:
        return parse_points(text.removesuffix(self.suffix()).strip())

    def validate(self, text: str, position: int) -> object:
        written = text.removesuffix(self.suffix()).strip()
        try:
            value = parse_points(written)
        except FieldProblem:
            partial = written in ("", "-", "+", ".") or written.endswith(".")
            return (QValidator.State.Intermediate if partial else QValidator.State.Invalid, text, position)
        inside = self.minimum() <= value <= self.maximum()
        return (QValidator.State.Acceptable if inside else QValidator.State.Intermediate, text, position)


class PointsField(Field):
    """Points (积分) as an exact integer of hundredths.

    Args:
        low: Least value in hundredths.
        high: Greatest value in hundredths.
        step: What an arrow adds, in hundredths.

    """

    DRAFTED = True

    def __init__(self, low: int = -10_000, high: int = 10_000, *, step: int = 100) -> None:
        self.spin = _PointsBox()
        super().__init__(self.spin)
        self.spin.setRange(low, high)
        self.spin.setSingleStep(step)
        self.spin.setSuffix(" 分")
        self.spin.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.spin.installEventFilter(_NoWheel(self))
        self.spin.valueChanged.connect(lambda _: self.edited.emit())

    def value(self) -> int:
        """Return hundredths of a point."""
        return self.spin.value()

    def set_value(self, value: object) -> None:
        """Show hundredths of a point."""
        self.spin.setValue(int(str(value or 0)))


def points_text(hundredths: int) -> str:
    """Return points as they are written: 8750 is "87.5", 300 is "3"."""
    whole, rest = divmod(abs(hundredths), 100)
    tail = f".{rest:02d}".rstrip("0") if rest else ""
    return f"{'-' if hundredths < 0 else ''}{whole}{tail}"


def parse_points(text: str) -> int:
    """Return hundredths of a written number of points.

    Raises:
        FieldProblem: It is no number, or has more than two places.

    """
    body = unicodedata.normalize("NFKC", text).strip().replace("\N{MINUS SIGN}", "-").removeprefix("+")
    sign = -1 if body.startswith("-") else 1
    whole, _, tail = body.removeprefix("-").partition(".")
    if not (whole + tail).isascii() or not (whole + tail).isdigit() or len(tail) > 2:
        raise FieldProblem("请填写数字，最多两位小数，如 2 或 0.5。")
    return sign * (int(whole or 0) * 100 + int(tail.ljust(2, "0")))


class _NoWheel(QObject):
    """Keeps the mouse wheel from changing a field that the user is only scrolling past."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QWheelEvent) and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False

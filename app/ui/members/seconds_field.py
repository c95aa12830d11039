"""兼任组织: the second organisations of a member, each with the days it is from and until."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services import member_beside
from app.services.member_beside import Second
from app.ui import theme
from app.ui.desk import Desk
from app.ui.members.fields import WordField
from app.ui.widgets.buttons import icon_button, quiet_button
from app.ui.widgets.date_fields import DateField
from app.ui.widgets.fields import Field
from app.ui.widgets.labels import faded


class _Line(QWidget):
    """One organisation."""

    def __init__(self, desk: Desk, second: Second | None) -> None:
        super().__init__()
        today = desk.ctx.today
        self.org = WordField(member_beside.organisations(desk.ctx), "另一个党小组、联合党支部、突击队等")
        self.starts, self.ends = DateField(today), DateField(today)
        self.drop_button = icon_button("x", "去掉这个组织")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.unit())
        row.addWidget(self.org, 3)
        row.addWidget(faded("从"))
        row.addWidget(self.starts, 2)
        row.addWidget(faded("到"))
        row.addWidget(self.ends, 2)
        row.addWidget(self.drop_button)
        for field, name in ((self.org, "兼任的党组织"), (self.starts, "兼任开始"), (self.ends, "兼任结束")):
            field.setAccessibleName(name)
        if second is not None:
            self.org.set_value(second.org)
            self.starts.set_value(second.starts_on)
            self.ends.set_value(second.ends_on)

    def second(self) -> Second | None:
        """Return the organisation, None for a line left empty."""
        org = self.org.value()
        return Second(org, self.starts.value(), self.ends.value()) if org else None


class SecondsField(Field):
    """Any number of second organisations; its value is a tuple of them."""

    def __init__(self, desk: Desk) -> None:
        inner = QWidget()
        super().__init__(inner)
        self._desk = desk
        self.lines: list[_Line] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.unit(0.5))
        self.add_button = quiet_button("添加兼任组织", self._on_add, icon_name="plus")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.unit(0.5))
        column.addLayout(self._column)
        column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)

    def value(self) -> tuple[Second, ...]:
        """Return the organisations in their order."""
        found = (line.second() for line in self.lines)
        return tuple(second for second in found if second is not None)

    def set_value(self, value: object) -> None:
        """Show these organisations."""
        for line in list(self.lines):
            self._drop(line)
        for second in value if isinstance(value, tuple) else ():
            self._add(second)

    def state(self) -> object:
        """Return what stands in the lines, right or wrong."""
        return tuple((line.org.state(), line.starts.state(), line.ends.state()) for line in self.lines)

    def _on_add(self) -> None:
        self._add(None).org.setFocus()
        self.edited.emit()

    def _add(self, second: Second | None) -> _Line:
        line = _Line(self._desk, second)
        for field in (line.org, line.starts, line.ends):
            field.edited.connect(self.edited)
        line.drop_button.clicked.connect(partial(self._on_drop, line))
        self.lines.append(line)
        self._column.addWidget(line)
        return line

    def _on_drop(self, line: _Line) -> None:
        self._drop(line)
        self.edited.emit()

    def _drop(self, line: _Line) -> None:
        self.lines.remove(line)
        line.hide()
        line.deleteLater()

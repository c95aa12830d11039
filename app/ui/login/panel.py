"""Name, password, button: the same panel before the data are opened and over a locked window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.buttons import primary_button, quiet_button
from app.ui.widgets.labels import error_line, faded, heading, text_label
from app.ui.widgets.password_field import PasswordField

_BY_CODE, _BY_PASSWORD = "忘记密码，用恢复码", "改用密码"
_BUSY = "正在核对……"


class LoginPanel(QWidget):
    """A card with the names of those who may log in.

    Args:
        title: What stands at the top.
        note: A quiet sentence under it.
        names: Those who have a password, in their order.
        button: Text of the button.
        code: Whether the recovery code is offered as another way.

    """

    submitted = Signal(str, str)
    """Name and password."""
    code_submitted = Signal(str)

    def __init__(
        self, title: str, note: str, names: Sequence[str], *, button: str = "登录", code: bool = True
    ) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(theme.unit(46))
        self.names = QComboBox()
        self.names.addItems(list(names))
        self.names.setAccessibleName("用户名")
        self.password = PasswordField()
        self.password.setAccessibleName("密码")
        self.code = QLineEdit(placeholderText="XXXXX-XXXXX-XXXXX-XXXXX-XXXXX-XXXXX", maxLength=60)
        self.code.setAccessibleName("恢复码")
        self.problem = error_line()
        # the card must not grow, and cut what is above, when a sentence appears
        kept = self.problem.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.problem.setSizePolicy(kept)
        self.problem.setMinimumHeight(self.problem.fontMetrics().lineSpacing() * 2)
        self._words = button
        self.button = primary_button(button, self.submit)
        self.other_button = quiet_button(_BY_CODE, self._other_way)
        self.other_button.setVisible(code)
        self._labels = (text_label("用户名"), text_label("密码"), text_label("恢复码"))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.unit(4), theme.unit(3), theme.unit(4), theme.unit(2))
        column.setSpacing(theme.unit(0.75))
        column.addWidget(heading(title, level=2))
        column.addWidget(faded(note, wrap=True))
        column.addSpacing(theme.unit())
        for label, field in zip(self._labels, (self.names, self.password, self.code), strict=True):
            column.addWidget(label)
            column.addWidget(field)
        column.addWidget(self.problem)
        column.addSpacing(theme.unit())
        column.addWidget(self.button)
        column.addWidget(self.other_button)
        self.password.edit.returnPressed.connect(self.submit)
        self.code.returnPressed.connect(self.submit)
        self._by_code = False
        self._arrange()

    def submit(self) -> None:
        """Send what was typed to whoever checks it."""
        if not self.button.isEnabled():
            return
        if self._by_code:
            if not self.code.text().strip():
                self.refuse("请输入打印或抄下的恢复码。")
                return
            self._wait()
            self.code_submitted.emit(self.code.text())
        else:
            if not self.password.value():
                self.refuse("请输入密码。")
                return
            self._wait()
            self.submitted.emit(self.names.currentText(), self.password.value())

    def refuse(self, sentence: str) -> None:
        """Say why it did not go, with the password emptied for another try."""
        self._calm()
        self.problem.setText(sentence)
        self.problem.show()
        if not self._by_code:
            self.password.clear()

    def choose(self, name: str) -> None:
        """Choose a name."""
        self.names.setCurrentText(name)

    def showEvent(self, event: object) -> None:
        """Let the keys go into the password at once."""
        super().showEvent(event)  # type: ignore[arg-type]
        (self.code if self._by_code else self.password.edit).setFocus()

    def _wait(self) -> None:
        self.problem.hide()
        self.button.setEnabled(False)
        self.button.setText(_BUSY)

    def _calm(self) -> None:
        self.button.setEnabled(True)
        self.button.setText(self._words)

    def _other_way(self) -> None:
        self._by_code = not self._by_code
        self._arrange()
        (self.code if self._by_code else self.password.edit).setFocus()

    def _arrange(self) -> None:
        self.problem.hide()
        for part in (*self._labels[:2], self.names, self.password):
            part.setVisible(not self._by_code)
        self._labels[2].setVisible(self._by_code)
        self.code.setVisible(self._by_code)
        self.other_button.setText(_BY_PASSWORD if self._by_code else _BY_CODE)

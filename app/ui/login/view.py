"""What stands in the window until somebody has logged in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.errors import AppError
from app.ui.login.panel import LoginPanel

_NOTE = "密码连续输错 5 次，要等 10 分钟。"


class LoginView(QWidget):
    """The panel in the middle of the page.

    Args:
        names: Those who may log in.
        by_password: Gets name and password, and whom to tell a refusal.
        by_code: Gets the recovery code.

    """

    def __init__(
        self,
        names: Sequence[str],
        by_password: Callable[[str, str], None],
        by_code: Callable[[str], None],
    ) -> None:
        super().__init__()
        self.panel = LoginPanel("登录先锋档案", _NOTE, names)
        self.panel.submitted.connect(by_password)
        self.panel.code_submitted.connect(by_code)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addWidget(self.panel, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def refuse(self, error: AppError) -> None:
        """Say why it did not go."""
        self.panel.refuse(error.message)

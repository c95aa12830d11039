"""A bug: it goes to the log, the user gets a report to hand on, and the window stays.

Imported by `crash_hooks` when the first bug comes.
"""

from __future__ import annotations

import logging
import platform
import sys
import traceback
from types import TracebackType

from PySide6 import __version__ as qt_version
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout

from app import __version__
from app.ui import theme
from app.ui.widgets.buttons import plain_button, primary_button
from app.ui.widgets.labels import heading, text_label

logger = logging.getLogger(__name__)
_SAID = "程序遇到了一个没有料到的问题。已保存的数据没有受影响，您可以继续使用；如果反复出现，请把下面的报告发给维护人员。"


def handle(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Log an unhandled exception and show it where a window can be shown."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logger.critical("unhandled exception", exc_info=(kind, error, trace))
    sys.__excepthook__(kind, error, trace)
    if isinstance(QApplication.instance(), QApplication) and CrashDialog.shown is None:
        CrashDialog(report(kind, error, trace)).open()


def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> str:
    """Return the text that helps the maintainers: versions and where it happened; no data of the branch."""
    lines = traceback.format_exception(kind, error, trace)
    return "\n".join(
        [
            f"先锋档案 {__version__}",
            f"Python {platform.python_version()}　Qt {qt_version}　{platform.platform()}",
            "",
            "".join(lines).rstrip(),
        ]
    )


class CrashDialog(QDialog):
    """What happened, ready to be copied; only one at a time, or a bug that repeats would bury the window."""

    shown: CrashDialog | None = None

    def __init__(self, text: str) -> None:
        super().__init__(QApplication.activeWindow())
        CrashDialog.shown = self
        self.setWindowTitle("先锋档案：出错报告")
        self.resize(theme.unit(90), theme.unit(60))
        self.text = QPlainTextEdit(text)
        self.text.setReadOnly(True)
        self.text.setAccessibleName("出错报告")
        self.copy_button = plain_button("复制报告", self._copy, icon_name="copy")
        self.close_button = primary_button("继续使用", self.accept)
        foot = QHBoxLayout()
        foot.addWidget(self.copy_button)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.unit(3), theme.unit(2.5), theme.unit(3), theme.unit(2))
        column.setSpacing(theme.unit(1.5))
        column.addWidget(heading("出了点问题", level=2))
        column.addWidget(text_label(_SAID, wrap=True))
        column.addWidget(self.text, 1)
        column.addLayout(foot)
        self.finished.connect(self._forget)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.copy_button.setText("已复制")

    def _forget(self) -> None:
        CrashDialog.shown = None
        self.deleteLater()

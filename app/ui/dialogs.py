"""Questions, notices and file choosers: the only user of QMessageBox and QFileDialog."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.ui import theme
from app.ui.icons import pixmap
from app.ui.widgets.labels import error_line, text_label

XLSX = "Excel 工作簿 (*.xlsx)"
SHEETS = "表格文件 (*.xlsx *.xls *.ods *.et *.csv)"
PDF = "PDF 文件 (*.pdf)"
PNG = "PNG 图片 (*.png)"
SVG = "SVG 矢量图 (*.svg)"


def ask(
    parent: QWidget | None, question: str, *, detail: str = "", yes: str = "确定", danger: bool = False
) -> bool:
    """Ask before an act that matters; `yes` names the act ("标记离开"), never just "是"."""
    box = _box(
        parent, question, detail, "alert-triangle" if danger else "help-circle", "warn" if danger else "info"
    )
    accept = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    _make_primary(accept)
    refuse = box.addButton("取消", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(refuse if danger else accept)
    box.setEscapeButton(refuse)
    box.exec()
    return box.clickedButton() is accept


def tell(parent: QWidget | None, text: str, *, detail: str = "", bad: bool = False) -> None:
    """Say something that must be read before going on."""
    box = _box(parent, text, detail, "alert-circle" if bad else "info-circle", "bad" if bad else "info")
    _make_primary(box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole))
    box.exec()


def ask_reason(
    parent: QWidget | None,
    title: str,
    prompt: str,
    *,
    yes: str = "确定",
    text: str = "",
    required: bool = True,
) -> str | None:
    """Ask for a few words, e.g. why something is sent back; None where the user thinks better of it."""
    dialog = _ReasonDialog(parent, title, prompt, yes, text, required=required)
    return dialog.text() if dialog.exec() == QDialog.DialogCode.Accepted else None


def open_file(
    parent: QWidget | None, title: str, kinds: str = SHEETS, folder: Path | None = None
) -> Path | None:
    """Let the user choose a file to read; `kinds` as in `SHEETS`, several joined by `;;`."""
    name, _ = QFileDialog.getOpenFileName(parent, title, str(folder or documents()), f"{kinds};;所有文件 (*)")
    return Path(name) if name else None


def save_file(parent: QWidget | None, title: str, name: str, kinds: str = XLSX) -> Path | None:
    """Let the user choose where to save; `name` is proposed (a bare name goes to the documents folder)."""
    start = Path(name) if Path(name).is_absolute() else documents() / name
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(start), kinds)
    if not chosen:
        return None
    path = Path(chosen)
    return path if path.suffix else path.with_suffix(start.suffix)


def choose_folder(parent: QWidget | None, title: str, folder: Path | None = None) -> Path | None:
    """Let the user choose a folder."""
    name = QFileDialog.getExistingDirectory(parent, title, str(folder or documents()))
    return Path(name) if name else None


def documents() -> Path:
    """Return the user's documents folder, where chooser dialogs begin."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))


def _box(parent: QWidget | None, text: str, detail: str, icon_name: str, tone: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setWindowTitle("先锋档案")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setIconPixmap(pixmap(icon_name, tone, theme.unit(4), box.devicePixelRatioF()))
    box.setText(text)
    box.setInformativeText(detail)
    for label in box.findChildren(QLabel):
        # the second label guesses its format by itself
        label.setTextFormat(Qt.TextFormat.PlainText)
    layout = box.layout()
    if layout is not None:
        layout.setContentsMargins(theme.unit(3), theme.unit(3), theme.unit(3), theme.unit(2))
        layout.setSpacing(theme.unit(1.5))
    return box


def _make_primary(button: QPushButton) -> None:
    button.setProperty("kind", "primary")
    button.style().unpolish(button)
    button.style().polish(button)


class _ReasonDialog(QDialog):
    def __init__(
        self, parent: QWidget | None, title: str, prompt: str, yes: str, text: str, *, required: bool
    ) -> None:
        super().__init__(parent)
        self._required = required
        self.setWindowTitle(title)
        self.setMinimumWidth(theme.unit(54))
        self._edit = QPlainTextEdit(text)
        self._edit.setTabChangesFocus(True)
        self._edit.setFixedHeight(theme.unit(12))
        self._edit.setAccessibleName(prompt)
        self._error = error_line()
        buttons = QDialogButtonBox()
        accept = buttons.addButton(yes, QDialogButtonBox.ButtonRole.AcceptRole)
        _make_primary(accept)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.unit(3), theme.unit(3), theme.unit(3), theme.unit(2))
        column.setSpacing(theme.unit())
        for part in (text_label(prompt, wrap=True), self._edit, self._error):
            column.addWidget(part)
        column.addSpacing(theme.unit())
        column.addWidget(buttons)

    def text(self) -> str:
        """Return what was written."""
        return self._edit.toPlainText().strip()

    def accept(self) -> None:
        """Close only where something was written."""
        if self._required and not self.text():
            self._error.setText("请填写后再继续。")
            self._error.show()
            self._edit.setFocus()
            return
        super().accept()

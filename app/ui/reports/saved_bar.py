"""What was saved last, with the ways to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.ui import theme
from app.ui.icons import pixmap
from app.ui.system import open_with_system
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.labels import ElidedLabel


class SavedBar(QWidget):
    """One line above the options, clear of the messages at the foot; hidden until something was saved.

    Args:
        open_path: Opens a file or folder with the system's program; the desktop's own by default.

    """

    def __init__(self, open_path: Callable[[Path], object] | None = None) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._open_path = open_path or open_with_system
        self._path: Path | None = None
        self.text = ElidedLabel("")
        mark = QLabel()
        mark.setPixmap(pixmap("circle-check", "ok", theme.size("icon"), self.devicePixelRatioF()))
        self.open_button = quiet_button("打开文件", self._open_file)
        self.folder_button = quiet_button("打开所在文件夹", self._open_folder, icon_name="folder")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.unit(1.5), theme.unit(0.5), theme.unit(0.5), theme.unit(0.5))
        row.setSpacing(theme.unit(0.75))
        row.addWidget(mark)
        row.addWidget(self.text, 1)
        row.addWidget(self.open_button)
        row.addWidget(self.folder_button)
        self.hide()

    def show_saved(self, text: str, path: Path) -> None:
        """Say what was saved; `path` is the file, or the folder of several."""
        self._path = path
        self.text.setText(text)
        self.open_button.setVisible(not path.is_dir())
        self.show()

    def _open_file(self) -> None:
        if self._path is not None:
            self._open_path(self._path)

    def _open_folder(self) -> None:
        if self._path is not None:
            self._open_path(self._path if self._path.is_dir() else self._path.parent)

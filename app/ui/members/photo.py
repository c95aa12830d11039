"""The photo of a member: as it is shown, and as a field of the form."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.services import photos
from app.services.errors import AppError
from app.ui import dialogs, theme
from app.ui.icons import pixmap
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.fields import Field
from app.ui.widgets.labels import error_line, faded

PICTURES = "照片 (*.jpg *.jpeg *.png *.bmp *.webp)"
# the shape of a 2寸 print, in steps of the grid
_FRAME = (9, 12.6)


class PhotoView(QLabel):
    """The photo in a frame of 2寸; an outline of a person where there is none."""

    def __init__(self, jpeg: bytes | None = None) -> None:
        super().__init__()
        self.setObjectName("photo")
        self.setFixedSize(theme.unit(_FRAME[0]), theme.unit(_FRAME[1]))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.show_photo(jpeg)

    def show_photo(self, jpeg: bytes | None) -> None:
        """Show another photo, None for none."""
        ratio = self.devicePixelRatioF()
        drawn = QPixmap()
        if jpeg is None or not drawn.loadFromData(jpeg):
            self.setPixmap(pixmap("user", "faded", theme.unit(4), ratio))
            self.setAccessibleName("没有照片")
            return
        room = QSize(round((self.width() - 2) * ratio), round((self.height() - 2) * ratio))
        drawn = drawn.scaled(
            room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        drawn.setDevicePixelRatio(ratio)
        self.setPixmap(drawn)
        self.setAccessibleName("照片")


class PhotoField(Field):
    """Choose or take off the photo; what cannot be a photo is refused under the buttons at once."""

    def __init__(self) -> None:
        inner = QWidget()
        super().__init__(inner)
        self._jpeg: bytes | None = None
        self.view = PhotoView()
        self.choose_button = quiet_button("选择照片…", self._choose, icon_name="photo")
        self.remove_button = quiet_button("移除照片", self._remove, icon_name="x")
        self.problem = error_line()
        beside = QVBoxLayout()
        beside.setSpacing(theme.unit(0.5))
        beside.addWidget(self.choose_button, 0, Qt.AlignmentFlag.AlignLeft)
        beside.addWidget(self.remove_button, 0, Qt.AlignmentFlag.AlignLeft)
        beside.addWidget(faded("近期免冠照片；自动缩小，不保留拍摄地点等信息。", wrap=True, small=True))
        beside.addWidget(self.problem)
        beside.addStretch(1)
        row = QHBoxLayout(inner)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.unit(1.5))
        row.addWidget(self.view)
        row.addLayout(beside, 1)
        self.set_value(None)

    def value(self) -> bytes | None:
        """Return the photo as it is kept."""
        return self._jpeg

    def set_value(self, value: object) -> None:
        """Show a photo, None for none."""
        self._jpeg = value if isinstance(value, bytes) else None
        self.view.show_photo(self._jpeg)
        self.remove_button.setVisible(self._jpeg is not None)
        self.problem.hide()

    def _choose(self) -> None:
        try:
            jpeg = choose_portrait(self)
        except AppError as error:
            self.problem.setText(error.message)
            self.problem.show()
            return
        if jpeg is not None:
            self._take(jpeg)

    def _remove(self) -> None:
        self._take(None)

    def _take(self, jpeg: bytes | None) -> None:
        self.set_value(jpeg)
        self.edited.emit()


def choose_portrait(parent: QWidget) -> bytes | None:
    """Let the user choose a picture and return it as a photo is kept; None where none was chosen.

    Raises:
        BadFile: It is no picture, is damaged or too large.

    """
    path = dialogs.open_file(parent, "选择照片", PICTURES)
    return None if path is None else photos.read_portrait(path)

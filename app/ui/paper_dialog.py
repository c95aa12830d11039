"""附件预览: one paper page by page, with the ways out for what cannot be shown here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPixmap
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.ui import dialogs, theme
from app.ui.system import open_with_system
from app.ui.widgets.buttons import icon_button, plain_button
from app.ui.widgets.labels import faded, text_label

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.attachments import AttachmentRow
    from app.services.errors import AppError
    from app.services.paper_view import Shown
    from app.ui.desk import Desk

_NOTE = "用系统程序打开的是临时副本，改动不会存回档案。"


def save_paper(desk: Desk, row: AttachmentRow, parent: QWidget) -> None:
    """Ask for a file and write an attachment into it."""
    from app.services import attachments

    path = dialogs.save_file(parent, "附件另存为", row.name, f"文件 (*{attachments.file_ending(row.name)})")
    if path is not None:
        desk.actions.do(
            lambda ctx: attachments.save_copy(ctx, row.id, path),
            success=f"已另存为“{path.name}”。",
            refused=lambda error: dialogs.tell(parent, error.message, bad=True),
        )


class PaperDialog(QDialog):
    """One attached paper; its pages are drawn in the background as they are turned to."""

    def __init__(self, desk: Desk, row: AttachmentRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._row = desk, row
        self.setWindowTitle(row.name)
        self.resize(theme.unit(112), theme.unit(82))
        self.view = QLabel("正在打开……")
        self.view.setTextFormat(Qt.TextFormat.PlainText)
        self.view.setWordWrap(True)
        self.view.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.area = QScrollArea(widgetResizable=True)
        self.area.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.area.setAccessibleName("附件内容")
        self.area.setWidget(self.view)
        self.page, self.pages = 1, 1
        self.before = icon_button("chevron-left", "上一页", lambda: self.turn_to(self.page - 1))
        self.after = icon_button("chevron-right", "下一页", lambda: self.turn_to(self.page + 1))
        self.place = text_label("")
        self.save_button = plain_button("另存为…", lambda: save_paper(desk, row, self), icon_name="download")
        self.open_button = plain_button("用系统程序打开", self._open, icon_name="file-type-pdf")
        foot = QHBoxLayout()
        foot.setSpacing(theme.unit(1))
        for widget in (self.before, self.place, self.after):
            foot.addWidget(widget)
        foot.addWidget(faded(row.size_text, small=True))
        foot.addStretch(1)
        for button in (self.save_button, self.open_button, plain_button("关闭", self.accept)):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.addWidget(self.area, 1)
        column.addWidget(faded(_NOTE, small=True))
        column.addLayout(foot)
        self._settle()
        self.turn_to(1)

    def turn_to(self, page: int) -> None:
        """Draw another page."""
        from app.services import paper_view

        for button in (self.before, self.after):
            button.setEnabled(False)
        self._desk.actions.run(
            "正在打开附件",
            lambda ctx, _progress: paper_view.page_of(ctx, self._row.id, page),
            done=self._show,
            refused=self._refuse,
        )

    def _show(self, shown: Shown) -> None:
        self.page, self.pages = shown.page, shown.pages
        drawn = _fitting(shown.picture, self._room())
        if drawn.isNull():
            self.view.setText(shown.why or "这张图片无法显示，请另存后用其他程序打开。")
        else:
            self.view.setPixmap(QPixmap.fromImage(drawn))
        self.area.verticalScrollBar().setValue(0)
        self._settle()

    def _room(self) -> QSize:
        """Return the room of a page: a paper of several fills the width to be read, a picture is seen whole."""
        room = self.area.viewport().size()
        if self._row.mime != "application/pdf":
            return room
        return QSize(room.width() - self.area.verticalScrollBar().sizeHint().width(), 1_000_000)

    def _refuse(self, error: AppError) -> None:
        self.view.setText(error.message)
        self._settle()

    def _settle(self) -> None:
        several = self.pages > 1
        for widget in (self.before, self.place, self.after):
            widget.setVisible(several)
        self.place.setText(f"第 {self.page} / {self.pages} 页")
        self.before.setEnabled(self.page > 1)
        self.after.setEnabled(self.page < self.pages)

    def _open(self) -> None:
        from app.services import paper_view

        self._desk.actions.run(
            "正在打开附件",
            lambda ctx, _progress: paper_view.copy_to_open(ctx, self._row.id),
            done=self._opened,
            refused=lambda error: dialogs.tell(self, error.message, bad=True),
        )

    def _opened(self, path: Path) -> None:
        if not open_with_system(path):
            dialogs.tell(self, "系统里没有能打开这类文件的程序，请另存后用其他电脑查看。", bad=True)


def _fitting(content: bytes, room: QSize) -> QImage:
    """Return a picture decoded no larger than needed; an empty one where it cannot be decoded."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.width() > room.width() or size.height() > room.height():
        reader.setScaledSize(size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()

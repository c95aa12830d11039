"""Pictures of every page with the data of a folder, taken off the screen: for the demo, the README and the eye."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QEventLoop, QIODevice, QSize, Qt, QTimer
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QApplication, QWidget

from app.services.files import write_atomic
from app.ui.app import create_application
from app.ui.desk import Desk
from app.ui.main_window import MainWindow
from app.ui.page import Page
from app.ui.registry import PAGES
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.side_panel import SidePanel

if TYPE_CHECKING:
    from app.services.context import Context

SIZE = QSize(1366, 768)
_MANUAL_WIDTH = 760
_SETTLE_MS = 120
_PATIENCE_S = 15.0


def photograph_pages(ctx: Context, folder: Path, *, foot: bool = True) -> list[Path]:
    """Open the window on a store, go through its pages and write one picture of each.

    Args:
        ctx: The context; nothing in its store is changed.
        folder: Where the pictures go.
        foot: Whether the status line, which names a folder of this computer, is in the picture.

    """
    from app.services.undo import UndoStack

    if not isinstance(QApplication.instance(), QApplication):
        create_application(sys.argv[:1])
    desk = Desk()
    window = MainWindow(desk)
    window.resize(SIZE)
    window.show()
    window.ready(ctx, UndoStack())
    window.foot.setVisible(foot)
    try:
        return [_photograph(window, desk, key, at, folder) for at, key in enumerate(window.page_keys(), 1)]
    finally:
        window.close()
        desk.close()


def photograph_manual(ctx: Context, folder: Path) -> list[Path]:
    """Write the pictures of the manual: one page each, small and with few colours.

    Args:
        ctx: The context of the sample branch.
        folder: Where the pictures go, each under its page's key.

    """
    import tempfile

    written: list[Path] = []
    with tempfile.TemporaryDirectory() as large:
        for taken in photograph_pages(ctx, Path(large), foot=False):
            key = PAGES[int(taken.name.partition("-")[0]) - 1].key
            path = folder / f"{key}.png"
            write_atomic(path, _small(QImage(str(taken))))
            written.append(path)
    return written


def _small(image: QImage) -> bytes:
    """Return a picture for the manual as PNG: narrower, with fewer colours."""
    narrow = image.scaledToWidth(_MANUAL_WIDTH, Qt.TransformationMode.SmoothTransformation)
    return _png(narrow.convertToFormat(QImage.Format.Format_RGB666))


def _photograph(window: MainWindow, desk: Desk, key: str, at: int, folder: Path) -> Path:
    window.show_page(key)
    page = window.page(key)
    _settle(desk)
    _choose_first(page)
    _settle(desk)
    path = folder / f"{at}-{page.TITLE}.png"
    write_atomic(path, picture(window))
    return path


def _choose_first(page: Page) -> None:
    """Choose the first row where a page shows details of one, so that the picture has them."""
    if page.findChild(SidePanel) is None:
        return
    for table in page.findChildren(DataTable):
        if table.isVisible() and table.rows():
            table.selectRow(0)
            return


def picture(widget: QWidget) -> bytes:
    """Return a widget as PNG bytes, as it stands."""
    return _png(widget.grab().toImage())


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())


def _settle(desk: Desk) -> None:
    """Let the event loop run until no job is at work any more."""
    began = time.monotonic()
    while True:
        loop = QEventLoop()
        QTimer.singleShot(_SETTLE_MS, loop.quit)
        loop.exec()
        if not desk.jobs.busy or time.monotonic() - began > _PATIENCE_S:
            return

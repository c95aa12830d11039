"""Paper: the preview of typeset pages and the way to a printer; the pages themselves are made by a service."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from queue import Full, Queue
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QObject, QRectF, QTimer
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.services.errors import AppError, FileBusy
from app.services.progress import Progress
from app.ui import theme
from app.ui.page_view import PageView
from app.ui.widgets.buttons import plain_button, primary_button, quiet_button, set_shortcut
from app.ui.widgets.labels import faded, text_label

if TYPE_CHECKING:
    from app.services.context import Context
    from app.ui.desk import Desk

Deliver = Callable[[list[bytes]], None]
Produce = Callable[["Context", Deliver, Progress], int]
_PATIENCE = 0.1


class PreviewDialog(QDialog):
    """Shows typeset pages one below the other, as they will come out of the printer.

    Args:
        title: What is shown, e.g. "党员档案 王建国".
        pages: PNG bytes of each page.
        on_print: Asks for a printer and prints.
        on_pdf: Asks for a file and saves.
        warnings: What should be read before printing, e.g. that a font was replaced.
        note: What stands beside the number of pages.

    """

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        pages: Sequence[bytes],
        on_print: Callable[[], object],
        on_pdf: Callable[[], object],
        *,
        warnings: Sequence[str] = (),
        note: str = "A4",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"预览：{title}")
        self.page_count = len(pages)
        self._note = note
        self.view = PageView(pages)
        self.place = faded("")
        self.zoom_text = faded("")
        self.warning = text_label("\n".join(warnings), tone="warn", wrap=True)
        self.warning.setVisible(bool(warnings))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.unit(1.5))
        column.setSpacing(theme.unit(1.5))
        column.addWidget(self.view, 1)
        column.addLayout(self._foot(on_print, on_pdf))
        self.view.moved.connect(self._tell)
        self._tell()
        self.resize(theme.unit(100), theme.unit(88))
        self.view.setFocus()

    def _foot(self, on_print: Callable[[], object], on_pdf: Callable[[], object]) -> QVBoxLayout:
        smaller = quiet_button("缩小", lambda: self.view.zoom_by(-1))
        larger = quiet_button("放大", lambda: self.view.zoom_by(1))
        set_shortcut(smaller, "Ctrl+-")
        set_shortcut(larger, "Ctrl+=")
        save = plain_button("另存为 PDF…", on_pdf, icon_name="file-type-pdf")
        set_shortcut(save, "Ctrl+S")
        self.print_button = primary_button("打印…", on_print, icon_name="printer")
        set_shortcut(self.print_button, "Ctrl+P")
        row = QHBoxLayout()
        row.setSpacing(theme.unit())
        row.addWidget(self.place)
        row.addSpacing(theme.unit(2))
        for part in (smaller, self.zoom_text, larger):
            row.addWidget(part)
        row.addStretch(1)
        for part in (save, self.print_button, plain_button("关闭", self.reject)):
            part.setAutoDefault(False)
            row.addWidget(part)
        foot = QVBoxLayout()
        foot.setContentsMargins(theme.unit(2), 0, theme.unit(2), 0)
        foot.setSpacing(theme.unit())
        foot.addWidget(self.warning)
        foot.addLayout(row)
        return foot

    def _tell(self) -> None:
        self.place.setText(f"第 {self.view.current_page()} / {self.page_count} 页　{self._note}")
        self.zoom_text.setText(f"{self.view.percent()}%")


class PrintRun(QObject):
    """Sends sheets to a printer while a job is still making the next ones, so few are held at a time.

    The job's thread makes the pages; only this object, in the window's thread, touches the printer.

    Args:
        desk: Its actions run the job.
        printer: Chosen by the user.
        produce: Makes the pages, hands them over archive by archive and returns how many there are;
            empty bytes are an empty page.
        success: What to say afterwards, from the number of pages.

    """

    def __init__(
        self, desk: Desk, printer: QPrinter, produce: Produce, success: Callable[[int], str]
    ) -> None:
        super().__init__(desk)
        self._desk = desk
        self._printer = printer
        self._produce = produce
        self._success = success
        self._waiting: Queue[list[bytes]] = Queue(maxsize=1)
        self._pages: list[bytes] = []
        self._painted = 0
        self._handed = 0
        self._problem: AppError | None = None
        self._painter = QPainter()
        self._timer = QTimer(self, interval=5)
        self._timer.timeout.connect(self._paint_next)

    def start(self) -> bool:
        """Begin; tell whether the printer takes the job."""
        if not self._painter.begin(self._printer):
            self._desk.bus.say("打印机没有响应，请检查连接后重试，或先保存为 PDF。", "bad")
            self.deleteLater()
            return False
        self._painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._timer.start()
        self._desk.actions.run(
            "正在打印", self._work, success=self._success, refused=self._refused, finished=self._end
        )
        return True

    def _work(self, ctx: Context, progress: Progress) -> int:
        def deliver(pages: list[bytes]) -> None:
            self._handed += len(pages)
            while True:
                self._look(progress)
                try:
                    self._waiting.put(pages, timeout=_PATIENCE)
                    return
                except Full:
                    continue

        count = self._produce(ctx, deliver, progress)
        while self._painted < self._handed:
            self._look(progress)
            time.sleep(_PATIENCE / 10)
        return count

    def _look(self, progress: Progress) -> None:
        progress.step(self._painted, self._handed, "正在送往打印机")
        if self._problem is not None:
            raise self._problem

    def _paint_next(self) -> None:
        """Paint one page a turn, so that the window stays alive."""
        if not self._pages and not self._waiting.empty():
            self._pages = self._waiting.get_nowait()
        if not self._pages or self._problem is not None:
            return
        if self._painted and not self._printer.newPage():
            self._problem = FileBusy("打印中断，请检查打印机后重试，或先保存为 PDF。")
            return
        data = self._pages.pop(0)
        if data:
            paper = QRectF(self._printer.paperRect(QPrinter.Unit.DevicePixel))
            self._painter.drawImage(paper, QImage.fromData(data))
        self._painted += 1

    def _refused(self, error: AppError) -> None:
        self._problem = error
        self._desk.bus.say(error.message, "bad")

    def _end(self) -> None:
        self._timer.stop()
        if self._problem is not None or self._painted < self._handed:
            self._printer.abort()
        self._painter.end()
        self.deleteLater()


def choose_printer(parent: QWidget | None, title: str, *, two_sided: bool = False) -> QPrinter | None:
    """Ask for a printer set to A4; None when the user cancels."""
    printer = a4_printer(title, two_sided=two_sided)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle("打印")
    return printer if dialog.exec() == QDialog.DialogCode.Accepted else None


def a4_printer(title: str, *, two_sided: bool = False) -> QPrinter:
    """Return a printer for whole A4 sheets named `title` in the queue."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    printer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    printer.setDocName(title)
    if two_sided:
        printer.setDuplex(QPrinter.DuplexMode.DuplexLongSide)
    return printer

"""Paper: the preview of typeset pages and the way to a printer; the pages themselves are made by a service."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPixmap
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.services.errors import FileBusy
from app.ui import theme
from app.ui.widgets.buttons import plain_button, primary_button
from app.ui.widgets.labels import faded

PREVIEW_PPI = 110
PAPER_PPI = 300
_SHEET_WIDTH = 620


class PreviewDialog(QDialog):
    """Shows typeset pages one below the other, as they will come out of the printer.

    Args:
        title: What is shown, e.g. "党员档案 王建国".
        pages: PNG bytes of each page at `PREVIEW_PPI`.
        on_print: Asks for a printer and prints.
        on_pdf: Asks for a file and saves.

    """

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        pages: Sequence[bytes],
        on_print: Callable[[], object],
        on_pdf: Callable[[], object],
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"预览：{title}")
        self.page_count = len(pages)
        column = QVBoxLayout(self)
        column.addWidget(self._sheets(pages), 1)
        foot = QHBoxLayout()
        foot.addWidget(faded(f"共 {len(pages)} 页，A4"))
        foot.addStretch(1)
        foot.addWidget(plain_button("关闭", self.reject))
        foot.addWidget(plain_button("另存为 PDF…", on_pdf, icon_name="file-type-pdf"))
        foot.addWidget(primary_button("打印…", on_print, icon_name="printer"))
        column.addLayout(foot)
        self.resize(_SHEET_WIDTH + theme.unit(10), theme.unit(88))

    def _sheets(self, pages: Sequence[bytes]) -> QScrollArea:
        holder = QWidget()
        holder.setObjectName("paper_ground")
        column = QVBoxLayout(holder)
        column.setSpacing(theme.unit(2))
        for number, data in enumerate(pages, start=1):
            sheet = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter)
            pixmap = QPixmap()
            pixmap.loadFromData(data, "PNG")
            ratio = self.devicePixelRatioF()
            scaled = pixmap.scaledToWidth(
                round(_SHEET_WIDTH * ratio), Qt.TransformationMode.SmoothTransformation
            )
            scaled.setDevicePixelRatio(ratio)
            sheet.setPixmap(scaled)
            sheet.setAccessibleName(f"第 {number} 页")
            column.addWidget(sheet)
        area = QScrollArea()
        area.setWidget(holder)
        area.setWidgetResizable(True)
        return area


def choose_printer(parent: QWidget | None, title: str) -> QPrinter | None:
    """Ask for a printer set to A4; None when the user cancels."""
    printer = a4_printer(title)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle("打印")
    return printer if dialog.exec() == QDialog.DialogCode.Accepted else None


def a4_printer(title: str) -> QPrinter:
    """Return a printer for whole A4 sheets named `title` in the queue."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    printer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    printer.setDocName(title)
    return printer


def print_pages(printer: QPrinter, pages: Sequence[bytes]) -> None:
    """Send PNG pages made at `PAPER_PPI` to a printer, one a sheet.

    Raises:
        FileBusy: The printer does not take the job.

    """
    painter = QPainter()
    if not painter.begin(printer):
        raise FileBusy("打印机没有响应，请检查连接后重试，或先保存为 PDF。")
    try:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for number, data in enumerate(pages):
            if number and not printer.newPage():
                raise FileBusy("打印中断，请检查打印机后重试，或先保存为 PDF。")
            image = QImage.fromData(data, "PNG")
            painter.drawImage(QRectF(printer.paperRect(QPrinter.Unit.DevicePixel)), image)
    finally:
        painter.end()

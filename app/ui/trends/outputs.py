"""What can be done with a chart: saved, copied, printed, exported as a workbook; all beside the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QImage, QPageLayout
from PySide6.QtWidgets import QWidget

from app.services.context import Context
from app.services.progress import Progress
from app.services.trends import exports
from app.services.trends.answer import Answer
from app.ui import dialogs
from app.ui.desk import Desk

_KINDS = {"png": dialogs.PNG, "svg": dialogs.SVG, "pdf": dialogs.PDF}
_PREVIEW_DPI, _PAPER_DPI = 110, 200


class Outputs(QObject):
    """The ways out of the chart that is shown.

    Args:
        desk: Its actions do the work.
        parent: The page over which dialogs open.
        shown: Returns what is shown.

    Attributes:
        preview_dialog: The preview that is open, None while there is none.

    """

    def __init__(self, desk: Desk, parent: QWidget, shown: Callable[[], Answer | None]) -> None:
        super().__init__(parent)
        self._desk = desk
        self._parent = parent
        self._shown = shown
        self.preview_dialog: QWidget | None = None

    def save(self, kind: str) -> None:
        """Ask for a file and write the chart as "png", "svg" or "pdf"."""
        answer = self._wanted("保存")
        if answer is None:
            return
        name = exports.picture_name(answer, f".{kind}")
        path = dialogs.save_file(self._over(), "保存图", name, _KINDS[kind])
        if path is not None:
            self._run("正在保存图", lambda ctx: exports.save_picture(ctx, answer, kind, path))

    def save_workbook(self) -> None:
        """Ask for a file and write the chart as a native chart of Excel."""
        answer = self._wanted("导出")
        if answer is None:
            return
        name = exports.picture_name(answer, ".xlsx")
        path = dialogs.save_file(self._over(), "导出 Excel 图表", name, dialogs.XLSX)
        if path is not None:
            self._run("正在导出图表", lambda ctx: exports.save_workbook(ctx, answer, path))

    def copy(self) -> None:
        """Put the chart on the clipboard."""
        answer = self._wanted("复制")
        if answer is None:
            return

        def work(ctx: Context, _progress: Progress) -> QImage:
            return QImage.fromData(exports.copied_picture(ctx, answer))

        self._desk.actions.run(
            "正在复制图",
            work,
            done=QGuiApplication.clipboard().setImage,
            success="图已复制，可以直接粘贴到 Word 或 WPS。",
        )

    def preview(self) -> None:
        """Show the chart on A4 as it will come out of the printer."""
        answer = self._wanted("打印")
        if answer is not None:
            self._desk.actions.run(
                "正在排版预览",
                lambda ctx, _progress: exports.page(ctx, answer, _PREVIEW_DPI),
                done=lambda page: self._show(answer, page),
            )

    def _show(self, answer: Answer, page: bytes) -> None:
        from app.ui.printing import PreviewDialog

        dialog = PreviewDialog(
            self._parent,
            answer.data.title,
            [page],
            on_print=lambda: self._print(answer),
            on_pdf=lambda: self.save("pdf"),
        )
        self.preview_dialog = dialog
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        if self.preview_dialog is not None:
            self.preview_dialog.deleteLater()
            self.preview_dialog = None

    def _print(self, answer: Answer) -> None:
        from app.ui.printing import PrintRun, choose_printer

        printer = choose_printer(self._over(), answer.data.title)
        if printer is None:
            return
        upright = exports.is_upright(answer)
        printer.setPageOrientation(
            QPageLayout.Orientation.Portrait if upright else QPageLayout.Orientation.Landscape
        )

        def produce(ctx: Context, deliver: Callable[[list[bytes]], None], progress: Progress) -> int:
            progress.step(0, 1, "正在排版")
            made = exports.page(ctx, answer, _PAPER_DPI)
            exports.log_print(ctx, answer)
            deliver([made])
            return 1

        PrintRun(
            self._desk, printer, produce, success=lambda _: f"已送往打印机：{answer.data.title}。"
        ).start()

    def _run(self, title: str, work: Callable[[Context], Path]) -> None:
        self._desk.actions.run(
            title, lambda ctx, _progress: work(ctx), success=lambda path: f"已保存到 {path}"
        )

    def _wanted(self, act: str) -> Answer | None:
        answer = self._shown()
        if answer is None:
            self._desk.bus.say(f"现在没有图可以{act}。", "warn")
        return answer

    def _over(self) -> QWidget:
        return self.preview_dialog or self._parent

"""Printing of 组织生活 and 补学补领 from any page: a menu for an activity, and the way from a paper to the printer.

The services are imported where they are called: this module can be part of the first window.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QPageLayout
from PySide6.QtWidgets import QMenu, QWidget

from app.services.reports.life_documents import LifePaper, ReportTable
from app.ui import dialogs
from app.ui.icons import icon
from app.ui.printing import PreviewDialog, PrintRun, choose_printer

if TYPE_CHECKING:
    from app.services.context import Context
    from app.services.life_exports import LifeJob
    from app.services.progress import Progress
    from app.ui.desk import Desk

Make = Callable[["Context"], "LifeJob"]
_ICONS = {
    LifePaper.SIGN_IN: "pencil",
    LifePaper.ATTENDANCE: "checklist",
    LifePaper.MINUTES: "notes",
    LifePaper.REPORT_FORM: "table",
}
_DETAILS = {
    LifePaper.SIGN_IN: "开会前打印，姓名已列好，请到会党员签名",
    LifePaper.ATTENDANCE: "出勤、请假、缺勤打勾，附应到实到人数",
    LifePaper.MINUTES: "会议内容和议定事项；没有录入时留出横线手写",
    LifePaper.REPORT_FORM: "一页，会后报上级党组织",
}


class LifePrints(QObject):
    """Opens papers as previews; every print-out and PDF is logged by the service.

    Args:
        desk: Its actions set the pages in the background.
        parent: The page or dialog over which previews open.

    Attributes:
        preview: The preview that is open, None while there is none.

    """

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._parent = parent
        self.preview: PreviewDialog | None = None

    def menu_for(self, activity_id: Callable[[], int | None]) -> QMenu:
        """Return the menu 打印 for the activity that `activity_id` names when a paper is chosen.

        The menu belongs to the parent; it is disabled while there is no activity.
        """
        menu = QMenu("打印", self._parent)
        menu.setIcon(icon("printer"))
        menu.setToolTipsVisible(True)
        acts = [self._act(menu, paper, activity_id) for paper in LifePaper]

        def mark() -> None:
            for act in acts:
                act.setEnabled(activity_id() is not None)

        menu.aboutToShow.connect(mark)
        return menu

    def open_activity(self, activity_id: int, paper: LifePaper) -> None:
        """Show a paper of an activity."""

        def make(ctx: Context) -> LifeJob:
            from app.services import life_exports

            return life_exports.activity_job(ctx, activity_id, paper)

        self.open(make)

    def open_reminders(self, task_ids: Collection[int] | None = None) -> None:
        """Show the reminder slips (补学提醒单) of these tasks, or of all that are open."""

        def make(ctx: Context) -> LifeJob:
            from app.services import life_exports

            return life_exports.reminder_job(ctx, task_ids)

        self.open(make)

    def open_register(self, period: str) -> None:
        """Show the 补学登记表 of a period such as 2026Q4."""

        def make(ctx: Context) -> LifeJob:
            from app.services import life_exports

            return life_exports.register_job(ctx, period)

        self.open(make)

    def open_volume(self, period: str) -> None:
        """Show what a period leaves behind, bound as one (一季度一合订); gathering it can be cancelled."""

        def work(ctx: Context, progress: Progress) -> tuple[LifeJob, list[bytes]]:
            from app.services import life_exports, life_volume

            job = life_volume.volume_job(ctx, period, progress)
            return job, life_exports.preview(ctx, job)

        self._desk.actions.run("正在整理合订本", work, done=lambda made: self._show(*made))

    def open_report(self, report: ReportTable) -> None:
        """Show a report on A4."""

        def make(_ctx: Context) -> LifeJob:
            from app.services import life_exports

            return life_exports.report_job(report)

        self.open(make)

    def open(self, make: Make) -> None:
        """Make a paper, set it in the background and show it."""

        def work(ctx: Context, _progress: object) -> tuple[LifeJob, list[bytes]]:
            from app.services import life_exports

            job = make(ctx)
            return job, life_exports.preview(ctx, job)

        self._desk.actions.run("正在排版预览", work, done=lambda made: self._show(*made))

    def _act(self, menu: QMenu, paper: LifePaper, activity_id: Callable[[], int | None]) -> QAction:
        act = QAction(icon(_ICONS[paper]), f"{paper.label}…", menu)
        act.setToolTip(_DETAILS[paper])

        def chosen() -> None:
            found = activity_id()
            if found is not None:
                self.open_activity(found, paper)

        act.triggered.connect(lambda: chosen())
        menu.addAction(act)
        return act

    def _show(self, job: LifeJob, pages: list[bytes]) -> None:
        self.preview = PreviewDialog(
            self._parent,
            job.title,
            pages,
            on_print=lambda: self._print(job),
            on_pdf=lambda: self._save(job),
            warnings=job.warnings,
        )
        self.preview.finished.connect(self._closed)
        self.preview.open()

    def _closed(self) -> None:
        if self.preview is not None:
            self.preview.deleteLater()
            self.preview = None

    def _save(self, job: LifeJob) -> None:
        path = dialogs.save_file(self._over(), "另存为 PDF", job.file_name, dialogs.PDF)
        if path is None:
            return
        target = path

        def work(ctx: Context, _progress: object) -> Path:
            from app.services import life_exports

            return life_exports.save_pdf(ctx, job, target)

        self._desk.actions.run("正在生成 PDF", work, success=lambda made: f"已保存：{made}")

    def _print(self, job: LifeJob) -> None:
        printer = choose_printer(self._over(), job.title)
        if printer is None:
            return
        if job.sheet.landscape:
            printer.setPageOrientation(QPageLayout.Orientation.Landscape)
        from app.services import life_exports

        PrintRun(
            self._desk,
            printer,
            lambda ctx, deliver, progress: life_exports.print_sheets(ctx, job, deliver, progress),
            success=lambda pages: f"已送往打印机：{job.title}，共 {pages} 页。",
        ).start()

    def _over(self) -> QWidget:
        return self.preview or self._parent

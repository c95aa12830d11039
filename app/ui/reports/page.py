"""报表打印: sheets for Excel and archives on paper; every export and print-out is logged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services import printing
from app.services.printing import PrintJob
from app.ui import dialogs, theme
from app.ui.page import Page
from app.ui.printing import PreviewDialog, PrintRun, choose_printer
from app.ui.reports import catalogue
from app.ui.reports.archive_pane import ArchivePane
from app.ui.reports.form_pane import FormPane
from app.ui.reports.report_list import ReportList
from app.ui.reports.saved_bar import SavedBar
from app.ui.reports.sheet_pane import SheetPane
from app.ui.reports.sheets import sheets
from app.ui.reports.volume_pane import VolumePane
from app.ui.widgets.current_stack import CurrentStack

_CAREFUL = "打印前请留意："


class ReportsPage(Page):
    """What can be printed at the left, its options at the right."""

    TITLE = "报表打印"
    SUBTITLE = "导出和打印都会记入操作日志"
    WATCHES = frozenset(
        {
            "member",
            "org",
            "setting",
            "activity",
            "attendance",
            "makeup_task",
            "entry",
            "rulebook_version",
            "record",
        }
    )

    def _build(self) -> None:
        self.preview_button = self.add_secondary("预览", self._on_preview, icon_name="eye", keys="Ctrl+R")
        self.pdf_button = self.add_secondary(
            "另存为 PDF…", self._on_pdf, icon_name="file-type-pdf", keys="Ctrl+S"
        )
        self.print_button = self.add_primary("打印…", self._on_print, icon_name="printer", keys="Ctrl+P")
        self.export_button = self.add_primary(
            "导出 Excel…", self._on_export, icon_name="download", keys="Ctrl+E"
        )
        self.list = ReportList(catalogue.REPORTS)
        self.archives = ArchivePane(self.desk)
        self.sheets = {key: SheetPane(self.desk, key, sheet) for key, sheet in sheets().items()}
        self.sheets[catalogue.FORMS] = FormPane(self.desk)
        self.sheets[catalogue.VOLUME] = VolumePane(self.desk)
        self.stack = CurrentStack()
        self.stack.addWidget(self.archives)
        for pane in self.sheets.values():
            self.stack.addWidget(pane)
        self.saved = SavedBar()
        self.preview: PreviewDialog | None = None
        self._accepted: set[str] = set()
        self.set_body(self._panes(), card=False)

    def _panes(self) -> QWidget:
        right = QVBoxLayout()
        right.setSpacing(theme.unit(1.5))
        right.addWidget(self.saved)
        right.addWidget(self.stack, 1)
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.unit(1.5))
        row.addWidget(self.list)
        row.addLayout(right, 1)
        return body

    def _connect(self) -> None:
        self.list.chosen.connect(self._on_chosen)
        self.archives.changed.connect(self._mark)
        for pane in self.sheets.values():
            pane.marked.connect(self._mark)
        self.list.choose(catalogue.POINTS)

    def refresh(self) -> None:
        """Read what the chosen report will hold."""
        pane = self.stack.currentWidget()
        if isinstance(pane, ArchivePane | SheetPane):
            pane.refresh()
        self._mark()

    def focus(self, **focus: object) -> None:
        """Open a report: `report="points", period="2026Q3"`, or the archive of `member_id=7`."""
        member_id, period = focus.get("member_id"), str(focus.get("period") or "")
        wanted = str(focus.get("report") or (catalogue.ARCHIVES if member_id is not None else ""))
        if wanted == catalogue.POINTS and period.isdigit():
            wanted = catalogue.YEAR
        if wanted == catalogue.ARCHIVES or wanted in self.sheets:
            self.list.choose(wanted)
        if wanted in self.sheets and period:
            self.sheets[wanted].choose(period)
        if isinstance(member_id, int):
            self.archives.choose(member_id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the contents the room on a small screen."""
        super().resizeEvent(event)
        self.list.set_narrow(narrow=self.window().width() < theme.unit(theme.NARROW))

    # Sheets

    def _on_chosen(self, key: str) -> None:
        on_paper = key == catalogue.ARCHIVES
        self.stack.setCurrentWidget(self.archives if on_paper else self.sheets[key])
        for button in (self.preview_button, self.pdf_button, self.print_button):
            button.setVisible(on_paper)
        self.export_button.setVisible(not on_paper)
        self.reload()

    def _mark(self) -> None:
        pane = self.stack.currentWidget()
        self.export_button.setEnabled(isinstance(pane, SheetPane) and pane.can_export)
        anyone = bool(self.archives.members.chosen())
        for button in (self.preview_button, self.pdf_button, self.print_button):
            button.setEnabled(anyone)

    def _on_export(self) -> None:
        pane = self.stack.currentWidget()
        if not isinstance(pane, SheetPane):
            return
        path = dialogs.save_file(self, pane.sheet.title, pane.file_name(), dialogs.XLSX)
        if path is None:
            return
        export = pane.exporter()
        self.desk.actions.run(
            f"正在导出{pane.sheet.title}",
            lambda ctx, _progress: export(ctx, path),
            success=lambda made: f"已导出：{made}",
            done=lambda made: self.saved.show_saved(f"已导出：{made}", made),
        )

    # Archives

    def _prepare(self, then: Callable[[PrintJob], object], *, careful: bool = True) -> None:
        """Gather the archives in the background, say what should be known before, and go on."""
        chosen, options = self.archives.members.chosen(), self.archives.options()

        def ready(job: PrintJob) -> None:
            if not careful or self._may_go_on(job):
                then(job)

        self.desk.actions.run(
            "正在汇集档案",
            lambda ctx, progress: printing.prepare(ctx, chosen, options, progress),
            done=ready,
            refused=self.archives.refuse,
        )

    def _may_go_on(self, job: PrintJob) -> bool:
        fresh = [warning for warning in job.warnings if warning not in self._accepted]
        if fresh and not dialogs.ask(self, _CAREFUL, detail="\n".join(fresh), yes="继续"):
            return False
        self._accepted.update(fresh)
        return True

    def _on_preview(self) -> None:
        self._prepare(self._set_preview, careful=False)

    def _set_preview(self, job: PrintJob) -> None:
        self.desk.actions.run(
            "正在排版预览",
            lambda ctx, progress: printing.preview(ctx, job, progress),
            done=lambda pages: self._show_preview(job, pages),
        )

    def _show_preview(self, job: PrintJob, pages: list[bytes]) -> None:
        whole = len(job.sheets)
        shown = min(whole, printing.MOST_PREVIEWED)
        # what the preview shows at its foot has been read by then
        self._accepted.update(job.warnings)
        self.preview = PreviewDialog(
            self,
            f"{job.options.style.paper}　{job.whose}",
            pages,
            on_print=lambda: self._send(job),
            on_pdf=lambda: self._save(job),
            warnings=job.warnings,
            note=f"A4　预览前 {shown} 份，共 {whole} 份" if shown < whole else "A4",
        )
        self.preview.finished.connect(self._close_preview)
        self.preview.open()

    def _close_preview(self) -> None:
        if self.preview is not None:
            self.preview.deleteLater()
            self.preview = None

    def _on_pdf(self) -> None:
        self._prepare(self._save)

    def _on_print(self) -> None:
        self._prepare(self._send)

    def _save(self, job: PrintJob) -> None:
        if self.archives.one_file_each() and len(job.docs) > 1:
            self._save_each(job)
            return
        path = dialogs.save_file(self, "另存为 PDF", printing.pdf_name(job), dialogs.PDF)
        if path is None:
            return
        self.desk.actions.run(
            "正在生成 PDF",
            lambda ctx, progress: printing.save_pdf(ctx, job, path, progress),
            success=lambda made: f"已保存：{made}",
            done=lambda made: self.saved.show_saved(f"已保存 {len(job.docs)} 人的档案：{made}", made),
        )

    def _save_each(self, job: PrintJob) -> None:
        folder = dialogs.choose_folder(self, "选择保存 PDF 的文件夹")
        if folder is None:
            return

        def saved(made: list[Path]) -> None:
            self.saved.show_saved(f"已保存 {len(made)} 个 PDF：{folder}", folder)

        self.desk.actions.run(
            "正在生成 PDF",
            lambda ctx, progress: printing.save_pdfs(ctx, job, folder, progress),
            success=lambda made: f"已保存 {len(made)} 个 PDF：{folder}",
            done=saved,
        )

    def _send(self, job: PrintJob) -> None:
        title = f"{job.options.style.paper} {job.whose}"
        printer = choose_printer(self, title, two_sided=job.options.on_both_sides)
        if printer is None:
            return
        PrintRun(
            self.desk,
            printer,
            lambda ctx, deliver, progress: printing.print_sheets(ctx, job, deliver, progress),
            success=lambda pages: f"已送往打印机：{job.whose}，共 {pages} 页。",
        ).start()

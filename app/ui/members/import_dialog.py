"""导入花名册: choose a file, look at every row, then write the good ones in one step."""

from __future__ import annotations

import uuid
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from app.services.context import Changes, Context
from app.services.errors import AppError
from app.services.imports import roster, roster_match, roster_store, wrong_rows
from app.services.imports.table import Mode, Preview, Status
from app.services.progress import Progress
from app.ui import dialogs, theme
from app.ui.desk import Desk
from app.ui.members.import_lines import MODES, STATES, WRONG, Line, line_columns, lines_of, written
from app.ui.widgets.buttons import plain_button, primary_button
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.filter_bar import FilterBar
from app.ui.widgets.labels import ElidedLabel, error_line, faded, heading, text_label
from app.ui.widgets.side_panel import SidePanel

_HINT = "选择 Excel、WPS 或 CSV 花名册。标题行、合并单元格、页脚都会自动跳过；先预览每一行，确认后才写入。"


class ImportDialog(QDialog):
    """Nothing is written before 导入 is pressed; then all good rows are, or none."""

    def __init__(self, desk: Desk, path: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._path: Path | None = None
        self._preview: Preview | None = None
        self._key = ""
        self._done = False
        self.setWindowTitle("导入花名册")
        self.resize(theme.unit(128), theme.unit(82))
        self._build()
        self._connect()
        self._show()
        if path is not None:
            self.read(path)

    def _build(self) -> None:
        self.choose_button = plain_button("选择文件…", self._choose, icon_name="folder")
        self._file = ElidedLabel("", tone="faded")
        self._problem = error_line()
        self._counts = text_label("", wrap=True)
        self.filters = FilterBar()
        self.filters.add_choice("state", "结果", [(state, word) for state, (word, _) in STATES.items()])
        self.mode = QComboBox()
        self.mode.setAccessibleName("已有的党员")
        for mode, word in MODES:
            self.mode.addItem(word, mode)
        self.filters.add_widget(faded("已有的党员"))
        self.filters.add_widget(self.mode)
        self.filters.add_search("姓名或说明")
        self.table: DataTable[Line] = DataTable(line_columns(), key=lambda line: line.number)
        self.table.setAccessibleName("预览")
        self.panel = SidePanel("选择一行，查看每一项怎么处理。")
        body = QSplitter(Qt.Orientation.Horizontal)
        body.setChildrenCollapsible(False)
        body.setHandleWidth(theme.unit(1.5))
        self._side = _card(self.panel)
        body.addWidget(_card(self.table))
        body.addWidget(self._side)
        body.setStretchFactor(0, 1)
        body.setSizes([theme.unit(84), theme.unit(40)])
        self.save_wrong_button = plain_button("保存有误行…", self._save_wrong, icon_name="file-spreadsheet")
        self.close_button = plain_button("取消", self.reject)
        self.import_button = primary_button("导入", self._import, icon_name="check")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.unit(3), theme.unit(2.5), theme.unit(3), theme.unit(2))
        column.setSpacing(theme.unit(1.25))
        column.addWidget(heading("导入花名册", level=2))
        column.addWidget(faded(_HINT, wrap=True))
        column.addLayout(_line(self.choose_button, self._file))
        column.addWidget(self._problem)
        column.addWidget(self._counts)
        column.addWidget(self.filters)
        column.addWidget(body, 1)
        foot = QHBoxLayout()
        foot.setSpacing(theme.unit())
        foot.addWidget(self.save_wrong_button)
        foot.addStretch(1)
        foot.addWidget(self.import_button)
        foot.addWidget(self.close_button)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.filters.changed.connect(lambda _: self._show_lines())
        self.mode.currentIndexChanged.connect(lambda _: self._show())
        self.table.current_changed.connect(self._show_line)

    # Reading

    def read(self, path: Path) -> None:
        """Read a file in the background and show what it would do."""
        self._path, self._preview, self._done = path, None, False
        self._key = str(uuid.uuid4())
        self._problem.hide()
        self._show()
        self._counts.setText("正在读取……")
        self.choose_button.setEnabled(False)

        def work(ctx: Context, progress: Progress) -> Preview:
            progress.step(0, 2, "读取表格")
            found = roster.read(path, ctx.today)
            progress.step(1, 2, "与现有党员比对")
            return roster_match.preview(found, roster_store.known_members(ctx))

        self.desk.actions.run(
            "正在读取花名册", work, done=self._take, refused=self._refuse, finished=self._settle
        )

    def _take(self, preview: Preview) -> None:
        self._preview = preview
        wrong = preview.counts[WRONG] + preview.counts[Status.CONFLICT]
        if wrong == preview.table.total and wrong:
            self._tell("没有可以导入的行，请按说明改好后重新选择文件。")

    def _refuse(self, error: AppError) -> None:
        self._tell(error.message)

    def _settle(self) -> None:
        self.choose_button.setEnabled(True)
        self._show()

    def _choose(self) -> None:
        path = dialogs.open_file(self, "选择花名册", dialogs.SHEETS)
        if path is not None:
            self.read(path)

    # Showing

    def _show(self) -> None:
        self._file.setText("" if self._path is None else str(self._path))
        preview = self._preview
        ready = preview is not None and not self._done
        count = written(preview, self._mode()) if preview is not None else 0
        self.filters.setEnabled(preview is not None)
        self.mode.setEnabled(ready)
        self.import_button.setVisible(not self._done)
        self.import_button.setEnabled(ready and count > 0)
        self.import_button.setText(f"导入 {count} 行" if count else "导入")
        self.save_wrong_button.setVisible(self._troubled())
        self.close_button.setText("完成" if self._done else "取消")
        if not self._done:
            self._counts.setText("" if preview is None else _count_words(preview))
        self._show_lines()

    def _show_lines(self) -> None:
        if self._preview is None:
            title = "还没有选择文件" if self._path is None else ""
            self.table.set_empty(
                title, "" if self._path else "选择花名册后，这里列出每一行。", icon="file-spreadsheet"
            )
            self.table.set_rows([])
            self._side.hide()
            return
        values = self.filters.values()
        state, text = values["state"], str(values["text"])
        self.table.set_empty("没有这样的行", icon="search")
        lines = [
            line
            for line in lines_of(self._preview, self._mode())
            if state in (None, line.state) and (text in line.name or text in line.words)
        ]
        self.table.set_rows(lines)
        self._side.setVisible(bool(lines))
        if lines and self.table.current_row() is None:
            self.table.selectRow(0)

    def _show_line(self, line: Line | None) -> None:
        if line is None:
            self.panel.clear()
            return
        word, tone = STATES[line.state]
        self.panel.begin(line.name or "（没有姓名）", f"表格第 {line.number} 行", badge=word, tone=tone)
        if line.facts:
            self.panel.add_section(_FACT_HEADS.get(line.state, "内容"), line.facts)
        else:
            self.panel.add_text(line.words)
        if line.notes:
            self.panel.add_section("提示", line.notes)
        self.panel.end()

    def _mode(self) -> Mode:
        return Mode(self.mode.currentData())

    def _troubled(self) -> bool:
        if self._preview is None:
            return False
        counts = self._preview.counts
        return counts[WRONG] + counts[Status.CONFLICT] > 0

    def _tell(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.show()

    # Writing

    def _import(self) -> None:
        preview, mode = self._preview, self._mode()
        if preview is None:
            return
        self._problem.hide()
        self.import_button.setEnabled(False)
        self.desk.actions.run(
            "正在导入花名册",
            lambda ctx, progress: roster_store.apply(ctx, preview, mode=mode, progress=progress),
            success="花名册已导入，可用 Ctrl+Z 撤销。",
            done=lambda changes: self._finish(changes, written(preview, mode)),
            refused=self._refuse,
            finished=self._show,
            key=self._key,
        )

    def _finish(self, changes: Changes, count: int) -> None:
        self._done = True
        added = len(changes.new_ids)
        words = [f"新增 {added} 名", f"更新 {count - added} 名"]
        counts = self._preview.counts if self._preview is not None else {}
        left = counts.get(WRONG, 0) + counts.get(Status.CONFLICT, 0)
        if left:
            words.append(f"{left} 行没有导入，可保存有误行，改好后再导入")
        self._counts.setText(f"导入完成：{'，'.join(words)}。")
        if left:
            self.filters.set_value("state", WRONG if counts.get(WRONG) else Status.CONFLICT)

    def _save_wrong(self) -> None:
        preview = self._preview
        if preview is None or self._path is None:
            return
        path = dialogs.save_file(self, "保存有误行", f"{self._path.stem} 有误行.xlsx")
        if path is not None:
            self.desk.actions.run(
                "正在保存有误行",
                lambda _ctx, _progress: wrong_rows.save(preview, path),
                success=lambda rows: f"已保存 {rows} 行到“{path.name}”，错处带批注，改好后可直接导入。",
                refused=self._refuse,
            )


_FACT_HEADS = {
    WRONG: "错在哪里",
    Status.CONFLICT: "为什么冲突",
    Status.UPDATE: "修改",
}


def _count_words(preview: Preview) -> str:
    counts = preview.counts
    told = "　".join(f"{word} {counts[state]}" for state, (word, _) in STATES.items())
    words = f"工作表“{preview.table.sheet}”共 {preview.table.total} 行：{told}"
    if preview.table.unknown_columns:
        words += f"\n没有对应字段的列会保存在“其他信息”中：{'、'.join(preview.table.unknown_columns)}"
    return words


def _card(body: QWidget) -> QWidget:
    card = QWidget()
    card.setObjectName("card")
    card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    column = QVBoxLayout(card)
    column.setContentsMargins(1, 1, 1, 1)
    column.addWidget(body)
    return card


def _line(*parts: QWidget) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(theme.unit(1.5))
    for part in parts:
        line.addWidget(part)
    return line

"""导入助手: choose a file, look at every row, settle what is open, then write the good rows in one step."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLayout, QSplitter, QVBoxLayout, QWidget

from app.services.context import Changes, Context
from app.services.errors import AppError
from app.services.imports import engine, told, wrong_rows
from app.services.imports.engine import Look
from app.services.imports.subject import Choices
from app.services.imports.subjects import SUBJECTS
from app.services.imports.table import Candidate, Mode, Status
from app.services.imports.told import STATE_WORDS, WRONG, Facts, Line, Story
from app.services.progress import Progress
from app.ui import dialogs, theme
from app.ui.desk import Desk
from app.ui.imports.batches_dialog import BatchesDialog
from app.ui.imports.lines import MODES, TONES, count_words, line_columns, mapping_words
from app.ui.imports.mapping_bar import MappingBar
from app.ui.imports.parts import candidate_box, card, line_of
from app.ui.imports.question_bar import QuestionBar
from app.ui.widgets.buttons import plain_button, primary_button, quiet_button
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.filter_bar import FilterBar
from app.ui.widgets.labels import ElidedLabel, error_line, faded, heading, text_label
from app.ui.widgets.side_panel import SidePanel
from app.ui.widgets.value_box import ValueBox

_ROOM = 5


class ImportDialog(QDialog):
    """Nothing is written before 导入 is pressed; then all good rows are, or none."""

    def __init__(
        self, desk: Desk, kind: str, path: Path | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self._path: Path | None = None
        self._look: Look | None = None
        self._story: Story | None = None
        self._key = ""
        self._done = False
        self._shown: object = None
        self.setWindowTitle("导入助手")
        room = self.screen().availableGeometry().size()
        self.resize(
            min(theme.unit(140), room.width() - theme.unit(_ROOM)),
            min(theme.unit(90), room.height() - theme.unit(_ROOM)),
        )
        self._build(kind)
        self._connect()
        self._show()
        if path is not None:
            self.read(path)

    def _build(self, kind: str) -> None:
        self.kind = ValueBox()
        self.kind.setAccessibleName("导入内容")
        self.kind.fill((subject.key, subject.title) for subject in SUBJECTS.values())
        self.kind.choose(kind)
        self.choose_button = plain_button("选择文件…", self._choose, icon_name="folder")
        self._file = ElidedLabel("", tone="faded")
        self.batches_button = quiet_button("以往的导入…", self._show_batches, icon_name="history")
        self._hint = faded("", wrap=True)
        self._problem = error_line()
        self._counts = text_label("", wrap=True)
        self.mapping_button = quiet_button("", self._toggle_mapping, icon_name="list-check")
        self.mapping = MappingBar()
        self.mapping.hide()
        self.questions = QuestionBar()
        self.questions.hide()
        self.filters = FilterBar()
        self.filters.add_choice("state", "结果", list(STATE_WORDS.items()))
        self.mode = ValueBox()
        self.mode.setAccessibleName("已有的内容")
        self.mode.fill(MODES)
        self.filters.add_widget(faded("已有的"))
        self.filters.add_widget(self.mode)
        self.filters.add_search("姓名或说明")
        self.table: DataTable[Line] = DataTable(
            line_columns(), name="import_lines", settings=self.desk.settings, key=lambda line: line.number
        )
        self.table.setAccessibleName("导入预览")
        self.panel = SidePanel("选择一行，查看每一项怎么处理。")
        self._side = card(self.panel)
        self.save_wrong_button = plain_button("保存有误行…", self._save_wrong, icon_name="file-spreadsheet")
        self.save_result_button = plain_button("保存导入结果…", self._save_result, icon_name="download")
        self.close_button = plain_button("取消", self.reject)
        self.import_button = primary_button("导入", self._import, icon_name="check")
        self._lay_out()

    def _lay_out(self) -> None:
        body = QSplitter(Qt.Orientation.Horizontal)
        body.setChildrenCollapsible(False)
        body.setHandleWidth(theme.unit(1.5))
        body.addWidget(card(self.table))
        body.addWidget(self._side)
        body.setStretchFactor(0, 1)
        body.setSizes([theme.unit(90), theme.unit(42)])
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.unit(3), theme.unit(2), theme.unit(3), theme.unit(2))
        column.setSpacing(theme.unit(1))
        top = [heading("导入", level=2), self.kind, self.choose_button, self._file, self.batches_button]
        counted = [self._counts, self.mapping_button]
        parts: list[QWidget | QLayout] = [line_of(*top, wide=self._file), self._hint, self._problem]
        parts += [line_of(*counted, wide=self._counts), self.mapping, self.questions, self.filters]
        for part in parts:
            column.addLayout(part) if isinstance(part, QLayout) else column.addWidget(part)
        column.addWidget(body, 1)
        foot = QHBoxLayout()
        foot.setSpacing(theme.unit())
        foot.addWidget(self.save_wrong_button)
        foot.addWidget(self.save_result_button)
        foot.addStretch(1)
        foot.addWidget(self.import_button)
        foot.addWidget(self.close_button)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(lambda _=0: self._change_kind())
        self.filters.changed.connect(lambda _: self._show_lines())
        self.mode.currentIndexChanged.connect(lambda _=0: self._tell_again())
        self.table.current_changed.connect(self._show_line)
        # whom rows mean and what is taken as it is hangs on what their columns are
        self.mapping.changed.connect(
            lambda mapping: self._look_again(lambda made: Choices(mapping, made.answers))
        )
        self.questions.changed.connect(
            lambda answers: self._look_again(lambda made: replace(made, answers=answers))
        )

    # Reading

    def read(self, path: Path) -> None:
        """Read a file in the background and show what it would do."""
        self._path, self._look, self._story, self._done = path, None, None, False
        self._key = str(uuid.uuid4())
        kind, mode = str(self.kind.chosen()), self._mode()

        def work(ctx: Context, progress: Progress) -> Story:
            return Story(engine.open_file(ctx, kind, path, progress), mode)

        self._run(f"正在读取{SUBJECTS[kind].title}", work, "正在读取……")

    def _look_again(self, decide: Callable[[Choices], Choices]) -> None:
        """Understand the sheet anew after something was decided."""
        look, mode = self._look, self._mode()
        if look is None or self._done:
            return
        choices = decide(look.choices)

        def work(ctx: Context, progress: Progress) -> Story:
            progress.step(0, 1, "重新核对")
            return Story(engine.look_again(ctx, look, choices), mode)

        self._run("正在重新核对", work, "正在重新核对……")

    def _tell_again(self) -> None:
        """Say anew what the rows would do in another mode."""
        look, mode = self._look, self._mode()
        if look is not None and not self._done:
            self._run("正在重新核对", lambda _ctx, _progress: Story(look, mode), "正在重新核对……")

    def _run(self, title: str, work: Callable[[Context, Progress], Story], words: str) -> None:
        self._problem.hide()
        self._show()
        self._counts.setText(words)
        self.choose_button.setEnabled(False)
        self.import_button.setEnabled(False)
        self.desk.actions.run(title, work, done=self._take, refused=self._refuse, finished=self._settle)

    def _take(self, story: Story) -> None:
        opened = self._look is None
        self._story, self._look = story, story.look
        if story.look.problem:
            self._tell(story.look.problem)
        elif story.lines and not story.written and story.counts[WRONG] + story.counts[Status.CONFLICT]:
            self._tell("没有可以导入的行，请按说明改好后重新选择文件。")
        self.mapping.show_look(story.look)
        self.questions.show_questions(story.look.questions)
        if opened:
            self.mapping.setVisible(story.look.preview is None)

    def _refuse(self, error: AppError) -> None:
        self._tell(error.message)

    def _settle(self) -> None:
        self.choose_button.setEnabled(True)
        self._show()

    def _choose(self) -> None:
        path = dialogs.open_file(self, "选择表格", dialogs.SHEETS)
        if path is not None:
            self.read(path)

    def _change_kind(self) -> None:
        self._look = self._story = None
        if self._path is not None and not self._done:
            self.read(self._path)
        else:
            self._path, self._done = None, False
            self._show()

    # Showing

    def _show(self) -> None:
        subject, story = SUBJECTS[str(self.kind.chosen())], self._story
        self._hint.setText(subject.hint)
        self._file.setText("" if self._path is None else str(self._path))
        ready = story is not None and not self._done
        count = story.written if story is not None else 0
        troubled = story is not None and story.counts[WRONG] + story.counts[Status.CONFLICT] > 0
        for widget in (self.mode, self.kind, self.mapping, self.questions):
            widget.setEnabled(not self._done)
        self.filters.setVisible(bool(story and story.lines))
        self.mapping_button.setVisible(ready)
        self.mapping_button.setText(mapping_words(story))
        self.mapping.setVisible(ready and self.mapping.isVisibleTo(self))
        self.questions.setVisible(ready and bool(self.questions.fields))
        self.import_button.setVisible(not self._done)
        self.import_button.setEnabled(ready and count > 0)
        self.import_button.setText(f"导入 {count} 行" if count else "导入")
        self.save_wrong_button.setVisible(troubled)
        self.save_result_button.setVisible(bool(story and story.lines))
        self.close_button.setText("完成" if self._done else "取消")
        if not self._done:
            self._counts.setText("" if story is None else count_words(story))
        self._show_lines()

    def _show_lines(self) -> None:
        values, story = self.filters.values(), self._story
        state, text = values["state"], str(values["text"])
        shown = (story, self._path, state, text, self._done)
        if shown == self._shown:
            return  # thousands of rows are not laid out anew for nothing
        self._shown = shown
        if story is None or not story.lines:
            title, hint = "还没有选择文件", "选择 Excel、WPS 或 CSV 表格后，这里列出每一行；确认后才写入。"
            if self._path is not None:
                title, hint = ("", "") if story is None else ("没有可以列出的行", "请在上面指定各列的对应。")
            self.table.set_empty(title, hint, icon="file-spreadsheet")
            self.table.set_rows([])
            self._side.hide()
            return
        self.table.set_empty("没有这样的行", icon="search")
        lines = [
            line
            for line in story.lines
            if state in (None, line.state) and (text in line.name or text in line.words)
        ]
        self.table.set_rows(lines)
        self._side.setVisible(bool(lines))
        if lines and self.table.current_row() is None:
            self.table.selectRow(0)
        else:
            self._show_line(self.table.current_row())

    def _show_line(self, line: Line | None) -> None:
        if line is None or self._story is None:
            self.panel.clear()
            return
        facts = self._story.facts(line.number)
        name = line.name or "（没有姓名）"
        self.panel.begin(
            name, f"表格第 {line.label} 行", badge=STATE_WORDS[line.state], tone=TONES[line.state]
        )
        self.panel.set_acts(self._acts(line, facts))
        if facts.candidates and not self._done:
            self.panel.add_section("这一行是哪一名")
            self.panel.add_widget(candidate_box(facts, lambda chosen: self._pick(line, chosen)))
        if facts.facts:
            self.panel.add_section(facts.title, facts.facts)
        else:
            self.panel.add_text(line.words)
        if facts.notes:
            self.panel.add_section("提示", facts.notes)
        self.panel.end()

    def _acts(self, line: Line, facts: Facts) -> list[QWidget]:
        if not facts.waivable or self._done:
            return []
        return [plain_button("照录并说明…", lambda: self._waive(line))]

    def _pick(self, line: Line, candidate: object) -> None:
        def decide(made: Choices) -> Choices:
            picks = {number: pick for number, pick in made.picks.items() if number != line.number}
            if isinstance(candidate, Candidate):
                picks[line.number] = candidate.id
            return replace(made, picks=picks)

        self._look_again(decide)

    def _waive(self, line: Line) -> None:
        prompt = f"“{line.name}”的身份证号校验位不对。请与身份证核对；证件上确是如此的，写明依据后照录。"
        reason = dialogs.ask_reason(self, "照录身份证号", prompt, yes="照录", text="与身份证原件核对无误")
        if reason:
            waived = {line.number: reason}
            self._look_again(lambda made: replace(made, waivers={**made.waivers, **waived}))

    def _toggle_mapping(self) -> None:
        self.mapping.setVisible(not self.mapping.isVisible())

    def _mode(self) -> Mode:
        return Mode(str(self.mode.chosen()))

    def _tell(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.show()

    # Writing

    def _import(self) -> None:
        story = self._story
        if story is None:
            return
        self._problem.hide()
        self.import_button.setEnabled(False)
        title = story.look.subject.title
        self.desk.actions.run(
            f"正在导入{title}",
            lambda ctx, progress: engine.apply(ctx, story.look, mode=story.mode, progress=progress),
            success=f"{title}已导入，可用 Ctrl+Z 撤销。",
            done=lambda changes: self._finish(changes, story),
            refused=self._refuse,
            finished=self._show,
            key=self._key,
        )

    def _finish(self, _changes: Changes, story: Story) -> None:
        self._done = True
        noun, counts = story.look.subject.noun, story.counts
        words = [f"新增 {counts[Status.NEW]} {noun}", f"更新 {counts[Status.UPDATE]} {noun}"]
        left = counts[WRONG] + counts[Status.CONFLICT]
        if left:
            words.append(f"{left} 行没有导入，可保存有误行，改好后再导入")
        self._counts.setText(f"导入完成：{'，'.join(words)}。")
        if left:
            self.filters.set_value("state", WRONG if counts[WRONG] else Status.CONFLICT)

    def _save_wrong(self) -> None:
        preview = self._look.preview if self._look is not None else None
        path = self._target("保存有误行", "有误行")
        if preview is not None and path is not None:
            self.desk.actions.run(
                "正在保存有误行",
                lambda _ctx, _progress: wrong_rows.save(preview, path),
                success=lambda rows: f"已保存 {rows} 行到“{path.name}”，错处带批注，改好后可直接导入。",
                refused=self._refuse,
            )

    def _save_result(self) -> None:
        story, path = self._story, self._target("保存导入结果", "导入结果")
        if story is not None and path is not None:
            self.desk.actions.run(
                "正在保存导入结果",
                lambda ctx, _progress: told.save_result(ctx, story, path),
                success=lambda rows: f"已保存 {rows} 行的导入结果到“{path.name}”。",
                refused=self._refuse,
            )

    def _target(self, title: str, ending: str) -> Path | None:
        stem = self._path.stem if self._path is not None else ""
        return dialogs.save_file(self, title, f"{stem} {ending}.xlsx")

    def _show_batches(self) -> None:
        BatchesDialog(self.desk, parent=self).exec()

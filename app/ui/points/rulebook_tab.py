"""积分方案: the versions with the days from which they hold, the one selected to be read, and ways in and out."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.errors import AppError
from app.services.points import drafting, rulebook_draft, rulebook_files, rulebooks
from app.services.points.drafting import WorkingCopy
from app.services.points.findings import BadRulebook
from app.services.points.rulebooks import PresetRow, RulebookRow
from app.services.points.rules import Rulebook
from app.ui import dialogs, theme
from app.ui.desk import Desk
from app.ui.points.editor import RulebookEditor
from app.ui.points.editor_kept import KeptBar
from app.ui.points.editor_save import SaveDialog
from app.ui.points.frame import beside, card, plain_column
from app.ui.points.rulebook_view import RulebookText
from app.ui.widgets.buttons import plain_button, primary_button, quiet_button
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.date_fields import DateField
from app.ui.widgets.fields import Field
from app.ui.widgets.form import Form
from app.ui.widgets.form_dialog import FormDialog
from app.ui.widgets.labels import ElidedLabel, faded, heading
from app.ui.widgets.table_model import Column

FILES = "积分方案 (*.xlsx *.toml)"
FILES_OUT = f"{dialogs.XLSX};;积分方案文件 (*.toml)"
_SHOWN_ERRORS = 20


class RulebookTab(QWidget):
    """Versions at the left, the selected one in words at the right; the presets where there is none."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._build()
        self.table.current_changed.connect(self._show)
        self.editor.closed.connect(self.show_versions)

    def _build(self) -> None:
        self.table: DataTable[RulebookRow] = DataTable(
            _columns(self._desk.ctx.today),
            name="points_rulebooks",
            settings=self._desk.settings,
            key=lambda row: row.id,
        )
        self.table.setAccessibleName("积分方案的版本")
        self.text = RulebookText()
        self.edit = quiet_button("修改", self._edit, icon_name="pencil")
        self.copy = quiet_button("复制为下一年", self._copy, icon_name="copy")
        self.export = quiet_button("导出", self._export, icon_name="download")
        self.retire = quiet_button("停用", self._retire, icon_name="ban")
        acts = QWidget()
        row = QHBoxLayout(acts)
        row.setContentsMargins(theme.unit(1), theme.unit(1), theme.unit(1), theme.unit(1))
        row.setSpacing(0)
        for button in (self.edit, self.copy, self.export):
            row.addWidget(button)
        row.addWidget(self.retire)
        row.addStretch(1)
        top = QHBoxLayout()
        top.addWidget(
            ElidedLabel("记录按发生当日施行的版本计分；换版本前请先看清施行日期。", tone="faded"), 1
        )
        top.addWidget(plain_button("新建方案", self._new, icon_name="plus"))
        top.addWidget(plain_button("导入方案", self.begin_import, icon_name="upload"))
        top.addWidget(primary_button("启用预设方案", self.begin_preset, icon_name="notes"))
        self._full = QWidget()
        column = plain_column(self._full)
        column.addLayout(top)
        column.addWidget(
            beside(card(self.table, acts, grow=0), card(self.text), widths=(52, 88), stretch=1), 1
        )
        self._presets = QWidget()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._full)
        self.editor = RulebookEditor(self._desk)
        self._stack.addWidget(self.editor)
        self.kept = KeptBar(self._resume, self._give_up)
        column = plain_column(self, spacing=1)
        column.addWidget(self.kept)
        column.addWidget(self._stack, 1)

    def show_versions(self) -> None:
        """Read and show every version."""
        if self.editor.is_open:
            self._stack.setCurrentWidget(self.editor)
            return
        self.kept.offer(rulebook_draft.kept(self._desk.ctx))
        rows = rulebooks.list_versions(self._desk.ctx)
        if not rows:
            self._show_presets()
            return
        self._stack.setCurrentWidget(self._full)
        self.table.set_rows(rows)
        if self.table.current_row() is None:
            today = self._desk.ctx.today
            if not self.table.select_where(lambda row: _holds(row, today)):
                self.table.selectRow(0)

    def _show_presets(self) -> None:
        """Offer the presets as cards: what a file without any rulebook needs first."""
        old, self._presets = self._presets, QWidget()
        column = QVBoxLayout(self._presets)
        column.setSpacing(theme.unit(2))
        column.addStretch(1)
        column.addWidget(heading("选一个积分方案开始", level=2), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(
            faded("三个示例都可以照用，启用后可以在这里按本单位办法修改。"),
            0,
            Qt.AlignmentFlag.AlignHCenter,
        )
        line = QHBoxLayout()
        line.setSpacing(theme.unit(2))
        for preset in rulebooks.presets():
            line.addWidget(self._preset_card(preset), 1)
        column.addLayout(line)
        foot = QHBoxLayout()
        foot.setSpacing(theme.unit(1))
        foot.addStretch(1)
        foot.addWidget(plain_button("导入本单位的方案", self.begin_import, icon_name="upload"))
        foot.addWidget(plain_button("从空白方案开始", self._new, icon_name="plus"))
        foot.addStretch(1)
        column.addLayout(foot)
        column.addStretch(2)
        self._stack.addWidget(self._presets)
        self._stack.setCurrentWidget(self._presets)
        self._stack.removeWidget(old)
        old.deleteLater()

    def _preset_card(self, preset: PresetRow) -> QWidget:
        inner = QWidget()
        column = plain_column(inner, spacing=1)
        column.addWidget(heading(preset.title, level=3))
        column.addWidget(faded(preset.description, wrap=True))
        for figure in preset.figures:
            column.addWidget(faded(f"· {figure}", wrap=True, small=True))
        column.addStretch(1)
        column.addWidget(plain_button("启用这个方案", lambda: self.begin_preset(preset.code)))
        return card(inner, padded=True)

    def _show(self, row: RulebookRow | None) -> None:
        for button in (self.edit, self.copy, self.export):
            button.setEnabled(row is not None)
        self.retire.setEnabled(row is not None and not row.retired)
        if row is not None:
            self.text.show_view(rulebooks.view_version(self._desk.ctx, row.id))

    def may_close(self) -> bool:
        """Tell whether nothing would be lost, asking where something would."""
        return self.editor.may_close()

    # Editing

    def _edit(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self._open(drafting.open_version(self._desk.ctx, row.id))

    def _copy(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self._open(drafting.copy_for_next_year(self._desk.ctx, row.id), fresh=True)

    def _new(self) -> None:
        self._open(drafting.new_rulebook(self._desk.ctx), fresh=True)

    def _open(self, copy: WorkingCopy, *, fresh: bool = False) -> None:
        if self.kept.draft is not None and not dialogs.ask(
            self,
            f"“{self.kept.draft.title}”还有没保存的修改，要放弃吗？",
            detail="同一时间只暂存一份方案的修改。",
            yes="放弃那份修改",
            danger=True,
        ):
            return
        self._give_up()
        self.editor.open(copy, fresh=fresh)
        self._stack.setCurrentWidget(self.editor)

    def _resume(self) -> None:
        """Go on with what was being edited when the program ended."""
        draft = self.kept.draft
        if draft is None:
            return
        self.kept.offer(None)
        self.editor.open(draft.copy, fresh=draft.fresh, saved=self._saved_version(draft.copy))
        self._stack.setCurrentWidget(self.editor)

    def _saved_version(self, copy: WorkingCopy) -> Rulebook:
        """Return what the version holds that is being changed; an empty rulebook where it is gone."""
        rows = rulebooks.list_versions(self._desk.ctx)
        found = next((row for row in rows if row.effective_from == copy.replaces), None)
        if found is None:
            return Rulebook("", "")
        return drafting.open_version(self._desk.ctx, found.id).rulebook

    def _give_up(self) -> None:
        rulebook_draft.forget(self._desk.ctx)
        self.kept.offer(None)

    # Ways in and out

    def begin_preset(self, code: str = "") -> None:
        """Ask for a preset and its first day, and put it into force."""
        form = Form(label_width=8)
        field = PresetField(rulebooks.presets())
        field.set_value(code)
        form.add("code", "方案", field, required=True)
        self._add_day(form)
        self._ask(
            "启用预设方案",
            form,
            lambda ctx, values: rulebooks.adopt_preset(ctx, values["code"], values["effective_from"]),
        )

    def begin_import(self) -> None:
        """Ask for a file and its first day, and put it into force."""
        path = dialogs.open_file(self, "导入积分方案", FILES)
        if path is not None:
            self.import_path(path)

    def import_path(self, path: Path) -> None:
        """Put the rulebook of a file into force from a day that is asked for, with its warnings."""
        try:
            rulebook, warnings = rulebook_files.read_file(path)
        except BadRulebook as error:
            lines = [finding.plain_line for finding in error.findings]
            shown = lines[:_SHOWN_ERRORS]
            rest = len(lines) - len(shown)
            detail = "\n".join([*shown, f"……另有 {rest} 处"] if rest else shown)
            dialogs.tell(self, f"“{path.name}”有 {len(lines)} 处错误，没有导入。", detail=detail, bad=True)
            return
        except AppError as error:
            dialogs.tell(self, error.message, bad=True)
            return
        copy = drafting.from_file(self._desk.ctx, rulebook)
        SaveDialog(self._desk, copy, warnings, title=f"导入 {path.name}", parent=self).exec()

    def _add_day(self, form: Form) -> None:
        today = self._desk.ctx.today
        field = DateField(today)
        field.set_value(date(today.year, 1, 1))
        form.add(
            "effective_from",
            "施行日期",
            field,
            required=True,
            hint="从这一天起的考勤、补学和档案记录会按新方案重新记分，已审定的自动冲正。",
        )

    def _ask(self, title: str, form: Form, submit: Any) -> None:
        FormDialog(
            self._desk, title, form, submit, button="启用", success="积分方案已启用。", parent=self
        ).exec()

    def _export(self) -> None:
        row = self.table.current_row()
        if row is None:
            return
        path = dialogs.save_file(self, "导出积分方案", f"{row.title} {row.version}.xlsx", FILES_OUT)
        if path is None:
            return
        try:
            rulebook_files.export_file(self._desk.ctx, row.id, path)
        except AppError as error:
            self._desk.bus.say(error.message, "bad")
            return
        self._desk.bus.say(f"已导出到 {path}", "ok")

    def _retire(self) -> None:
        row = self.table.current_row()
        if row is not None and dialogs.ask(
            self,
            f"停用“{row.title}”？",
            detail="停用后按它之前的方案计分；自动产生的记录会随之更正。",
            yes="停用",
            danger=True,
        ):
            version_id = row.id
            self._desk.actions.do(lambda ctx: rulebooks.retire_version(ctx, version_id), success="已停用。")


class PresetField(Field):
    """Chooses one of the presets and says below what it is like."""

    def __init__(self, presets: list[PresetRow]) -> None:
        self.combo = QComboBox()
        self._presets = {preset.code: preset for preset in presets}
        for preset in presets:
            self.combo.addItem(preset.title, preset.code)
        self._text = faded("", wrap=True, small=True)
        holder = QWidget()
        super().__init__(holder)
        column = plain_column(holder, spacing=0.75)
        column.addWidget(self.combo)
        column.addWidget(self._text)
        self.setFocusProxy(self.combo)
        self.combo.currentIndexChanged.connect(lambda _: self._on_chosen())
        self._on_chosen()

    def value(self) -> str:
        """Return the preset's code."""
        return str(self.combo.currentData() or "")

    def set_value(self, value: object) -> None:
        """Choose a preset; an unknown code chooses the first."""
        self.combo.setCurrentIndex(max(self.combo.findData(value), 0))

    def _on_chosen(self) -> None:
        preset = self._presets.get(self.value())
        if preset is not None:
            self._text.setText(f"{preset.description}\n{'；'.join(preset.figures)}")
        self.edited.emit()


def _columns(today: date) -> list[Column[RulebookRow]]:
    return [
        Column("title", "方案", lambda row: row.title, width=0, tip=lambda row: row.title),
        Column("from", "施行日期", lambda row: row.effective_from.isoformat(), width=104),
        Column(
            "state",
            "状态",
            lambda row: _state(row, today),
            width=84,
            tone=lambda row: "ok" if _holds(row, today) else "faded",
            badge=True,
        ),
    ]


def _holds(row: RulebookRow, today: date) -> bool:
    ends = row.effective_to
    return not row.retired and row.effective_from <= today and (ends is None or ends >= today)


def _state(row: RulebookRow, today: date) -> str:
    if row.retired:
        return "已停用"
    if _holds(row, today):
        return "施行中"
    return "未施行" if row.effective_from > today else "已过期"

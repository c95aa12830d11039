"""方案编辑: a rulebook in forms, checked while it is edited, saved as a version of its own day."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.services.errors import AppError
from app.services.points import drafting, rulebook_draft, rules_edit
from app.services.points.drafting import WorkingCopy
from app.services.points.findings import Finding, Severity
from app.services.points.rules import Category, Item, Rulebook
from app.services.points.rules_edit import Part
from app.services.points.rules_items import PerUnit
from app.ui import dialogs, theme
from app.ui.desk import Desk
from app.ui.points.editor_category import CategoryPane
from app.ui.points.editor_findings import FindingsList
from app.ui.points.editor_general import GeneralPane
from app.ui.points.editor_item import ItemPane
from app.ui.points.editor_lists import GradesPane, JointsPane
from app.ui.points.editor_outline import GENERAL, GRADES, JOINTS, Outline, Place
from app.ui.points.editor_pane import Pane
from app.ui.points.editor_save import SaveDialog
from app.ui.points.frame import beside, card, plain_column
from app.ui.points.preview_dialog import PreviewDialog
from app.ui.widgets.buttons import plain_button, primary_button, quiet_button
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.labels import ElidedLabel

_DEEPEST = 200
_KEEP_MS = 800
_BROKEN = "标红的内容还没有填对，改正后才能保存。"


class RulebookEditor(QWidget):
    """Outline at the left, the form of what is chosen at the right, the check below it."""

    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._copy: WorkingCopy | None = None
        self._saved: Rulebook | None = None
        self._fresh = False
        self._past: list[tuple[Rulebook, Place]] = []
        self._findings: tuple[Finding, ...] = ()
        self._build()
        self._connect()

    def _build(self) -> None:
        self.title = ElidedLabel("", scale="large", strong=True)
        self.back = quiet_button("返回", self.close_editor, icon_name="chevron-left")
        self.undo = quiet_button("撤销一步", self._undo, icon_name="arrow-back-up")
        self.preview = plain_button("预览变更", self._preview, icon_name="eye")
        self.save = primary_button("保存方案", self._save, icon_name="device-floppy")
        top = QHBoxLayout()
        top.setSpacing(theme.unit(1))
        top.addWidget(self.back)
        top.addWidget(self.title, 1)
        for button in (self.undo, self.preview, self.save):
            top.addWidget(button)
        self.outline = Outline()
        self.findings = FindingsList()
        self.panes: dict[Part | None, Pane] = {
            None: GeneralPane(),
            Part.CATEGORY: CategoryPane(),
            Part.ITEM: ItemPane(),
            Part.GRADE: GradesPane(),
            Part.JOINT: JointsPane(),
        }
        self.stack = QStackedWidget()
        self.stack.setObjectName("plain")
        for pane in self.panes.values():
            self.stack.addWidget(pane)
        self.empty = EmptyState()
        self.stack.addWidget(self.empty)
        left = card(self.outline, self._acts(), grow=0)
        right = card(self.stack, self.findings, grow=0)
        column = plain_column(self)
        column.addLayout(top)
        column.addWidget(beside(left, right, widths=(42, 98), stretch=1), 1)

    def _acts(self) -> QWidget:
        self.add_item = quiet_button("加项目", self._add_item, icon_name="plus")
        self.add_category = quiet_button("加类别", self._add_category, icon_name="plus")
        self.up = quiet_button("", lambda: self._move(-1), icon_name="chevron-up")
        self.down = quiet_button("", lambda: self._move(1), icon_name="chevron-down")
        self.drop = quiet_button("", self._drop, icon_name="x")
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(theme.unit(1), theme.unit(0.5), theme.unit(1), theme.unit(0.5))
        row.setSpacing(0)
        row.addWidget(self.add_item)
        row.addWidget(self.add_category)
        row.addStretch(1)
        for button, tip in ((self.up, "上移"), (self.down, "下移"), (self.drop, "删除")):
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            row.addWidget(button)
        return foot

    def _connect(self) -> None:
        self.outline.chosen.connect(lambda _: self._show_place())
        self.findings.chosen.connect(self._on_finding)
        for pane in self.panes.values():
            pane.changed.connect(self._on_changed)
            pane.broken_changed.connect(self._tell)
        QShortcut(QKeySequence("Ctrl+S"), self, self._save)
        # what is typed is kept a moment later, so that a crash does not lose it
        self._keeper = QTimer(self, singleShot=True, interval=_KEEP_MS)
        self._keeper.timeout.connect(self.keep_draft)

    # For the tab

    def open(self, copy: WorkingCopy, *, fresh: bool = False, saved: Rulebook | None = None) -> None:
        """Begin to edit a working copy.

        Args:
            copy: What is edited.
            fresh: It is no version yet, so leaving it loses it.
            saved: What its version holds, where the copy differs from it already.

        """
        self._copy = copy
        self._fresh = fresh
        self._saved = None if fresh else saved or copy.rulebook
        self._past = []
        self.title.setText(copy.rulebook.title)
        self._show_all(GENERAL)

    @property
    def is_open(self) -> bool:
        """Whether a working copy is being edited."""
        return self._copy is not None

    @property
    def is_dirty(self) -> bool:
        """Whether anything would be lost."""
        return self._copy is not None and (self._copy.rulebook != self._saved or self._pane().broken)

    def rulebook(self) -> Rulebook:
        """Return the rulebook as it stands."""
        assert self._copy is not None
        return self._copy.rulebook

    def may_close(self) -> bool:
        """Ask where something would be lost."""
        if not self.is_dirty:
            return True
        if not dialogs.ask(self, "积分方案的修改还没有保存，要放弃吗？", yes="放弃修改", danger=True):
            return False
        self._forget_draft()
        return True

    def close_editor(self) -> None:
        """Go back to the versions; ask where something would be lost."""
        if not self.may_close():
            return
        self._copy = None
        self.closed.emit()

    def keep_draft(self) -> None:
        """Keep the working copy among the drafts, or forget it where it is what was saved."""
        if self._copy is None:
            return
        if self._desk.jobs.busy:
            # nobody waits for a job that is writing
            self._keeper.start()
            return
        try:
            if self._copy.rulebook == self._saved:
                rulebook_draft.forget(self._desk.ctx)
            else:
                rulebook_draft.keep(self._desk.ctx, self._copy, fresh=self._fresh)
        except AppError as error:
            self._desk.bus.say(f"没能暂存方案的修改：{error.message}", "warn")

    def _forget_draft(self) -> None:
        self._keeper.stop()
        rulebook_draft.forget(self._desk.ctx)

    # Editing

    def _on_changed(self, rulebook: Rulebook, code: str) -> None:
        part = self.outline.current()[0]
        place: Place = (part, code)
        known = self._remember(rulebook)
        if known:
            self._show_outline(place)

    def _remember(self, rulebook: Rulebook) -> bool:
        """Take another rulebook as it stands, and tell whether it is another."""
        assert self._copy is not None
        if rulebook == self._copy.rulebook:
            self._tell()
            return False
        self._past.append((self._copy.rulebook, self.outline.current()))
        del self._past[:-_DEEPEST]
        self._copy = replace(self._copy, rulebook=rulebook)
        for pane in self.panes.values():
            pane.copy = self._copy
        self._keeper.start()
        return True

    def _undo(self) -> None:
        if self._past and self._copy is not None:
            rulebook, place = self._past.pop()
            self._copy = replace(self._copy, rulebook=rulebook)
            self._keeper.start()
            self._show_all(place)

    def _change(self, rulebook: Rulebook, place: Place) -> None:
        if self._remember(rulebook):
            self._show_all(place)

    def _add_category(self) -> None:
        book = self.rulebook()
        code = rules_edit.free_code(book, Part.CATEGORY)
        self._change(rules_edit.put(book, Part.CATEGORY, Category(code, "新类别")), (Part.CATEGORY, code))

    def _add_item(self) -> None:
        book = self.rulebook()
        part, code = self.outline.current()
        if part is Part.ITEM:
            code = book.item_by_code[code].category
        if code not in book.category_by_code:
            if not book.categories:
                self._desk.bus.say("请先加一个类别，再在里面加项目。", "warn")
                return
            code = book.categories[-1].code
        new = rules_edit.free_code(book, Part.ITEM, code)
        item = Item(new, code, "新项目", PerUnit(1, "次"))
        self._change(rules_edit.put(book, Part.ITEM, item), (Part.ITEM, new))

    def _move(self, step: int) -> None:
        part, code = self.outline.current()
        if part in (Part.CATEGORY, Part.ITEM) and code:
            self._change(rules_edit.move(self.rulebook(), part, code, step), (part, code))

    def _drop(self) -> None:
        part, code = self.outline.current()
        if part not in (Part.CATEGORY, Part.ITEM) or not code or self._copy is None:
            return
        book = self._copy.rulebook
        try:
            changed = rules_edit.drop(book, part, code, self._copy.used)
        except AppError as error:
            self._desk.bus.say(error.message, "warn")
            return
        home = (Part.CATEGORY, book.item_by_code[code].category) if part is Part.ITEM else GENERAL
        self._change(changed, home)

    # Showing

    def _show_all(self, place: Place) -> None:
        self._show_outline(place)
        self._show_place()

    def _show_outline(self, place: Place) -> None:
        book = self.rulebook()
        self.outline.show_rulebook(book, place)
        self._findings = drafting.check(book)
        self.findings.show_findings(book, self._findings)
        errors = [finding for finding in self._findings if finding.level is Severity.ERROR]
        self.outline.mark(self._place_of(finding) for finding in errors)
        self._tell()

    def _show_place(self) -> None:
        assert self._copy is not None
        part, code = self.outline.current()
        pane = self.panes[part]
        if part is Part.CATEGORY and not code:
            self.empty.say("这些项目的类别不存在", "逐个选择项目，改成已有的类别。", icon="alert-triangle")
            self.stack.setCurrentWidget(self.empty)
        else:
            pane.show_part(self._copy, code)
            self.stack.setCurrentWidget(pane)
        movable = part in (Part.CATEGORY, Part.ITEM) and bool(code)
        for button in (self.up, self.down, self.drop):
            button.setEnabled(movable)
        self._tell()

    def _tell(self) -> None:
        broken = self._pane().broken
        errors = any(finding.level is Severity.ERROR for finding in self._findings)
        self.save.setEnabled(not errors and not broken)
        self.preview.setEnabled(not errors and not broken)
        self.save.setToolTip(_BROKEN if broken or errors else "保存方案（Ctrl+S）")
        self.undo.setEnabled(bool(self._past))

    def _pane(self) -> Pane:
        return self.panes[self.outline.current()[0]]

    def _place_of(self, finding: Finding) -> Place:
        spot = drafting.spot_of(self.rulebook(), finding)
        if spot.part in (Part.GRADE, Part.VETO):
            return GRADES
        return JOINTS if spot.part is Part.JOINT else (spot.part, spot.code)

    def _on_finding(self, finding: Finding) -> None:
        spot = drafting.spot_of(self.rulebook(), finding)
        self.outline.go_to(self._place_of(finding))
        self._pane().go_to("vetoes" if spot.part is Part.VETO else spot.key)

    # Out

    def _preview(self) -> None:
        PreviewDialog(self._desk, self.rulebook(), self).exec()

    def _save(self) -> None:
        if self._copy is None or not self.save.isEnabled():
            return
        dialog = SaveDialog(self._desk, self._copy, self._findings, parent=self)
        if dialog.exec():
            self._forget_draft()
            self._copy = None
            self.closed.emit()

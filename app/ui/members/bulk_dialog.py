"""成批修改: one field of many members, shown line by line before anything is written."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services import member_bulk
from app.services.errors import AppError, BadInput
from app.services.member_bulk import BulkLine, Outcome
from app.services.member_fields import MemberField
from app.ui import dialogs, theme
from app.ui.desk import Desk
from app.ui.list_dialog import ListDialog
from app.ui.members.inputs import input_for
from app.ui.widgets.buttons import primary_button
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.fields import ChoiceField, Field, FieldProblem
from app.ui.widgets.labels import faded
from app.ui.widgets.table_model import Column

_NOTE = "先选字段、填内容，下面逐人列出原来是什么、改成什么；不能修改的写明原因，不受影响。保存后是一步，可以撤销。"
_TONES = {Outcome.CHANGE: "info", Outcome.SAME: "neutral", Outcome.REFUSED: "bad"}
_TYPING_MS = 250
_USUAL = "dues_paid_to"


class BulkDialog(ListDialog):
    """Changes the selected members, or all that the list shows.

    Args:
        desk: The desk.
        selected: Ids of the members selected in the list.
        shown: Ids of all members of the list as it stands.

    """

    def __init__(
        self, desk: Desk, selected: Sequence[int], shown: Sequence[int], parent: QWidget | None = None
    ) -> None:
        super().__init__(desk, "成批修改", size=(118, 76), parent=parent)
        self._key = str(uuid.uuid4())
        self._lines: list[BulkLine] = []
        whole = (tuple(shown), f"列表中的 {len(shown)} 名")
        some = (tuple(selected), f"所选的 {len(selected)} 名")
        self.scope = ChoiceField([some, whole] if len(selected) > 1 else [whole, some])
        self.choice = ChoiceField([(field, field.label) for field in member_bulk.fields(desk.ctx)])
        self.choice.set_value(next(f for f in member_bulk.fields(desk.ctx) if f.key == _USUAL))
        self.value: Field = ChoiceField()
        self._timer = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._timer.timeout.connect(self.look)
        self.table: DataTable[BulkLine] = DataTable(
            _columns(), name="bulk", settings=desk.settings, key=lambda line: line.member_id
        )
        self.table.setAccessibleName("将要修改的党员")
        self.table.set_empty("还没有内容", "填写新的内容后，这里逐人列出变化。", icon="pencil")
        self.save_button = primary_button("修改", self._save)
        self.frame(self.table, [self.save_button], note=_NOTE, above=self._choices())
        self._asked = 0
        self._judged: tuple[tuple[int, ...], str, object] | None = None
        self.choice.edited.connect(self._other_field)
        self.scope.edited.connect(self.look)
        self._other_field()

    def _choices(self) -> QWidget:
        holder = QWidget()
        self._row = QHBoxLayout(holder)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.unit())
        for title, field in (("范围", self.scope), ("字段", self.choice), ("改为", self.value)):
            self._row.addWidget(faded(title))
            self._row.addWidget(field, 2 if field is self.value else 1)
            field.setAccessibleName(title)
        return holder

    @property
    def field(self) -> MemberField:
        """The field that is changed."""
        chosen = self.choice.value()
        assert isinstance(chosen, MemberField)
        return chosen

    def _other_field(self) -> None:
        former, self.value = self.value, input_for(self.desk, self.field)
        self._row.replaceWidget(former, self.value)
        former.hide()
        former.deleteLater()
        self.value.setAccessibleName("改为")
        self.value.edited.connect(self._wait)
        self.look()

    def _wait(self) -> None:
        """Let nothing be saved that is not shown: what is typed is judged in a moment."""
        self._judged = None
        self.save_button.setEnabled(False)
        self._timer.start()

    def look(self) -> None:
        """Judge every member anew, beside the window's work, and show what would become of each."""
        self._timer.stop()
        self.say_problem("")
        self._judged = None
        self._asked += 1
        try:
            value = self.value.value()
        except FieldProblem as problem:
            self._fail(str(problem))
            return
        ctx, wanted, asked = self.desk.ctx, (self._ids(), self.field.key, value), self._asked

        def show(lines: list[BulkLine]) -> None:
            if asked == self._asked:
                self._judged = wanted
                self._show(lines)

        def fail(error: AppError) -> None:
            if asked == self._asked:
                self._fail("" if isinstance(error, BadInput) and not value else error.message)

        self.save_button.setEnabled(False)
        self.desk.jobs.start(
            "正在核对",
            lambda _progress: member_bulk.preview(ctx, *wanted),
            succeeded=show,
            failed=fail,
            cancellable=False,
            quiet=True,
        )

    def _ids(self) -> tuple[int, ...]:
        chosen = self.scope.value()
        assert isinstance(chosen, tuple)
        return chosen

    def _fail(self, text: str) -> None:
        self._show([])
        self.say_problem(text)

    def _show(self, lines: list[BulkLine]) -> None:
        order = list(Outcome)
        self.table.set_rows(sorted(lines, key=lambda line: order.index(line.outcome)))
        counts = Counter(line.outcome for line in lines)
        self.summary.setText("，".join(f"{kind.label} {counts[kind]} 名" for kind in Outcome if counts[kind]))
        self.save_button.setText(f"修改 {counts[Outcome.CHANGE]} 名")
        self.save_button.setEnabled(counts[Outcome.CHANGE] > 0)

    def _save(self) -> None:
        judged, label = self._judged, self.field.label
        if judged is None:
            return
        many = self.save_button.text().removeprefix("修改 ")
        # nothing filled in yet looks the same as a wish to empty the field
        empty = judged[2] is None or judged[2] == ""
        if empty and not dialogs.ask(self, f"{many}的“{label}”会被清空，确定吗？", yes="清空", danger=True):
            return
        self.desk.actions.do_much(
            "bulk",
            lambda ctx: member_bulk.change(ctx, *judged),
            success=f"已成批修改{label}：{self.save_button.text().removeprefix('修改 ')}，可撤销。",
            key=self._key,
            refused=self.refuse,
            done=lambda _changes: self.accept(),
        )


def _columns() -> list[Column[BulkLine]]:
    return [
        Column("name", "姓名", lambda line: line.shown_name, width=110),
        Column(
            "before", "原来", lambda line: line.before or "（空）", width=190, tip=lambda line: line.before
        ),
        Column("after", "改为", lambda line: line.after or "（空）", width=190, tip=lambda line: line.after),
        Column(
            "outcome",
            "结果",
            lambda line: line.outcome.label,
            width=96,
            tone=lambda line: _TONES[line.outcome],
            badge=True,
        ),
        Column("reason", "原因", lambda line: line.reason, width=0, tip=lambda line: line.reason),
    ]

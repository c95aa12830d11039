"""方案变更预览: who would have another figure under the rulebook being edited."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout

from app.services.errors import AppError
from app.services.points import preview
from app.services.points.offered import offered_periods
from app.services.points.preview import ChangePreview, MemberChange
from app.services.points.rules import Rulebook
from app.ui import theme
from app.ui.desk import Desk
from app.ui.points.frame import card
from app.ui.widgets.buttons import plain_button
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.fields import CheckField
from app.ui.widgets.labels import faded, heading, text_label
from app.ui.widgets.period_picker import PeriodPicker
from app.ui.widgets.table_model import Column


class PreviewDialog(QDialog):
    """Compares the working copy with what is in force, over a period that can be chosen."""

    def __init__(self, desk: Desk, rulebook: Rulebook, parent: object = None) -> None:
        super().__init__(parent)  # type: ignore[arg-type]
        self._desk = desk
        self._rulebook = rulebook
        self._asked = ("", False)
        self.setWindowTitle("预览变更")
        self.resize(theme.unit(112), theme.unit(70))
        self._build()
        periods = offered_periods(desk.ctx)
        self.picker.set_options([(period.code, period.label) for period in periods], periods[0].code)
        self.picker.changed.connect(lambda _: self._compare())
        self.waiting_too.edited.connect(self._compare)
        self._compare()

    def _build(self) -> None:
        self.sentence = heading("", level=2)
        self.note = text_label("", tone="warn", wrap=True)
        self.picker = PeriodPicker()
        self.waiting_too = CheckField("含未审定的记录")
        self.table: DataTable[MemberChange] = DataTable(
            _columns(), name="points_preview", settings=self._desk.settings, key=lambda row: row.member_id
        )
        self.table.setAccessibleName("分数变化的党员")
        head = QHBoxLayout()
        head.addWidget(self.sentence, 1)
        head.addWidget(self.waiting_too)
        head.addWidget(self.picker)
        foot = QHBoxLayout()
        foot.addWidget(faded("只是试算，没有保存；手工记录照旧，自动记录按修改后的方案重记。"), 1)
        foot.addWidget(plain_button("关闭", self.accept))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.unit(3), theme.unit(2), theme.unit(3), theme.unit(2))
        column.setSpacing(theme.unit(1.5))
        column.addLayout(head)
        column.addWidget(self.note)
        column.addWidget(card(self.table), 1)
        column.addLayout(foot)

    def _compare(self) -> None:
        """Compare in the background; the answer to an earlier question is dropped."""
        rulebook = self._rulebook
        asked = self._asked = (self.picker.code(), self.waiting_too.value())
        self.sentence.setText("正在试算……")

        def refuse(error: AppError) -> None:
            if self._asked == asked:
                self.sentence.setText("无法比较")
                self._say(error.message)
                self.table.set_rows([])

        self._desk.actions.run(
            "正在试算",
            lambda ctx, _progress: preview.preview(ctx, rulebook, asked[0], include_unapproved=asked[1]),
            done=lambda seen: self._show(seen) if self._asked == asked else None,
            refused=refuse,
        )

    def _show(self, seen: ChangePreview) -> None:
        self.sentence.setText(seen.sentence)
        said = []
        if seen.reposted:
            said.append(f"{seen.reposted} 人由考勤、补学和档案记录自动产生的记录会随之重记，已按新方案试算。")
        if seen.lost:
            said.append(f"有 {seen.lost} 条记录在新方案里没有对应的项目或填法不同，不能计分，保存前请补上。")
        self._say("".join(said))
        self.table.set_empty("没有变化", f"比较了 {seen.members} 名党员。", icon="circle-check")
        for at, column in enumerate(_columns()):
            if column.key == "grade":
                self.table.setColumnHidden(at, not seen.graded)
            elif column.key == "entries":
                self.table.setColumnHidden(at, not seen.reposted)
        self.table.set_rows(seen.rows)

    def _say(self, text: str) -> None:
        self.note.setText(text)
        self.note.setVisible(bool(text))


def _columns() -> list[Column[MemberChange]]:
    return [
        Column("name", "姓名", lambda row: row.name, width=96, sort=lambda row: row.name_key),
        Column("old", "现行方案", lambda row: row.old, width=96, align="right"),
        Column("new", "新方案", lambda row: row.new, width=96, align="right"),
        Column(
            "difference",
            "变化",
            lambda row: row.difference_text,
            width=88,
            align="right",
            sort=lambda row: row.difference,
            tone=lambda row: "ok" if row.difference > 0 else "bad" if row.difference < 0 else "",
        ),
        Column("grade", "等次", _grade, width=150),
        Column("where", "变化的类别", lambda row: "；".join(row.categories), width=0, tip=_where),
        Column(
            "entries",
            "自动记录",
            lambda row: "；".join(row.entries),
            width=250,
            tone=lambda _: "faded",
            tip=lambda row: "\n".join(row.entries),
        ),
    ]


def _grade(row: MemberChange) -> str:
    if row.old_grade == row.new_grade:
        return row.new_grade
    return f"{row.old_grade or '—'} → {row.new_grade or '—'}"


def _where(row: MemberChange) -> str:
    return "\n".join(row.categories)

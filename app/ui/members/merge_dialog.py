"""合并重复档案: two archives side by side, field by field; what goes over, and what follows by rule."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.services import member_merge, members
from app.services.errors import AppError
from app.services.member_merge import MergeField, MergePlan
from app.ui import theme
from app.ui.desk import Desk
from app.ui.widgets.buttons import plain_button, primary_button
from app.ui.widgets.form import Form
from app.ui.widgets.form_dialog import FormDialog
from app.ui.widgets.labels import error_line, faded, heading, rule, text_label
from app.ui.widgets.member_field import MemberChoice, MemberField

_NOTE = (
    "逐项选择以哪一份为准；考勤、补学、积分、档案记录、附件和标签全部归到保留的一份，"
    "另一份进入回收站。整个合并是一步，可以撤销。"
)
_RULE = "两份都列入应到的活动，保留对本人最有利的一条：出勤优先，其次请假，再次缺席；没有登记的让位。"
_EMPTY = "（空）"


class MergeDialog(QDialog):
    """Merges two archives; which one is kept can be turned round."""

    def __init__(self, desk: Desk, kept_id: int, other_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._key = str(uuid.uuid4())
        self._ids = (kept_id, other_id)
        self._take: set[str] = set()
        self._groups: list[QButtonGroup] = []
        self.plan: MergePlan | None = None
        self.setWindowTitle("合并重复档案")
        self.resize(theme.unit(100), theme.unit(78))
        self.problem = error_line()
        self.save_button = primary_button("合并", self._save)
        self.turn_button = plain_button("改为保留另一份", self._turn, icon_name="refresh")
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        foot = QHBoxLayout()
        foot.setSpacing(theme.unit())
        foot.addWidget(self.turn_button)
        foot.addWidget(self.problem, 1)
        foot.addStretch(1)
        foot.addWidget(self.save_button)
        foot.addWidget(plain_button("取消", self.reject))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.unit(3), theme.unit(2.5), theme.unit(3), theme.unit(2))
        column.setSpacing(theme.unit(1.5))
        column.addWidget(heading("合并重复档案", level=2))
        column.addWidget(faded(_NOTE, wrap=True))
        column.addWidget(self._scroll, 1)
        column.addLayout(foot)
        self._load()

    def choose(self, key: str, *, other: bool) -> None:
        """Take a field's value from the archive that goes, or leave that of the one that stays."""
        (self._take.add if other else self._take.discard)(key)

    def _load(self) -> None:
        plan = member_merge.plan(self._desk.ctx, *self._ids)
        self.plan = plan
        self._take = set(plan.usual)
        self._groups = []
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, theme.unit(1.5), 0)
        column.setSpacing(theme.unit())
        column.addWidget(self._fields(plan))
        self._add_moves(column, plan)
        column.addStretch(1)
        self._scroll.setWidget(holder)
        self._refuse(plan.refused)
        self.save_button.setEnabled(not plan.refused)

    def _fields(self, plan: MergePlan) -> QWidget:
        card = QFrame()
        card.setObjectName("card")
        grid = QGridLayout(card)
        grid.setContentsMargins(theme.unit(2), theme.unit(1.5), theme.unit(2), theme.unit(1.5))
        grid.setHorizontalSpacing(theme.unit(2))
        grid.setVerticalSpacing(theme.unit(0.75))
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        heads = (f"保留：{plan.kept_name}", f"并入：{plan.other_name}")
        for at, text in enumerate(heads, start=1):
            grid.addWidget(heading(text, level=3), 0, at)
        for row, field in enumerate(plan.fields, start=1):
            self._add_field(grid, row, field)
        if not plan.fields:
            grid.addWidget(faded("两份档案的各项内容没有不同。"), 1, 0, 1, 3)
        return card

    def _add_field(self, grid: QGridLayout, row: int, field: MergeField) -> None:
        group = QButtonGroup(self)
        self._groups.append(group)
        grid.addWidget(faded(field.label), row, 0)
        for at, text in enumerate((field.kept or _EMPTY, field.other)):
            button = QRadioButton(text.replace("&", "&&"))
            button.setAccessibleName(f"{field.label}：{text}")
            button.setToolTip(text)
            button.setChecked(bool(at) == (field.key in self._take))
            button.clicked.connect(partial(self.choose, field.key, other=bool(at)))
            group.addButton(button)
            grid.addWidget(button, row, 1 + at)

    def _add_moves(self, column: QVBoxLayout, plan: MergePlan) -> None:
        if plan.moves:
            words = "，".join(f"{what} {count} 条" for what, count in plan.moves)
            column.addWidget(text_label(f"归到保留的一份：{words}。", wrap=True))
        if not plan.clashes:
            return
        column.addWidget(rule())
        column.addWidget(heading(f"两份都列入应到的活动（{len(plan.clashes)} 次）", level=3))
        column.addWidget(faded(_RULE, wrap=True))
        lines: Sequence[tuple[str, ...]] = [
            (clash.activity, clash.kept, clash.other, f"保留：{clash.stands}") for clash in plan.clashes
        ]
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.unit(2))
        grid.setColumnStretch(0, 1)
        for row, line in enumerate(lines):
            for at, text in enumerate(line):
                grid.addWidget(text_label(text, wrap=at == 0), row, at, Qt.AlignmentFlag.AlignTop)
        column.addWidget(holder)

    def _turn(self) -> None:
        self._ids = (self._ids[1], self._ids[0])
        self._load()

    def _refuse(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def _told(self, error: AppError) -> None:
        self._refuse(error.message)

    def _save(self) -> None:
        assert self.plan is not None
        kept_id, other_id = self._ids
        take = frozenset(self._take)
        self._desk.actions.do_much(
            "merge",
            lambda ctx: member_merge.merge(ctx, kept_id, other_id, take),
            success=f"已把“{self.plan.other_name}”并入“{self.plan.kept_name}”，可撤销。",
            key=self._key,
            refused=self._told,
            done=lambda _changes: self.accept(),
        )


def choose_other(desk: Desk, member_id: int, parent: QWidget) -> int | None:
    """Let the archive be chosen that is to be merged into a member's; None where nothing was chosen."""
    chosen: list[int] = []
    rows = [row for row in members.list_members(desk.ctx, include_left=True) if row.id != member_id]
    choices = [
        MemberChoice(row.id, row.shown_name, f"{row.name_initials} {row.name_key}", row.group_name)
        for row in rows
    ]
    form = Form()
    form.add("other", "重复的那一份", MemberField(choices), required=True)
    dialog = FormDialog(
        desk,
        "合并重复档案",
        form,
        lambda _ctx, values: chosen.append(values["other"]),
        button="下一步",
        note="选择与当前党员是同一个人的另一份档案，下一步逐项比较。",
        parent=parent,
    )
    dialog.exec()
    return chosen[0] if chosen else None

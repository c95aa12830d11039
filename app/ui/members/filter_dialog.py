"""高级筛选: conditions in groups, joined by 全部 or 任一; how many fit is said while one writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.services import member_filters
from app.services.errors import AppError
from app.services.member_fields import MemberField, Shape
from app.services.member_filters import Op, Query, Rule, RuleGroup
from app.ui import theme
from app.ui.desk import Desk
from app.ui.members.fields import WordField
from app.ui.widgets.buttons import icon_button, plain_button, primary_button, quiet_button
from app.ui.widgets.date_fields import PartialDateField
from app.ui.widgets.fields import ChoiceField, Field, FieldProblem, LineField
from app.ui.widgets.labels import error_line, faded, heading, text_label

_TYPING_MS = 250
_JOINS = ((True, "全部"), (False, "任一"))
_FLAG = (("1", "是"), ("0", "否"))
_COMPARED = {Shape.NUMBER: "如 60", Shape.FIGURE: "如 12"}


class RuleRow(QWidget):
    """One condition: field, comparison, value."""

    edited = Signal()

    def __init__(
        self, desk: Desk, fields: Sequence[MemberField], groups: Sequence[tuple[int, str]], rule: Rule | None
    ) -> None:
        super().__init__()
        self._desk, self._groups = desk, groups
        self.field = ChoiceField([(field, field.label) for field in fields])
        self.op = ChoiceField()
        self.value: Field = LineField()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.unit())
        for part, stretch, name in ((self.field, 3, "字段"), (self.op, 2, "比较"), (self.value, 4, "内容")):
            part.setAccessibleName(name)
            self._row.addWidget(part, stretch)
        self.drop_button = icon_button("x", "去掉这个条件")
        self._row.addWidget(self.drop_button)
        self.field.edited.connect(lambda: self._other_field(None))
        self.op.edited.connect(self._other_op)
        chosen = next((f for f in fields if rule is not None and f.key == rule.key), fields[0])
        self.field.set_value(chosen)
        self._other_field(rule)

    def rule(self) -> Rule:
        """Return the condition; `FieldProblem` where the value cannot be read."""
        field, op = self.field.value(), self.op.value()
        assert isinstance(field, MemberField)
        assert isinstance(op, Op)
        return Rule(field.key, op, str(self.value.value() or "") if op.needs_value else "")

    def _other_field(self, rule: Rule | None) -> None:
        field = self.field.value()
        assert isinstance(field, MemberField)
        self.op.set_options([(op, op.label) for op in member_filters.ops_of(field)])
        former, self.value = self.value, self._input(field)
        self._row.replaceWidget(former, self.value)
        former.hide()
        former.deleteLater()
        self.value.setAccessibleName("内容")
        self.value.edited.connect(self.edited)
        if rule is not None:
            self.op.set_value(rule.op)
            self.value.set_value(rule.value)
        self._other_op()

    def _other_op(self) -> None:
        op = self.op.value()
        self.value.setVisible(isinstance(op, Op) and op.needs_value)
        self.edited.emit()

    def _input(self, field: MemberField) -> Field:
        shape = field.shape
        if shape is Shape.CODE and field.kind is not None:
            return ChoiceField([(code.value, code.label) for code in field.kind])
        if shape is Shape.GROUP:
            return ChoiceField([(str(group_id), name) for group_id, name in self._groups])
        if shape is Shape.FLAG:
            return ChoiceField(_FLAG)
        if shape is Shape.CHOICE:
            return ChoiceField([(word, word) for word in field.words])
        if shape in (Shape.DATE, Shape.DAY):
            return PartialDateField(self._desk.ctx.today, "年、年月或日期，如 2026 或 2026.07")
        if shape is Shape.WORDS:
            return WordField(field.words)
        return LineField(_COMPARED.get(shape, ""))


class GroupBox(QFrame):
    """Conditions of which all or any must hold."""

    edited = Signal()

    def __init__(self, new_row: Callable[[Rule | None], RuleRow], group: RuleGroup | None) -> None:
        super().__init__()
        self._new_row = new_row
        self.rows: list[RuleRow] = []
        self.join = ChoiceField(_JOINS)
        self.join.setAccessibleName("这一组的条件")
        self.drop_button = icon_button("x", "去掉这一组")
        head = QHBoxLayout()
        head.setSpacing(theme.unit())
        head.addWidget(text_label("满足以下"))
        head.addWidget(self.join)
        head.addWidget(text_label("条件"))
        head.addStretch(1)
        head.addWidget(self.drop_button)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.unit())
        self.add_button = quiet_button("添加条件", lambda: self.add(None), icon_name="plus")
        self.setObjectName("card")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.unit(1.5), theme.unit(), theme.unit(1.5), theme.unit())
        column.setSpacing(theme.unit())
        column.addLayout(head)
        column.addLayout(self._lines)
        column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.join.set_value(group is None or group.every)
        self.join.edited.connect(self.edited)
        for rule in group.rules if group is not None else (None,):
            self.add(rule)

    def add(self, rule: Rule | None) -> None:
        """Add a condition."""
        row = self._new_row(rule)
        row.edited.connect(self.edited)
        row.drop_button.clicked.connect(partial(self._drop, row))
        self.rows.append(row)
        self._lines.addWidget(row)
        self.edited.emit()

    def group(self) -> RuleGroup:
        """Return the group; `FieldProblem` where a value cannot be read."""
        return RuleGroup(tuple(row.rule() for row in self.rows), bool(self.join.value()))

    def _drop(self, row: RuleRow) -> None:
        self.rows.remove(row)
        row.hide()
        row.deleteLater()
        self.edited.emit()


class FilterDialog(QDialog):
    """Builds a query.

    Args:
        desk: The desk.
        fields: Every field that may be asked for.
        groups: The branch's groups as (id, name).
        query: What stands in the dialog at first.

    Attributes:
        query: What was built, once the dialog was accepted.

    """

    def __init__(
        self,
        desk: Desk,
        fields: Sequence[MemberField],
        groups: Sequence[tuple[int, str]],
        query: Query,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self.query = query
        self.boxes: list[GroupBox] = []
        self._new_row = lambda rule: RuleRow(desk, fields, groups, rule)
        self.setWindowTitle("高级筛选")
        self.resize(theme.unit(92), theme.unit(66))
        self.join = ChoiceField(((True, "各组都要满足"), (False, "满足任一组即可")))
        self.join.setAccessibleName("各组之间")
        self.join.set_value(query.every)
        self.count = text_label("")
        self.problem = error_line()
        self.apply_button = primary_button("应用筛选", self._apply)
        self.apply_button.setDefault(True)
        self._timer = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._timer.timeout.connect(self._look)
        self._build()
        self.join.edited.connect(self._timer.start)
        for group in query.groups or (None,):
            self.add_group(group)
        self._look()

    def _build(self) -> None:
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.unit(1.5))
        self._column.addStretch(1)
        holder = QWidget()
        holder.setLayout(self._column)
        self._column.setContentsMargins(0, 0, theme.unit(), 0)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(holder)
        between = QHBoxLayout()
        between.addWidget(quiet_button("添加一组", lambda: self.add_group(None), icon_name="plus"))
        between.addStretch(1)
        self._between = faded("各组之间")
        between.addWidget(self._between)
        between.addWidget(self.join)
        foot = QHBoxLayout()
        foot.setSpacing(theme.unit())
        foot.addWidget(self.count)
        foot.addWidget(self.problem, 1)
        foot.addStretch(1)
        foot.addWidget(plain_button("清空条件", self._clear))
        foot.addWidget(self.apply_button)
        foot.addWidget(plain_button("取消", self.reject))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.unit(3), theme.unit(2.5), theme.unit(3), theme.unit(2))
        column.setSpacing(theme.unit(1.5))
        column.addWidget(heading("高级筛选", level=2))
        column.addWidget(scroll, 1)
        column.addLayout(between)
        column.addLayout(foot)

    def add_group(self, group: RuleGroup | None) -> None:
        """Add a group of conditions."""
        box = GroupBox(self._new_row, group)
        box.edited.connect(self._timer.start)
        box.drop_button.clicked.connect(partial(self._drop, box))
        self.boxes.append(box)
        self._column.insertWidget(self._column.count() - 1, box)
        self._settle()

    def _drop(self, box: GroupBox) -> None:
        self.boxes.remove(box)
        box.hide()
        box.deleteLater()
        self._settle()

    def _settle(self) -> None:
        several = len(self.boxes) > 1
        self.join.setVisible(several)
        self._between.setVisible(several)
        self._timer.start()

    def _built(self) -> Query:
        groups = (box.group() for box in self.boxes)
        return Query(tuple(group for group in groups if group.rules), bool(self.join.value()))

    def _look(self) -> bool:
        """Say how many fit, or what is wrong, and tell whether all can be compared."""
        self._timer.stop()
        try:
            found = len(member_filters.matching(self._desk.ctx, self._built()))
        except (AppError, FieldProblem) as error:
            self.count.setText("")
            self.problem.setText(str(error))
            self.problem.show()
            return False
        self.problem.hide()
        self.count.setText(f"符合条件 {found} 名（含已离开的）")
        return True

    def _clear(self) -> None:
        for box in list(self.boxes):
            self._drop(box)

    def _apply(self) -> None:
        if self._look():
            self.query = self._built()
            self.accept()

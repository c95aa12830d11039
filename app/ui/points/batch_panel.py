"""批量录入: one item for many members in a grid; a column pasted from Excel, filled down, saved whole."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services import members, orgs
from app.services.errors import AppError
from app.services.members import MemberRow
from app.services.periods import Period
from app.services.points import entries, rulebooks
from app.services.points.entries import BadBatch, EntryDraft
from app.services.points.rulebook_view import ItemRow, ValueForm
from app.ui import theme
from app.ui.desk import Desk
from app.ui.points.entry_fields import ItemField
from app.ui.points.entry_form import start_day
from app.ui.points.frame import beside, card, plain_column
from app.ui.widgets.buttons import plain_button, primary_button
from app.ui.widgets.date_fields import DateField
from app.ui.widgets.fields import ChoiceField, FieldProblem, TextField
from app.ui.widgets.form import Form, FormInvalid
from app.ui.widgets.grid import EditableGrid
from app.ui.widgets.grid_model import GridColumn, GridRow
from app.ui.widgets.labels import error_line, faded, heading

_MARK = "1"
Check = Callable[[str], str]


class BatchPanel(QWidget):
    """What all entries share at the left, a line for every member at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._period: Period | None = None
        self._members: list[MemberRow] = []
        self._key = str(uuid.uuid4())
        self._form_of_grid: object = None
        self._build()
        self._connect()

    def _build(self) -> None:
        self.day = DateField(self._desk.ctx.today)
        self.item = ItemField()
        self.reason = TextField("各人相同的事由；某人不同的写在右侧备注", lines=2, limit=500)
        self.group = ChoiceField(blank="全部党小组")
        self.form = Form(label_width=7)
        self.form.add("happened_on", "日期", self.day, required=True)
        self.form.add("item_code", "项目", self.item, required=True)
        self.form.add("reason", "事由", self.reason)
        self.form.add("group", "党小组", self.group)
        self._problem = error_line()
        self.save = primary_button("保存", self.submit, icon_name="device-floppy")
        self.fill = plain_button("填满这一列", self._fill, icon_name="chevron-down")
        self.count = faded("")
        left = QWidget()
        column = plain_column(left, spacing=1.5)
        column.addWidget(heading("批量录入", level=2))
        column.addWidget(self.form)
        column.addWidget(self._problem)
        foot = QHBoxLayout()
        foot.setSpacing(theme.unit(1))
        foot.addWidget(self.save)
        foot.addWidget(self.fill)
        foot.addStretch(1)
        column.addLayout(foot)
        column.addWidget(self.count)
        column.addStretch(1)
        column.addWidget(
            faded("在“数值”列直接输入，或从 Excel 复制一列粘贴；Ctrl+D 向下填充，留空的人不录入。", wrap=True)
        )
        self.grid = EditableGrid(_columns(None, None))
        self._right = card(self.grid)
        plain_column(self).addWidget(beside(card(left, padded=True), self._right, widths=(48, 80), stretch=1))

    def _connect(self) -> None:
        self.day.edited.connect(self._offer_items)
        self.item.chosen.connect(self._fit_grid)
        self.group.edited.connect(self._fill_rows)
        self._listen_to_grid()

    def _listen_to_grid(self) -> None:
        self.grid.edited.connect(self._tell_count)
        self.grid.status.connect(lambda text: self._desk.bus.say(text) if text else None)

    def show_period(self, period: Period | None) -> None:
        """Enter into this quarter; what stands in the grid stays while its members are the same."""
        ctx = self._desk.ctx
        moved = period != self._period
        self._period = period
        if moved or self.day.value() is None:
            self.day.set_value(start_day(ctx.today, period))
            self.form.settle()
        self.group.set_options((org.id, org.name) for org in orgs.groups(ctx))
        found = members.list_members(ctx)
        if found != self._members:
            self._members = found
            self._fill_rows()
        self._offer_items()

    def submit(self) -> None:
        """Save every line with a value; wrong ones are marked and nothing is saved."""
        self._problem.hide()
        try:
            self.form.values()
        except FormInvalid:
            return
        if self.grid.grid.problems():
            row, title, reason = self.grid.grid.problems()[0]
            self._say(f"第 {row} 行“{title}”：{reason}")
            return
        drafts = self._drafts()
        if self._desk.actions.do(
            lambda ctx: entries.add_batch(ctx, drafts),
            success=f"已保存 {len(drafts)} 条草稿，等待审核。",
            key=self._key,
            refused=lambda error: self._refuse(error, drafts),
        ):
            self._key = str(uuid.uuid4())
            self._fill_rows()

    def _drafts(self) -> list[EntryDraft]:
        row, shared = self.item.row(), self.reason.value()
        marks = row is not None and row.form is ValueForm.NONE
        return [
            EntryDraft(
                member_id=int(str(member_id)),
                item_code=self.item.value(),
                happened_on=self.day.value(),
                value="" if marks else str(values["value"]),
                reason=values["reason"] or shared,
                period=self._period,
            )
            for member_id, values in self.grid.values().items()
            if values["value"] is not None
        ]

    def _refuse(self, error: AppError, drafts: list[EntryDraft]) -> None:
        if isinstance(error, BadBatch):
            for wrong in error.errors:
                if wrong.field in ("happened_on", "item_code"):
                    self.form.show_error(wrong.field, wrong.message)
                    return
                key = "reason" if wrong.field == "reason" else "value"
                self.grid.grid.set_problem(drafts[wrong.index].member_id, key, wrong.message)
            self._say(f"有 {len(error.errors)} 行未通过检查，已标红，没有保存。")
        else:
            self._say(error.message)

    def _say(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.show()

    def _fill(self) -> None:
        row = self.item.row()
        value = _MARK if row is not None and row.form in (ValueForm.NONE, ValueForm.COUNT) else None
        if value is None:
            value = self.grid.values()[self._ids()[0]]["value"] if self._ids() else None
        if value is None:
            self._say("请先在第一行填写数值，再填满这一列。")
            return
        self._problem.hide()
        self.grid.fill_column("value", value, "填满数值")

    def _ids(self) -> list[int]:
        return [row.id for row in self._wanted()]

    def _wanted(self) -> list[MemberRow]:
        group = self.group.value()
        return [row for row in self._members if group is None or row.group_id == group]

    def _fill_rows(self) -> None:
        self.grid.set_rows(
            GridRow(row.id, {"name": row.shown_name, "group": row.group_name}) for row in self._wanted()
        )
        self._tell_count()

    def _offer_items(self) -> None:
        try:
            day = self.day.value()
        except FieldProblem:
            return
        if day is not None:
            rows = rulebooks.items_on(self._desk.ctx, day)
            self.item.set_items([row for row in rows if row.form is not ValueForm.RIDES])

    def _fit_grid(self) -> None:
        """Give the grid's value column the form of the item."""
        row = self.item.row()
        try:
            day = self.day.value()
        except FieldProblem:
            return
        wanted = (row, day)
        if wanted == self._form_of_grid:
            return
        self._form_of_grid = wanted
        check: Check | None = None
        if row is not None and day is not None:
            check = entries.value_checker(self._desk.ctx, day, row.code)
        old = self.grid
        self.grid = EditableGrid(_columns(row, check))
        layout = self._right.layout()
        if layout is not None:
            layout.replaceWidget(old, self.grid)
        old.hide()
        old.deleteLater()
        self._listen_to_grid()
        self._fill_rows()

    def _tell_count(self) -> None:
        filled = sum(values["value"] is not None for values in self.grid.values().values())
        self.save.setText(f"保存 {filled} 条" if filled else "保存")
        self.save.setEnabled(bool(filled))
        self.count.setText(f"共 {len(self._wanted())} 人，已填 {filled} 人")


def _columns(row: ItemRow | None, check: Check | None) -> list[GridColumn]:
    return [
        GridColumn("name", "姓名", 96, editable=False),
        GridColumn("group", "党小组", 120, editable=False),
        _value_column(row, check),
        GridColumn("reason", "备注（事由不同时填写）", 0),
    ]


def _value_column(row: ItemRow | None, check: Check | None) -> GridColumn:
    if row is not None and row.form is ValueForm.NONE:
        return GridColumn("value", "记一次", 110, align="center", choices=((_MARK, "√"),), keys={"1": _MARK})
    if row is not None and row.form is ValueForm.CHOICE:
        keys = {str(at): word for at, word in enumerate(row.choices[:9], 1)}
        choices = tuple((word, word) for word in row.choices)
        return GridColumn("value", "数值", 140, choices=choices, keys=keys)
    title = f"数值（{row.unit}）" if row is not None and row.unit else "数值"
    return GridColumn("value", title, 110, align="right", parse=_parser(check))


def _parser(check: Check | None) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if check is None:
            return text
        try:
            return check(text)
        except AppError as error:
            raise FieldProblem(error.message) from error

    return parse

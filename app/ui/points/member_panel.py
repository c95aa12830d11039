"""逐人录入: one member and every item in a grid; several lines of a day typed or pasted, saved whole."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services import members
from app.services.errors import AppError
from app.services.periods import Period
from app.services.points import entries, rulebooks
from app.services.points.entries import BadBatch, EntryDraft
from app.services.points.rulebook_view import ItemRow, ValueForm
from app.ui import theme
from app.ui.desk import Desk
from app.ui.points.entry_form import start_day
from app.ui.points.frame import beside, card, plain_column
from app.ui.widgets.buttons import primary_button
from app.ui.widgets.date_fields import DateField
from app.ui.widgets.fields import FieldProblem
from app.ui.widgets.form import Form, FormInvalid
from app.ui.widgets.grid import EditableGrid
from app.ui.widgets.grid_model import GridColumn, GridRow
from app.ui.widgets.labels import error_line, faded, heading
from app.ui.widgets.member_field import MemberChoice, MemberField

_DONE = ("√", "1")


class MemberPanel(QWidget):
    """Member and day at the left, a line for every item at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._period: Period | None = None
        self._items: list[ItemRow] = []
        self._key = str(uuid.uuid4())
        self._build()
        self.day.edited.connect(self._offer_items)
        self.grid.edited.connect(self._check)
        self.grid.status.connect(lambda text: self._desk.bus.say(text) if text else None)

    def _build(self) -> None:
        self.member = MemberField()
        self.day = DateField(self._desk.ctx.today)
        self.form = Form(label_width=7)
        self.form.add("member_id", "党员", self.member, required=True)
        self.form.add("happened_on", "日期", self.day, required=True)
        self._problem = error_line()
        self.save = primary_button("保存", self.submit, icon_name="device-floppy")
        self.count = faded("")
        left = QWidget()
        column = plain_column(left, spacing=1.5)
        column.addWidget(heading("逐人录入", level=2))
        column.addWidget(self.form)
        column.addWidget(self._problem)
        foot = QHBoxLayout()
        foot.setSpacing(theme.unit(1))
        foot.addWidget(self.save)
        foot.addWidget(self.count, 1)
        column.addLayout(foot)
        column.addStretch(1)
        column.addWidget(
            faded(
                "有分的项目填“数值”，不用填数值的项目写 √；可从 Excel 复制“数值、事由”两列粘贴，留空的项目不录入。",
                wrap=True,
            )
        )
        self.grid = EditableGrid(
            [
                GridColumn("code", "编码", 64, editable=False),
                GridColumn("text", "项目", 0, editable=False),
                GridColumn("rule", "分值", 190, editable=False),
                GridColumn("value", "数值", 96, align="right"),
                GridColumn("reason", "事由", 190),
            ]
        )
        plain_column(self).addWidget(
            beside(card(left, padded=True), card(self.grid), widths=(44, 84), stretch=1)
        )

    def show_period(self, period: Period | None) -> None:
        """Enter into this quarter; what stands in the grid stays while its items are the same."""
        ctx = self._desk.ctx
        if period != self._period or self.day.value() is None:
            self._period = period
            self.day.set_value(start_day(ctx.today, period))
            self.form.settle()
        self.member.set_choices(
            MemberChoice(row.id, row.shown_name, f"{row.name_initials} {row.name_key}", row.group_name)
            for row in members.list_members(ctx, include_left=True)
        )
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
            self.member.set_value(None)
            self.form.settle()
            self._fill()
            self.member.setFocus()

    def _drafts(self) -> list[EntryDraft]:
        forms = {row.code: row.form for row in self._items}
        return [
            EntryDraft(
                member_id=self.member.value() or 0,
                item_code=str(code),
                happened_on=self.day.value(),
                value="" if forms[str(code)] is ValueForm.NONE else str(values["value"]),
                reason=values["reason"] or "",
                period=self._period,
            )
            for code, values in self.grid.values().items()
            if values["value"] is not None
        ]

    def _refuse(self, error: AppError, drafts: list[EntryDraft]) -> None:
        if not isinstance(error, BadBatch):
            self._say(error.message)
            return
        for wrong in error.errors:
            if wrong.field == "happened_on" or (wrong.field == "member_id" and len(drafts) == 1):
                self.form.show_error(wrong.field, wrong.message)
                return
            key = "reason" if wrong.field == "reason" else "value"
            self.grid.grid.set_problem(drafts[wrong.index].item_code, key, wrong.message)
        self._say(f"有 {len(error.errors)} 行未通过检查，已标红，没有保存。")

    def _say(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.show()

    def _offer_items(self) -> None:
        """Offer the items of the day that a person enters and that stand alone."""
        try:
            day = self.day.value()
        except FieldProblem:
            return
        if day is None:
            return
        found = rulebooks.items_on(self._desk.ctx, day)
        items = [row for row in found if row.form is not ValueForm.RIDES and not row.source]
        if items != self._items:
            self._items = items
            self._checks = {row.code: self._checker(row) for row in items}
            self._fill()

    def _checker(self, row: ItemRow) -> Callable[[str], str]:
        day = self.day.value()
        if row.form is ValueForm.NONE or day is None:
            return _ticked
        return entries.value_checker(self._desk.ctx, day, row.code)

    def _check(self) -> None:
        """Mark typed or pasted values that do not fit their own item: each line has another rule."""
        for code, values in self.grid.values().items():
            if values["value"] is not None:
                try:
                    self._checks[str(code)](str(values["value"]))
                except AppError as error:
                    self.grid.grid.set_problem(code, "value", error.message)
                except FieldProblem as problem:
                    self.grid.grid.set_problem(code, "value", str(problem))
        self._tell_count()

    def _fill(self) -> None:
        self.grid.set_rows(
            GridRow(row.code, {"code": row.code, "text": row.text, "rule": row.rule}) for row in self._items
        )
        self._tell_count()

    def _tell_count(self) -> None:
        filled = sum(values["value"] is not None for values in self.grid.values().values())
        self.save.setText(f"保存 {filled} 条" if filled else "保存")
        self.save.setEnabled(bool(filled) or bool(self.grid.grid.problems()))
        self.count.setText(f"共 {len(self._items)} 项，已填 {filled} 项")


def _ticked(text: str) -> str:
    if text.strip() not in _DONE:
        raise FieldProblem("这个项目不用填数值，发生了就写 √。")
    return text

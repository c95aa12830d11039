"""逐人录入: one member and every item in a grid; several lines of a day typed or pasted, saved whole."""

from __future__ import annotations

from collections.abc import Callable

from app.services import members
from app.services.errors import AppError
from app.services.periods import Period
from app.services.points import entries, rulebooks
from app.services.points.entries import EntryDraft
from app.services.points.rulebook_view import ItemRow, ValueForm
from app.ui.desk import Desk
from app.ui.points.grid_panel import GridPanel
from app.ui.widgets.date_fields import DateField
from app.ui.widgets.fields import FieldProblem
from app.ui.widgets.form import Form
from app.ui.widgets.grid import EditableGrid
from app.ui.widgets.grid_model import GridColumn, GridRow
from app.ui.widgets.member_field import MemberChoice, MemberField

_DONE = ("√", "1")


class MemberPanel(GridPanel):
    """Member and day at the left, a line for every item at the right."""

    SHARED = ("happened_on", "member_id")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._items: list[ItemRow] = []
        self._build()
        self.day.edited.connect(self._offer_items)
        self.grid.edited.connect(self._check)
        self.listen_to_grid()

    def _build(self) -> None:
        self.member = MemberField()
        self.day = DateField(self._desk.ctx.today)
        self.form = Form(label_width=7)
        self.form.add("member_id", "党员", self.member, required=True)
        self.form.add("happened_on", "日期", self.day, required=True)
        self.grid = EditableGrid(
            [
                GridColumn("code", "编码", 64, editable=False),
                GridColumn("text", "项目", 190, editable=False),
                GridColumn("rule", "分值", 0, editable=False),
                GridColumn("value", "数值", 96, align="right"),
                GridColumn("reason", "事由", 160),
            ]
        )
        self.lay_out(
            "逐人录入",
            "有分的项目填“数值”，不用填数值的项目写 √；可从 Excel 复制“数值、事由”两列粘贴，留空的项目不录入。",
            (44, 84),
        )

    def show_period(self, period: Period | None) -> None:
        """Enter into this quarter; what stands in the grid stays while its items are the same."""
        ctx = self._desk.ctx
        self.take_period(period)
        self.member.set_choices(
            MemberChoice(row.id, row.shown_name, f"{row.name_initials} {row.name_key}", row.group_name)
            for row in members.list_members(ctx, include_left=True)
        )
        self._offer_items()
        self.recover()

    def fit_grid(self) -> None:
        """Offer the items of the day."""
        self._offer_items()

    def drafts(self) -> list[EntryDraft]:
        """Return an entry for every item with a value."""
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

    def line_of(self, draft: EntryDraft) -> object:
        """Return the item's line."""
        return draft.item_code

    def begin_next(self) -> None:
        """Empty the grid and ask for the next member."""
        self.member.set_value(None)
        self.form.settle()
        self._fill()
        self.member.setFocus()

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
        self.tell_count(f"{len(self._items)} 项")


def _ticked(text: str) -> str:
    if text.strip() not in _DONE:
        raise FieldProblem("这个项目不用填数值，发生了就写 √。")
    return text

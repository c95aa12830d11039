"""批量录入: one item for many members in a grid; a column pasted from Excel, filled down, saved whole."""

from __future__ import annotations

from collections.abc import Callable

from app.services import members, orgs
from app.services.errors import AppError
from app.services.members import MemberRow
from app.services.periods import Period
from app.services.points import entries, rulebooks
from app.services.points.entries import EntryDraft
from app.services.points.rulebook_view import ItemRow, ValueForm
from app.ui.desk import Desk
from app.ui.points.entry_fields import ItemField
from app.ui.points.grid_panel import GridPanel
from app.ui.widgets.buttons import plain_button
from app.ui.widgets.date_fields import DateField
from app.ui.widgets.fields import ChoiceField, FieldProblem, TextField
from app.ui.widgets.form import Form
from app.ui.widgets.grid import EditableGrid
from app.ui.widgets.grid_model import GridColumn, GridRow

_MARK = "1"
Check = Callable[[str], str]


class BatchPanel(GridPanel):
    """What all entries share at the left, a line for every member at the right."""

    SHARED = ("happened_on", "item_code")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._members: list[MemberRow] = []
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
        self.fill = plain_button("填满这一列", self._fill, icon_name="chevron-down")
        self.grid = EditableGrid(_columns(None, None))
        self._right = self.lay_out(
            "批量录入",
            "在“数值”列直接输入，或从 Excel 复制一列粘贴；Ctrl+D 向下填充，留空的人不录入。",
            (48, 80),
            extra=self.fill,
        )

    def _connect(self) -> None:
        self.day.edited.connect(self._offer_items)
        self.item.chosen.connect(self._fit_grid)
        self.group.edited.connect(self._fill_rows)
        self.listen_to_grid()

    def listen_to_grid(self) -> None:
        """Count on, and say what the grid has to say."""
        super().listen_to_grid()
        self.grid.edited.connect(self._tell_count)

    def show_period(self, period: Period | None) -> None:
        """Enter into this quarter; what stands in the grid stays while its members are the same."""
        ctx = self._desk.ctx
        self.take_period(period)
        self.group.set_options((org.id, org.name) for org in orgs.groups(ctx))
        found = members.list_members(ctx)
        if found != self._members:
            self._members = found
            self._fill_rows()
        self._offer_items()
        self.recover()

    def fit_grid(self) -> None:
        """Offer the items of the day, and give the grid the form of the chosen one and its members."""
        self._offer_items()
        self._fit_grid()
        self._fill_rows()

    def drafts(self) -> list[EntryDraft]:
        """Return an entry for every member with a value."""
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

    def line_of(self, draft: EntryDraft) -> object:
        """Return the member's line."""
        return draft.member_id

    def begin_next(self) -> None:
        """Empty the grid."""
        self._fill_rows()

    def _fill(self) -> None:
        row = self.item.row()
        value = _MARK if row is not None and row.form in (ValueForm.NONE, ValueForm.COUNT) else None
        if value is None:
            value = self.grid.values()[self._ids()[0]]["value"] if self._ids() else None
        if value is None:
            self.tell("请先在第一行填写数值，再填满这一列。")
            return
        self.tell("")
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
        self.listen_to_grid()
        self._fill_rows()

    def _tell_count(self) -> None:
        self.tell_count(f"{len(self._wanted())} 人")


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

"""积分总览: members by categories with the total, and the explanation of the selected one beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from app.services import orgs
from app.services.errors import AppError
from app.services.periods import Span
from app.services.points.facts import NoRulebook
from app.services.points.kept_explanations import shown_explanation
from app.services.points.rules_items import Number
from app.services.points.shown_totals import shown_totals
from app.services.points.totals import MemberTotal, PeriodTotals
from app.ui.desk import Desk
from app.ui.points.exemption_dialog import ExemptionDialog
from app.ui.points.explain_panel import ExplainPanel
from app.ui.points.frame import beside, card, exchange, plain_column, say_no_rulebook
from app.ui.points.notice import Notice
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.filter_bar import FilterBar
from app.ui.widgets.table_model import Column

_GRADE_TONES = {"优秀": "gold", "不合格": "bad"}


class TotalsTab(QWidget):
    """The figures of a period.

    Args:
        desk: The desk.
        to_tab: Leads to another tab of the page by its key.

    """

    summary = Signal(str)
    """Half a line about the period for the page's head."""

    def __init__(self, desk: Desk, to_tab: Callable[[str], object]) -> None:
        super().__init__()
        self._desk = desk
        self._to_tab = to_tab
        self._period = ""
        self._totals: PeriodTotals | None = None
        self._heads: tuple[object, ...] = ()
        self._build()
        self._connect()

    def _build(self) -> None:
        self.filters = FilterBar()
        self.filters.add_choice("group", "党小组", [], width=120)
        self.filters.add_search("姓名或拼音首字母")
        self.filters.remember("points_totals", self._desk.settings)
        self.waiting_too = QCheckBox("含未审定")
        self.waiting_too.setToolTip("把草稿和初审的记录也算进去，只供查看")
        self.filters.add_widget(self.waiting_too)
        self.exempt = quiet_button("免于积分", self._show_exemptions, icon_name="user-off")
        self.filters.add_widget(self.exempt)
        self.notice = Notice("去审核", lambda: self._to_tab("review"))
        self.table = self._new_table((), has_base=False, graded=False)
        self.panel = ExplainPanel(self._desk)
        self._holder = card(self.table)
        column = plain_column(self)
        column.addWidget(self.filters)
        column.addWidget(self.notice)
        column.addWidget(beside(self._holder, card(self.panel), widths=(98, 40)), 1)

    def _connect(self) -> None:
        self.filters.changed.connect(lambda _: self._show_rows())
        self.waiting_too.toggled.connect(lambda _: self.show_period(self._period))

    def show_period(self, period: str, member_id: int | None = None) -> None:
        """Read and show a period, and select a member where one is named."""
        self._period = period
        ctx = self._desk.ctx
        self.filters.set_options("group", [(org.id, org.name) for org in orgs.groups(ctx)])
        try:
            found = shown_totals(ctx, period, include_unapproved=self.waiting_too.isChecked())
        except NoRulebook:
            self._show_without_rulebook()
            return
        self._totals = found
        self._fit_columns(found)
        self._say(found)
        self._show_rows()
        if member_id is not None:
            self.table.select_where(lambda row: row.id == member_id)
        elif self.table.current_row() is None and found.rows:
            self.table.selectRow(0)

    def _show_exemptions(self) -> None:
        if self._totals is not None:
            ExemptionDialog(self._desk, self._totals.period.around(Span.YEAR).year, self).exec()

    def _show_without_rulebook(self) -> None:
        self._totals = None
        self.summary.emit("")
        self.notice.say("")
        say_no_rulebook(self.table, "启用后，考勤、补学和档案记录的积分会自动产生。", self._to_tab)
        self.panel.clear()

    def _say(self, found: PeriodTotals) -> None:
        average = "" if found.average is None else f"　平均 {found.text(found.average)} 分"
        state = "　未结算" if found.open else ""
        self.summary.emit(f"{found.rulebook}　{len(found.rows)} 人{average}{state}")
        self.notice.say("".join(_notices(found)))

    def _show_rows(self) -> None:
        if self._totals is None:
            return
        rows = [row for row in self._totals.rows if self._wanted(row)]
        if self._totals.rows:
            self.table.set_empty("没有符合筛选的党员", "换一个条件，或清除筛选。", icon="filter")
        else:
            self.table.set_empty(
                "这一期没有党员",
                "先在党员档案里建立名册。",
                icon="users",
                action="去党员档案",
                slot=lambda: self._desk.show_page("members"),
            )
        self.table.set_rows(rows)

    def _wanted(self, row: MemberTotal) -> bool:
        values = self.filters.values()
        text = str(values["text"]).lower()
        group = values["group"]
        return (group is None or row.member.group_id == group) and (
            text in row.name.lower() or text in row.member.search_key
        )

    # The table's columns are those of the rulebook

    def _fit_columns(self, found: PeriodTotals) -> None:
        heads = (found.categories, found.has_base, found.graded, found.decimals)
        if heads == self._heads:
            return
        self._heads = heads
        old = self.table
        self.table = self._new_table(
            [head.name for head in found.categories],
            has_base=found.has_base,
            graded=found.graded,
            text=found.text,
        )
        exchange(self._holder, old, self.table)

    def _new_table(
        self,
        heads: Sequence[str],
        *,
        has_base: bool,
        graded: bool,
        text: Callable[[Number], str] = str,
    ) -> DataTable[MemberTotal]:
        columns: list[Column[MemberTotal]] = [
            Column(
                "name",
                "姓名",
                lambda row: row.name,
                width=84,
                sort=lambda row: row.member.name_key,
                tip=lambda row: row.member.group_name,
            ),
        ]
        if has_base:
            columns.append(_number("base", "基础分", lambda row: row.base, text))
        columns += [
            _number(f"category{at}", head, lambda row, at=at: row.categories[at], text)  # type: ignore[misc]
            for at, head in enumerate(heads)
        ]
        columns.append(_number("total", "合计", lambda row: row.total, text))
        if graded:
            columns.append(
                Column(
                    "grade",
                    "等次",
                    lambda row: row.grade,
                    width=84,
                    tone=lambda row: _GRADE_TONES.get(row.grade, "neutral") if row.grade else "",
                    badge=True,
                )
            )
        columns.append(Column("note", "备注", _note, width=0, tone=lambda _: "faded", tip=_note))
        table: DataTable[MemberTotal] = DataTable(
            columns, name="points_totals", settings=self._desk.settings, key=lambda row: row.id
        )
        table.setAccessibleName("积分总览")
        table.current_changed.connect(self._explain)
        return table

    def _explain(self, row: MemberTotal | None) -> None:
        if row is None or self._totals is None:
            self.panel.clear()
            return
        waiting = self.waiting_too.isChecked()
        try:
            told = shown_explanation(self._desk.ctx, self._period, row.id, include_unapproved=waiting)
        except AppError as error:
            self.panel.clear()
            self._desk.bus.say(error.message, "bad")
            return
        self.panel.show_explanation(told, row.id, waiting=waiting)


def _number(
    key: str,
    title: str,
    value: Callable[[MemberTotal], Number],
    text: Callable[[Number], str],
) -> Column[MemberTotal]:
    width = max(64, 14 * len(title) + 22)
    return Column(
        key,
        title,
        lambda row: text(value(row)),
        width=width,
        align="right",
        sort=value,
        sums=True,
        tone=lambda row: "faded" if row.exempt else "",
    )


def _note(row: MemberTotal) -> str:
    notes = []
    if row.exempt:
        notes.append("不参加")
    if row.veto:
        notes.append(f"一票否决：{row.veto}")
    if row.member.left_on is not None:
        notes.append(f"{row.member.left_on.isoformat()} 离开")
    return "；".join(notes)


def _notices(found: PeriodTotals) -> list[str]:
    said = []
    if found.waiting and found.counted_waiting:
        said.append(f"已含 {found.waiting} 条未审定的记录，仅供查看，不作公示和评定依据。")
    elif found.waiting:
        said.append(f"有 {found.waiting} 条记录未审定，未计入合计。")
    if found.misfits:
        said.append(f"另有 {found.misfits} 条记录的项目不在施行的方案中，未计入。")
    names = [head.name for head in found.categories if head.code in found.open_categories]
    if names:
        said.append(f"“{'、'.join(names)}”还没有任何记录，满分只表示尚未录入。")
    return said

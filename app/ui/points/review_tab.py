"""审核: entries by state and source; checked, approved, sent back or reversed, one or many at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.models.kinds import EntryState, SourceKind
from app.services import orgs
from app.services.consequences import foresee
from app.services.context import Changes, Context
from app.services.errors import AppError
from app.services.periods import Period
from app.services.points import entry_list, review, sources
from app.services.points.entry_list import EntryFilter, EntryRow
from app.ui import dialogs, theme
from app.ui.consequences import told
from app.ui.desk import Desk
from app.ui.points.entry_columns import STATE_TONES, entry_columns
from app.ui.points.frame import beside, card, plain_column
from app.ui.points.review_dialogs import ApproveDialog, PapersDialog, proofless
from app.ui.widgets.buttons import plain_button, primary_button, quiet_button
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.filter_bar import FilterBar
from app.ui.widgets.labels import ElidedLabel
from app.ui.widgets.side_panel import SidePanel

WAITING = "waiting"
_STATES: dict[object, tuple[EntryState, ...]] = {
    WAITING: (EntryState.DRAFT, EntryState.CHECKED),
    **{state.value: (state,) for state in EntryState},
}
_PROOFS = (("missing", "缺证明材料"),)
_TO_APPROVE = (EntryState.CHECKED, EntryState.DRAFT)


class ReviewTab(QWidget):
    """The entries of a period that wait for a decision."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._period: Period | None = None
        self._rows: list[EntryRow] = []
        self._build()
        self._connect()

    def _build(self) -> None:
        self.filters = FilterBar()
        states = [(WAITING, "待审"), *((state.value, state.label) for state in EntryState)]
        self.filters.add_choice("state", "状态", states, width=96)
        self.filters.set_value("state", WAITING)
        self.filters.add_choice("source", "来源", SourceKind.choices(), width=96)
        self.filters.add_choice("proof", "材料", _PROOFS, width=96)
        self.filters.add_choice("group", "党小组", [], width=120)
        self.filters.add_search("姓名、拼音首字母或项目")
        self.filters.remember("points_review", self._desk.settings)
        self.table: DataTable[EntryRow] = DataTable(
            entry_columns(source=True),
            name="points_review",
            settings=self._desk.settings,
            key=lambda row: row.id,
        )
        self.table.setAccessibleName("待审核的积分记录")
        self.panel = SidePanel("选一条记录，查看依据和来源。")
        left = card(self.table, self._acts(), grow=0)
        column = plain_column(self)
        column.addWidget(self.filters)
        column.addWidget(beside(left, card(self.panel), widths=(88, 40)), 1)

    def _acts(self) -> QWidget:
        self.chosen = ElidedLabel(tone="faded")
        self.check = plain_button("初审", self._check, icon_name="check")
        self.approve = primary_button("审定", self._approve, icon_name="rubber-stamp")
        self.send_back = plain_button("退回", self._send_back, icon_name="arrow-back-up")
        self.reverse = plain_button("冲正", self._reverse, icon_name="ban")
        self.reopen = plain_button("恢复草稿", self._reopen)
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(theme.unit(1.5), theme.unit(1), theme.unit(1.5), theme.unit(1))
        row.setSpacing(theme.unit(1))
        row.addWidget(quiet_button("全选", self.table.selectAll))
        row.addWidget(self.chosen, 1)
        for button in (self.reopen, self.reverse, self.send_back, self.check, self.approve):
            row.addWidget(button)
        return foot

    def _connect(self) -> None:
        self.filters.changed.connect(lambda _: self._show_rows())
        self.table.selection_changed.connect(self._on_selection)

    def show_period(self, period: Period | None, entry_id: int | None = None) -> None:
        """Read the entries of a period; an entry that is named is shown whatever its state."""
        self._period = period
        ctx = self._desk.ctx
        self.filters.set_options("group", [(org.id, org.name) for org in orgs.groups(ctx)])
        wanted = EntryFilter() if period is None else EntryFilter(start=period.start, end=period.end)
        self._rows = entry_list.list_entries(ctx, wanted)
        if entry_id is not None:
            self.filters.clear()
        self._show_rows()
        if entry_id is not None:
            self.table.select_where(lambda row: row.id == entry_id)

    def _show_rows(self) -> None:
        values = self.filters.values()
        rows = [row for row in self._rows if self._wanted(row, values)]
        if self._rows:
            self.table.set_empty(
                "没有符合条件的记录", "换一个状态或条件，可以查看已处理的记录。", icon="circle-check"
            )
        else:
            self.table.set_empty(
                "这一期还没有积分记录",
                "录入考勤后会自动产生，其他在“录入”里填写。",
                icon="list-check",
            )
        self.table.set_rows(rows)
        if rows and self.table.current_row() is None:
            self.table.selectRow(0)

    def _wanted(self, row: EntryRow, values: dict[str, object]) -> bool:
        states = _STATES.get(values["state"])
        text = str(values["text"]).lower()
        return (
            (states is None or row.state in states)
            and (values["source"] is None or row.source.value == values["source"])
            and (values["proof"] is None or row.proof_missing)
            and (values["group"] is None or row.group_id == values["group"])
            and (text in row.member_name.lower() or text in row.search_key or text in row.item_text.lower())
        )

    # What is selected decides what can be done

    def _on_selection(self, rows: Sequence[EntryRow]) -> None:
        self.chosen.setText(
            f"已选 {len(rows)} 条" if rows else f"共 {len(self.table.rows())} 条，Ctrl 或 Shift 可多选"
        )
        for button, word, states, by_hand in (
            (self.check, "初审", (EntryState.DRAFT,), False),
            (self.approve, "审定", _TO_APPROVE, False),
            (self.send_back, "退回", _TO_APPROVE, False),
            (self.reverse, "冲正", (EntryState.APPROVED,), True),
            (self.reopen, "恢复草稿", (EntryState.CHECKED, EntryState.RETURNED), False),
        ):
            fitting = len(_ids(rows, states, by_hand=by_hand))
            button.setEnabled(bool(fitting))
            button.setText(f"{word} {fitting} 条" if fitting > 1 else word)
        if len(rows) > 1:
            self._show_many(rows)
        else:
            self._show(rows[0] if rows else None)

    def _check(self) -> None:
        ids = self._selected((EntryState.DRAFT,))
        bare = proofless([row for row in self.table.selected_rows() if row.id in ids])
        reason: str | None = ""
        if bare:
            reason = dialogs.ask_reason(
                self,
                "初审",
                f"有 {len(bare)} 条须附证明材料，还没有附上。可以取消后先附上，或写明原因照常初审：",
                yes="初审",
            )
        if reason is not None:
            why = reason
            self._do(lambda ctx: review.check(ctx, ids, without_proof=why), f"已初审 {len(ids)} 条。")

    def _approve(self) -> None:
        ids = set(self._selected(_TO_APPROVE))
        ApproveDialog(self._desk, [row for row in self.table.selected_rows() if row.id in ids], self).exec()

    def _send_back(self) -> None:
        ids = self._selected(_TO_APPROVE)
        reason = dialogs.ask_reason(
            self, "退回", f"退回 {len(ids)} 条记录，录入人改正后可再次提交。请写明原因：", yes="退回"
        )
        if reason is not None:
            self._do(lambda ctx: review.send_back(ctx, ids, reason), f"已退回 {len(ids)} 条。")

    def _reverse(self) -> None:
        ids = self._selected((EntryState.APPROVED,), by_hand=True)
        try:
            effects = foresee(self._desk.ctx, lambda ctx: review.reverse(ctx, ids, "冲正"))
        except AppError as error:
            self._desk.bus.say(error.message, "bad")
            return
        question = f"冲正 {len(ids)} 条已审定的记录：原记录保留并标为冲正，不再计分。请写明原因："
        settled = tuple(effect for effect in effects if effect.adjusts)
        prompt = f"{told(settled)}\n\n{question}" if settled else question
        reason = dialogs.ask_reason(self, "冲正", prompt, yes="冲正")
        if reason is not None:
            self._do(lambda ctx: review.reverse(ctx, ids, reason), f"已冲正 {len(ids)} 条。")

    def _reopen(self) -> None:
        ids = self._selected((EntryState.CHECKED, EntryState.RETURNED))
        self._do(lambda ctx: review.reopen(ctx, ids), f"已恢复为草稿 {len(ids)} 条。")

    def _selected(self, states: Iterable[EntryState], *, by_hand: bool = False) -> list[int]:
        return _ids(self.table.selected_rows(), states, by_hand=by_hand)

    def _do(self, act: Callable[[Context], Changes], success: str) -> None:
        self._desk.actions.do(act, success=success)

    # Details

    def _show_many(self, rows: Sequence[EntryRow]) -> None:
        """Say what a selection of several is made of."""
        counts = Counter(row.state for row in rows)
        people = len({row.member_id for row in rows})
        self.panel.begin(f"已选 {len(rows)} 条", f"涉及 {people} 人")
        self.panel.set_acts([])
        states = [(state.label, f"{counts[state]} 条") for state in EntryState if counts[state]]
        self.panel.add_section("状态", states)
        items = Counter(row.item_text for row in rows)
        self.panel.add_section("项目", [(f"{count} 条", text) for text, count in items.most_common(12)])
        missing = sum(row.proof_missing for row in rows)
        if missing:
            self.panel.add_text(f"其中 {missing} 条须附证明材料，还没有附上。", tone="warn")
        self.panel.end()

    def _show(self, row: EntryRow | None) -> None:
        if row is None:
            self.panel.clear()
            return
        try:
            link = sources.source_link(self._desk.ctx, row.id)
        except AppError:
            self.panel.clear()
            return
        self.panel.begin(
            row.member_name,
            row.happened_on.isoformat(),
            badge=row.state.label,
            tone=STATE_TONES[row.state],
        )
        papers = plain_button("证明材料", lambda: self._papers(row), icon_name="file-type-pdf")
        self.panel.set_acts([*self._links(link, row.member_id), papers])
        self.panel.add_section(
            "记录",
            [
                ("项目", row.item_text),
                ("类别", row.category_name),
                ("数值", row.value_text),
                ("事由", row.reason),
            ],
        )
        if row.proof_missing:
            self.panel.add_text("这个项目须附证明材料，还没有附上。", tone="warn")
        if row.returned_reason:
            self.panel.add_text(f"退回原因：{row.returned_reason}", tone="warn")
        self.panel.add_section(
            "依据",
            [
                ("来源", link.text),
                ("文件", row.document),
                ("证明材料", f"{row.papers} 份" if row.papers else ""),
            ],
        )
        self.panel.add_section(
            "经手", [("录入", row.created_by), ("初审", row.checked_by), ("审定", row.approved_by)]
        )
        self.panel.end()

    def _papers(self, row: EntryRow) -> None:
        PapersDialog(self._desk, row, self).exec()

    def _links(self, link: sources.SourceLink, member_id: int) -> list[QWidget]:
        focus = sources.focus_of(link.page, link.focus_id, member_id)
        if not focus:
            return []
        return [
            plain_button(
                "打开来源",
                lambda: self._desk.show_page(link.page, **focus),
                icon_name="arrow-right",
            )
        ]


def _ids(rows: Iterable[EntryRow], states: Iterable[EntryState], *, by_hand: bool) -> list[int]:
    wanted = set(states)
    return [
        row.id
        for row in rows
        if row.state in wanted and not row.is_reversal and not (by_hand and row.automatic)
    ]

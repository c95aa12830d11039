"""单条录入: one entry after the other; item and day stay, the next member is typed at once."""

from __future__ import annotations

import uuid
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.models.kinds import EntryState
from app.services import members
from app.services.attachments import Owner
from app.services.errors import AppError
from app.services.periods import Period
from app.services.points import adjustments, entries, entry_list, rulebooks
from app.services.points.entries import EntryDraft
from app.services.points.entry_list import EntryFilter, EntryRow
from app.services.points.rulebook_view import ValueForm
from app.ui import theme
from app.ui.attachment_field import AttachmentField
from app.ui.desk import Desk
from app.ui.points.entry_fields import VETO, ItemField, ValueField
from app.ui.points.frame import plain_column
from app.ui.widgets.buttons import plain_button, primary_button, set_shortcut
from app.ui.widgets.date_fields import DateField
from app.ui.widgets.fields import FieldProblem, LineField, TextField
from app.ui.widgets.form import Form, FormInvalid
from app.ui.widgets.labels import error_line, heading, text_label
from app.ui.widgets.member_field import MemberChoice, MemberField


class EntryForm(QWidget):
    """The form of one entry, new or being changed."""

    saved = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._period: Period | None = None
        self._changing: int | None = None
        self._key = str(uuid.uuid4())
        self._build()
        self._connect()

    def _build(self) -> None:
        self.title = heading("录入一条", level=2)
        self.member = MemberField()
        self.item = ItemField()
        self.day = DateField(self._desk.ctx.today)
        self.value = ValueField()
        self.reason = TextField("如：参加社区清扫", lines=2, limit=500)
        self.document = LineField("如：表彰通知文号")
        self.form = Form(label_width=7)
        self.form.add("member_id", "党员", self.member, required=True)
        self.form.add("happened_on", "日期", self.day, required=True)
        self.form.add("item_code", "项目", self.item, required=True)
        self.form.add("value", "数值", self.value)
        self.form.add("reason", "事由", self.reason)
        self.form.add("document", "依据文件", self.document)
        self.papers = AttachmentField(self._desk)
        self.form.add("papers", "证明材料", self.papers)
        self.late = text_label("", tone="warn", wrap=True)
        self.late.hide()
        self._problem = error_line()
        self.save = primary_button("保存", self.submit, icon_name="device-floppy")
        set_shortcut(self.save, "Ctrl+S")
        self.cancel = plain_button("清空", self.begin_new)
        foot = QHBoxLayout()
        foot.setSpacing(theme.unit(1))
        foot.addWidget(self.save)
        foot.addWidget(self.cancel)
        foot.addStretch(1)
        column = plain_column(self, spacing=1.5)
        column.addWidget(self.title)
        column.addWidget(self.form)
        column.addWidget(self.late)
        column.addWidget(self._problem)
        column.addLayout(foot)
        column.addStretch(1)

    def _connect(self) -> None:
        self.day.edited.connect(self._offer_items)
        self.item.chosen.connect(self._fit_value)
        self.member.edited.connect(self._fit_value)

    def show_period(self, period: Period | None) -> None:
        """Enter into this quarter: its days only, and its members."""
        self._period = period
        ctx = self._desk.ctx
        self.member.set_choices(
            MemberChoice(row.id, row.shown_name, f"{row.name_initials} {row.name_key}", row.group_name)
            for row in members.list_members(ctx, include_left=True)
        )
        if self._changing is None and not self.form.is_dirty:
            self.day.set_value(start_day(ctx.today, period))
        self._offer_items()
        if self._changing is None and not self.form.is_dirty:
            self.form.settle()

    def begin_new(self) -> None:
        """Empty the form for another entry."""
        self._changing = None
        self._key = str(uuid.uuid4())
        self.title.setText("录入一条")
        self.cancel.setText("清空")
        for field in (self.member, self.value, self.reason, self.document):
            field.set_value(None)
        # nothing hangs on an entry that is not there yet
        self.papers.load(Owner.ENTRY, 0)
        self._problem.hide()
        self.form.settle()
        self.member.setFocus(Qt.FocusReason.OtherFocusReason)

    def begin_change(self, row: EntryRow) -> None:
        """Fill the form with an entry that is to be changed."""
        draft = entries.draft_of(self._desk.ctx, row.id)
        self._changing = row.id
        self._key = str(uuid.uuid4())
        self.title.setText("修改记录")
        self.cancel.setText("放弃修改")
        self.member.set_value(draft.member_id)
        self.day.set_value(draft.happened_on)
        self._offer_items()
        self.item.set_value(f"{VETO}{draft.veto_code}" if draft.veto_code else draft.item_code)
        self._fit_value()
        self.value.set_value(draft.rides_on_id or draft.value)
        self.reason.set_value(draft.reason)
        self.document.set_value(draft.document)
        self.papers.load(Owner.ENTRY, row.id)
        self.form.settle()

    def submit(self) -> None:
        """Save; a refusal is shown beside its field."""
        self._problem.hide()
        try:
            self.form.values()
        except FormInvalid:
            return
        draft, changing = self._draft(), self._changing
        done = self._desk.actions.do(
            lambda ctx: entries.add(ctx, draft) if changing is None else entries.change(ctx, changing, draft),
            success="已保存为草稿，等待审核。",
            key=self._key,
            refused=self._refuse,
        )
        if done:
            self.begin_new()
            self.saved.emit()

    def _draft(self) -> EntryDraft:
        code = self.item.value()
        veto = code.removeprefix(VETO) if code.startswith(VETO) else ""
        return EntryDraft(
            member_id=self.member.value() or 0,
            item_code="" if veto else code,
            happened_on=self.day.value(),
            value=self.value.value(),
            reason=self.reason.value(),
            document=self.document.value(),
            rides_on_id=self.value.rides_on(),
            veto_code=veto,
            period=self._period,
            papers=self.papers.value(),
        )

    def _refuse(self, error: AppError) -> None:
        field = "value" if error.field == "rides_on_id" else error.field
        if not self.form.show_error(field, error.message):
            self._problem.setText(error.message)
            self._problem.show()

    def _offer_items(self) -> None:
        day = self._known_day()
        if day is not None:
            ctx = self._desk.ctx
            self.item.set_items(rulebooks.items_on(ctx, day), rulebooks.vetoes_on(ctx, day))
        tell_late(self._desk, self.late, day)

    def _fit_value(self) -> None:
        row = self.item.row()
        self.value.fit(row, self._carriers() if row is not None and row.form is ValueForm.RIDES else ())

    def _carriers(self) -> list[tuple[int, str]]:
        row = self.item.row()
        try:
            member_id = self.member.value()
        except FieldProblem:
            member_id = None
        if row is None or member_id is None:
            return []
        wanted = EntryFilter(
            member_id=member_id,
            item_code=row.rides_on,
            states=(EntryState.DRAFT, EntryState.CHECKED, EntryState.APPROVED, EntryState.RETURNED),
        )
        found = entry_list.list_entries(self._desk.ctx, wanted)
        return [(e.id, f"{e.happened_on.isoformat()} {e.item_text} {e.value_text}") for e in found]

    def _known_day(self) -> date | None:
        try:
            return self.day.value()
        except FieldProblem:
            return None


def tell_late(desk: Desk, label: QLabel, day: date | None) -> None:
    """Say beneath a form what becomes of an entry whose day lies in a settled period."""
    words = "" if day is None else adjustments.late_words(desk.ctx, day)
    label.setText(words)
    label.setVisible(bool(words))


def start_day(today: date, period: Period | None) -> date:
    """Return the day a new entry most likely has: today, or the last day of a quarter that is over."""
    if period is None or period.contains(today):
        return today
    return min(period.end, today)

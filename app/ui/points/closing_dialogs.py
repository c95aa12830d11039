"""The decisions of a settlement as forms: publishing, taking an objection down, answering it."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.models.kinds import ObjectionResult
from app.services.context import Changes, Context
from app.services.points import closing, objections
from app.services.points.objections import AnswerDraft, ObjectionDraft, ObjectionRow
from app.services.points.settlements import ClosingRow, Content, Order, PublicationOptions
from app.ui import theme
from app.ui.desk import Desk
from app.ui.points.people import choices_of
from app.ui.widgets.date_fields import DateField
from app.ui.widgets.fields import CheckField, ChoiceField, Field, FieldProblem, LineField, TextField
from app.ui.widgets.form import Form
from app.ui.widgets.form_dialog import FormDialog
from app.ui.widgets.labels import text_label
from app.ui.widgets.member_field import MemberField


class ShownField(Field):
    """A line of a form that is only read."""

    def __init__(self) -> None:
        self.label = text_label("", wrap=True)
        super().__init__(self.label)

    def value(self) -> None:
        """There is nothing to fill in."""

    def set_value(self, value: object) -> None:
        """Show a text."""
        self.label.setText("" if value is None else str(value))


def with_room(dialog: FormDialog) -> FormDialog:
    """Make a dialog higher by what its note and its wrapped lines take, so that nothing has to be scrolled."""
    dialog.resize(dialog.width(), dialog.height() + theme.unit(5))
    return dialog


def publish_dialog(desk: Desk, row: ClosingRow, parent: QWidget) -> FormDialog:
    """Return the dialog that begins a publication, or corrects one that runs."""
    form = Form(label_width=12)
    start = form.add("start", "开始日期", DateField(desk.ctx.today), required=True)
    last = form.add("last", "最后一天", ShownField())
    form.add("order", "排列", ChoiceField(Order.choices()))
    contents = Content.choices() if row.period.span.months > 6 else Content.choices()[:1]
    form.add("content", "公示内容", ChoiceField(contents))
    ranking = CheckField("同时公布排名")
    form.add("ranking", "排名", ranking, hint="一般不公布排名；不含身份证号和电话。")
    options = row.publication
    form.set_values(
        {
            "start": row.published_on or desk.ctx.today,
            "order": options.order.value,
            "content": options.content.value,
            "ranking": options.ranking,
        }
    )

    def show_last() -> None:
        try:
            day = start.value()
        except FieldProblem:
            day = None
        if day is None:
            last.set_value("")
            return
        end = closing.publication_end(desk.ctx, row.id, day)  # type: ignore[arg-type]
        said = f"{end.date.isoformat()}（{end.workdays} 个工作日，开始当日不计）"
        last.set_value(f"{said}\n{end.warning}" if end.warning else said)

    def submit(ctx: Context, values: dict[str, Any]) -> Changes:
        chosen = PublicationOptions(Order(values["order"]), Content(values["content"]), values["ranking"])
        return closing.publish(ctx, row.id, values["start"], chosen)

    start.edited.connect(show_last)
    show_last()
    running = row.published_on is not None
    dialog = FormDialog(
        desk,
        f"{'更改' if running else '开始'}公示：{row.period.label}第 {row.version} 版",
        form,
        submit,
        button="保存" if running else "开始公示",
        success="已开始公示，请打印公示通知张贴。" if not running else "已更改公示。",
        width=60,
        parent=parent,
    )
    return with_room(dialog)


def objection_dialog(desk: Desk, row: ClosingRow, parent: QWidget) -> FormDialog:
    """Return the dialog that takes an objection down."""
    form = Form(label_width=12)
    form.add("raised_by", "提出人", LineField("姓名", limit=100), required=True)
    form.add("raised_on", "提出日期", DateField(desk.ctx.today), required=True)
    people = choices_of(desk, objections.members_of(desk.ctx, row.id))
    form.add("member_id", "涉及党员", MemberField(people), hint="涉及整张积分表的不填。")
    form.add("content", "异议内容", TextField("什么事、哪一天、有何依据", lines=4), required=True)
    form.set_values({"raised_on": desk.ctx.today})

    def submit(ctx: Context, values: dict[str, Any]) -> Changes:
        return objections.raise_objection(ctx, row.id, ObjectionDraft(**values))

    dialog = FormDialog(
        desk,
        f"登记异议：{row.period.label}第 {row.version} 版",
        form,
        submit,
        button="登记",
        success="已登记异议。",
        width=60,
        parent=parent,
    )
    return with_room(dialog)


def answer_dialog(desk: Desk, objection: ObjectionRow, parent: QWidget) -> FormDialog:
    """Return the dialog that answers an objection."""
    form = Form(label_width=12)
    form.add("result", "处理结果", ChoiceField(ObjectionResult.choices(), blank="请选择"), required=True)
    form.add("answer", "答复内容", TextField("核实情况和理由", lines=4), required=True)
    form.add("answered_by", "答复人", LineField("姓名", limit=100), required=True)
    form.add("answered_on", "答复日期", DateField(desk.ctx.today), required=True)
    form.set_values(
        {
            "result": None if objection.result is None else objection.result.value,
            "answer": objection.answer,
            "answered_by": objection.answered_by or desk.ctx.operator,
            "answered_on": objection.answered_on or desk.ctx.today,
        }
    )

    def submit(ctx: Context, values: dict[str, Any]) -> Changes:
        result = ObjectionResult(values.pop("result"))
        return objections.answer(ctx, objection.id, AnswerDraft(result=result, **values))

    about = objection.about or "整张积分表"
    dialog = FormDialog(
        desk,
        "答复异议",
        form,
        submit,
        success="已答复异议。",
        note=f"{objection.raised_by}（涉及：{about}）：{objection.content}",
        width=60,
        parent=parent,
    )
    return with_room(dialog)

"""The form of one archive record; its fields are those of its kind."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.models.kinds import RecordKind
from app.services import records
from app.services.attachments import Owner
from app.services.context import Changes, Context
from app.services.record_forms import RECORD_FORMS, RecordField
from app.services.records import RecordDraft, RecordLine
from app.ui.attachment_field import AttachmentField
from app.ui.desk import Desk
from app.ui.members.fields import WordField
from app.ui.widgets.date_fields import PartialDateField
from app.ui.widgets.fields import Field, LineField, TextField
from app.ui.widgets.form import Form
from app.ui.widgets.form_dialog import FormDialog

_PAPERS = "papers"
_DATES = ("starts", "ends")
_LONG = {RecordKind.TALK: 5, RecordKind.PLEDGE: 3, RecordKind.APPRAISAL: 3}


def record_dialog(
    desk: Desk,
    member_id: int,
    kind: RecordKind,
    line: RecordLine | None = None,
    parent: QWidget | None = None,
) -> FormDialog:
    """Return the dialog for a new record of a kind, or for changing one."""
    form = Form(label_width=13)
    for field in RECORD_FORMS[kind]:
        form.add(field.key, field.label, _input(desk, kind, field), required=field.required)
    papers = AttachmentField(desk)
    form.add(_PAPERS, "附件", papers)
    if line is not None:
        papers.load(Owner.RECORD, line.id)
        draft = line.draft
        form.set_values({field.key: getattr(draft, field.key) for field in RECORD_FORMS[kind]})

    def submit(ctx: Context, values: dict[str, Any]) -> Changes:
        changes = values[_PAPERS]
        draft = RecordDraft(kind=kind, **{key: value for key, value in values.items() if key != _PAPERS})
        if line is None:
            return records.add(ctx, member_id, draft, changes)
        return records.change(ctx, line.id, draft, changes)

    return FormDialog(
        desk,
        f"{'新增' if line is None else '修改'}{kind.label}记录",
        form,
        submit,
        button="新增" if line is None else "保存",
        success=f"已{'新增' if line is None else '修改'}{kind.label}记录。",
        width=62,
        parent=parent,
    )


def _input(desk: Desk, kind: RecordKind, field: RecordField) -> Field:
    if field.key in _DATES:
        if field.key == "ends" and kind is RecordKind.POST:
            return PartialDateField(desk.ctx.today, "留空表示至今")
        return PartialDateField(desk.ctx.today)
    if field.words:
        return WordField(field.words)
    if field.key == "quantity":
        return LineField("如 12 或 1.5", limit=8)
    if field.key == "detail":
        return TextField(lines=_LONG.get(kind, 2))
    return LineField(limit=200)

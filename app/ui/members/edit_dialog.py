"""The form of a member: new, or one that is changed; every problem is shown beside its field at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from PySide6.QtWidgets import QWidget

from app.services import member_beside, member_custom, member_tags, members, photos, settings
from app.services.context import Changes, Context
from app.services.member_beside import Beside
from app.services.member_checks import MemberDraft
from app.services.member_custom import CustomRow
from app.services.member_fields import BASICS, CODES, FIELDS, LEFT_FIELDS, SECRETS
from app.ui.desk import Desk
from app.ui.members.fields import SecretField
from app.ui.members.inputs import input_for
from app.ui.members.photo import PhotoField
from app.ui.members.seconds_field import SecondsField
from app.ui.widgets.fields import LineField
from app.ui.widgets.form import Form, FormInvalid
from app.ui.widgets.form_dialog import FormDialog

_PHOTO, _TAGS, _SECONDS = "photo", "tags", "seconds"
_HINTS = {
    "birth": "以档案认定为准，与身份证号不同时会注明",
    "entered_on": "此前的活动不列入应到；留空表示一直在",
}
_REQUIRED = frozenset({"name", "kind", "klass"})
_WIDE = frozenset({"address", "note"})


class MemberDialog(FormDialog):
    """新增党员, or 修改党员 where an id is given."""

    def __init__(self, desk: Desk, member_id: int | None = None, parent: QWidget | None = None) -> None:
        self._member_id = member_id
        self._start = _blank(desk) if member_id is None else members.draft_of(desk.ctx, member_id)
        self._own = member_custom.list_fields(desk.ctx)
        form = _form(desk, self._own)
        form.set_values({item.name: getattr(self._start, item.name) for item in fields(MemberDraft)})
        form.set_values({_PHOTO: None if member_id is None else photos.photo(desk.ctx, member_id)})
        if member_id is not None:
            form.set_values(_beside_values(member_beside.of(desk.ctx, member_id)))
        super().__init__(
            desk,
            "新增党员" if member_id is None else f"修改党员：{self._start.name}",
            form,
            self._save,
            button="新增" if member_id is None else "保存",
            success=f"已{'新增' if member_id is None else '修改'}党员档案。",
            note="填写身份证号后，性别和出生日期可以不填；日期只知道年月的，写到月即可。",
            width=96,
            parent=parent,
        )
        for key in SECRETS:
            field = form.field(key)
            if isinstance(field, SecretField):
                field.asked.connect(self._reveal)
        form.field("name").setFocus()

    def submit(self) -> None:
        """Show every problem beside its field; save where there is none."""
        try:
            values = self.form.values()
        except FormInvalid:
            return
        problems = members.problems(self.desk.ctx, _draft(values), self._member_id)
        told = [p for p in problems if self.form.show_error(p.field, p.message, focus=p is problems[0])]
        for problem in problems:
            if isinstance(field := self.form.field(problem.field or ""), SecretField) and field.is_masked:
                self._reveal()
        if not told:
            super().submit()

    def _save(self, ctx: Context, values: dict[str, Any]) -> Changes:
        draft, photo, beside = _draft(values), values[_PHOTO], _beside(values, self._own)
        if self._member_id is None:
            return members.add(ctx, draft, photo=photo, beside=beside)
        return members.change(ctx, self._member_id, draft, photo=photo, beside=beside)

    def _reveal(self) -> None:
        if self._member_id is not None:
            members.reveal(self.desk.ctx, self._member_id)
        for key in SECRETS:
            field = self.form.field(key)
            if isinstance(field, SecretField):
                field.unmask()


def _draft(values: dict[str, Any]) -> MemberDraft:
    # Qt's combo boxes give codes back as plain text
    codes = {key: kind(values[key]) for key, kind in CODES.items() if values.get(key) is not None}
    known = {item.name for item in fields(MemberDraft)}
    return MemberDraft(**{key: value for key, value in (values | codes).items() if key in known})


def _beside(values: dict[str, Any], own: Sequence[CustomRow]) -> Beside:
    return Beside(
        own={row.name: str(values[row.key] or "") for row in own},
        tags=member_tags.split(values[_TAGS]),
        seconds=values[_SECONDS],
    )


def _beside_values(beside: Beside) -> dict[str, object]:
    own = {member_custom.PREFIX + name: text for name, text in beside.own.items()}
    return {**own, _TAGS: "、".join(beside.tags or ()), _SECONDS: beside.seconds or ()}


def _blank(desk: Desk) -> MemberDraft:
    return MemberDraft(name="", unit=settings.load(desk.ctx).unit)


def _form(desk: Desk, own: Sequence[CustomRow]) -> Form:
    form = Form(columns=2, label_width=13)
    sections = dict.fromkeys(field.section for field in FIELDS)
    for section in sections:
        form.add_section(section)
        for field in FIELDS:
            if field.section == section and field.key not in LEFT_FIELDS and field.key != "extra":
                form.add(
                    field.key,
                    field.label,
                    input_for(desk, field),
                    required=field.key in _REQUIRED,
                    hint=_HINTS.get(field.key, ""),
                    wide=field.key in _WIDE,
                )
        if section == BASICS:
            form.add(_PHOTO, "照片", PhotoField(), wide=True)
    form.add_section("标签和自定义内容")
    used = "、".join(tag.name for tag in member_tags.list_tags(desk.ctx)[:6])
    form.add(_TAGS, "标签", LineField(f"几个标签用顿号分开{used and '，如 '}{used}", limit=100), wide=True)
    form.add(_SECONDS, "兼任组织", SecondsField(desk), wide=True)
    for row in own:
        form.add(row.key, row.name, input_for(desk, row.field))
    return form

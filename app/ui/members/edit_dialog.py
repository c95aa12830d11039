"""The form of a member: new, or one that is changed; every problem is shown beside its field at once."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from PySide6.QtWidgets import QWidget

from app.models.kinds import Kind, MemberClass, MemberKind, PartyStatus, Sex
from app.services import code_lists, id_numbers, members, orgs, photos, settings
from app.services.context import Changes, Context
from app.services.member_checks import MemberDraft
from app.services.reports.words import masked_address, masked_phone
from app.ui.desk import Desk
from app.ui.members.fields import SecretField, WordField
from app.ui.members.photo import PhotoField
from app.ui.widgets.date_fields import DateField, PartialDateField
from app.ui.widgets.fields import CheckField, ChoiceField, LineField, NumberField, TextField
from app.ui.widgets.form import Form, FormInvalid
from app.ui.widgets.form_dialog import FormDialog

_CODES: dict[str, type[Kind]] = {"sex": Sex, "kind": MemberKind, "klass": MemberClass, "status": PartyStatus}
_SECRETS = ("id_number", "phone", "landline", "address")
_PHOTO = "photo"
_POSTS = ("党支部书记", "党支部副书记", "组织委员", "宣传委员", "纪检委员", "青年委员", "党小组长")
_JOBS = (
    "机关工作人员",
    "事业单位管理岗",
    "专业技术岗",
    "工勤技能岗",
    "企业管理人员",
    "农牧渔民",
    "学生",
    "离退休",
)


class MemberDialog(FormDialog):
    """新增党员, or 修改党员 where an id is given."""

    def __init__(self, desk: Desk, member_id: int | None = None, parent: QWidget | None = None) -> None:
        self._member_id = member_id
        self._start = _blank(desk) if member_id is None else members.draft_of(desk.ctx, member_id)
        form = _form(desk)
        form.set_values({item.name: getattr(self._start, item.name) for item in fields(MemberDraft)})
        form.set_values({_PHOTO: None if member_id is None else photos.photo(desk.ctx, member_id)})
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
        for key in _SECRETS:
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
        draft, photo = _draft(values), values[_PHOTO]
        if self._member_id is None:
            return members.add(ctx, draft, photo=photo)
        return members.change(ctx, self._member_id, draft, photo=photo)

    def _reveal(self) -> None:
        if self._member_id is not None:
            members.reveal(self.desk.ctx, self._member_id)
        for key in _SECRETS:
            field = self.form.field(key)
            if isinstance(field, SecretField):
                field.unmask()


def _draft(values: dict[str, Any]) -> MemberDraft:
    # Qt's combo boxes give codes back as plain text
    codes = {key: kind(values[key]) for key, kind in _CODES.items() if values[key] is not None}
    return MemberDraft(**{key: value for key, value in (values | codes).items() if key != _PHOTO})


def _blank(desk: Desk) -> MemberDraft:
    return MemberDraft(name="", unit=settings.load(desk.ctx).unit)


def _form(desk: Desk) -> Form:
    form = Form(columns=2, label_width=11)
    _identity(form, desk)
    _party(form, desk)
    _work(form, desk)
    _contact(form)
    return form


def _identity(form: Form, desk: Desk) -> None:
    today = desk.ctx.today
    form.add_section("基本信息")
    form.add("name", "姓名", LineField("与身份证一致", limit=50), required=True)
    form.add("id_number", "身份证号", SecretField(id_numbers.mask, "18 位，末位可为 X", limit=30))
    form.add("sex", "性别", ChoiceField([(sex, sex.label) for sex in Sex], blank="未填"))
    form.add(
        "birth",
        "出生日期",
        PartialDateField(today, "如 1985-06-12 或 1985.06"),
        hint="以档案认定为准，与身份证号不同时会注明",
    )
    form.add("ethnicity", "民族", WordField(code_lists.ETHNICITIES.values()))
    form.add("native_place", "籍贯", LineField("如 安徽省宣城市", limit=100))
    form.add("education", "学历", WordField(code_lists.EDUCATIONS.values(), "如 大学本科毕业"))
    form.add("degree", "学位", WordField(code_lists.DEGREES))
    form.add("former_name", "曾用名", LineField(limit=50))
    form.add("archive_no", "档案编号", LineField(limit=50))
    form.add(_PHOTO, "照片", PhotoField(), wide=True)


def _party(form: Form, desk: Desk) -> None:
    today = desk.ctx.today
    form.add_section("党籍")
    form.add("kind", "人员类别", ChoiceField([(kind, kind.label) for kind in MemberKind]), required=True)
    form.add("klass", "党员分类", ChoiceField([(klass, klass.label) for klass in MemberClass]), required=True)
    groups = [(group.id, group.name) for group in orgs.groups(desk.ctx)]
    form.add("group_id", "党小组", ChoiceField(groups, blank="未分组"))
    form.add("party_post", "党内职务", WordField(_POSTS))
    form.add("joined", "入党日期", PartialDateField(today))
    form.add("regular", "转正日期", PartialDateField(today, "预备党员留空"))
    form.add("introducers", "入党介绍人", LineField("两人用顿号分开", limit=100))
    form.add("dues_paid_to", "党费交至", PartialDateField(today, "如 2026.12"))
    form.add("entered_on", "进入本支部", DateField(today), hint="此前的活动不列入应到；留空表示一直在")
    form.add("age_correction", "党龄校正", NumberField(-1200, 1200, unit="个月"))
    form.add("status", "党籍状态", ChoiceField([(status, status.label) for status in PartyStatus]))
    form.add("leading_cadre", "领导干部", CheckField("是党员领导干部"))
    form.add("lost", "失联", CheckField("失联党员"))
    form.add("lost_since", "失去联系日期", PartialDateField(today))
    form.add("mobile", "流动", CheckField("流动党员"))
    form.add("mobile_to", "外出流向", LineField("省、市、县", limit=100))


def _work(form: Form, desk: Desk) -> None:
    form.add_section("工作")
    form.add("unit", "工作单位", LineField(limit=100))
    form.add("job", "工作岗位", WordField(_JOBS))
    form.add("post", "行政职务", LineField(limit=100))
    form.add("title", "职称", LineField(limit=100))
    form.add("work_start", "参加工作时间", PartialDateField(desk.ctx.today))
    form.add("employee_no", "工号", LineField(limit=50))


def _contact(form: Form) -> None:
    form.add_section("联系方式")
    form.add("phone", "手机号码", SecretField(masked_phone, "11 位", limit=30))
    form.add("landline", "固定电话", SecretField(masked_phone, "区号-号码", limit=30))
    form.add("address", "家庭住址", SecretField(masked_address, "写到门牌号", limit=200), wide=True)
    form.add("note", "备注", TextField(lines=2, limit=500), wide=True)

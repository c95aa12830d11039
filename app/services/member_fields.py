"""Every field of a member in one place: its word, its shape, the usual words; forms, filters and lists read it here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.models.kinds import Kind, LeaveReason, MemberClass, MemberKind, PartyStatus, Sex
from app.services import code_lists


class Shape(StrEnum):
    """What a field holds: it decides how it is written, compared and shown."""

    TEXT = "text"
    LONG = "long"
    WORDS = "words"
    DATE = "date"
    DAY = "day"
    FLAG = "flag"
    CODE = "code"
    GROUP = "group"
    NUMBER = "number"
    FIGURE = "figure"
    CHOICE = "choice"
    MASKED = "masked"


@dataclass(frozen=True, slots=True)
class MemberField:
    """One field of a member.

    Args:
        key: Its name in drafts and in the store.
        label: Its Chinese word.
        shape: What it holds; a `DATE` may lack day or month.
        section: The part of the form and of the archive it stands in.
        words: Usual words, or the only ones where a choice must be made.
        kind: The closed list of a `CODE`.
        hint: What the empty field shows.
        limit: Longest text.

    """

    key: str
    label: str
    shape: Shape
    section: str
    words: tuple[str, ...] = ()
    kind: type[Kind] | None = None
    hint: str = ""
    limit: int = 100


BASICS, PARTY, WORK, CONTACT, MORE = "基本信息", "党籍", "工作", "联系方式", "其他"
_T, _W, _D, _F, _C, _S = Shape.TEXT, Shape.WORDS, Shape.DATE, Shape.FLAG, Shape.CODE, Shape.MASKED

FIELDS: tuple[MemberField, ...] = (
    MemberField("name", "姓名", _T, BASICS, hint="与身份证一致", limit=50),
    MemberField("id_number", "身份证号", _S, BASICS, hint="18 位，末位可为 X", limit=30),
    MemberField("sex", "性别", _C, BASICS, kind=Sex),
    MemberField("birth", "出生日期", _D, BASICS, hint="如 1985-06-12 或 1985.06"),
    MemberField("ethnicity", "民族", _W, BASICS, words=tuple(code_lists.ETHNICITIES.values())),
    MemberField("native_place", "籍贯", _T, BASICS, hint="如 安徽省宣城市"),
    MemberField("birthplace", "出生地", _T, BASICS, hint="如 安徽省泾县"),
    MemberField("household", "户籍所在地", _T, BASICS),
    MemberField(
        "education", "学历", _W, BASICS, words=tuple(code_lists.EDUCATIONS.values()), hint="如 大学本科毕业"
    ),
    MemberField("degree", "学位", _W, BASICS, words=code_lists.DEGREES),
    MemberField("school", "毕业院校及专业", _T, BASICS),
    MemberField("marital", "婚姻状况", _W, BASICS, words=code_lists.MARITAL),
    MemberField("health", "健康状况", _W, BASICS, words=code_lists.HEALTH),
    MemberField("former_name", "曾用名", _T, BASICS, limit=50),
    MemberField("archive_no", "档案编号", _T, BASICS, limit=50),
    MemberField("id_waiver", "证号核验说明", _T, BASICS, hint="号码通不过校验但确属实的，写明依据"),
    MemberField("kind", "人员类别", _C, PARTY, kind=MemberKind),
    MemberField("klass", "党员分类", _C, PARTY, kind=MemberClass),
    MemberField("group_id", "党小组", Shape.GROUP, PARTY),
    MemberField("party_post", "党内职务", _W, PARTY, words=code_lists.PARTY_POSTS),
    MemberField("joined", "入党日期", _D, PARTY),
    MemberField("entry_kind", "入党类型", _W, PARTY, words=code_lists.ENTRY_KINDS),
    MemberField("admitted_by", "入党时所在支部", _T, PARTY),
    MemberField("introducers", "入党介绍人", _T, PARTY, hint="两人用顿号分开"),
    MemberField("extended_to", "延长预备期至", _D, PARTY),
    MemberField("regular", "转正日期", _D, PARTY, hint="预备党员留空"),
    MemberField("regular_kind", "转正情况", _W, PARTY, words=code_lists.REGULAR_KINDS),
    MemberField("age_correction", "党龄校正值（月）", Shape.NUMBER, PARTY),
    MemberField("dues_paid_to", "党费交至", _D, PARTY, hint="如 2026.12"),
    MemberField("entered_on", "进入本支部日期", Shape.DAY, PARTY),
    MemberField("status", "党籍状态", _C, PARTY, kind=PartyStatus),
    MemberField("leading_cadre", "党员领导干部", _F, PARTY),
    MemberField("party_worker", "党务工作者", _F, PARTY),
    MemberField("first_secretary", "第一书记", _F, PARTY),
    MemberField("lost", "失联党员", _F, PARTY),
    MemberField("lost_since", "失去联系日期", _D, PARTY),
    MemberField("lost_reason", "失联情形", _W, PARTY, words=code_lists.LOST_REASONS),
    MemberField("mobile", "流动党员", _F, PARTY),
    MemberField("mobile_to", "外出流向", _T, PARTY, hint="省、市、县"),
    MemberField("unit", "工作单位", _T, WORK),
    MemberField("job", "工作岗位", _W, WORK, words=code_lists.JOBS),
    MemberField("post", "行政职务", _T, WORK),
    MemberField("title", "职称", _T, WORK),
    MemberField("staff_kind", "人员身份", _W, WORK, words=code_lists.STAFF_KINDS),
    MemberField("occupation", "职业（统计）", _W, WORK, words=code_lists.OCCUPATIONS),
    MemberField("work_start", "参加工作时间", _D, WORK),
    MemberField("employee_no", "工号", _T, WORK, limit=50),
    MemberField("trade", "党员所属行业", _T, WORK),
    MemberField("new_class", "新社会阶层类型", _T, WORK),
    MemberField("migrant", "农民工", _F, WORK),
    MemberField("phone", "手机号码", _S, CONTACT, hint="11 位", limit=30),
    MemberField("landline", "固定电话", _S, CONTACT, hint="区号-号码", limit=30),
    MemberField("address", "家庭住址", _S, CONTACT, hint="写到门牌号", limit=200),
    MemberField("left_on", "离开日期", Shape.DAY, MORE),
    MemberField("left_reason", "离开方式", _C, MORE, kind=LeaveReason),
    MemberField("left_note", "离开说明", _T, MORE),
    MemberField("note", "备注", Shape.LONG, MORE, limit=500),
    MemberField("extra", "其他信息", _T, MORE),
)
"""In the order of forms and of history."""

BY_KEY: dict[str, MemberField] = {field.key: field for field in FIELDS}
FIELD_LABELS: dict[str, str] = {field.key: field.label for field in FIELDS}
"""The Chinese word of every field of a member that history and previews speak of."""

CODES: dict[str, type[Kind]] = {field.key: field.kind for field in FIELDS if field.kind is not None}
FLAGS = frozenset(field.key for field in FIELDS if field.shape is Shape.FLAG)
DATES = frozenset(field.key for field in FIELDS if field.shape in (Shape.DATE, Shape.DAY))
SECRETS = frozenset(field.key for field in FIELDS if field.shape is Shape.MASKED)
PARTIAL_DATES = tuple(field.key for field in FIELDS if field.shape is Shape.DATE)
"""Month-only is enough for these: so papers write them."""

LEFT_FIELDS = frozenset({"left_on", "left_reason", "left_note"})
"""What 登记离开 enters; no form changes them one by one."""

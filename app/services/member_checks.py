"""What a member's fields must hold before they are saved; each refusal names its field."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from datetime import date

from app.models.kinds import MemberClass, MemberKind, PartyStatus, Sex
from app.services import code_lists, id_numbers, partial_dates
from app.services.errors import BadInput
from app.services.files import clean_text

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(0\d{2,3}-?)?\d{7,8}")
_DATES = ("birth", "joined", "regular", "work_start", "lost_since", "dues_paid_to")
# 细则：1969-04-01 至 1977-08-11 之间没有预备期，入党与转正可为同一天
_NO_PROBATION = (date(1969, 4, 1), date(1977, 8, 11))


@dataclass(frozen=True, slots=True)
class MemberDraft:
    """Everything a form or an import may say of a member; empty text means that nothing is known.

    `birth`, `joined`, `regular`, `work_start`, `lost_since` and `dues_paid_to` may lack day or month.
    """

    name: str
    sex: Sex | None = None
    ethnicity: str = ""
    native_place: str = ""
    id_number: str = ""
    birth: str = ""
    education: str = ""
    degree: str = ""
    kind: MemberKind = MemberKind.FULL
    klass: MemberClass = MemberClass.ACTIVE
    group_id: int | None = None
    joined: str = ""
    regular: str = ""
    introducers: str = ""
    party_post: str = ""
    leading_cadre: bool = False
    unit: str = ""
    job: str = ""
    post: str = ""
    title: str = ""
    work_start: str = ""
    employee_no: str = ""
    archive_no: str = ""
    former_name: str = ""
    phone: str = ""
    landline: str = ""
    address: str = ""
    status: PartyStatus = PartyStatus.NORMAL
    lost: bool = False
    lost_since: str = ""
    mobile: bool = False
    mobile_to: str = ""
    dues_paid_to: str = ""
    age_correction: int = 0
    entered_on: date | None = None
    note: str = ""


def checked(draft: MemberDraft, today: date) -> MemberDraft:
    """Return the draft cleaned and completed from the ID number.

    Raises:
        BadInput: A field does not hold what it should; `field` names it.

    """
    draft = _cleaned(draft)
    if not draft.name:
        raise BadInput("请填写姓名。", field="name")
    dates = {key: _date(draft, key, today) for key in _DATES}
    draft = _with_id_facts(replace(draft, **dates))
    if draft.ethnicity and code_lists.ethnicity(draft.ethnicity) is None:
        raise BadInput(f"“{draft.ethnicity}”不是民族全称，请写成如“汉族”。", field="ethnicity")
    if draft.phone and not _MOBILE.fullmatch(draft.phone):
        raise BadInput("手机号码应为 1 开头的 11 位数字，请核对。", field="phone")
    if draft.landline and not _LANDLINE.fullmatch(draft.landline):
        raise BadInput("固定电话应写成“区号-号码”，如 0563-3021234。", field="landline")
    _check_party_dates(draft)
    return draft


def _cleaned(draft: MemberDraft) -> MemberDraft:
    texts = {
        item.name: clean_text(value, limit=500 if item.name in {"note", "address"} else 100, field=item.name)
        for item in fields(draft)
        if isinstance(value := getattr(draft, item.name), str) and type(value) is str
    }
    texts["ethnicity"] = code_lists.ethnicity(texts["ethnicity"]) or texts["ethnicity"]
    texts["education"] = code_lists.education(texts["education"]) or texts["education"]
    return replace(draft, **texts)


def _date(draft: MemberDraft, key: str, today: date) -> str:
    text = getattr(draft, key)
    return partial_dates.parse(text, today=today, field=key) if text else ""


def _with_id_facts(draft: MemberDraft) -> MemberDraft:
    if not draft.id_number:
        return draft
    facts = id_numbers.check(draft.id_number)
    if draft.sex is not None and draft.sex is not facts.sex:
        raise BadInput(f"性别与身份证号码不符（号码为{facts.sex.label}），请核对。", field="sex")
    return replace(draft, id_number=facts.number, sex=facts.sex, birth=draft.birth or facts.birth.isoformat())


def _check_party_dates(draft: MemberDraft) -> None:
    if draft.birth and draft.joined and partial_dates.surely_before(draft.joined, draft.birth):
        raise BadInput("入党日期早于出生日期，请核对。", field="joined")
    if not draft.regular:
        return
    if draft.kind is MemberKind.PROBATIONARY:
        raise BadInput("预备党员没有转正日期；已转正的请把人员类别改为正式党员。", field="regular")
    if not draft.joined:
        return
    if partial_dates.surely_before(draft.regular, draft.joined):
        raise BadInput("转正日期早于入党日期，请核对。", field="regular")
    first, last = _NO_PROBATION
    same_day = draft.regular == draft.joined and partial_dates.is_full(draft.joined)
    if same_day and not first <= partial_dates.first_day(draft.joined) <= last:
        raise BadInput(
            "转正日期与入党日期相同，只在 1969 年 4 月 1 日至 1977 年 8 月 11 日之间入党的才可能，请核对。",
            field="regular",
        )

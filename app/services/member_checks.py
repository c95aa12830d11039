"""What a member's fields must hold before they are saved; each refusal names its field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from app.models.kinds import MemberClass, MemberKind, PartyStatus, Sex
from app.services import code_lists, id_numbers, member_fields, partial_dates, party_dates
from app.services.errors import AppError, BadInput
from app.services.files import clean_text
from app.services.id_numbers import IdFacts

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(0\d{2,3}-?)?\d{7,8}(-\d{1,5})?")
_LONG = frozenset({"note", "address"})
_DOTS = str.maketrans(dict.fromkeys("•・\uff0e‧∙⋅", "·"))


@dataclass(frozen=True, slots=True)
class MemberDraft:
    """Everything a form or an import may say of a member; empty text means that nothing is known.

    The fields in `member_fields.PARTIAL_DATES` may lack day or month.
    """

    name: str
    sex: Sex | None = None
    ethnicity: str = ""
    native_place: str = ""
    birthplace: str = ""
    household: str = ""
    id_number: str = ""
    id_waiver: str = ""
    birth: str = ""
    marital: str = ""
    health: str = ""
    education: str = ""
    degree: str = ""
    school: str = ""
    kind: MemberKind = MemberKind.FULL
    klass: MemberClass = MemberClass.ACTIVE
    group_id: int | None = None
    joined: str = ""
    entry_kind: str = ""
    admitted_by: str = ""
    extended_to: str = ""
    regular: str = ""
    regular_kind: str = ""
    introducers: str = ""
    party_post: str = ""
    leading_cadre: bool = False
    party_worker: bool = False
    first_secretary: bool = False
    unit: str = ""
    job: str = ""
    post: str = ""
    title: str = ""
    work_start: str = ""
    staff_kind: str = ""
    occupation: str = ""
    new_class: str = ""
    trade: str = ""
    migrant: bool = False
    employee_no: str = ""
    archive_no: str = ""
    former_name: str = ""
    phone: str = ""
    landline: str = ""
    address: str = ""
    status: PartyStatus = PartyStatus.NORMAL
    lost: bool = False
    lost_since: str = ""
    lost_reason: str = ""
    mobile: bool = False
    mobile_to: str = ""
    dues_paid_to: str = ""
    age_correction: int = 0
    entered_on: date | None = None
    note: str = ""


TEXT_FIELDS = tuple(item.name for item in fields(MemberDraft) if item.type == "str")


def checked(draft: MemberDraft, today: date) -> MemberDraft:
    """Return the draft cleaned and completed from the ID number.

    Raises:
        BadInput: A field does not hold what it should; `field` names it.

    """
    clean, problems = look_over(draft, today)
    if problems:
        raise problems[0]
    return clean


def look_over(draft: MemberDraft, today: date) -> tuple[MemberDraft, list[AppError]]:
    """Return the draft cleaned as far as possible, and everything that is wrong with it, one a field."""
    problems: dict[str, AppError] = {}
    clean: dict[str, Any] = {}
    for key in TEXT_FIELDS:
        text = getattr(draft, key)
        if not text and key != "name":
            continue
        try:
            clean[key] = _cleaned(key, text, today)
        except BadInput as error:
            if key == "id_number" and draft.id_waiver.strip():
                clean[key] = id_numbers.clean(draft.id_number)
                continue
            problems[key] = BadInput(error.message, field=key)
            clean[key] = ""
    # nearly all texts of an import are clean already, and a copy of so many fields costs more than the checks
    changed = {key: text for key, text in clean.items() if text != getattr(draft, key)}
    draft = _completed(replace(draft, **changed) if changed else draft)
    for check in _CHECKS:
        for problem in check(draft, today):
            problems.setdefault(problem.field or "", problem)
    return draft, list(problems.values())


def _cleaned(key: str, text: str, today: date) -> str:
    special = _SPECIAL.get(key)
    if key == "name":
        return _name(text)
    plain = clean_text(text, limit=500 if key in _LONG else 100)
    if key in member_fields.PARTIAL_DATES and plain:
        return partial_dates.parse(plain, today=today)
    return special(plain) if special is not None and plain else plain


def _name(text: str) -> str:
    if any(unicodedata.category(c) == "Co" for c in text):
        raise BadInput("姓名里有电脑自造的字，换一台电脑就显示不出来；请改用标准字库里的字。")
    name = " ".join(clean_text(text, limit=50).split()).translate(_DOTS)
    if all(_is_han(c) for c in name if c != " "):
        name = name.replace(" ", "")  # 张 三 is set apart for looks only
    if not name:
        raise BadInput("请填写姓名。")
    if name[0] in "=@+" or not any(c.isalpha() for c in name):
        raise BadInput("这不像一个姓名，请按身份证填写。")
    return name


def _is_han(char: str) -> bool:
    return unicodedata.name(char, "").startswith("CJK UNIFIED IDEOGRAPH")


def _ethnicity(text: str) -> str:
    found = code_lists.ethnicity(text)
    if found is None:
        raise BadInput(f"“{text}”不是民族全称，请写成如“汉族”。")
    return found


def _id_number(text: str) -> str:
    return id_numbers.check(text).number


def _phone(text: str) -> str:
    number = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).removeprefix("+86")
    if not _MOBILE.fullmatch(number):
        raise BadInput("手机号码应为 1 开头的 11 位数字，请核对。")
    return number


def _landline(text: str) -> str:
    number = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).replace("—", "-")
    if not _LANDLINE.fullmatch(number):
        raise BadInput("固定电话应写成“区号-号码”，如 0563-3021234。")
    return number


_SPECIAL: dict[str, Callable[[str], str]] = {
    "ethnicity": _ethnicity,
    "education": lambda text: code_lists.education(text) or text,
    "id_number": _id_number,
    "phone": _phone,
    "landline": _landline,
}


def _completed(draft: MemberDraft) -> MemberDraft:
    """Fill sex and birth from the ID number where they were left out."""
    facts = None if draft.sex and draft.birth else id_facts(draft.id_number)
    if facts is None:
        return draft
    return replace(draft, sex=draft.sex or facts.sex, birth=draft.birth or facts.birth.isoformat())


def id_facts(number: str | None) -> IdFacts | None:
    """Return what an ID number says; None where there is none, or one that only its 证号核验说明 lets stand."""
    if not number:
        return None
    try:
        return id_numbers.check(number)
    except BadInput:
        return None


def other_birth(birth: str | None, id_number: str | None) -> str | None:
    """Return the day of birth the ID number says where another one is kept, None where they agree.

    The national form allows it: 出生日期 is what the personal file establishes, and may differ from the ID card.
    """
    facts = id_facts(id_number)
    if not birth or facts is None:
        return None  # a wrong number says nothing; that it is wrong is told elsewhere
    stated = facts.birth.isoformat()
    return None if partial_dates.agree(birth, stated) else stated


def _against_id(draft: MemberDraft, _today: date) -> Iterator[AppError]:
    facts = id_facts(draft.id_number)
    if facts is not None and not draft.id_waiver and draft.sex is not facts.sex:
        yield BadInput(f"性别与身份证号不符（号码表示{facts.sex.label}），请核对。", field="sex")


def _dates(draft: MemberDraft, today: date) -> Iterator[AppError]:
    for key in ("birth", "joined", "regular", "work_start", "lost_since"):
        text = getattr(draft, key)
        if text and partial_dates.first_day(text) > today:
            yield BadInput(f"{member_fields.FIELD_LABELS[key]}晚于今天，请核对。", field=key)
    if draft.birth and draft.joined and partial_dates.surely_before(draft.joined, draft.birth):
        yield BadInput("入党日期早于出生日期，请核对。", field="joined")


def _party_dates(draft: MemberDraft, _today: date) -> Iterator[AppError]:
    if not draft.regular:
        return
    if draft.kind is MemberKind.PROBATIONARY:
        yield BadInput("预备党员没有转正日期；已转正的请把人员类别改为正式党员。", field="regular")
    elif draft.joined and partial_dates.surely_before(draft.regular, draft.joined):
        yield BadInput("转正日期早于入党日期，请核对。", field="regular")
    elif draft.joined and _same_day(draft):
        yield BadInput(
            "转正日期与入党日期相同：只有 1969 年 4 月 1 日至 1977 年 8 月 11 日之间入党的才会这样，请核对。",
            field="regular",
        )


def _same_day(draft: MemberDraft) -> bool:
    if draft.regular != draft.joined or not partial_dates.is_full(draft.joined):
        return False
    first, last = party_dates.NO_PROBATION
    return not first <= partial_dates.first_day(draft.joined) <= last


def _states(draft: MemberDraft, _today: date) -> Iterator[AppError]:
    if draft.lost_since and not draft.lost:
        yield BadInput("填了失去联系日期，请同时勾选“失联党员”，或清空日期。", field="lost_since")
    if draft.lost_reason and not draft.lost:
        yield BadInput("填了失联情形，请同时勾选“失联党员”，或清空情形。", field="lost_reason")
    if draft.mobile_to and not draft.mobile:
        yield BadInput("填了外出流向，请同时勾选“流动党员”，或清空流向。", field="mobile_to")
    if abs(draft.age_correction) > 1200:
        yield BadInput("党龄校正值以月为单位，请核对。", field="age_correction")


_CHECKS = (_against_id, _dates, _party_dates, _states)

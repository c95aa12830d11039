"""What one cell of a roster means (单元格解析): each field's ways of writing, and why a value is refused.

A blank is None: forms ask for 无 or — instead of an empty cell. What a reader returns, `cells` says.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from app.models.kinds import MemberKind, PartyStatus, Sex
from app.services import code_lists, id_numbers, partial_dates
from app.services.errors import BadInput
from app.services.imports.cells import Read, Reader, is_blank, text, text_of
from app.services.imports.roster_rows import PERSON_FIELDS
from app.services.imports.sheet import Value

FOUNDING = date(1921, 7, 1)
"""Nobody joined the Party before it was founded."""

_PARAGRAPH, _LINE = 500, 100
_DOTS = dict.fromkeys(map(ord, "•‧・･⋅∙●﹒"), "·")
_NAME = re.compile(r"[^\W\d_]+(?:[·\s.-]*[^\W\d_]+)*[·.]?(?:[(（][^()（）]{1,6}[)）])?")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(?:0\d{2,3}-?)?\d{7,8}")
_SEXES = {
    **dict.fromkeys(("男", "男性", "1", "M", "m", "先生"), Sex.MALE),
    **dict.fromkeys(("女", "女性", "2", "F", "f", "女士"), Sex.FEMALE),
}
_FULL = ("正式党员", "正式", "正", "中共党员", "党员", "中共正式党员", "中国共产党党员", "是")
_PROBATIONARY = ("预备党员", "预备", "预", "中共预备党员", "中国共产党预备党员")
KINDS = {
    **dict.fromkeys(_FULL, MemberKind.FULL),
    **dict.fromkeys(_PROBATIONARY, MemberKind.PROBATIONARY),
}
_NOT_MEMBERS = frozenset(
    ("发展对象", "积极分子", "入党积极分子", "申请人", "入党申请人", "群众", "共青团员", "团员", "流动", "否")
)
_STATUSES = {
    **dict.fromkeys(("正常", "在册", "恢复党籍"), PartyStatus.NORMAL),
    **dict.fromkeys(("停止党籍", "停止", "已停止党籍"), PartyStatus.SUSPENDED),
}
_YES = frozenset(
    ("是", "有", "√", "✓", "✔", "对", "Y", "y", "yes", "1", "齐", "全", "已有", "原件", "复印件")
)
_NO = frozenset(("否", "不是", "无", "×", "✗", "没有", "N", "n", "no", "0", "缺", "未有"))


def name(value: Value) -> Read:
    """Read 姓名; blanks inside a Chinese name are layout (张　三), the dot of minority names is one dot.

    Raises:
        BadInput: It is no name, or holds characters that other programs lost.

    """
    if isinstance(value, str) and any(
        unicodedata.category(c) in ("Co", "Cs", "Cn") or c in "\ufffd□?？" for c in value
    ):
        raise BadInput("姓名中有无法识别的字（可能是生僻字显示不出来），请改用标准汉字。", field="name")
    text = " ".join(text_of(value).translate(_DOTS).split())
    if is_blank(text):
        raise BadInput("缺少姓名。", field="name")
    if len(text) > 40 or not _NAME.fullmatch(text):
        raise BadInput(f"“{text[:20]}”不像姓名，请核对是否填错了列。", field="name")
    return text if re.search(r"[A-Za-z]\s[A-Za-z]", text) else text.replace(" ", ""), None


def line(value: Value) -> Read:
    """Read a text of one line.

    Raises:
        BadInput: It is too long.

    """
    return text(value, _LINE)


def paragraph(value: Value) -> Read:
    """Read an address or a note.

    Raises:
        BadInput: It is too long.

    """
    return text(value, _PARAGRAPH)


def sex(value: Value) -> Read:
    """Read 性别.

    Raises:
        BadInput: It is neither.

    """
    found = text_of(value)
    if is_blank(found):
        return None, None
    if found not in _SEXES:
        raise BadInput(f"性别“{found[:10]}”无法识别，请填“男”或“女”。", field="sex")
    return _SEXES[found], None


def id_number(value: Value) -> Read:
    """Read 身份证号 into its facts.

    Raises:
        BadInput: The number is wrong, or became a figure.

    """
    if value == "" or (isinstance(value, str) and is_blank(text_of(value))):
        return None, None
    facts = id_numbers.check(id_numbers.from_cell(value))
    return facts, None if len(facts.number) == 18 else "是15位旧号码，建议改为18位号码。"


def ethnicity(value: Value) -> Read:
    """Read 民族 into its full name."""
    found = text_of(value)
    if is_blank(found):
        return None, None
    full = code_lists.ethnicity(found)
    return full, None if full else f"民族“{found[:10]}”不在国家标准名称中，已照原文另存在其他信息中。"


def education(value: Value) -> Read:
    """Read 学历; an unknown word is kept.

    Raises:
        BadInput: It is too long.

    """
    found, _ = line(value)
    if found is None:
        return None, None
    known = code_lists.education(found)
    return (known or found), None if known else f"学历“{found[:20]}”不是常用写法，已照原文保留。"


def kind(value: Value) -> Read:
    """Read 人员类别.

    Raises:
        BadInput: The person is no member, or the word is unknown.

    """
    found = text_of(value)
    if is_blank(found):
        return None, None
    if found in KINDS:
        return KINDS[found], None
    if found in _NOT_MEMBERS:
        raise BadInput(f"“{found}”不是党员，不列入党员名册。", field="kind")
    raise BadInput(f"人员类别“{found[:10]}”无法识别，请填“正式党员”或“预备党员”。", field="kind")


def status(value: Value) -> Read:
    """Read 党籍状态; some sheets keep 正式 or 预备 in this column, which is the member's kind.

    Raises:
        BadInput: The person is no longer a member, or the word is unknown.

    """
    found = text_of(value)
    if is_blank(found):
        return None, None
    if found in _STATUSES:
        return _STATUSES[found], None
    if found in KINDS:
        return KINDS[found], None
    raise BadInput(f"党籍状态“{found[:10]}”不能作为在册党员导入，请填“正常”或“停止党籍”。", field="status")


def flag(value: Value) -> Read:
    """Read a yes or no."""
    found = text_of(value)
    if found in _YES:
        return True, None
    if found in _NO:
        return False, None
    if is_blank(found):
        return None, None
    return None, f"“{found[:10]}”不是“是”或“否”，已照原文另存在其他信息中。"


def months(value: Value) -> Read:
    """Read a whole number of months, which may be negative."""
    found = unicodedata.normalize("NFKC", text_of(value)).removesuffix("个月").removesuffix("月")
    if is_blank(found):
        return None, None
    if not found.lstrip("+-").isdecimal():
        return None, f"“{found[:10]}”不是月数，已照原文另存在其他信息中。"
    return int(found), None


def phone(value: Value) -> Read:
    """Read a telephone number, a mobile's or a landline's."""
    found = unicodedata.normalize("NFKC", text_of(value))
    if is_blank(found):
        return None, None
    number = "".join(found.split()).removeprefix("+86")
    plain = number.replace("-", "")
    if _MOBILE.fullmatch(plain):
        return plain, None
    plain = number.replace("(", "").replace(")", "-")
    if _LANDLINE.fullmatch(plain):
        return plain, None
    return None, f"电话“{found[:20]}”不是一个完整的号码，已照原文另存在其他信息中。"


def is_landline(number: str) -> bool:
    """Return whether a number is no mobile's but a landline's."""
    return not _MOBILE.fullmatch(number) and _LANDLINE.fullmatch(number) is not None


def partial_date(field: str, today: date, earliest: date = partial_dates.EARLIEST) -> Reader:
    """Return the reader of a date column that keeps month-only dates."""

    def read(value: Value) -> Read:
        if isinstance(value, str) and is_blank(text_of(value)):
            return None, None
        return partial_dates.parse(value, today=today, earliest=earliest, field=field), None

    return read


def readers(today: date) -> dict[str, Reader]:
    """Return the reader of each field."""
    own: dict[str, Reader] = {
        "name": name,
        "sex": sex,
        "id_number": id_number,
        "ethnicity": ethnicity,
        "education": education,
        "kind": kind,
        "status": status,
        "lost": flag,
        "mobile": flag,
        "paper": flag,
        "migrant": flag,
        "leading_cadre": flag,
        "party_worker": flag,
        "first_secretary": flag,
        "age_correction": months,
        "note": paragraph,
        "address": paragraph,
        "phone": phone,
        "landline": phone,
    }
    for field in ("birth", "work_start", "lost_since", "dues_paid_to", "extended_to"):
        own[field] = partial_date(field, today, partial_dates.EARLIEST)
    for field in ("joined", "regular"):
        own[field] = partial_date(field, today, FOUNDING)
    return dict.fromkeys(PERSON_FIELDS, line) | own

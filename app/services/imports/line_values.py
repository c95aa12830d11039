"""What one cell of a list of facts means (单元格解析): days, hours, words of closed lists, 加分 and 扣分."""

from __future__ import annotations

from datetime import date

from app.models.kinds import ActivityKind, Presence, RecordKind
from app.services import attendance_words, partial_dates
from app.services.errors import BadInput
from app.services.hours import parse_hours
from app.services.imports import roster_values
from app.services.imports.cells import Read, Reader, is_blank, text_of
from app.services.imports.sheet import Value

_ACTIVITIES: dict[ActivityKind, str] = {
    ActivityKind.ASSEMBLY: "党员大会 支部党员大会 支部大会 大会",
    ActivityKind.COMMITTEE: "支委会 支部委员会 委员会",
    ActivityKind.GROUP: "党小组会 小组会",
    ActivityKind.LECTURE: "党课 上党课 专题党课 微党课",
    ActivityKind.THEME_DAY: "主题党日 主题党日活动 党日活动 党员活动日",
    ActivityKind.LIFE_MEETING: "组织生活会",
    ActivityKind.APPRAISAL: "民主评议 民主评议党员",
    ActivityKind.STUDY: "集中学习 学习 理论学习 专题学习",
    ActivityKind.OTHER: "其他 其它",
}
_ACTIVITY_BY_WORD = {word: kind for kind, words in _ACTIVITIES.items() for word in words.split()}
_IN_TOPICS = sorted(
    (word for word in _ACTIVITY_BY_WORD if len(word) > 2 or word == "党课"), key=len, reverse=True
)
_PENALTIES = ("处分", "警告", "撤销", "留党察看", "开除", "诫勉", "批评", "惩", "处罚", "记过", "降级")


def day(field: str) -> Reader:
    """Return the reader of a column of days; a month alone is not enough."""

    def read(value: Value) -> Read:
        if isinstance(value, str) and is_blank(text_of(value)):
            return None, None
        # how late a day may be is the service's own rule
        found = partial_dates.parse(value, today=date(2199, 1, 1), field=field)
        if not partial_dates.is_full(found):
            raise BadInput(f"“{text_of(value)[:20]}”没有写到日，请写成 2026-03-05。", field=field)
        return partial_dates.first_day(found), None

    return read


def hours(value: Value) -> Read:
    """Read a number of hours into hundredths; 小时, 学时 and h may stand behind it.

    Raises:
        BadInput: It is no number.

    """
    found = text_of(value)
    if is_blank(found):
        return None, None
    for unit in ("小时", "学时", "个", "h", "H"):
        found = found.removesuffix(unit).strip()
    try:
        return parse_hours(found), None
    except ValueError:
        raise BadInput(f"“{found[:20]}”不是时长，请填数字，如 2 或 1.5。", field="quantity") from None


def presence(value: Value) -> Read:
    """Read 考勤状态; of a form's boxes (☑出勤 □请假 □缺勤) the marked one counts.

    Raises:
        BadInput: The word is unknown, or no box or several are marked.

    """
    found = text_of(value)
    if any(box in found for box in "□☐"):
        marked = [part for part in _boxes(found) if part[:1] in "☑√✓✔■☒"]
        if not marked:
            return None, None
        if len(marked) > 1:
            raise BadInput(f"“{found[:30]}”勾选了不止一项，请只留一项。", field="presence")
        found = marked[0][1:]
    if found in ("", "/", "-", "—", "——", "未填"):
        return None, None
    meant: Presence | None = attendance_words.read_presence(found)
    if meant is None:
        raise BadInput(f"“{found[:20]}”不是考勤用语，请写出勤、迟到、事假、缺席等。", field="presence")
    return meant, None


def _boxes(text: str) -> list[str]:
    parts: list[str] = []
    for char in text:
        if char in "□☐☑√✓✔■☒":
            parts.append(char)
        elif parts and not char.isspace():
            parts[-1] += char
    return parts


def activity_kind(value: Value) -> Read:
    """Read 活动类型.

    Raises:
        BadInput: The word is unknown.

    """
    found = "".join(text_of(value).split())
    if is_blank(found):
        return None, None
    marked = [part[1:] for part in _boxes(found) if part[:1] in "☑√✓✔■☒"]
    kind = _ACTIVITY_BY_WORD.get(marked[0] if len(marked) == 1 else found) or kind_in(found)
    if kind is None:
        raise BadInput(f"活动类型“{found[:20]}”无法识别，请写党员大会、党课、主题党日等。", field="kind")
    return kind, None


def kind_in(topic: str) -> ActivityKind | None:
    """Return the kind of activity that a topic names, None where it names none."""
    return next((_ACTIVITY_BY_WORD[word] for word in _IN_TOPICS if word in topic), None)


def honour_kind(value: Value) -> Read:
    """Read 奖惩类型 into the kind of record it is."""
    found = text_of(value)
    if is_blank(found):
        return None, None
    return honour_of(found), None


def honour_of(word: str) -> RecordKind:
    """Return whether a word is about a penalty or an award."""
    return RecordKind.PENALTY if any(sign in word for sign in _PENALTIES) else RecordKind.AWARD


def person_name(value: Value) -> Read:
    """Read 姓名, also as the program's own sheets tell two of one name apart (张伟#2).

    Raises:
        BadInput: It is no name.

    """
    plain, sign, order = value.rpartition("#") if isinstance(value, str) else ("", "", "")
    if not (sign and order.isascii() and order.isdigit()):
        return roster_values.name(value)
    found, odd = roster_values.name(plain)
    return f"{found}#{order}", odd

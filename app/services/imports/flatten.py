"""Forms that are no lists (表单转列表): rearranged into one row a line, so that the rest need not know them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import pairwise

from app.services.imports.cells import text_of
from app.services.imports.sheet import Grid, Value
from app.services.periods import Period

_SEARCHED = 40
_DAY = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})")
_BRACKETED = re.compile(r"[【《“](.+?)[】》”]")
_TOPIC = re.compile(
    r"(?:活动名称|会议名称|主题|议题|会议主题|活动主题)[:：]\s*(\S.*?)(?=\s{2,}|$|时间|地点|类型)"
)
_NAME = re.compile(r"(?:党员)?姓\s*名[:：]?\s*([^\s:：,，、]{2,20})")
_QUARTER = re.compile(r"(\d{4})\s*年?.*?第?\s*([一二三四1-4])\s*季")
_SEPARATORS = re.compile(r"[、,，;；\s]+")
_TYPE = re.compile(r"类\s*型\s*[:：]?\s*(.+)")
_ATTENDANCE = ("日期", "类型", "主题", "姓名", "状态", "备注")
_POINTS = ("姓名", "日期", "项目", "分值", "事由")
_NUMBERS = {"一": 1, "二": 2, "三": 3, "四": 4}


def attendance(grid: Grid) -> Grid:
    """Rearrange a sign-in sheet of one activity (考勤表) and a book of meetings with lists of names."""
    return _sign_in(grid) or _book(grid) or grid


def points(grid: Grid) -> Grid:
    """Rearrange the quarter's export (a column for each kind of points) and one member's record sheet."""
    return _export(grid) or _record_sheet(grid) or grid


class _Lines:
    """The rows of a rearranged sheet and what the file calls them."""

    def __init__(self, grid: Grid, heads: Sequence[str]) -> None:
        self.grid = grid
        self.rows: list[list[Value]] = [list(heads)]
        self.labels = ["1"]

    def add(self, row: int, part: int | None, values: Sequence[Value]) -> None:
        self.rows.append(list(values))
        self.labels.append(f"{row + 1}" if part is None else f"{row + 1}-{part}")

    def done(self) -> Grid | None:
        return Grid(self.grid.name, self.rows, labels=self.labels) if len(self.rows) > 1 else None


def _heads(
    grid: Grid, needed: Iterable[Sequence[str]], without: Sequence[str] = ()
) -> tuple[int, dict[str, int]] | None:
    """Return the first row that has one of the words of each group, and the places of all its heads."""
    groups = list(needed)
    for number, row in enumerate(grid.rows[:_SEARCHED]):
        places: dict[str, int] = {}
        for place, cell in enumerate(row):
            places.setdefault("".join(text_of(cell).split()), place)
        if all(any(word in places for word in group) for group in groups):
            return None if any(word in places for word in without) else (number, places)
    return None


def _first(places: dict[str, int], words: Sequence[str]) -> int | None:
    return next((places[word] for word in words if word in places), None)


def _texts(row: Sequence[Value]) -> list[str]:
    texts: list[str] = []
    for cell in row:
        said = text_of(cell)
        if said and said not in texts[-1:]:
            texts.append(said)
    return texts


_DATES = ("日期", "时间", "活动日期", "活动时间", "会议时间", "开展时间")
_STATES = ("状态", "考勤状态", "出勤情况", "考勤", "到会情况", "出勤状态", "考勤情况")


def _sign_in(grid: Grid) -> Grid | None:
    found = _heads(grid, [("姓名",), _STATES], without=_DATES)
    if found is None:
        return None
    last, places = found
    above = [_texts(row) for row in grid.rows[:last]]
    whole = "  ".join(" ".join(texts) for texts in above)
    day = next((cell for row in grid.rows[:last] for cell in row if isinstance(cell, (date, datetime))), None)
    written = _DAY.search(whole)
    kind = next((match[1] for texts in above for match in [_TYPE.search(" ".join(texts))] if match), "")
    lines = _Lines(grid, _ATTENDANCE)
    name, state, note = places["姓名"], _first(places, _STATES), _first(places, ("备注", "说明"))
    assert state is not None
    for number in range(last + 1, len(grid.rows)):
        row = grid.rows[number]
        if text_of(row[name]) and not _is_foot(text_of(row[0])) and (number, name) not in grid.filled:
            stated = day or ("-".join(written.groups()) if written else "")
            remark = text_of(row[note]) if note is not None else ""
            lines.add(number, None, [stated, kind, _topic(above, whole), row[name], row[state], remark])
    return lines.done()


def _topic(above: Sequence[Sequence[str]], whole: str) -> str:
    for pattern in (_TOPIC, _BRACKETED):
        match = pattern.search(whole)
        if match:
            return match[1].strip()
    title = next((text for texts in above for text in texts if "考勤" in text or "签到" in text), "")
    return re.sub(r"(考勤|签到)(登记)?表$", "", title).strip()


def _is_foot(text: str) -> bool:
    return text.startswith(("应到", "实到", "请假", "缺勤", "缺席", "记录人", "合计", "填表"))


_EXPECTED = ("应到人员", "应到人员名单", "应参加人员", "应到")
_PRESENT = ("实到人员", "实到人员名单", "参加人员", "实到", "到会人员")
_ABSENT = ("缺席原因", "缺席人员及原因", "缺席及原因", "缺席情况", "请假人员及原因", "缺席人员")


def _book(grid: Grid) -> Grid | None:
    found = _heads(grid, [_DATES, _PRESENT, (*_EXPECTED, *_ABSENT)], without=("姓名",))
    if found is None:
        return None
    last, places = found
    day, present = _first(places, _DATES), _first(places, _PRESENT)
    assert day is not None
    assert present is not None
    expected, absent = _first(places, _EXPECTED), _first(places, _ABSENT)
    kind = _first(places, ("类型", "会议类型", "活动类型", "会议名称"))
    topic = _first(places, ("议题", "主题", "活动名称", "会议主题", "活动主题", "内容", "会议名称"))
    lines = _Lines(grid, _ATTENDANCE)
    for number in range(last + 1, len(grid.rows)):
        row = grid.rows[number]
        there = _names(row[present])
        if row[day] == "" or not there:
            continue
        reasons = text_of(row[absent]) if absent is not None else ""
        missing = (
            [name for name in _names(row[expected]) if name not in there] if expected is not None else []
        )
        marks = [(name, "出勤", "") for name in there]
        marks += [(name, *_reason(name, reasons)) for name in missing or _named(reasons)]
        said = [row[day], row[kind] if kind is not None else "", row[topic] if topic is not None else ""]
        for part, (name, state, note) in enumerate(marks, start=1):
            lines.add(number, part, [*said, name, state, note])
    return lines.done()


def _names(cell: Value) -> list[str]:
    parts = _SEPARATORS.split(re.sub(r"[(（].*?[)）]|共?\d+[人名]|[:：]", " ", text_of(cell)))
    return [part for part in parts if 2 <= len(part) <= 15]


_WORDS = (
    "病假",
    "事假",
    "公假",
    "出差",
    "因公",
    "培训",
    "值班",
    "借调",
    "住院",
    "产假",
    "请假",
    "无故",
    "缺席",
    "病",
    "公",
)


def _reason(name: str, reasons: str) -> tuple[str, str]:
    """Return the state and the words about somebody in a text such as 李娜（病假）、王五出差."""
    at = reasons.find(name)
    if at < 0:
        return "缺席", ""
    said = re.split(r"[、,，;；。]|\s{2,}", reasons[at + len(name) :])[0].strip("（()）:： ")
    return next((word for word in _WORDS if word in said), "缺席" if not said else "请假"), said


def _named(reasons: str) -> list[str]:
    """Return the names in a text of reasons where nobody says who was expected."""
    parts = [part for part in re.split(r"[、,，;；。\n]", reasons) if part.strip()]
    names = []
    for part in parts:
        name = re.split(r"[(（:：\s]", part.strip())[0]
        word = next((name.find(word) for word in _WORDS if word in name), -1)
        names.append(name[:word] if word > 0 else name)
    return [name for name in names if 2 <= len(name) <= 15]


def _export(grid: Grid) -> Grid | None:
    for last, row in enumerate(grid.rows[:_SEARCHED]):
        heads = ["".join(text_of(cell).split()) for cell in row]
        pairs = [
            (at, at + 1)
            for at, (head, following) in enumerate(pairwise(heads))
            if "分" in head and following.endswith("备注")
        ]
        if "姓名" in heads and len(pairs) >= 2:
            return _exported(grid, last, heads, pairs)
    return None


def _exported(grid: Grid, last: int, heads: list[str], pairs: list[tuple[int, int]]) -> Grid | None:
    name = heads.index("姓名")
    day = next((heads.index(word) for word in ("填写日期", "日期") if word in heads), None)
    quarter = next((heads.index(word) for word in ("具体季度", "季度") if word in heads), None)
    lines = _Lines(grid, _POINTS)
    for number in range(last + 1, len(grid.rows)):
        row = grid.rows[number]
        stated = row[day] if day is not None else ""
        if stated == "" and quarter is not None:
            stated = _last_day(text_of(row[quarter]))
        for part, (value, remark) in enumerate(pairs, start=1):
            if text_of(row[value]) not in ("", "0"):
                lines.add(number, part, [row[name], stated, heads[value], row[value], row[remark]])
    return lines.done()


def _last_day(text: str) -> str:
    match = _QUARTER.search(text)
    if match is None:
        return ""
    number = _NUMBERS.get(match[2]) or int(match[2])
    return Period.parse(f"{match[1]}Q{number}").end.isoformat()


def _record_sheet(grid: Grid) -> Grid | None:
    dates, reasons = ("登记时间", "登记日期", "时间", "日期"), ("加扣分事由", "事由", "加减分事由")
    found = _heads(grid, [dates, reasons, ("加分",), ("扣分", "减分")], without=("姓名", "党员姓名"))
    if found is None:
        return None
    last, places = found
    whole = "  ".join(" ".join(_texts(row)) for row in grid.rows[:last])
    named = _NAME.search(whole)
    if named is None:
        return None
    day, reason = _first(places, dates), _first(places, reasons)
    minus = _first(places, ("扣分", "减分"))
    assert day is not None
    assert reason is not None
    assert minus is not None
    lines = _Lines(grid, _POINTS)
    for number in range(last + 1, len(grid.rows)):
        row = grid.rows[number]
        more, less = text_of(row[places["加分"]]), text_of(row[minus])
        if row[day] == "" or not (more or less):
            continue
        if more:
            lines.add(number, 1 if less else None, [named[1], row[day], "加分", more, row[reason]])
        if less:
            lines.add(
                number,
                2 if more else None,
                [named[1], row[day], "扣分", "-" + less.lstrip("-－"), row[reason]],
            )
    return lines.done()

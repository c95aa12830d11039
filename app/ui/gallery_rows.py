"""The invented rows that the gallery shows."""

from __future__ import annotations

from dataclasses import dataclass

from app.models.kinds import Presence
from app.ui.widgets.fields import points_text
from app.ui.widgets.grid_model import GridColumn, GridRow, points_column
from app.ui.widgets.table_model import Column

STATES = {
    "已补": "ok",
    "待认领": "warn",
    "逾期": "bad",
    "已认领": "info",
    "优秀": "gold",
    "待返岗": "neutral",
    "审定": "accent",
}
MESSAGES = (
    ("ok", "已审定 3 条积分记录。"),
    ("info", "已取消，没有保存任何内容。"),
    ("warn", "2027 年工作日历尚未公布，期限暂按周一至周五推算。"),
    ("bad", "“三季度积分表.xlsx”正被其他程序打开，请关闭后重试，或另存为其他文件名。"),
)
FACTS = (
    ("活动", "2026-03-05　党员大会"),
    ("缺席原因", "公假（防汛值守）"),
    ("返岗日期", "2026-03-09"),
    ("认领期限", "2026-03-11"),
    ("任务", ""),
)


@dataclass(frozen=True, slots=True)
class Sample:
    """One row of the sample list."""

    number: int
    name: str
    group: str
    state: str
    points: int


_NAMES = (
    "逄翀",
    "欧阳喆",
    "㛃䶮堃",
    "王伟",
    "尉迟静",
    "李娜",
    "张伟",
    "司马光明",
    "陈一",
    "赵敏",
    "孙立",
    "周舟",
)
ROWS = tuple(
    Sample(at, name, f"第{'一二三'[at % 3]}党小组", list(STATES)[at % len(STATES)], at * 1225 % 10_000 + 50)
    for at, name in enumerate(_NAMES)
)
COLUMNS: tuple[Column[Sample], ...] = (
    Column("name", "姓名", lambda row: row.name, width=120),
    Column("group", "党小组", lambda row: row.group, width=0),
    Column("state", "状态", lambda row: row.state, width=110, tone=lambda row: STATES[row.state], badge=True),
    Column("points", "积分", lambda row: points_text(row.points), 90, "right", sort=lambda row: row.points),
)

_TONES = {Presence.PRESENT: "ok", Presence.LATE: "warn", Presence.SICK: "info", Presence.UNEXCUSED: "bad"}
_PRESENCES = (Presence.PRESENT, Presence.LATE, Presence.SICK, Presence.UNEXCUSED)
GRID_COLUMNS = (
    GridColumn("name", "姓名", 120, editable=False),
    GridColumn(
        "presence", "考勤", 110, choices=tuple((p, p.label) for p in _PRESENCES),
        keys={str(at): p for at, p in enumerate(_PRESENCES, 1)}, tone=lambda value: _TONES.get(value, ""),
    ),
    points_column(),
    GridColumn("note", "说明", 0),
)  # fmt: skip
GRID_ROWS = tuple(
    GridRow(at, {"name": name, "presence": _PRESENCES[at % 4], "points": at * 50 or None, "note": ""})
    for at, name in enumerate(_NAMES)
)

SPREAD = tuple(
    (f"{low}–{low + 10}", number, f"{number} 人") for low, number in ((60, 2), (70, 7), (80, 15), (90, 8))
)
SECTIONS = (
    ("basics", "基本信息"),
    ("posts", "职务"),
    ("life", "组织生活"),
    ("makeup", "补学"),
    ("points", "积分"),
)

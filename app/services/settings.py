"""Settings that belong to the file: names of the unit, limits of the make-up rule, what needs a make-up.

Numbers that law or the organisation sets are presets here and editable; each carries its source.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.kinds import ActivityKind, EntryState, MemberClass, Presence
from app.models.org import Setting
from app.services.context import Changes, Context, Work
from app.services.errors import BadInput


@dataclass(frozen=True, slots=True)
class BranchSettings:
    """The typed view; unknown keys in the file are kept, bad values fall back to the default.

    `claim_days` are working days after the day of return (返岗), which is not counted;
    `complete_days` are calendar days after the claim, None for no limit. `makeup_exempt` are the classes
    of members (党员分类) of whom no make-up is asked.
    `special_days` take the place of `complete_days` where a claim is marked as a special case;
    `confirm_hours` after an activity its attendance should be complete, `list_hours` after it whoever was
    simply absent should have been told of the make-up. Both count from the end of the activity's day.
    """

    unit: str = ""
    secretary: str = ""
    recorder: str = ""
    reviewer: str = ""
    claim_days: int = 2
    complete_days: int | None = 7
    special_days: int = 14
    confirm_hours: int = 24
    list_hours: int = 48
    makeup_presences: tuple[Presence, ...] = (
        Presence.OFFICIAL,
        Presence.SICK,
        Presence.PRIVATE,
        Presence.UNEXCUSED,
    )
    makeup_activities: tuple[ActivityKind, ...] = (
        ActivityKind.ASSEMBLY,
        ActivityKind.GROUP,
        ActivityKind.LECTURE,
        ActivityKind.THEME_DAY,
        ActivityKind.LIFE_MEETING,
        ActivityKind.STUDY,
    )
    makeup_exempt: tuple[MemberClass, ...] = ()
    auto_entry_state: EntryState = EntryState.CHECKED
    allow_self_review: bool = True
    study_hours_target: int = 32
    demo: bool = False
    first_steps_done: bool = False
    lock_minutes: int = 5
    second_folder: str = ""
    second_days: int = 7


# What a number rests on, shown beside it.
SOURCES: dict[str, str] = {
    "claim_days": "本单位补学补领制度：返岗 2 个工作日内认领（返岗当日不计）",
    "complete_days": "本单位自定：认领后多少天内完成，可留空",
    "special_days": "本单位自定：确有特殊情况的，认领时勾选后按此计算",
    "confirm_hours": "本单位自定：活动结束后多少小时内录完考勤，到期在工作台提醒",
    "list_hours": "本单位自定：活动结束后多少小时内把补学名单通知到缺席的人，到期在工作台提醒",
    "makeup_exempt": "《中国共产党党员教育管理工作条例》第二十三条：年老体弱等的学习教育不作硬性要求，可送学上门",
    "study_hours_target": "《中国共产党党员教育管理工作条例》第二十条：每年一般不少于 32 学时",
}

_RANGES: dict[str, tuple[int, int]] = {
    "claim_days": (0, 60),
    "complete_days": (1, 365),
    "special_days": (1, 365),
    "confirm_hours": (1, 720),
    "list_hours": (1, 720),
    "study_hours_target": (0, 400),
    "lock_minutes": (1, 60),
    "second_days": (1, 90),
}


def load(ctx: Context) -> BranchSettings:
    """Return the settings of the file."""
    with ctx.read() as session:
        return load_in(session)


def load_in(session: Session) -> BranchSettings:
    """Return the settings inside an open session."""
    found: dict[str, Any] = {row.key: row.value for row in session.scalars(select(Setting))}
    base = BranchSettings()
    known = {f.name for f in fields(base)}
    values = {key: _typed(key, value, getattr(base, key)) for key, value in found.items() if key in known}
    return replace(base, **values)


def save(ctx: Context, settings: BranchSettings) -> Changes:
    """Save the settings that differ from what the file holds.

    Raises:
        BadInput: A number is out of its range.

    """
    with ctx.write("修改设置") as work:
        save_in(work, settings)
    return work.changes


def save_in(work: Work, settings: BranchSettings) -> None:
    """Save settings inside an open transaction."""
    for key, (low, high) in _RANGES.items():
        value = getattr(settings, key)
        if value is not None and not low <= value <= high:
            raise BadInput(f"请填写 {low} 到 {high} 之间的整数。", field=key)
    current = load_in(work.session)
    rows = {row.key: row for row in work.session.scalars(select(Setting))}
    for item in fields(settings):
        value = getattr(settings, item.name)
        if value == getattr(current, item.name):
            continue
        plain = list(value) if isinstance(value, tuple) else value
        if item.name in rows:
            rows[item.name].value = plain
        else:
            work.session.add(Setting(key=item.name, value=plain))


def _typed(key: str, value: Any, default: Any) -> Any:
    try:
        if key == "makeup_presences":
            return tuple(Presence(v) for v in value)
        if key == "makeup_activities":
            return tuple(ActivityKind(v) for v in value)
        if key == "makeup_exempt":
            return tuple(MemberClass(v) for v in value)
        if key == "auto_entry_state":
            return EntryState(value)
    except (ValueError, TypeError):
        return default
    if key == "complete_days":
        return value if value is None or isinstance(value, int) else default
    return value if isinstance(value, type(default)) else default

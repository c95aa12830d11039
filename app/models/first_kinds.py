"""The closed lists that the first figures need; everybody else takes them from `kinds`.

An enumeration takes as long to define as ten functions, and these are read before the store is open.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Kind(StrEnum):
    """A stored code with its Chinese word."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Build a member from its stored value and its word; looking one up needs the value alone."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def by_label(cls, label: str) -> Self | None:
        """Return the member with this Chinese word, or None."""
        return next((m for m in cls if m.label == label), None)

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Return (value, label) pairs in their order, for pickers."""
        return [(m.value, m.label) for m in cls]


class ActivityKind(Kind):
    """组织生活 kinds: 三会一课, 主题党日 and the yearly meetings."""

    ASSEMBLY = "assembly", "党员大会"
    COMMITTEE = "committee", "支委会"
    GROUP = "group", "党小组会"
    LECTURE = "lecture", "党课"
    THEME_DAY = "theme_day", "主题党日"
    LIFE_MEETING = "life_meeting", "组织生活会"
    APPRAISAL = "appraisal", "民主评议"
    STUDY = "study", "集中学习"
    OTHER = "other", "其他"


class Presence(Kind):
    """考勤: the state of one expected member at one activity."""

    PRESENT = "present", "出勤"
    LATE = "late", "迟到"
    LEFT_EARLY = "left_early", "早退"
    ONLINE = "online", "线上"
    OFFICIAL = "official", "公假"
    SICK = "sick", "病假"
    PRIVATE = "private", "事假"
    UNEXCUSED = "unexcused", "无故缺席"
    EXEMPT = "exempt", "免于参加"

    @property
    def attended(self) -> bool:
        """Whether the member took part (实到)."""
        return self in _ATTENDED

    @property
    def on_leave(self) -> bool:
        """Whether the member was excused on request (请假)."""
        return self in _ON_LEAVE

    @property
    def absent(self) -> bool:
        """Whether the member missed it and may owe a make-up (未参加)."""
        return self.on_leave or self is Presence.UNEXCUSED


_ATTENDED = frozenset({Presence.PRESENT, Presence.LATE, Presence.LEFT_EARLY, Presence.ONLINE})
_ON_LEAVE = frozenset({Presence.OFFICIAL, Presence.SICK, Presence.PRIVATE})


class MakeupState(Kind):
    """补学补领: the states of a make-up task; lateness is a flag computed from dates, not a state."""

    WAITING = "waiting", "待返岗"
    OPEN = "open", "待认领"
    CLAIMED = "claimed", "已认领"
    REPORTED = "reported", "已上报"
    SENT_BACK = "sent_back", "退回"
    DONE = "done", "已补"
    EXEMPT = "exempt", "免补"
    CANCELLED = "cancelled", "已撤销"

    @property
    def closed(self) -> bool:
        """Whether nothing more is to be done."""
        return self in _MAKEUP_CLOSED


_MAKEUP_CLOSED = frozenset({MakeupState.DONE, MakeupState.EXEMPT, MakeupState.CANCELLED})


class EntryState(Kind):
    """积分记录: the two-step review and its ways back."""

    DRAFT = "draft", "草稿"
    CHECKED = "checked", "初审"
    APPROVED = "approved", "审定"
    RETURNED = "returned", "退回"
    REVERSED = "reversed", "冲正"

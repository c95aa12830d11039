"""Every closed list of the program; the one models file the user interface may import.

The value is what is stored and never changes; `label` is the word on screens and sheets.
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


class OrgKind(Kind):
    """组织: the tree from the committee down to the group."""

    COMMITTEE = "committee", "党委"
    BRANCH = "branch", "党支部"
    GROUP = "group", "党小组"
    TEMPORARY = "temporary", "临时党组织"


class Sex(Kind):
    """性别."""

    MALE = "male", "男"
    FEMALE = "female", "女"


class MemberKind(Kind):
    """人员类别 of the national form."""

    FULL = "full", "正式党员"
    PROBATIONARY = "probationary", "预备党员"


class MemberClass(Kind):
    """党员分类: decides which items and exemptions of a rulebook apply."""

    ACTIVE = "active", "在职"
    RETIRED = "retired", "离退休"
    MOBILE = "mobile", "流动"
    STUDENT = "student", "学生"
    OTHER = "other", "其他"


class PartyStatus(Kind):
    """党籍状态 of the national form."""

    NORMAL = "normal", "正常"
    SUSPENDED = "suspended", "停止党籍"


class LeaveReason(Kind):
    """离开方式: why a member is no longer on the roster; a dated fact, never a deletion."""

    TRANSFERRED = "transferred", "组织关系转出"
    DIED = "died", "去世"
    SUSPENDED = "suspended", "停止党籍"
    EXPELLED = "expelled", "出党"
    OTHER = "other", "其他"


class RecordKind(Kind):
    """档案记录: the repeating parts of an archive (一人一档)."""

    EDUCATION = "education", "学历学位"
    POST = "post", "职务"
    AWARD = "award", "奖励"
    PENALTY = "penalty", "处分"
    TRAINING = "training", "教育培训"
    STEP = "step", "入党历程"
    PAPER = "paper", "入党材料"
    RELATION = "relation", "组织关系"
    PLEDGE = "pledge", "承诺践诺"
    VOLUNTEER = "volunteer", "志愿服务"
    TALK = "talk", "谈话记录"
    FAMILY = "family", "家庭成员"
    APPRAISAL = "appraisal", "民主评议"
    DUES = "dues", "党费"


class CustomKind(Kind):
    """自定义字段: what a field of the branch's own holds."""

    TEXT = "text", "文字"
    NUMBER = "number", "数字"
    DATE = "date", "日期"
    CHOICE = "choice", "选项"


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


class ActivityState(Kind):
    """Where an activity stands."""

    PLANNED = "planned", "计划"
    HELD = "held", "已召开"
    CANCELLED = "cancelled", "已取消"


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


class AwayKind(Kind):
    """离岗: why a member is away from the post; its end is the 返岗日期."""

    FLOOD = "flood", "防汛抗旱"
    FRONT_LINE = "front_line", "一线锻炼"
    TRIP = "trip", "出差"
    SECONDED = "seconded", "借调"
    SICK = "sick", "病假"
    MATERNITY = "maternity", "产假"
    TRAINING = "training", "脱产培训"
    OTHER = "other", "其他"


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


class MakeupForm(Kind):
    """补学形式."""

    SELF_STUDY = "self_study", "自学并写心得"
    TUTORING = "tutoring", "一对一辅导"
    ONLINE = "online", "线上学习"
    HOME = "home", "送学上门"
    NEXT_CLASS = "next_class", "随班补课"
    REPORT_BACK = "report_back", "返岗汇报"


class StudyTaskKind(Kind):
    """补学任务 of the branch's library."""

    READING = "reading", "篇目"
    COURSE = "course", "课件"
    ON_SITE = "on_site", "现场"


class EntryState(Kind):
    """积分记录: the two-step review and its ways back."""

    DRAFT = "draft", "草稿"
    CHECKED = "checked", "初审"
    APPROVED = "approved", "审定"
    RETURNED = "returned", "退回"
    REVERSED = "reversed", "冲正"


class SourceKind(Kind):
    """Where an entry came from; corrections of the source correct the entry."""

    MANUAL = "manual", "手工录入"
    ATTENDANCE = "attendance", "考勤"
    MAKEUP = "makeup", "补学"
    IMPORT = "import", "导入"
    ADJUSTMENT = "adjustment", "结算后调整"


class ClosingState(Kind):
    """季度结算: how far a settled period has come; one that was reopened keeps the state it had."""

    LOCKED = "locked", "已锁定"
    PUBLISHED = "published", "公示中"
    FINAL = "final", "已定稿"


class ObjectionResult(Kind):
    """异议: what became of an objection to a published sheet; none while it is open."""

    UPHELD = "upheld", "成立"
    DISMISSED = "dismissed", "不成立"
    WITHDRAWN = "withdrawn", "已撤回"


class AuditKind(Kind):
    """操作日志: what a log line is about."""

    CHANGE = "change", "修改"
    EXPORT = "export", "导出"
    PRINT = "print", "打印"
    BACKUP = "backup", "备份"
    REVEAL = "reveal", "查看敏感信息"
    LOGIN = "login", "登录"
    LOGIN_FAILED = "login_failed", "登录失败"
    KEYS = "keys", "密码与密钥"


class FormerState(Kind):
    """How the log before a change of its key was found when the new key took over."""

    NONE = "none", "此前没有记录"
    VERIFIED = "verified", "已核对"
    BROKEN = "broken", "核对不符"
    UNKNOWN = "unknown", "无法核对"


class Role(Kind):
    """角色: what a person may do in this file; one person may hold several."""

    RECORD = "record", "录入"
    REVIEW = "review", "审核"
    MANAGE = "manage", "管理"
    AUDIT = "audit", "审计"

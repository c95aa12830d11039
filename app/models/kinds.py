"""Every closed list of the program; the one models file the user interface may import.

The value is what is stored and never changes; `label` is the word on screens and sheets.
"""

from __future__ import annotations

from app.models.first_kinds import ActivityKind as ActivityKind
from app.models.first_kinds import EntryState as EntryState
from app.models.first_kinds import Kind as Kind
from app.models.first_kinds import MakeupState as MakeupState
from app.models.first_kinds import Presence as Presence


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
    DISMISSED = "dismissed", "开除党籍"
    STRUCK_OFF = "struck_off", "党内除名"
    WITHDRAWN = "withdrawn", "自行脱党"
    PERSUADED = "persuaded", "劝其退党"
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
    EXAM = "exam", "测试成绩"
    ASSIGNMENT = "assignment", "任务完成"


class CustomKind(Kind):
    """自定义字段: what a field of the branch's own holds."""

    TEXT = "text", "文字"
    NUMBER = "number", "数字"
    DATE = "date", "日期"
    CHOICE = "choice", "选项"


class ActivityState(Kind):
    """Where an activity stands."""

    PLANNED = "planned", "计划"
    HELD = "held", "已召开"
    CANCELLED = "cancelled", "已取消"


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


class SourceKind(Kind):
    """Where an entry came from; corrections of the source correct the entry."""

    MANUAL = "manual", "手工录入"
    ATTENDANCE = "attendance", "考勤"
    MAKEUP = "makeup", "补学"
    IMPORT = "import", "导入"
    ADJUSTMENT = "adjustment", "调整"
    EXAM = "exam", "测试"
    VOLUNTEER = "volunteer", "志愿服务"
    DUES = "dues", "党费"
    HONOUR = "honour", "表彰"
    APPRAISAL = "appraisal", "民主评议"
    ASSIGNMENT = "assignment", "任务"


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

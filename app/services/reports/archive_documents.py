"""The plain data behind a printed archive (一人一档); a sibling of `documents`, with the same conventions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from app.models.kinds import Kind, RecordKind
from app.services.reports.documents import MakeupRow, MemberLine


class ArchiveSection(Kind):
    """The parts of a printed archive, in their order; what is printed is asked each time."""

    COVER = "cover", "封面"
    CONTENTS = "contents", "目录"
    BASICS = "basics", "基本信息"
    OWN = "own", "标签和自定义内容"
    HISTORY = "history", "入党历程及材料"
    RESUME = "resume", "学历、职务经历"
    LIFE = "life", "年度组织生活记录"
    STUDY = "study", "学习培训学时"
    MAKEUP = "makeup", "补学登记"
    POINTS = "points", "积分情况"
    DUES = "dues", "党费交纳"
    APPRAISAL = "appraisal", "民主评议"
    PLEDGE = "pledge", "承诺践诺与志愿服务"
    HONOURS = "honours", "奖惩情况"
    RELATION = "relation", "组织关系转接"
    FAMILY = "family", "家庭成员"
    TALKS = "talks", "谈话记录（限阅）"
    SIGNATURE = "signature", "年度鉴定"


class ArchiveStyle(Kind):
    """What is printed of a member: the whole archive, or one of the small papers made from it."""

    FULL = "full", "完整档案"
    LEAF = "leaf", "一卡一表（每人一页）"
    CARD = "card", "党员卡片（一页 10 张）"
    LABEL = "label", "档案标签（一页 24 枚）"

    @property
    def on_a_sheet(self) -> int:
        """How many members share a sheet; 1 where each has his own."""
        return {ArchiveStyle.CARD: 10, ArchiveStyle.LABEL: 24}.get(self, 1)

    @property
    def paper(self) -> str:
        """What the paper is called in titles, names of files and in the log."""
        return "党员档案" if self is ArchiveStyle.FULL else self.label.partition("（")[0]


# 谈话 is read by few; the family is nobody's business unless asked for; what a branch marks is its own
USUAL_SECTIONS = frozenset(ArchiveSection) - {
    ArchiveSection.TALKS,
    ArchiveSection.FAMILY,
    ArchiveSection.OWN,
}


@dataclass(frozen=True, slots=True)
class PrintMeta:
    """What is asked or known when archives are printed.

    Attributes:
        operator: Who printed, shown in the footer.
        printed_at: Local time of printing; also makes the bytes of the same document the same.
        serial: 打印序号, shown in the footer and kept in the log.
        year: The year of 年度 sections and of the signature page.
        show_id: Print the ID number in full; otherwise it is masked.
        show_contact: Print phone and address in full; otherwise they are masked.
        two_sided: Mirror the binding edge and start each member on a right-hand page.
        style: The whole archive or a small paper; sections and sides belong to the archive alone.
    """

    operator: str
    printed_at: datetime
    serial: str
    year: int
    sections: frozenset[ArchiveSection] = USUAL_SECTIONS
    show_id: bool = False
    show_contact: bool = False
    two_sided: bool = False
    style: ArchiveStyle = ArchiveStyle.FULL


@dataclass(frozen=True, slots=True)
class Basics:
    """基本信息: the 16 items of the national form and what peers keep beside them.

    Attributes:
        further: Labels and values of what else is known; what is not known is not among them.
    """

    sex: str = ""
    ethnicity: str = ""
    native_place: str = ""
    born: str = ""
    id_number: str = ""
    education: str = ""
    degree: str = ""
    member_kind: str = ""
    joined: str = ""
    regular: str = ""
    started_work: str = ""
    party_years: str = ""
    employer: str = ""
    post: str = ""
    party_post: str = ""
    mobile: str = ""
    landline: str = ""
    address: str = ""
    status: str = ""
    lost: str = ""
    floating: str = ""
    note: str = ""
    further: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Milestone:
    """One step of 入党历程, e.g. 递交入党申请书."""

    step: str
    happened_on: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One repeating record of any `RecordKind`; which fields are printed under which heads depends on it.

    Attributes:
        started: ISO text of the day, month or year; the beginning where it is a span.
        ended: ISO text of the end; for an open span (至今) leave it empty and set `open_ended`.
        title: What it is: degree, post, honour, paper, pledge, name of a relative, grade of an appraisal.
        organ: The school, unit, deciding body, organiser or holder.
        detail: Field of study, kind, reason, result.
        amount: Hours, pages, votes, money: a short text with its unit.
        note: 备注 or a document number.
    """

    title: str
    started: str = ""
    ended: str = ""
    organ: str = ""
    detail: str = ""
    amount: str = ""
    note: str = ""
    open_ended: bool = False


@dataclass(frozen=True, slots=True)
class LifeRow:
    """组织生活 of one kind in the year: 应到, 实到, 请假, 缺勤, 已补."""

    kind: str
    expected: int
    present: int
    on_leave: int
    unexcused: int
    made_up: int


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """One activity the member was expected at, with the state (出勤, 病假 …)."""

    held_on: date
    kind: str
    topic: str
    state: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class StudyHours:
    """学时 of the year by source, against the target (32 by the training plan)."""

    rows: tuple[tuple[str, Fraction], ...] = ()
    target: Fraction = Fraction(32)


@dataclass(frozen=True, slots=True)
class PointLine:
    """One entry of a quarter."""

    happened_on: date
    category: str
    item: str
    points: Fraction
    counted: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class QuarterPoints:
    """One quarter of the member: total by category and the entries behind it.

    Attributes:
        categories: (label, points) in the rulebook's order.
        total: None where the member did not take part; then `note` says why.
    """

    period: str
    closed: bool
    total: Fraction | None
    categories: tuple[tuple[str, Fraction], ...] = ()
    lines: tuple[PointLine, ...] = ()
    branch_average: Fraction | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PointsOfYear:
    """积分 of the year.

    Attributes:
        published: 公示凭证, e.g. the days and the place of the notice.
        curve: The quarters against the branch; drawn where it holds two quarters or more.
    """

    rulebook: str
    quarters: tuple[QuarterPoints, ...]
    total: Fraction | None = None
    grade: str = ""
    published: str = ""
    decimals: int = 1
    curve: MemberLine | None = None


@dataclass(frozen=True, slots=True)
class Opinions:
    """年度鉴定 as far as it is already written; empty room is left for the pen."""

    summary: str = ""
    branch: str = ""
    superior: str = ""


@dataclass(frozen=True, slots=True)
class ArchiveDoc:
    """Everything one printed archive holds.

    Attributes:
        number: 档案编号.
        unit: 上级党组织, e.g. 宣城市水利局机关党委.
        opened_on: 建档日期.
        photo: JPEG or PNG bytes of the 2寸 photo.
        own: Labels and values of tags (标签) and of the branch's own fields, the filled ones only.
        dues_paid_to: ISO text of the month the member's dues (党费) are paid up to.
        records: The repeating records by kind.
    """

    number: str
    name: str
    unit: str
    branch: str
    group: str = ""
    opened_on: date | None = None
    photo: bytes | None = None
    basics: Basics = field(default_factory=Basics)
    own: tuple[tuple[str, str], ...] = ()
    dues_paid_to: str = ""
    milestones: tuple[Milestone, ...] = ()
    records: Mapping[RecordKind, tuple[RecordRow, ...]] = field(default_factory=dict)
    life: tuple[LifeRow, ...] = ()
    life_events: tuple[LifeEvent, ...] = ()
    study: StudyHours = field(default_factory=StudyHours)
    makeups: tuple[MakeupRow, ...] = ()
    points: PointsOfYear | None = None
    opinions: Opinions = field(default_factory=Opinions)

    @property
    def paid_to(self) -> str:
        """The latest month that the member's dues are known to be paid up to."""
        told = (row.ended or row.started for row in self.records.get(RecordKind.DUES, ()))
        return max((self.dues_paid_to, *told))

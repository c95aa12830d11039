"""The plain data behind the papers of organisational life (组织生活): sheets of one activity, slips, tables.

Services fill these, `life_sheets` sets them on A4, `excel_report` writes the tables as workbooks. Nothing
heavy is imported here. Empty text means that nothing is known; paper prints 无 or —, and a blank line
where it is to be filled in by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from app.models.kinds import ActivityKind, Kind, MakeupState, Presence
from app.services.reports.documents import MakeupSheet, SheetHead

Value = str | int | Fraction | date | None


class LifePaper(Kind):
    """The papers of one activity; the value is also the name of the template."""

    SIGN_IN = "signin", "签到表"
    ATTENDANCE = "attendance", "考勤表"
    MINUTES = "minutes", "会议记录"
    REPORT_FORM = "report_form", "纪实报告表"


@dataclass(frozen=True, slots=True)
class PaperMeta:
    """Who sets a paper and when, as its foot says; `mark` stands at the right there (演示数据).

    `serial` is the 打印序号, which leads to the line of the log.
    """

    unit: str
    operator: str
    made_at: datetime
    mark: str = ""
    serial: str = ""


# --- one activity -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One expected member at an activity.

    Attributes:
        standing: 身份, e.g. 正式党员.
        presence: None while the attendance is not entered.
        made_up_on: The day the absence was made up (已补), None where it was not.
    """

    name: str
    group: str
    standing: str
    presence: Presence | None = None
    note: str = ""
    made_up: bool = False
    made_up_on: date | None = None


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One decision (决议) with who sees to it, until when, and when it was carried out."""

    text: str
    owner: str = ""
    due: str = ""
    done: str = ""


@dataclass(frozen=True, slots=True)
class ActivityPaper:
    """An activity as its four papers need it; times are "14:30", `study_hours` in hundredths of an hour.

    Attributes:
        body: The organisation that held it: the branch, or one of its groups.
        joint: The branches it was held with (联合开展).
        observers: Who attended without a vote (列席人员).
        attachments: Names of what is kept with it.
    """

    branch: str
    unit: str
    body: str
    kind: ActivityKind
    topic: str
    held_on: date
    subkind: str = ""
    starts_at: str = ""
    ends_at: str = ""
    place: str = ""
    host: str = ""
    recorder: str = ""
    lecturer: str = ""
    joint: str = ""
    observers: tuple[str, ...] = ()
    study_hours: int = 0
    minutes: str = ""
    decisions: tuple[DecisionLine, ...] = ()
    people: tuple[PersonLine, ...] = ()
    attachments: tuple[str, ...] = ()
    secretary: str = ""

    @property
    def marked(self) -> bool:
        """Whether attendance is entered for everybody."""
        return bool(self.people) and all(person.presence is not None for person in self.people)

    @property
    def expected(self) -> int:
        """应到: without those exempt."""
        return sum(person.presence is not Presence.EXEMPT for person in self.people)

    @property
    def present(self) -> tuple[PersonLine, ...]:
        """实到."""
        return tuple(p for p in self.people if p.presence is not None and p.presence.attended)

    @property
    def on_leave(self) -> int:
        """请假."""
        return sum(person.presence is not None and person.presence.on_leave for person in self.people)

    @property
    def unexcused(self) -> int:
        """缺勤."""
        return sum(person.presence is Presence.UNEXCUSED for person in self.people)

    @property
    def made_up(self) -> int:
        """已补."""
        return sum(person.made_up for person in self.people)

    @property
    def absent(self) -> tuple[PersonLine, ...]:
        """Those who missed it, on leave or not."""
        return tuple(p for p in self.people if p.presence is not None and p.presence.absent)


@dataclass(frozen=True, slots=True)
class VolumePaper:
    """What a quarter leaves behind, bound as one (一季度一合订): its activities by date."""

    branch: str
    unit: str
    period: str
    prepared_by: str
    activities: tuple[ActivityPaper, ...]


# --- reminder slips (补学提醒单) -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MissedLine:
    """One absence on a slip, with the step it waits for.

    Attributes:
        limit: Deadline of that step, None where there is none yet.
        days_left: Working days until then; negative when it has passed.
        provisional: Whether the deadline is counted in a year whose calendar is not published.
        task: What was claimed.
    """

    held_on: date
    kind: str
    topic: str
    absence: str
    state: MakeupState
    limit: date | None = None
    days_left: int | None = None
    overdue: bool = False
    provisional: bool = False
    task: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReminderSlip:
    """What one member still owes; `offered` names study tasks of the branch's library."""

    name: str
    group: str
    missed: tuple[MissedLine, ...]
    offered: tuple[str, ...] = ()
    warning: str = ""


@dataclass(frozen=True, slots=True)
class ReminderSheet:
    """The slips of a day; `claim_days` are working days after the return (返岗)."""

    branch: str
    recorder: str
    issued_on: date
    claim_days: int
    slips: tuple[ReminderSlip, ...]


# --- the register (补学登记表) --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RegisterPaper:
    """The register of a period; days of `year` are written without it."""

    sheet: MakeupSheet
    year: int


# --- tables (报表) ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """One column of a report.

    Attributes:
        width: Share of the paper's width; in a workbook also the least width in half-width characters.
        group: Upper head; neighbours of one group share it.
        align: "l", "c" or "r".
        decimals: Places of its numbers.
        number: Whether it holds numbers or shares, which a screen aligns at the right.
    """

    head: str
    width: float
    group: str = ""
    align: str = "c"
    decimals: int = 0
    number: bool = False


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One row; `tone` marks one to look at ("warn", "bad"), `member_id` whom it is about."""

    cells: tuple[Value, ...]
    tone: str = ""
    member_id: int | None = None


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A report as screen, workbook and paper show it alike.

    Attributes:
        key: ASCII name.
        title: Without the branch, e.g. 双重组织生活情况表.
        summary: Half a line about what it holds.
        empty: What stands instead of rows.
        foot: A last row set apart (合计); empty for none.
        notes: Remarks under the table: how it is counted, and where a number comes from.
        toned: The column in which a row's tone shows.
    """

    key: str
    title: str
    branch: str
    period: str
    head: SheetHead
    columns: tuple[ReportColumn, ...]
    rows: tuple[ReportRow, ...]
    summary: str = ""
    empty: str = "无"
    foot: tuple[Value, ...] = ()
    notes: tuple[str, ...] = ()
    landscape: bool = False
    toned: int = 1

    @property
    def full_title(self) -> str:
        """The title line with the branch and the period."""
        return f"{self.branch}{self.period}{self.title}"

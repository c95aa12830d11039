"""活动与考勤 from sheets: rows of one day, kind and topic are one activity; each says who was there."""

# A kind of sheet may use less than its base hands it.
# ruff: noqa: ARG002

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.activity import Activity, Attendance
from app.models.kinds import ActivityKind, ActivityState, OrgKind, Presence
from app.models.member import Member
from app.models.org import Org
from app.services import activities, attendance
from app.services.activities import ActivityDraft
from app.services.attendance import AttendanceDraft
from app.services.context import Context, Work
from app.services.errors import AppError, Refused
from app.services.imports import flatten, line_values, roster_values
from app.services.imports.heads import Heads
from app.services.imports.lines import PERSON, Line, LineField, LineSubject, always, vocabulary
from app.services.imports.sheet import Grid
from app.services.imports.subject import Choices, Question
from app.services.imports.table import FieldChange, Finding, Mode, Preview, Status, Table
from app.services.progress import Progress

_KIND = "kind"
_Key = tuple[date, ActivityKind, str]


@dataclass(frozen=True, slots=True)
class _Marked:
    """What is stored of one member at one activity."""

    id: int
    presence: Presence | None
    note: str | None


class AttendanceLines(LineSubject):
    """活动与考勤."""

    key = "attendance"
    title = "活动与考勤"
    noun = "条"
    examples = "日期、类型、主题、姓名、状态"
    hint = "一行一人：日期、类型、主题、姓名、状态；单次考勤表、活动参与汇总和会议记录的名单也认得。"
    identity = ("held_on", "kind", "topic")
    fields = (
        *PERSON,
        LineField(
            "held_on",
            "日期 活动日期 时间 活动时间 会议时间 召开时间 开展时间 会议日期 召开日期",
            always(line_values.day("held_on")),
            needed=True,
            needed_column=True,
        ),
        LineField(
            "kind", "类型 活动类型 会议类型 组织生活类型 类别 活动类别", always(line_values.activity_kind)
        ),
        LineField(
            "topic",
            "主题 活动主题 活动名称 会议名称 会议主题 议题 内容 活动内容 名称",
            always(roster_values.paragraph),
        ),
        LineField(
            "presence",
            "状态 考勤状态 考勤 出勤情况 到会情况 参加情况 出勤状态 是否参加 考勤情况",
            always(line_values.presence),
        ),
        LineField("note", "备注 说明 原因 请假原因 具体工作 缺席原因", always(roster_values.paragraph)),
        LineField("place", "地点 活动地点 会议地点", always(roster_values.line)),
        LineField("leave_approver", "批准人 准假人 审批人", always(roster_values.line)),
        LineField("leave_on", "批准日期 准假日期 审批日期", always(line_values.day("leave_on"))),
    )
    words = vocabulary(fields)

    def flatten(self, grid: Grid) -> Grid:
        """Rearrange sign-in sheets and books of meetings."""
        return flatten.attendance(grid)

    def questions(self, ctx: Context, table: Table, choices: Choices) -> tuple[Question, ...]:
        """Ask for the kind of activities whose sheet does not say it."""
        if not any(line.values.get("unsaid") for line in table.rows):
            return ()
        answer = choices.answers.get(_KIND, ActivityKind.OTHER.value)
        return (Question(_KIND, "没有写类型的活动是", tuple(ActivityKind.choices()), answer),)

    def parse(self, ctx: Context, grid: Grid, heads: Heads, choices: Choices) -> Table:
        """Understand the rows; where no column tells the state, a list of names is of those who came."""
        table = super().parse(ctx, grid, heads, choices)
        column = heads.of("presence")
        lines, findings = [], list(table.findings)
        for line in table.rows:
            if line.values.get("presence") is not None:
                lines.append(line)
            elif column is None:
                lines.append(replace(line, values={**line.values, "presence": Presence.PRESENT}))
            else:
                findings.append(Finding(line.number, column.head, "presence", "没有写明出勤、请假还是缺席。"))
        findings.sort(key=lambda finding: finding.row)
        return replace(table, rows=tuple(lines), findings=tuple(findings))

    def completed(self, line: Line, choices: Choices, today: date) -> Mapping[str, Any]:
        """Find kind and topic from one another."""
        values = dict(line.values)
        topic = values.get("topic") or ""
        if "kind" not in values:
            named = line_values.kind_in(topic)
            values["kind"] = named or ActivityKind(choices.answers.get(_KIND, ActivityKind.OTHER.value))
            values["unsaid"] = named is None
        values["topic"] = topic or values["kind"].label
        return values

    def stored_in(self, session: Session, table: Table) -> Mapping[Any, Any]:
        """Return the attendance of the activities meant, by member, day, kind and topic."""
        known = _known_in(session, [_key(line) for line in table.rows])
        ids = {activity.id: key for key, activity in known.items()}
        query = select(Attendance).where(Attendance.activity_id.in_(ids))
        return {
            (mark.member_id, *ids[mark.activity_id]): _Marked(mark.id, mark.presence, mark.note)
            for mark in session.scalars(query)
        }

    def changes(self, line: Line, known: _Marked) -> Iterable[FieldChange]:
        """Compare state and remark."""
        for name in ("presence", "note"):
            new, old = line.values.get(name), getattr(known, name)
            if new is not None and new != old:
                yield FieldChange(name, old, new)

    def refusal_in(self, work: Work, line: Line) -> str:
        """Refuse what the attendance of an activity could not hold."""
        values, day = line.values, line.values["held_on"]
        presence, member = values["presence"], work.session.get(Member, line.member_id)
        assert member is not None
        if member.entered_on is not None and member.entered_on > day:
            return f"{member.name}于 {member.entered_on} 才转入本支部。"
        if member.left_on is not None and member.left_on <= day:
            return f"{member.name}已于 {member.left_on} 离开本支部。"
        if day > work.today and not attendance.takes_approval(presence):
            return "活动还没有举行，只能登记请假或免于参加。"
        if presence is Presence.EXEMPT and not (values.get("leave_approver") and values.get("leave_on")):
            return "免于参加要有批准，请加上“批准人”和“批准日期”两列。"
        if values["kind"] is ActivityKind.GROUP and member.group_id is None:
            return f"{member.name}没有编入党小组，不能登记党小组会。"
        return ""

    def write_in(self, work: Work, preview: Preview, mode: Mode, progress: Progress) -> None:
        """Enter each activity that is not there, then the marks of all of them."""
        wanted: defaultdict[_Key, dict[int, AttendanceDraft]] = defaultdict(dict)
        meant: defaultdict[_Key, list[Line]] = defaultdict(list)
        for seen in preview.rows:
            line: Line = seen.row
            applied = {change.field: change for change in seen.applied(mode)}
            if seen.status is Status.NEW or applied:
                kept = (
                    {}
                    if seen.status is Status.NEW
                    else {c.field: c.old for c in seen.changes if c.field not in applied}
                )
                values = {**line.values, **kept}
                assert line.member_id is not None
                wanted[_key(line)][line.member_id] = _draft(values)
                meant[_key(line)].append(line)
        known = _known_in(work.session, wanted)
        drafts: dict[int, dict[int, AttendanceDraft]] = {}
        for done, (key, marks) in enumerate(wanted.items()):
            progress.step(done, len(wanted), f"正在导入 {key[0]} {key[2]}")
            activity_id = known[key].id if key in known else self._add(work, key, meant[key])
            there = set(
                work.session.scalars(
                    select(Attendance.member_id).where(Attendance.activity_id == activity_id)
                )
            )
            activities.add_expected_in(work, activity_id, [m for m in marks if m not in there])
            drafts[activity_id] = marks
        work.session.flush()
        try:
            attendance.record_many_in(work, drafts)
        except attendance.MatrixErrors as error:
            raise Refused(error.message) from error

    def _add(self, work: Work, key: _Key, lines: list[Line]) -> int:
        held_on, kind, topic = key
        draft = ActivityDraft(
            kind=kind,
            topic=topic,
            held_on=held_on,
            org_id=_group_in(work.session, lines) if kind is ActivityKind.GROUP else None,
            place=next((line.values["place"] for line in lines if line.values.get("place")), ""),
        )
        try:
            made = activities.add_in(work, draft)
        except AppError as error:
            raise Refused(f"第{lines[0].number}行：{error.message}") from error
        work.new_ids.append(made)
        return made

    def add_in(self, work: Work, lines: list[Line], progress: Progress) -> None:
        """Nothing: activities and marks are written together."""

    def facts(self, row: Any) -> Iterable[tuple[str, Any]]:
        """Give what a line holds."""
        return ((name, value) for name, value in super().facts(row) if name != "unsaid")


def _key(line: Line) -> _Key:
    return line.values["held_on"], line.values["kind"], line.values["topic"]


def _known_in(session: Session, keys: Iterable[_Key]) -> dict[_Key, Activity]:
    """Return the activities there are: the same topic, else the only one of its kind on that day."""
    wanted = set(keys)
    if not wanted:
        return {}
    days = [key[0] for key in wanted]
    query = select(Activity).where(
        Activity.held_on.between(min(days), max(days)),
        Activity.deleted_at.is_(None),
        Activity.state != ActivityState.CANCELLED,
    )
    by_day: defaultdict[tuple[date, ActivityKind], list[Activity]] = defaultdict(list)
    for activity in session.scalars(query):
        by_day[activity.held_on, activity.kind].append(activity)
    found = {}
    for key in wanted:
        alike = by_day[key[0], key[1]]
        same = [activity for activity in alike if activity.topic == key[2]]
        unnamed = alike if key[2] == key[1].label and len(alike) == 1 else []
        if same or unnamed:
            found[key] = (same or unnamed)[0]
    return found


def _draft(values: Mapping[str, Any]) -> AttendanceDraft:
    return AttendanceDraft(
        presence=values["presence"],
        note=values.get("note") or "",
        leave_approver=values.get("leave_approver") or "",
        leave_on=values.get("leave_on"),
    )


def _group_in(session: Session, lines: list[Line]) -> int | None:
    """Return the group most of the people of a group's meeting belong to."""
    ids = [line.member_id for line in lines]
    query = select(Member.group_id).join(Org, Org.id == Member.group_id)
    counted = Counter(session.scalars(query.where(Member.id.in_(ids), Org.kind == OrgKind.GROUP)))
    return counted.most_common(1)[0][0] if counted else None

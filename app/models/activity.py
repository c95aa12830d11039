"""组织生活 and 考勤, 离岗 periods, and the 补学补领 tasks that follow from absences."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import STRICT, Base
from app.models.kinds import (
    ActivityKind,
    ActivityState,
    AwayKind,
    MakeupForm,
    MakeupState,
    Presence,
    StudyTaskKind,
)
from app.models.types import Code, Flag, IsoDate, IsoStamp, JsonText


class Activity(Base):
    """One activity of the organisation (组织生活); `study_hours` in hundredths of an hour (学时)."""

    __tablename__ = "activity"
    __table_args__ = (Index(None, "held_on"), STRICT)

    kind: Mapped[ActivityKind] = mapped_column(Code(ActivityKind))
    subkind: Mapped[str | None] = mapped_column(Text)
    state: Mapped[ActivityState] = mapped_column(Code(ActivityState), default=ActivityState.HELD)
    org_id: Mapped[int | None] = mapped_column(ForeignKey("org.id"))
    topic: Mapped[str] = mapped_column(Text)
    held_on: Mapped[date] = mapped_column(IsoDate)
    starts_at: Mapped[str | None] = mapped_column(Text)
    ends_at: Mapped[str | None] = mapped_column(Text)
    place: Mapped[str | None] = mapped_column(Text)
    host: Mapped[str | None] = mapped_column(Text)
    recorder: Mapped[str | None] = mapped_column(Text)
    lecturer: Mapped[str | None] = mapped_column(Text)
    study_hours: Mapped[int] = mapped_column(Integer, default=0)
    minutes: Mapped[str | None] = mapped_column(Text)
    decisions: Mapped[str | None] = mapped_column(Text)
    data: Mapped[Any] = mapped_column(JsonText, default=dict)
    created_at: Mapped[datetime] = mapped_column(IsoStamp)
    deleted_at: Mapped[datetime | None] = mapped_column(IsoStamp)


class MakeupTask(Base):
    """补学补领: what a member who missed an activity owes; one task may serve several absences.

    The return date (返岗日期) starts the clock; the claim deadline is counted in working days by
    `app.services.workdays` and marked provisional where a year's calendar is not published.
    """

    __tablename__ = "makeup_task"
    __table_args__ = (Index(None, "member_id", "state"), STRICT)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    state: Mapped[MakeupState] = mapped_column(Code(MakeupState), default=MakeupState.WAITING)
    returned_on: Mapped[date | None] = mapped_column(IsoDate)
    return_typed: Mapped[bool] = mapped_column(Flag, default=False)
    claim_due: Mapped[date | None] = mapped_column(IsoDate)
    due_provisional: Mapped[bool] = mapped_column(Flag, default=False)
    claimed_on: Mapped[date | None] = mapped_column(IsoDate)
    study_task_id: Mapped[int | None] = mapped_column(ForeignKey("study_task.id"))
    task_text: Mapped[str | None] = mapped_column(Text)
    form: Mapped[MakeupForm | None] = mapped_column(Code(MakeupForm))
    complete_due: Mapped[date | None] = mapped_column(IsoDate)
    reported_on: Mapped[date | None] = mapped_column(IsoDate)
    material: Mapped[str | None] = mapped_column(Text)
    verified_on: Mapped[date | None] = mapped_column(IsoDate)
    verifier: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(IsoStamp)


class Attendance(Base):
    """考勤: one expected member at one activity; a member counts once however many organisations expect him.

    `leave_on` and `leave_at` ("14:30") are when a leave or an exemption was approved.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("activity_id", "member_id"),
        Index(None, "member_id", "activity_id"),
        Index(None, "makeup_task_id"),
        STRICT,
    )

    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    presence: Mapped[Presence | None] = mapped_column(Code(Presence))
    leave_approver: Mapped[str | None] = mapped_column(Text)
    leave_on: Mapped[date | None] = mapped_column(IsoDate)
    leave_at: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    makeup_task_id: Mapped[int | None] = mapped_column(ForeignKey("makeup_task.id"))


class Away(Base):
    """离岗: a time away from the post; `back_on` is the 返岗日期, None while it lasts."""

    __tablename__ = "away"
    __table_args__ = (Index(None, "member_id", "starts_on"), STRICT)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    kind: Mapped[AwayKind] = mapped_column(Code(AwayKind))
    starts_on: Mapped[date] = mapped_column(IsoDate)
    planned_back_on: Mapped[date | None] = mapped_column(IsoDate)
    back_on: Mapped[date | None] = mapped_column(IsoDate)
    note: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(IsoStamp)


class StudyTask(Base):
    """补学任务库: what a branch offers for make-ups; `activity_kind` None fits every kind."""

    __tablename__ = "study_task"

    kind: Mapped[StudyTaskKind] = mapped_column(Code(StudyTaskKind))
    title: Mapped[str] = mapped_column(Text)
    source: Mapped[str | None] = mapped_column(Text)
    activity_kind: Mapped[ActivityKind | None] = mapped_column(Code(ActivityKind))
    study_hours: Mapped[int] = mapped_column(Integer, default=0)
    retired: Mapped[bool] = mapped_column(Flag, default=False)


class CalendarDay(Base):
    """A day the branch has entered itself: a holiday, or a weekend that is worked (调休)."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(IsoDate, unique=True)
    works: Mapped[bool] = mapped_column(Flag)
    note: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str | None] = mapped_column(Text)

"""Every mapped class in one place, for migrations, capture and tests."""

from __future__ import annotations

from app.models.account import Account
from app.models.activity import Activity, Attendance, Away, CalendarDay, MakeupTask, StudyTask
from app.models.archive import CustomField, MemberTag, SavedView, Tag
from app.models.audit import Action, AuditEvent, AuditSegment, ImportBatch
from app.models.base import Base
from app.models.draft import Draft
from app.models.member import Attachment, Member, Membership, Record
from app.models.org import Org, Setting
from app.models.points import Closing, ClosingLine, Entry, Objection, RulebookVersion

metadata = Base.metadata

TABLES: dict[str, type[Base]] = {
    cls.__tablename__: cls
    for cls in (
        Org,
        Setting,
        Member,
        Membership,
        Record,
        Attachment,
        Activity,
        MakeupTask,
        Attendance,
        Away,
        StudyTask,
        CalendarDay,
        RulebookVersion,
        Entry,
        Closing,
        ClosingLine,
        Objection,
        Action,
        AuditEvent,
        AuditSegment,
        ImportBatch,
        Account,
        Tag,
        MemberTag,
        CustomField,
        SavedView,
        Draft,
    )
}

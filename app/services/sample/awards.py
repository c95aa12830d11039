"""What the committee of the sample branch enters at the end of a month: into the archives, and points by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from app.models.kinds import MemberClass, RecordKind
from app.services.points.entries import EntryDraft
from app.services.records import RecordDraft
from app.services.sample import plan

_QUARTER_MONTHS = (3, 6, 9, 12)
_HONOURS = 6
_PASS = 60


def drafts_of_month(persons: Mapping[int, plan.Person], day: date) -> list[EntryDraft]:
    """Return the entries by hand of the month that ends on `day`, the same at every run."""
    found: list[EntryDraft] = []
    for member_id, person in _active(persons):
        if plan.lot("wish", person.archive_no, day) < 10:
            found.append(EntryDraft(member_id, "C2", day, "1", "认领困难群众微心愿"))
        if day.month in _QUARTER_MONTHS and plan.lot("talk", person.archive_no, day) < 14:
            found.append(EntryDraft(member_id, "B2", day, "1", "在党小组会上作专题发言"))
        if plan.lot("dues", person.archive_no, day) < 2:
            found.append(EntryDraft(member_id, "D5", day, "1", "当月党费迟交"))
    return found


def records_of_month(persons: Mapping[int, plan.Person], day: date) -> list[tuple[int, RecordDraft]]:
    """Return what comes into the archives in the month that ends on `day`; its points come by themselves."""
    found: list[tuple[int, RecordDraft]] = []
    for member_id, person in _active(persons):
        number = plan.lot("service", person.archive_no, day)
        if number < 34:
            hours = (2, 3, 4, 6)[number % 4]
            found.append(
                (member_id, _record(RecordKind.VOLUNTEER, "节水宣传、护岸巡查", day, quantity=str(hours)))
            )
        if day.month in _QUARTER_MONTHS:
            score = 55 + plan.lot("test", person.archive_no, day) * 45 // 100
            title, result = f"{day.month // 3}季度理论测试", "合格" if score >= _PASS else "不合格"
            draft = _record(RecordKind.EXAM, title, day, quantity=str(score), detail=result)
            found.append((member_id, draft))
        if day.month == _HONOURS and plan.lot("honour", person.archive_no) < 18:
            level = "市级" if plan.lot("honour", person.archive_no) < 5 else "本单位"
            document = f"江水党 {day.year} 年 6 号"
            found.append(
                (
                    member_id,
                    _record(RecordKind.AWARD, "优秀共产党员", day, amount=level, document_no=document),
                )
            )
    return found


def _active(persons: Mapping[int, plan.Person]) -> Iterator[tuple[int, plan.Person]]:
    return ((key, person) for key, person in persons.items() if person.klass is MemberClass.ACTIVE)


def _record(kind: RecordKind, title: str, day: date, **more: str) -> RecordDraft:
    return RecordDraft(kind, title, day.isoformat(), issuer=f"{plan.people().unit}机关党委", **more)

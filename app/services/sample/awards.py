"""What the committee of the sample branch enters by hand at the end of a month: talks, tests, service, honours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.models.kinds import MemberClass
from app.services.points.entries import EntryDraft
from app.services.sample import plan

_QUARTER_MONTHS = (3, 6, 9, 12)


def drafts_of_month(persons: Mapping[int, plan.Person], day: date) -> list[EntryDraft]:
    """Return the entries of the month that ends on `day`, the same at every run."""
    found: list[EntryDraft] = []
    for member_id, person in persons.items():
        if person.klass is not MemberClass.ACTIVE:
            continue
        found += _service(member_id, person, day)
        if day.month in _QUARTER_MONTHS:
            found += _study(member_id, person, day)
        found += _honours(member_id, person, day)
    return found


def _service(member_id: int, person: plan.Person, day: date) -> list[EntryDraft]:
    drafts: list[EntryDraft] = []
    number = plan.lot("service", person.archive_no, day)
    if number < 34:
        hours = (2, 3, 4, 6)[number % 4]
        drafts.append(EntryDraft(member_id, "C1", day, str(hours), "节水宣传、护岸巡查志愿服务"))
    if plan.lot("wish", person.archive_no, day) < 10:
        drafts.append(EntryDraft(member_id, "C2", day, "1", "认领困难群众微心愿"))
    return drafts


def _study(member_id: int, person: plan.Person, day: date) -> list[EntryDraft]:
    score = 55 + plan.lot("test", person.archive_no, day) * 45 // 100
    drafts = [EntryDraft(member_id, "B3", day, str(score), f"{day.month // 3}季度理论测试")]
    if plan.lot("talk", person.archive_no, day) < 14:
        drafts.append(EntryDraft(member_id, "B2", day, "1", "在党小组会上作专题发言"))
    return drafts


def _honours(member_id: int, person: plan.Person, day: date) -> list[EntryDraft]:
    drafts: list[EntryDraft] = []
    if day.month == 6 and plan.lot("honour", person.archive_no) < 18:
        level = "市级" if plan.lot("honour", person.archive_no) < 5 else "本单位"
        drafts.append(
            EntryDraft(
                member_id, "E1", day, level, "“七一”表彰优秀共产党员", document=f"江水党 {day.year} 年 6 号"
            )
        )
    if plan.lot("dues", person.archive_no, day) < 2:
        drafts.append(EntryDraft(member_id, "D5", day, "1", "当月党费迟交"))
    return drafts

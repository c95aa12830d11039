"""The sample branch moves in: unit, groups, settings, rulebook, study tasks and its members."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from app.models.kinds import MemberKind, RecordKind
from app.models.member import Member, Record
from app.services import members, orgs, settings, study_tasks
from app.services.context import Context, Work
from app.services.member_checks import MemberDraft
from app.services.points import rulebooks
from app.services.sample import plan

RULEBOOK = "jiguan"


def settle(ctx: Context) -> dict[int, plan.Person]:
    """Make the branch with everything it needs in one transaction; return the members' ids with their data."""
    people = plan.people()
    with ctx.write("建立演示支部", undoable=False) as work:
        orgs.set_branch_in(work, people.branch)
        groups = {name: orgs.group_in(work, name).id for name in people.groups}
        known = replace(
            settings.load_in(work.session),
            unit=people.unit,
            secretary=people.secretary,
            recorder=people.recorder,
            reviewer=people.secretary,
            demo=True,
        )
        settings.save_in(work, known)
        rulebooks.adopt_preset_in(work, RULEBOOK, plan.FIRST)
        study_tasks.seed_in(work)
        made: dict[int, plan.Person] = {}
        for person in people.members:
            member = members.add_in(work, _draft(person, groups[person.group]))
            _add_records(work, member, person)
            made[member.id] = person
    return made


def become_full(ctx: Context, persons: Mapping[int, plan.Person], day: date) -> None:
    """Turn those whose probation ends today into full members (转正)."""
    for member_id, person in persons.items():
        if person.regular == day.isoformat():
            draft = replace(members.draft_of(ctx, member_id), kind=MemberKind.FULL, regular=person.regular)
            members.change(ctx, member_id, draft)


def _draft(person: plan.Person, group_id: int) -> MemberDraft:
    regular = person.regular if person.regular <= plan.FIRST.isoformat() else ""
    return MemberDraft(
        name=person.name,
        sex=person.sex,
        id_number=person.id_number,
        birth=person.birth,
        ethnicity=person.ethnicity,
        native_place=person.native_place,
        group_id=group_id,
        klass=person.klass,
        education=person.education,
        joined=person.joined,
        regular=regular,
        kind=MemberKind.FULL if regular else MemberKind.PROBATIONARY,
        party_post=person.party_post,
        post=person.post,
        leading_cadre="局长" in person.post,
        job="机关工作人员",
        unit=plan.people().unit,
        phone=person.phone,
        archive_no=person.archive_no,
        dues_paid_to="2026-12",
    )


def _add_records(work: Work, member: Member, person: plan.Person) -> None:
    """Give the archive what a real one holds: school, papers, posts, an award here and there."""
    joined_year = int(person.joined[:4])
    rows: list[tuple[RecordKind, str, str, str, str]] = [
        (RecordKind.EDUCATION, f"{joined_year - 4}-09", person.education, "江州大学", "水利水电工程"),
        (RecordKind.PAPER, person.joined, "入党志愿书", "人事档案", "原件"),
        (RecordKind.PAPER, str(joined_year - 2), "入党申请书", "人事档案", "原件"),
        (RecordKind.POST, f"{joined_year + 2}-07", person.post, plan.people().unit, ""),
        (RecordKind.PLEDGE, "2026-01", "带头学习、带头服务、岗位争先", plan.people().branch, "年初公开承诺"),
    ]
    if person.regular and person.regular < plan.FIRST.isoformat():
        rows.append((RecordKind.PAPER, person.regular, "转正申请书", "人事档案", "原件"))
    if plan.lot("award", person.archive_no) < 30:
        rows.append(
            (RecordKind.AWARD, "2025-07-01", "优秀共产党员", f"{plan.people().unit}机关党委", "年度表彰")
        )
    work.session.add_all(
        Record(
            member_id=member.id,
            kind=kind,
            starts=starts,
            title=title,
            issuer=issuer,
            detail=detail or None,
            data={},
            created_at=work.now,
        )
        for kind, starts, title, issuer, detail in rows
    )

"""离岗: times away from the post. The end of one is the 返岗日期 that starts the clock of every absence inside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.models.activity import Away
from app.models.kinds import AwayKind
from app.models.member import Member
from app.services import makeup_tasks, members
from app.services.context import Changes, Context, Work
from app.services.errors import BadInput, NotFound, Refused
from app.services.files import clean_text
from app.services.points.posting import post_activities_in


@dataclass(frozen=True, slots=True)
class AwayDraft:
    """What the form of a period holds; `back_on` None while the member is still away."""

    member_id: int | None
    kind: AwayKind
    starts_on: date | None
    planned_back_on: date | None = None
    back_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class AwayRow:
    """One period as lists show it; `overdue` when the planned return has passed and none was entered."""

    id: int
    member_id: int
    name: str
    initials: str
    group_name: str
    kind: AwayKind
    starts_on: date
    planned_back_on: date | None
    back_on: date | None
    note: str
    overdue: bool

    @property
    def is_open(self) -> bool:
        """Whether the member is still away."""
        return self.back_on is None


def list_away(ctx: Context, *, open_only: bool = False, member_id: int | None = None) -> list[AwayRow]:
    """Return the periods: those still open first, then the latest."""
    people = {row.id: row for row in members.list_members(ctx, include_left=True)}
    query = select(Away).order_by(Away.starts_on.desc(), Away.id.desc())
    if open_only:
        query = query.where(Away.back_on.is_(None))
    if member_id is not None:
        query = query.where(Away.member_id == member_id)
    with ctx.read() as session:
        rows = [_row(away, people[away.member_id], ctx.today) for away in session.scalars(query)]
    return sorted(rows, key=lambda row: not row.is_open)


def add(ctx: Context, draft: AwayDraft) -> Changes:
    """Enter a period of absence from the post.

    Raises:
        BadInput: A value does not fit its field.
        Refused: It is a period of the same kind at the same time, or a claimed task contradicts the return.

    """
    with ctx.write("登记离岗") as work:
        away = Away(created_at=work.now)
        _fill(work, away, draft)
        work.session.add(away)
        work.session.flush()
        work.new_ids.append(away.id)
        _follow(work, [away.member_id])
    return work.changes


def change(ctx: Context, away_id: int, draft: AwayDraft) -> Changes:
    """Correct a period; open tasks of absences inside take the corrected return.

    Raises:
        NotFound: It does not exist.
        BadInput: A value does not fit its field.
        Refused: As in `add`.

    """
    with ctx.write("更正离岗登记") as work:
        away = _get(work, away_id)
        before = away.member_id
        _fill(work, away, draft)
        work.session.flush()
        _follow(work, [before, away.member_id])
    return work.changes


def remove(ctx: Context, away_id: int) -> Changes:
    """Delete a period entered by mistake; tasks that had their return from it wait for one again.

    Raises:
        NotFound: It does not exist.

    """
    with ctx.write("删除离岗登记") as work:
        away = _get(work, away_id)
        member_id = away.member_id
        work.session.delete(away)
        work.session.flush()
        _follow(work, [member_id])
    return work.changes


def close(ctx: Context, away_ids: Iterable[int], back_on: date | None) -> Changes:
    """End periods (返岗): one date for all of them; the clocks of all absences inside start.

    Raises:
        NotFound: One of them does not exist.
        BadInput: The date is missing, in the future, or before a period began.
        Refused: One of them is closed already.

    """
    ids = list(away_ids)
    with ctx.write("登记返岗") as work:
        if not ids:
            raise BadInput("请先选择要登记返岗的离岗记录。", field="back_on")
        touched = [_close(work, _get(work, away_id), back_on) for away_id in ids]
        work.session.flush()
        _follow(work, touched)
    return work.changes


def back_today(ctx: Context, away_ids: Iterable[int]) -> Changes:
    """今天返岗 for one or many.

    Raises:
        NotFound: One of them does not exist.
        Refused: One of them is closed already.

    """
    return close(ctx, away_ids, ctx.today)


def close_covering_in(work: Work, member_id: int, days: Iterable[date], back_on: date) -> bool:
    """End the open period of a member that covers one of these days; tell whether there was one."""
    query = select(Away).where(Away.member_id == member_id, Away.back_on.is_(None))
    found = False
    for away in work.session.scalars(query):
        if any(away.starts_on <= day for day in days):
            _close(work, away, back_on)
            found = True
    work.session.flush()
    return found


def _close(work: Work, away: Away, back_on: date | None) -> int:
    if away.back_on is not None:
        raise Refused(
            f"{_name(work, away.member_id)}已于 {away.back_on:%Y-%m-%d} 返岗，如有误请更正那条登记。"
        )
    if back_on is None:
        raise BadInput("请填写返岗日期。", field="back_on")
    _check_back(away.starts_on, back_on, work.today)
    away.back_on = back_on
    return away.member_id


def _follow(work: Work, member_ids: Iterable[int]) -> None:
    post_activities_in(work, makeup_tasks.redate_members_in(work, member_ids))


def _fill(work: Work, away: Away, draft: AwayDraft) -> None:
    with work.session.no_autoflush:
        member = None if draft.member_id is None else work.session.get(Member, draft.member_id)
        if member is None:
            raise BadInput("请选择党员。", field="member_id")
        if draft.starts_on is None:
            raise BadInput("请填写离岗日期。", field="starts_on")
        if draft.planned_back_on is not None and draft.planned_back_on < draft.starts_on:
            raise BadInput("预计返岗不能早于离岗日期，请检查。", field="planned_back_on")
        if draft.back_on is not None:
            _check_back(draft.starts_on, draft.back_on, work.today)
        _refuse_twice(work, away, draft, member.name)
    away.member_id, away.kind, away.starts_on = member.id, draft.kind, draft.starts_on
    away.planned_back_on, away.back_on = draft.planned_back_on, draft.back_on
    away.note = clean_text(draft.note, limit=200, field="note") or None


def _check_back(starts_on: date, back_on: date, today: date) -> None:
    if back_on < starts_on:
        raise BadInput(f"返岗日期不能早于离岗日期 {starts_on:%Y-%m-%d}，请检查。", field="back_on")
    if back_on > today:
        raise BadInput("返岗日期不能晚于今天；还没返岗的请填“预计返岗”。", field="back_on")


def _refuse_twice(work: Work, away: Away, draft: AwayDraft, name: str) -> None:
    """Refuse the same kind twice at one time; another kind may well lie within (病假 while 借调)."""
    begin, end = draft.starts_on or date.max, draft.back_on or date.max
    query = (
        select(Away)
        .where(Away.member_id == draft.member_id, Away.kind == draft.kind)
        .order_by(Away.starts_on)
    )
    for other in work.session.scalars(query):
        # leaving again on the day of return is two periods that touch
        if other.id != away.id and other.starts_on < end and begin < (other.back_on or date.max):
            until = "尚未返岗" if other.back_on is None else f"{other.back_on:%Y-%m-%d} 返岗"
            raise Refused(
                f"{name}已有从 {other.starts_on:%Y-%m-%d} 起的“{other.kind.label}”（{until}），两段时间重叠；"
                "请先更正那一条，或调整日期。",
                field="starts_on",
            )


def _get(work: Work, away_id: int) -> Away:
    away = work.session.get(Away, away_id)
    if away is None:
        raise NotFound("这条离岗登记已不存在，请刷新后重试。")
    return away


def _name(work: Work, member_id: int) -> str:
    return work.session.scalars(select(Member.name).where(Member.id == member_id)).one()


def _row(away: Away, person: members.MemberRow, today: date) -> AwayRow:
    return AwayRow(
        id=away.id,
        member_id=away.member_id,
        name=person.shown_name,
        initials=person.name_initials,
        group_name=person.group_name,
        kind=away.kind,
        starts_on=away.starts_on,
        planned_back_on=away.planned_back_on,
        back_on=away.back_on,
        note=away.note or "",
        overdue=away.back_on is None and away.planned_back_on is not None and away.planned_back_on < today,
    )

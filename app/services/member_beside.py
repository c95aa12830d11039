"""What a member's form holds besides the member's own row: own fields, tags, second organisations (兼任组织)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.kinds import OrgKind
from app.models.member import Member, Membership
from app.models.org import Org
from app.services import member_custom, member_tags, orgs
from app.services.context import Context, Work
from app.services.errors import BadInput
from app.services.files import clean_text
from app.services.reports.words import span_text


@dataclass(frozen=True, slots=True)
class Second:
    """A second organisation of a member (联合党支部, 突击队, another group), with the days it is from and until."""

    org: str
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def words(self) -> str:
        """Return it as the archive says it."""
        starts, ends = (day.isoformat() if day else "" for day in (self.starts_on, self.ends_on))
        span = span_text(starts, ends, open_ended=bool(starts))
        return f"{self.org}（{span}）" if span else self.org


@dataclass(frozen=True, slots=True)
class Beside:
    """All of it; None leaves what is there."""

    own: Mapping[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] | None = None
    seconds: tuple[Second, ...] | None = None


NOTHING = Beside()


def of(ctx: Context, member_id: int) -> Beside:
    """Return what a member's form shows besides."""
    own = member_custom.values_of(ctx, member_id)
    with ctx.read() as session:
        tags = member_tags.tags_of_in(session, [member_id]).get(member_id, ())
        return Beside(own, tags, tuple(seconds_in(session, member_id)))


def seconds_in(session: Session, member_id: int) -> list[Second]:
    """Return a member's second organisations inside an open session, the earliest first."""
    query = (
        select(Org.name, Membership.starts_on, Membership.ends_on)
        .join(Org, Org.id == Membership.org_id)
        .where(Membership.member_id == member_id)
        .order_by(Membership.starts_on, Membership.id)
    )
    return [Second(row.name, row.starts_on, row.ends_on) for row in session.execute(query)]


def organisations(ctx: Context) -> list[str]:
    """Return the names of the organisations that may be a second one."""
    query = (
        select(Org.name)
        .where(Org.kind.in_([OrgKind.GROUP, OrgKind.TEMPORARY]))
        .order_by(Org.position, Org.id)
    )
    with ctx.read() as session:
        return list(session.scalars(query))


def put_in(work: Work, member_id: int, beside: Beside) -> None:
    """Save what was changed of it inside an open transaction.

    Raises:
        BadInput: A value does not fit; `field` is "tags", "seconds" or an own field's key.

    """
    member = work.session.get_one(Member, member_id)
    if beside.own:
        member_custom.set_in(work, member, beside.own)
    if beside.tags is not None:
        try:
            member_tags.set_in(work, member_id, beside.tags)
        except BadInput as error:
            raise BadInput(error.message, field="tags") from error
    if beside.seconds is not None:
        _put_seconds(work, member_id, beside.seconds)
    work.session.flush()


def _put_seconds(work: Work, member_id: int, wanted: tuple[Second, ...]) -> None:
    session = work.session
    names = {row.id: row.name for row in session.execute(select(Org.id, Org.name))}
    there = {
        Second(names[row.org_id], row.starts_on, row.ends_on): row
        for row in session.scalars(select(Membership).where(Membership.member_id == member_id))
    }
    for second, row in there.items():
        if second not in wanted:
            session.delete(row)
    for second in dict.fromkeys(wanted):
        if second in there:
            continue
        if second.starts_on and second.ends_on and second.ends_on < second.starts_on:
            raise BadInput(f"“{second.org}”的结束日期早于开始日期，请核对。", field="seconds")
        org_id = _org_in(work, second.org)
        session.add(
            Membership(member_id=member_id, org_id=org_id, starts_on=second.starts_on, ends_on=second.ends_on)
        )


def _org_in(work: Work, name: str) -> int:
    """Return the organisation of this name; one not known yet is made as 临时党组织."""
    clean = clean_text(name, limit=100, field="seconds")
    if not clean:
        raise BadInput("请填写兼任的党组织名称。", field="seconds")
    query = select(Org.id).where(Org.name == clean, Org.kind.in_([OrgKind.GROUP, OrgKind.TEMPORARY]))
    found = work.session.scalar(query)
    if found is not None:
        return found
    branch = orgs.branch_in(work.session)
    added = Org(
        kind=OrgKind.TEMPORARY, name=clean, functional=True, parent_id=None if branch is None else branch.id
    )
    work.session.add(added)
    work.session.flush()
    return added.id

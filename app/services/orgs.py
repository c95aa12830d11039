"""组织: the branch (党支部) of this file and its groups (党小组)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.kinds import OrgKind
from app.models.org import Org
from app.services.context import Changes, Context, Work
from app.services.errors import BadInput, NotFound, Refused
from app.services.files import clean_text


@dataclass(frozen=True, slots=True)
class OrgRow:
    """One organisation as lists and pickers show it."""

    id: int
    kind: OrgKind
    name: str
    parent_id: int | None


def branch(ctx: Context) -> OrgRow | None:
    """Return the branch of this file, or None before the first-start assistant has made it."""
    with ctx.read() as session:
        found = branch_in(session)
        return None if found is None else _row(found)


def branch_in(session: Session) -> Org | None:
    """Return the branch inside an open session."""
    return session.scalar(select(Org).where(Org.kind == OrgKind.BRANCH).order_by(Org.id).limit(1))


def groups(ctx: Context) -> list[OrgRow]:
    """Return the groups of the branch in the branch's own order."""
    with ctx.read() as session:
        query = select(Org).where(Org.kind == OrgKind.GROUP).order_by(Org.position, Org.id)
        return [_row(org) for org in session.scalars(query)]


def set_branch_in(work: Work, name: str) -> Org:
    """Make or rename the branch inside an open transaction.

    Raises:
        BadInput: The name is empty.

    """
    wanted = clean_text(name, limit=100, field="branch")
    if not wanted:
        raise BadInput("请填写党支部名称。", field="branch")
    found = branch_in(work.session)
    if found is None:
        found = Org(kind=OrgKind.BRANCH, name=wanted)
        work.session.add(found)
    found.name = wanted
    work.session.flush()
    return found


def group_in(work: Work, name: str) -> Org:
    """Return the group of this name, made if there is none, inside an open transaction.

    Raises:
        BadInput: The name is empty.

    """
    wanted = clean_text(name, limit=100, field="group")
    if not wanted:
        raise BadInput("请填写党小组名称。", field="group")
    session = work.session
    found = session.scalar(select(Org).where(Org.kind == OrgKind.GROUP, Org.name == wanted))
    if found is None:
        parent = branch_in(session)
        last = session.scalar(select(func.max(Org.position)).where(Org.kind == OrgKind.GROUP)) or 0
        found = Org(
            kind=OrgKind.GROUP,
            name=wanted,
            parent_id=None if parent is None else parent.id,
            position=last + 1,
        )
        session.add(found)
        session.flush()
    return found


def add_group(ctx: Context, name: str) -> Changes:
    """Add a group (党小组); adding one that exists changes nothing."""
    with ctx.write(f"新增党小组 {name}") as work:
        work.new_ids.append(group_in(work, name).id)
    return work.changes


def rename_group(ctx: Context, group_id: int, name: str) -> Changes:
    """Rename a group.

    Raises:
        NotFound: There is no such group.
        Refused: Another group has this name.

    """
    wanted = clean_text(name, limit=100, field="group")
    with ctx.write(f"党小组改名为 {wanted}") as work:
        found = work.session.get(Org, group_id)
        if found is None:
            raise NotFound("这个党小组已不存在，请刷新后重试。")
        same = select(Org.id).where(Org.kind == OrgKind.GROUP, Org.name == wanted, Org.id != group_id)
        if work.session.scalar(same) is not None:
            raise Refused(f"已有名为“{wanted}”的党小组，请换一个名称。", field="group")
        found.name = wanted
    return work.changes


def _row(org: Org) -> OrgRow:
    return OrgRow(org.id, org.kind, org.name, org.parent_id)

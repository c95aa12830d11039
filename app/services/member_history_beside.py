"""变更记录 of what stands beside a member's own row: a tag or a second organisation, put on or taken off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from app.models.archive import MemberTag, Tag
from app.models.member import Membership
from app.models.org import Org
from app.services import members
from app.services.context import Changes, Context, Work
from app.services.errors import Refused

TABLES: dict[str, str] = {MemberTag.__tablename__: "标签", Membership.__tablename__: "兼任组织"}
"""Whose rows are told as one word each, and what that word is."""

Values = Mapping[str, Any]


def revert(ctx: Context, table: str, before: Values, after: Values | None) -> Changes:
    """Take one such change back: what was put on goes off, what was taken off comes back.

    Raises:
        NotFound: There is no such member.
        Refused: It stands as it was already, or the tag or organisation is gone.

    """
    word = TABLES[table]
    row = before or after or {}
    taken_off = bool(before)
    with ctx.write(f"还原{word}") as work:
        members.get_in(work.session, int(row["member_id"]))
        if table == MemberTag.__tablename__:
            _revert_tag(work, row, taken_off=taken_off)
        else:
            _revert_second(work, row, taken_off=taken_off)
    return work.changes


def _revert_tag(work: Work, row: Values, *, taken_off: bool) -> None:
    query = select(MemberTag).where(
        MemberTag.member_id == row["member_id"], MemberTag.tag_id == row["tag_id"]
    )
    there = work.session.scalar(query)
    _require_other(there, taken_off=taken_off)
    if there is not None:
        work.session.delete(there)
    elif work.session.get(Tag, row["tag_id"]) is None:
        raise Refused("这个标签已经删除，请在党员表单里重新填写。")
    else:
        work.session.add(MemberTag(member_id=row["member_id"], tag_id=row["tag_id"]))


def _revert_second(work: Work, row: Values, *, taken_off: bool) -> None:
    starts, ends = (_day(row.get(key)) for key in ("starts_on", "ends_on"))
    query = select(Membership).where(
        Membership.member_id == row["member_id"],
        Membership.org_id == row["org_id"],
        Membership.starts_on == starts,
        Membership.ends_on == ends,
    )
    there = work.session.scalar(query)
    _require_other(there, taken_off=taken_off)
    if there is not None:
        work.session.delete(there)
    elif work.session.get(Org, row["org_id"]) is None:
        raise Refused("这个组织已经删除，请在党员表单里重新填写。")
    else:
        work.session.add(
            Membership(member_id=row["member_id"], org_id=row["org_id"], starts_on=starts, ends_on=ends)
        )


def _require_other(there: object, *, taken_off: bool) -> None:
    if (there is not None) == taken_off:
        raise Refused("这一项现在就是这个样子，不用还原。")


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value

"""标签: words of the branch's own that members are marked with, found and filtered by them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.archive import MemberTag, Tag
from app.models.member import Member
from app.services.context import Changes, Context, Work
from app.services.errors import BadInput, NotFound
from app.services.files import clean_text

_LONGEST = 12


@dataclass(frozen=True, slots=True)
class TagRow:
    """One tag; `used` members carry it."""

    id: int
    name: str
    used: int


def list_tags(ctx: Context) -> list[TagRow]:
    """Return the tags in their order."""
    query = (
        select(Tag.id, Tag.name, func.count(Member.id).label("used"))
        .outerjoin(MemberTag, MemberTag.tag_id == Tag.id)
        .outerjoin(Member, (Member.id == MemberTag.member_id) & Member.deleted_at.is_(None))
        .group_by(Tag.id, Tag.name, Tag.position)
        .order_by(Tag.position, Tag.id)
    )
    with ctx.read() as session:
        return [TagRow(row.id, row.name, row.used) for row in session.execute(query)]


def tags_of_in(session: Session, member_ids: Iterable[int] | None = None) -> dict[int, tuple[str, ...]]:
    """Return the tags of these members, or of all, inside an open session; who has none is left out."""
    query = (
        select(MemberTag.member_id, Tag.name)
        .join(Tag, Tag.id == MemberTag.tag_id)
        .order_by(Tag.position, Tag.id)
    )
    if member_ids is not None:
        query = query.where(MemberTag.member_id.in_(list(member_ids)))
    found: dict[int, list[str]] = defaultdict(list)
    for row in session.execute(query):
        found[row.member_id].append(row.name)
    return {member_id: tuple(names) for member_id, names in found.items()}


def set_in(work: Work, member_id: int, names: Iterable[str]) -> None:
    """Let a member carry these tags and no others, inside an open transaction; new words become tags.

    Raises:
        BadInput: A word is too long.

    """
    wanted = {tag_in(work, name) for name in _words(names)}
    query = select(MemberTag).where(MemberTag.member_id == member_id)
    there = {line.tag_id: line for line in work.session.scalars(query)}
    for tag_id, line in there.items():
        if tag_id not in wanted:
            work.session.delete(line)
    work.session.add_all(
        MemberTag(member_id=member_id, tag_id=tag_id) for tag_id in sorted(wanted - set(there))
    )
    work.session.flush()


def tag_in(work: Work, name: str) -> int:
    """Return the id of a tag inside an open transaction; a new word becomes one."""
    found = work.session.scalar(select(Tag.id).where(Tag.name == name))
    if found is None:
        last = work.session.scalar(select(func.max(Tag.position))) or 0
        added = Tag(name=name, position=last + 1)
        work.session.add(added)
        work.session.flush()
        found = added.id
    return found


def rename(ctx: Context, tag_id: int, name: str) -> Changes:
    """Rename a tag for everyone who carries it.

    Raises:
        NotFound: There is no such tag.
        BadInput: The name is empty, too long or taken.

    """
    with ctx.write("标签改名") as work:
        tag = _get(work.session, tag_id)
        clean = word(name)
        same = work.session.scalar(select(Tag.id).where(Tag.name == clean))
        if same is not None and same != tag_id:
            raise BadInput(f"已有标签“{clean}”。", field="name")
        tag.name = clean
    return work.changes


def remove(ctx: Context, tag_id: int) -> Changes:
    """Take a tag off everyone and off the list.

    Raises:
        NotFound: There is no such tag.

    """
    with ctx.write("删除标签") as work:
        for line in work.session.scalars(select(MemberTag).where(MemberTag.tag_id == tag_id)):
            work.session.delete(line)
        work.session.flush()
        work.session.delete(_get(work.session, tag_id))
    return work.changes


def word(name: str) -> str:
    """Return a tag's name as it is kept.

    Raises:
        BadInput: It is empty or too long.

    """
    clean = " ".join(clean_text(name, limit=_LONGEST, field="name").split())
    if not clean:
        raise BadInput("请填写标签。", field="name")
    return clean


def split(text: str) -> tuple[str, ...]:
    """Return the tags that a line names, set apart by blanks, commas or 顿号."""
    for mark in "，,、;；":
        text = text.replace(mark, " ")
    return tuple(dict.fromkeys(text.split()))


def _words(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word(name) for name in names if name.strip()))


def _get(session: Session, tag_id: int) -> Tag:
    found = session.get(Tag, tag_id)
    if found is None:
        raise NotFound("这个标签已不存在，请刷新后重试。")
    return found

"""合并重复档案: two archives of one person become one, in one step that can be undone.

What is decided: the value of each field. What follows by rule:

* records, tags, tasks, 离岗, points and papers all go over to the archive that is kept; a record that is
  there twice word for word goes to the recycle bin;
* where both were expected at one activity, the line that says most for the member stands: who attended,
  then who was excused, then who was absent; a line never filled in gives way to any other;
* a settled quarter stays as it was locked: the archive with a line in one must be the one that is kept.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.member import Member
from app.models.org import Org
from app.services import member_custom, member_merge_moves, members, photos
from app.services.backup_policy import before_mass_change
from app.services.backup_shelf import Reason
from app.services.context import Changes, Context
from app.services.errors import BadInput
from app.services.member_checks import MemberDraft
from app.services.member_fields import FIELD_LABELS
from app.services.member_history import shown_value
from app.services.member_merge_moves import Clash
from app.services.shown_names import shown_names_in

PHOTO = "photo"


@dataclass(frozen=True, slots=True)
class MergeField:
    """A field in which the two archives differ; `fills` where the kept one has nothing there."""

    key: str
    label: str
    kept: str
    other: str

    @property
    def fills(self) -> bool:
        """Whether taking the other's value loses nothing."""
        return not self.kept


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What a merge would do.

    Attributes:
        moves: What goes over, as (what, how many).
        clashes: Activities at which both were expected, and which line stands.
        refused: Why the two cannot be merged this way round; empty where they can.
    """

    kept_id: int
    other_id: int
    kept_name: str
    other_name: str
    fields: tuple[MergeField, ...]
    moves: tuple[tuple[str, int], ...]
    clashes: tuple[Clash, ...]
    refused: str

    @property
    def usual(self) -> frozenset[str]:
        """The fields whose value is taken from the other archive unless decided otherwise."""
        return frozenset(field.key for field in self.fields if field.fills)


def plan(ctx: Context, kept_id: int, other_id: int) -> MergePlan:
    """Return what merging `other_id` into `kept_id` would do; nothing is written.

    Raises:
        NotFound: One of them does not exist.
        BadInput: They are the same.

    """
    with ctx.read() as session:
        kept, other = _both(session, kept_id, other_id)
        names = shown_names_in(session)
        return MergePlan(
            kept_id=kept_id,
            other_id=other_id,
            kept_name=names[kept_id],
            other_name=names[other_id],
            fields=tuple(_differences(session, kept, other)),
            moves=tuple(member_merge_moves.counts_in(session, other_id)),
            clashes=tuple(member_merge_moves.clashes_in(session, kept_id, other_id)),
            refused=member_merge_moves.refusal_in(session, kept_id, other_id, names),
        )


def merge(ctx: Context, kept_id: int, other_id: int, take: Collection[str]) -> Changes:
    """Merge two archives; the other one goes to the recycle bin, empty.

    Args:
        ctx: The context.
        kept_id: The archive that stays.
        other_id: The archive that goes.
        take: Keys of the fields whose value is taken from the one that goes.

    Raises:
        NotFound: One of them does not exist.
        Refused: Points of a settled quarter would change.
        BadInput: The chosen values do not go together; `field` names one.

    """
    with ctx.read() as session:
        name = members.get_in(session, kept_id).name
    before_mass_change(ctx, Reason.MERGE)
    with ctx.write(f"合并重复档案 {name}") as work:
        session = work.session
        kept, other = _both(session, kept_id, other_id)
        member_merge_moves.require_open_in(session, kept_id, other_id)
        values = {
            item.name: getattr(members.draft_of_in(session, other_id), item.name)
            for item in fields(MemberDraft)
        }
        draft = replace(
            members.draft_of_in(session, kept_id), **{key: values[key] for key in take if key in values}
        )
        extra = _merged_extra(kept, other, take)
        # first, so that its ID number is free for the archive that is kept
        other.deleted_at = work.now
        session.flush()
        members.change_in(work, kept_id, draft)
        if extra != (kept.extra or {}):
            kept.extra = extra
        if PHOTO in take:
            photos.put_in(work, kept_id, photos.photo_in(session, other_id))
        member_merge_moves.move_in(work, kept_id, other_id)
    return work.changes  # fmt: skip


def _both(session: Session, kept_id: int, other_id: int) -> tuple[Member, Member]:
    if kept_id == other_id:
        raise BadInput("请选择两份不同的档案。")
    return members.get_in(session, kept_id), members.get_in(session, other_id)


def _differences(session: Session, kept: Member, other: Member) -> list[MergeField]:
    groups = {row.id: row.name for row in session.execute(select(Org.id, Org.name))}
    one, two = members.draft_of_in(session, kept.id), members.draft_of_in(session, other.id)
    found = []
    for item in fields(MemberDraft):
        values = getattr(one, item.name), getattr(two, item.name)
        shown = [_shown(item.name, value, groups) for value in values]
        # what the one that goes does not say decides nothing
        if values[0] != values[1] and shown[1]:
            found.append(MergeField(item.name, FIELD_LABELS[item.name], shown[0], shown[1]))
    for head, text in (other.extra or {}).items():
        before = str((kept.extra or {}).get(head, ""))
        if text and str(text) != before:
            found.append(MergeField(member_custom.PREFIX + head, head, before, str(text)))
    photo = photos.photo_in(session, other.id)
    if photo is not None:
        found.append(MergeField(PHOTO, "照片", "有" if photos.photo_in(session, kept.id) else "", "有"))
    return found


def _shown(key: str, value: Any, groups: dict[int, str]) -> str:
    # no is what nobody said anything of
    return "" if value is False else shown_value(key, value, groups)


def _merged_extra(kept: Member, other: Member, take: Collection[str]) -> dict[str, Any]:
    taken = {head: text for head, text in (other.extra or {}).items() if member_custom.PREFIX + head in take}
    return {**(kept.extra or {}), **taken}

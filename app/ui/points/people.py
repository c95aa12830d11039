"""The people of a sheet of points, to be chosen by name, pinyin or initials."""

from __future__ import annotations

from collections.abc import Iterable

from app.services import members
from app.ui.desk import Desk
from app.ui.widgets.member_field import MemberChoice


def choices_of(desk: Desk, people: Iterable[tuple[int, str]]) -> list[MemberChoice]:
    """Return people given as (id, name as the sheet has it), in their order, with what else finds them."""
    known = {row.id: row for row in members.list_members(desk.ctx, include_left=True)}
    return [
        MemberChoice(member_id, name, f"{row.name_initials} {row.name_key}", row.group_name)
        if (row := known.get(member_id))
        else MemberChoice(member_id, name)
        for member_id, name in people
    ]

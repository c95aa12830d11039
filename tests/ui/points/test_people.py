"""Whoever an objection or a veto is about is found by pinyin and initials."""

from __future__ import annotations

from app.services import members
from app.ui.points.people import choices_of
from app.ui.widgets.member_field import MemberField
from tests.services.points import samples


def test_a_person_of_a_sheet_is_found_by_initials(desk, branch, show, write):
    ids = samples.add_members(branch)
    row = next(row for row in members.list_members(branch) if row.id == ids[0])
    field = MemberField(choices_of(desk, [(row.id, row.shown_name), (-1, "不在册的人")]))
    show(field)

    write(field.edit, row.name_initials)

    assert field.value() == row.id

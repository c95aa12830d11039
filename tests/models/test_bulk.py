"""Rows put in and taken out together are recorded, logged and undone like those that came one by one."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.models import bulk
from app.models.kinds import MemberKind
from app.models.member import Member, Record
from app.models.org import Org
from app.services import audit, members
from app.services.context import Context
from app.services.members import MemberDraft
from app.services.undo import UndoStack


def put_in(ctx: Context, *names: str) -> list[int]:
    with ctx.write("成批新增") as work:
        rows = [{**members.values_of(MemberDraft(name)), "created_at": work.now} for name in names]
        work.new_ids.extend(bulk.insert_in(work.session, Member, rows))
    return list(work.changes.new_ids)


def test_rows_take_their_defaults_and_come_back_as_objects(branch: Context) -> None:
    one = members.add(branch, MemberDraft("张伟")).new_id
    ids = put_in(branch, "李娜", "王强")
    assert ids == [one + 1, one + 2]
    with branch.read() as session:
        made = session.get_one(Member, ids[0])
        alike = session.get_one(Member, one)
        assert (made.name, made.kind, made.extra, made.lost) == ("李娜", MemberKind.FULL, {}, False)
        assert (made.name_key, made.created_at) == ("li na", alike.created_at)
        assert len({made.uuid, alike.uuid}) == 2
    assert members.add(branch, MemberDraft("赵六")).new_id == one + 3


def test_a_bulk_act_is_logged_line_by_line_and_undone(branch: Context) -> None:
    undo = UndoStack()
    with branch.write("成批新增") as work:
        bulk.insert_in(
            work.session, Member, [{"name": f"新人{n}", "created_at": work.now} for n in range(30)]
        )
    undo.push(work.changes)
    assert work.changes.tables == frozenset({"member"})
    assert audit.first_broken_line(branch) is None
    undo.undo(branch)
    assert members.list_members(branch) == []
    assert audit.first_broken_line(branch) is None


def test_objects_added_before_are_there_for_the_rows(branch: Context) -> None:
    with branch.write("成批新增") as work:
        group = work.session.scalars(select(Org)).first()
        assert group is not None
        member = Member(name="张伟", created_at=work.now, extra={})
        work.session.add(member)
        work.session.flush()
        row = {"member_id": member.id, "kind": "award", "title": "嘉奖", "created_at": work.now}
        bulk.insert_in(work.session, Record, [row])
    with branch.read() as session:
        assert session.scalars(select(Record.title)).all() == ["嘉奖"]


def test_no_rows_are_no_act(branch: Context) -> None:
    with branch.write("成批新增") as work:
        assert bulk.insert_in(work.session, Member, []) == []
    assert work.changes.tables == frozenset()


@pytest.mark.parametrize(("count", "sizes"), [(0, []), (3, [3]), (5, [4, 1])])
def test_values_come_in_short_lists(count: int, sizes: list[int]) -> None:
    assert [len(part) for part in bulk.chunks(range(count), 4)] == sizes

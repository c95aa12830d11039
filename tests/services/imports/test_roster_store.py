from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.models.kinds import LeaveReason, MemberKind, RecordKind
from app.models.member import Member, Record
from app.models.org import Org
from app.services import members, orgs
from app.services.context import Changes, Context
from app.services.errors import Cancelled, Refused
from app.services.imports import engine, roster, roster_match, roster_store
from app.services.imports.subjects import SUBJECTS
from app.services.imports.table import Mode, Preview
from app.services.member_checks import MemberDraft
from app.services.undo import UndoStack
from tests.services.imports import workbooks
from tests.services.imports.workbooks import TODAY, number_for, person


def compare(ctx: Context, path: Path) -> Preview:
    return roster_match.preview(roster.read(path, TODAY), roster_store.known_members(ctx))


def write(ctx: Context, seen: Preview, **how: Any) -> Changes:
    return engine.write(ctx, SUBJECTS["roster"], "名册.xlsx", seen, **how)


def bring_in(ctx: Context, path: Path, mode: Mode = Mode.UPDATE) -> Changes:
    return write(ctx, compare(ctx, path), mode=mode)


def stored(ctx: Context, name: str) -> Member:
    with ctx.read() as session:
        return session.scalars(select(Member).where(Member.name == name)).one()


@pytest.fixture
def sheet(tmp_path):
    def make(*people: dict, heads: list[str] | None = None) -> Path:
        path = tmp_path / "名册.xlsx"
        return workbooks.national(path, people) if heads is None else workbooks.plain(path, heads, people)

    return make


def test_a_whole_roster_becomes_members_in_its_order(branch, sheet):
    path = sheet(
        person("张伟", 手机号="13800000001", 所在党支部="机关第一党支部", 家庭住址="某路1号"),
        person(
            "李娜",
            "1990-03",
            102,
            公民身份证号=None,
            人员类别="预备党员",
            加入党组织日期="2026.03",
            转为正式党员日期=None,
        ),
        person("㛃䶮", "1970-01-01", 103, 加入党组织日期="不详"),
    )
    done = bring_in(branch, path)

    rows = members.list_members(branch)
    assert [row.name for row in rows] == ["张伟", "李娜"]
    assert done.new_ids == tuple(row.id for row in rows)
    assert done.label == "导入花名册“名册.xlsx”"
    zhang, li = stored(branch, "张伟"), stored(branch, "李娜")
    assert (zhang.birth, zhang.address) == ("1985-06-01", "某路1号")
    assert (zhang.id_number, zhang.phone) == (number_for("19850601"), "13800000001")
    assert (zhang.name_key, zhang.name_initials) == ("zhang wei", "zw")
    assert (li.birth, li.joined, li.regular, li.kind) == ("1990-03", "2026-03", None, MemberKind.PROBATIONARY)
    assert zhang.extra == {}


def test_the_same_file_again_changes_nothing(branch, sheet):
    path = sheet(person("张伟", 手机号="1380", 民族="穿青人", 是否为流动党员="是"), person("李娜", order=102))
    bring_in(branch, path)
    again = compare(branch, path)
    assert again.counts == {"new": 0, "update": 0, "same": 2, "conflict": 0, "wrong": 0}
    assert again.written(Mode.UPDATE) == 0


def test_papers_and_unknown_columns_are_kept_with_the_member(branch, sheet):
    heads = ["姓名", "性别", "党小组", "入党时间", "入党申请书", "入党志愿书", "微信号"]
    row = {"姓名": "张伟", "党小组": "第三党小组", "入党申请书": "有", "入党志愿书": "无", "微信号": "abc"}
    bring_in(branch, sheet(row, heads=heads))

    zhang = stored(branch, "张伟")
    assert zhang.extra == {"微信号": "abc"}
    with branch.read() as session:
        assert list(session.scalars(select(Record.title).where(Record.kind == RecordKind.PAPER))) == [
            "入党申请书"
        ]
        assert session.get_one(Org, zhang.group_id).name == "第三党小组"
    assert [group.name for group in orgs.groups(branch)] == ["第一党小组", "第二党小组", "第三党小组"]

    later = bring_in(branch, sheet(row | {"入党志愿书": "√"}, heads=heads))
    assert later.tables == {"record", "import_batch"}


def test_an_empty_file_learns_its_branch_from_the_roster(ctx, sheet):
    bring_in(
        ctx,
        sheet(
            person("张伟", 所在党支部="机关第二党支部"), person("李娜", order=102, 所在党支部="第三党支部")
        ),
    )
    found = orgs.branch(ctx)
    assert found is not None
    assert found.name == "机关第二党支部"
    assert stored(ctx, "张伟").branch_id == found.id
    assert stored(ctx, "李娜").extra == {roster_store.BRANCH_HEAD: "第三党支部"}


@pytest.mark.parametrize(
    ("mode", "phone", "job"),
    [
        (Mode.UPDATE, "13900000001", "工人"),
        (Mode.FILL, "13800000001", "工人"),
        (Mode.SKIP, "13800000001", None),
    ],
)
def test_known_members_are_overwritten_filled_or_left_alone(branch, sheet, mode, phone, job):
    bring_in(branch, sheet(person("张伟", 手机号="13800000001")))
    bring_in(
        branch, sheet(person("张伟", 手机号="13900000001", 工作岗位="工人"), person("李娜", order=102)), mode
    )
    zhang = stored(branch, "张伟")
    assert (zhang.phone, zhang.job) == (phone, job)
    assert zhang.joined == "2009-07-01"
    assert stored(branch, "李娜").sex is not None


def test_conflicts_are_never_written(branch, sheet):
    bring_in(branch, sheet(person("张伟", 手机号="13800000001")))
    seen = compare(branch, sheet(person("张玮", 手机号="13900000001")))
    assert seen.counts["conflict"] == 1
    assert seen.written(Mode.UPDATE) == 0


def test_who_left_is_not_entered_a_second_time(branch, sheet):
    bring_in(branch, sheet(person("张伟")))
    member_id = stored(branch, "张伟").id
    members.mark_left(branch, member_id, TODAY, LeaveReason.TRANSFERRED)
    seen = compare(branch, sheet(person("张伟")))
    assert seen.rows[0].reason == "“张伟”已不在册（转出或其他原因），请先在党员档案中恢复，再导入。"


def test_somebody_entered_between_preview_and_import_stops_it_whole(branch, sheet):
    seen = compare(branch, sheet(person("李娜", order=102), person("张伟")))
    members.add(branch, MemberDraft(name="张小伟", id_number=number_for("19850601")))
    with pytest.raises(Refused, match=r"第6行：这个身份证号.*已属于“张小伟”"):
        write(branch, seen)
    assert [row.name for row in members.list_members(branch)] == ["张小伟"]


def test_a_cancelled_import_writes_nothing(branch, sheet):
    class Impatient:
        def step(self, done: int, total: int, text: str = "") -> None:
            if done == 1:
                raise Cancelled

    seen = compare(branch, sheet(person("李娜", order=102), person("张伟")))
    with pytest.raises(Cancelled):
        write(branch, seen, progress=Impatient())
    assert members.list_members(branch) == []


def test_the_whole_import_can_be_undone(branch, sheet):
    undo = UndoStack()
    undo.push(bring_in(branch, sheet(person("张伟"), person("李娜", order=102))))
    undo.undo(branch)
    assert members.list_members(branch, include_left=True) == []


def test_a_kind_nobody_wrote_follows_from_the_day_of_joining(branch, sheet):
    heads = ["姓名", "性别", "入党时间"]
    rows = [
        {"姓名": "张伟", "入党时间": "2026.03"},
        {"姓名": "李娜", "入党时间": "2020.03"},
        {"姓名": "王强"},
    ]
    bring_in(branch, sheet(*rows, heads=heads))
    kinds = {row.name: row.kind for row in members.list_members(branch)}
    assert kinds == {"张伟": MemberKind.PROBATIONARY, "李娜": MemberKind.FULL, "王强": MemberKind.FULL}


def test_whatever_a_preview_calls_good_can_be_stored(branch, sheet):
    people = [
        person(
            "阿依古丽·买买提",
            "1985-06",
            102,
            公民身份证号=None,
            民族="维吾尔",
            学历="进修班",
            手机号="12",
            固定电话="13800000001-2",
        ),
        person(
            "张伟（大）",
            "1950-01-01",
            101,
            加入党组织日期="1969.05",
            转为正式党员日期="1969.05",
            家庭住址="路" * 500,
        ),
        person(
            "John Smith", "1980-01-01", 103, 工作岗位="岗" * 100, 是否为失联党员=None, 失去联系日期="2025"
        ),
        person(
            "李四",
            "1990-01-01",
            105,
            公民身份证号=number_for("19900101", 105)[:6] + number_for("19900101", 105)[8:17],
        ),
    ]
    seen = compare(branch, sheet(*people))
    assert seen.counts == {"new": 4, "update": 0, "same": 0, "conflict": 0, "wrong": 0}
    write(branch, seen)
    assert compare(branch, sheet(*people)).counts["same"] == 4

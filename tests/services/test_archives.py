from datetime import date
from fractions import Fraction

import pytest

from app.models.audit import AuditEvent
from app.models.kinds import ActivityKind, AuditKind, LeaveReason, Presence, RecordKind
from app.services import archive_view, archives, exports, members, orgs, records
from app.services.errors import Cancelled, NotFound
from app.services.imports import roster
from app.services.member_checks import MemberDraft
from app.services.points import rulebooks
from app.services.records import RecordDraft
from tests.life_helpers import complete, make_activity, mark, only_task

ID = "342501198506120318"


@pytest.fixture
def year(branch):
    """Two members and a year with two activities: 张三 missed one and made it up."""
    rulebooks.adopt_preset(branch, "jiguan", date(2026, 1, 1))
    one, _ = orgs.groups(branch)
    draft = MemberDraft(
        "张三",
        id_number=ID,
        group_id=one.id,
        ethnicity="汉",
        joined="2009-07-01",
        regular="2010-07-01",
        phone="13800138000",
        unit="某市水利局",
        introducers="赵一、钱二",
        archive_no="001",
    )
    three = members.add(branch, draft).new_id
    members.add(branch, MemberDraft("李四", joined="2012"))
    missed = make_activity(branch, date(2026, 3, 4), study_hours=200)
    mark(branch, missed, 张三=Presence.SICK, 李四=Presence.PRESENT)
    came = make_activity(branch, date(2026, 4, 1), kind=ActivityKind.LECTURE, topic="党课", study_hours=150)
    mark(branch, came, 张三=Presence.PRESENT, 李四=Presence.LATE)
    complete(branch, only_task(branch).id, date(2026, 3, 6), date(2026, 3, 9))
    return three


def test_view_shows_sections_masked_and_says_what_is_missing(branch, year):
    view = archive_view.view(branch, year)

    facts = {fact.label: fact.value for _, part in view.sections for fact in part}
    assert (facts["身份证号"], facts["手机号码"]) == ("3425**********0318", "138****8000")
    assert (facts["年龄"], facts["党龄"], facts["入党日期"]) == ("41岁", "16年", "2009年7月1日")
    assert facts["党小组"] == "第一党小组"
    assert facts["政治生日"] == "7月1日（入党满17年）"
    assert view.missing == ("学历", "工作岗位", "家庭住址")
    assert (view.filled, view.asked) == (13, 16)


def test_view_tells_of_leaving_and_of_columns_nobody_knew(branch, year):
    with branch.write("导入") as work:
        members.get_in(work.session, year).extra = {"微信号": "zs"}
    members.mark_left(branch, year, date(2026, 5, 1), LeaveReason.TRANSFERRED, "去市局")

    view = archive_view.view(branch, year)

    facts = {fact.label: fact.value for _, part in view.sections for fact in part}
    assert facts["离开"] == "2026年5月1日\u3000组织关系转出\u3000去市局"
    assert facts["微信号"] == "zs"
    assert [line.title for line in view.records] == ["组织关系转出"]


def test_lost_and_mobile_members_are_asked_since_when_and_where(branch):
    added = members.add(branch, MemberDraft("张三", lost=True, mobile=True, mobile_to="浙江省")).new_id

    view = archive_view.view(branch, added)

    facts = {fact.label: fact.value for _, part in view.sections for fact in part}
    assert (facts["失联党员"], facts["流动党员"]) == ("是", "是（浙江省）")
    assert "失去联系日期" in view.missing
    assert "外出流向" not in view.missing


def test_year_is_read_from_life_makeups_and_points(branch, year):
    found = archive_view.year_of(branch, year, 2026)

    total = found.life.total
    assert (total.expected, total.present, total.on_leave, total.made_up) == (2, 1, 1, 1)
    assert found.life.study_hours == 350
    assert [row.first.topic for row in found.makeups] == ["水利工程现场学习"]
    assert [line.code for line in found.quarters] == ["2026Q1", "2026Q2", "2026Q3", "2026Q4"]
    assert [line.open for line in found.quarters] == [True, True, True, True]
    assert all(line.total and line.average for line in found.quarters)
    assert found.rulebook


def test_year_without_rulebook_and_without_anything_is_empty(branch):
    added = members.add(branch, MemberDraft("张三")).new_id

    found = archive_view.year_of(branch, added, 2026)

    assert (found.quarters, found.total, found.makeups, found.life.by_kind) == ((), None, (), ())


def test_printed_archive_holds_everything_of_the_year(branch, year):
    for draft in (
        RecordDraft(RecordKind.PAPER, "入党申请书", "2007-03-01", issuer="人事档案", detail="原件"),
        RecordDraft(RecordKind.TRAINING, "党员轮训", "2026-05-06", quantity="8"),
        RecordDraft(RecordKind.TRAINING, "去年的轮训", "2025-05-06", quantity="8"),
    ):
        records.add(branch, year, draft)

    doc = archives.archive_doc(branch, year, 2026)

    assert (doc.number, doc.name, doc.unit, doc.branch, doc.group) == (
        "001",
        "张三",
        "某市水利局",
        "机关第一党支部",
        "第一党小组",
    )
    assert (doc.basics.id_number, doc.basics.ethnicity, doc.basics.party_years) == (ID, "汉族", "16年")
    assert [step.step for step in doc.milestones] == ["递交入党申请书", "接收为预备党员", "转为正式党员"]
    assert [len(doc.records[kind]) for kind in (RecordKind.PAPER, RecordKind.TRAINING)] == [1, 2]
    assert [(row.kind, row.expected, row.made_up) for row in doc.life] == [("党课", 1, 0), ("主题党日", 1, 1)]
    assert [(event.topic, event.state, event.note) for event in doc.life_events] == [
        ("水利工程现场学习", "病假", "已补学"),
        ("党课", "出勤", ""),
    ]
    assert doc.study.rows == (("组织生活（含补学）", Fraction(7, 2)), ("教育培训", Fraction(8)))
    (makeup,) = doc.makeups
    assert (makeup.absence, makeup.outcome) == ("病假", "已补")
    assert doc.points is not None
    assert [quarter.period for quarter in doc.points.quarters] == [
        "2026年第一季度",
        "2026年第二季度",
        "2026年第三季度",
        "2026年第四季度",
    ]
    assert all(quarter.total is not None for quarter in doc.points.quarters)
    assert doc.points.curve is not None


def test_member_without_points_has_an_archive_all_the_same(branch):
    added = members.add(branch, MemberDraft("张三")).new_id

    doc = archives.archive_doc(branch, added, 2026)

    assert (doc.points, doc.life, doc.makeups) == (None, (), ())


def test_unknown_member_has_no_archive(branch):
    with pytest.raises(NotFound):
        archives.archive_doc(branch, 99, 2026)


def test_many_archives_come_in_the_order_asked_and_can_be_cancelled(branch, year):
    ids = [row.id for row in members.list_members(branch)]
    assert [doc.name for doc in archives.archive_docs(branch, reversed(ids), 2026)] == ["李四", "张三"]

    class Impatient:
        def step(self, done, total, text=""):
            if done:
                raise Cancelled

    with pytest.raises(Cancelled):
        archives.archive_docs(branch, ids, 2026, Impatient())


def test_exported_roster_is_read_back_by_the_import(branch, year, tmp_path):
    assert exports.export_roster(branch, tmp_path / "花名册.xlsx").exists()

    read = roster.read(tmp_path / "花名册.xlsx", branch.today)

    assert [(row.name, row.id_number, row.phone, row.joined) for row in read.rows] == [
        ("张三", ID, "13800138000", "2009-07-01"),
        ("李四", None, None, "2012"),
    ]
    with branch.read() as session:
        (line,) = session.query(AuditEvent).filter(AuditEvent.kind == AuditKind.EXPORT)
        assert "2 人" in line.note

from datetime import date

import pytest

from app.models.kinds import RecordKind
from app.services import archives, member_custom, members, records
from app.services.member_beside import Beside, Second
from app.services.member_checks import MemberDraft
from app.services.member_custom import CustomDraft
from app.services.points import closing
from app.services.points.settlements import PublicationOptions
from app.services.records import RecordDraft
from tests.services.points import closing_kit

FILLED = MemberDraft(
    "张三",
    birthplace="安徽省泾县",
    marital="已婚",
    school="河海大学水利水电工程",
    party_worker=True,
    lost=True,
    lost_since="2025-06",
    lost_reason="外出务工经商",
)


@pytest.fixture
def marked(branch):
    member_custom.add(branch, CustomDraft("驻村年数"))
    member_custom.add(branch, CustomDraft("退役军人"))
    beside = Beside({"驻村年数": "2"}, ("骨干",), (Second("抗旱突击队", date(2026, 7, 1)),))
    return members.add(branch, FILLED, beside=beside).new_id


def test_what_else_is_known_is_printed_and_nothing_that_is_not(branch, marked):
    basics = archives.archive_doc(branch, marked, 2026).basics

    assert basics.further == (
        ("出生地", "安徽省泾县"),
        ("毕业院校及专业", "河海大学水利水电工程"),
        ("婚姻状况", "已婚"),
        ("党务工作者", "是"),
        ("兼任组织", "抗旱突击队（2026年7月1日至今）"),
    )
    assert basics.lost == "是（2025年6月 外出务工经商）"


def test_tags_and_the_branchs_own_fields_are_there_where_filled(branch, marked):
    bare = members.add(branch, MemberDraft("李四")).new_id

    assert archives.archive_doc(branch, marked, 2026).own == (("标签", "骨干"), ("驻村年数", "2"))
    assert archives.archive_doc(branch, bare, 2026).own == ()


def test_dues_are_paid_to_the_latest_month_that_field_or_record_tells(branch):
    member_id = members.add(branch, MemberDraft("张三", dues_paid_to="2026-06")).new_id
    assert archives.archive_doc(branch, member_id, 2026).paid_to == "2026-06"

    records.add(branch, member_id, RecordDraft(RecordKind.DUES, "按月交纳", ends="2026-09"))
    assert archives.archive_doc(branch, member_id, 2026).paid_to == "2026-09"


def test_the_points_lead_to_their_publication(branch):
    people = closing_kit.settle(branch)
    version = closing_kit.lock(branch)
    points = archives.archive_doc(branch, people[0], 2026).points
    assert points is not None
    assert points.published == ""

    closing.publish(branch, version, branch.today, PublicationOptions())

    points = archives.archive_doc(branch, people[0], 2026).points
    assert points is not None
    assert points.published == "第三季度：2026年11月22日至2026年11月25日公示"

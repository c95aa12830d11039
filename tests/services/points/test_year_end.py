from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from app.models.kinds import MemberKind
from app.models.member import Member
from app.services import exports
from app.services.errors import BadInput, Refused
from app.services.points import closing, entries, review, rulebooks, settlements, year_end
from app.services.points.facts import last_year_in, scoring_in
from app.services.points.snapshot_sheet import NOT_GRADED
from app.services.reports.excel_points import cross_check
from tests.services.points import closing_kit as kit
from tests.services.points import samples

QUOTA = '\n[quota]\ngrade = "优秀"\nat_most = "1/3"\n\n[exempt]\nclasses = ["离退休"]\n'
# granted 60 a quarter, summed and capped: everybody would be 优秀, so the year counts as it runs
RULES = samples.rulebook_text().replace('annual = "sum"', 'annual = "running"') + QUOTA
YEAR = "2026"
NEXT_YEAR = RULES.replace("effective_from = 2026-01-01", "effective_from = 2027-01-01").replace(
    'mode = "granted"\npoints = 60', 'mode = "carry_over"\npoints = 60\nfactor = 0.2\nnewcomer = 50'
)


@pytest.fixture
def people(branch, clock):
    clock.set(2026, 12, 31)
    rulebooks.import_toml(branch, RULES)
    return samples.add_members(branch, ("张伟", "李敏", "王芳", "张伟", "赵刚", "孙悦", "周文", "逄喆"))


def earn(ctx, member_id: int, total: int) -> None:
    """Give a member points above the base of 60, five a fact."""
    ids = [
        entries.add(
            ctx, entries.EntryDraft(member_id, "B2", date(2026, 3, 1 + at), "5", reason="急难险重")
        ).new_id
        for at in range((total - 60) // 5)
    ]
    if ids:
        review.approve(ctx, ids)


def table(ctx):
    return year_end.year_table(ctx, YEAR)


def row_of(ctx, member_id: int):
    return next(row for row in table(ctx).rows if row.member_id == member_id)


def confirm(ctx) -> int:
    return year_end.confirm(ctx, YEAR, accept_open=True).new_id


def test_the_bands_propose_and_the_quota_limits(branch, people):
    for member, total in zip(people, (100, 95, 90), strict=False):
        earn(branch, member, total)
    found = table(branch)
    assert (found.places, found.taking_part, found.quota_grade) == (2, 7, "优秀")
    assert [row.proposed for row in found.rows] == [
        "优秀",
        "优秀",
        "合格",
        "合格",
        "合格",
        "合格",
        "合格",
        "",
    ]
    assert row_of(branch, people[2]).reason == "超出“优秀”名额（2 个）"
    assert found.cross_check == "参加积分管理党员数 7 = 优秀 2 + 合格 5 + 不合格 0（相符）"


def test_ties_wait_for_the_branch(branch, people):
    for member, total in zip(people, (100, 95, 95), strict=False):
        earn(branch, member, total)
    assert table(branch).cross_check.endswith("= 优秀 1 + 合格 4 + 不合格 0 + 待确定 2（相符）")
    assert [row.waits for row in table(branch).rows[:3]] == [False, True, True]
    with pytest.raises(Refused, match="2 名党员积分并列"):
        confirm(branch)
    with pytest.raises(BadInput) as caught:
        year_end.decide(branch, YEAR, people[1], "优秀", "")
    assert caught.value.field == "reason"
    year_end.decide(branch, YEAR, people[1], "优秀", "支委会研究：防汛一线表现突出")
    year_end.decide(branch, YEAR, people[2], "合格", "支委会研究")
    assert table(branch).waiting == 0
    confirm(branch)
    settled = settlements.settled(branch, YEAR)
    assert settled is not None
    assert [line.grade for line in settled.snapshot.lines[:3]] == ["优秀", "优秀", "合格"]
    assert settled.snapshot.lines[1].reason == "支委会研究：防汛一线表现突出"


def test_a_decision_beyond_the_quota_is_refused_at_confirming(branch, people):
    for member in people[:2]:
        earn(branch, member, 95)
    year_end.decide(branch, YEAR, people[2], "优秀", "群众公认")
    with pytest.raises(Refused, match="名额为 2 个，现有 3 名"):
        confirm(branch)
    year_end.decide(branch, YEAR, people[2], "", "")
    assert row_of(branch, people[2]).decided == ""
    confirm(branch)


def test_a_veto_limits_the_grade_and_hides_no_entry(branch, people):
    earn(branch, people[0], 95)
    veto = entries.EntryDraft(
        people[0], happened_on=date(2026, 6, 1), veto_code="V1", document="江水党2026年8号文"
    )
    veto_id = entries.add(branch, veto).new_id
    assert row_of(branch, people[0]).total == "95.0"
    review.approve(branch, [veto_id])
    row = row_of(branch, people[0])
    assert (row.total, row.by_bands, row.veto) == (
        "0.0",
        "不合格",
        "受到党纪处分（江水党2026年8号文，2026-06-01）",
    )
    with pytest.raises(Refused, match="一票否决"):
        year_end.decide(branch, YEAR, people[0], "合格", "从宽")
    review.reverse(branch, [veto_id], "申诉成立，决定撤销")
    assert row_of(branch, people[0]).total == "95.0"


def test_probationary_members_get_no_grade_and_no_place(branch, people):
    with branch.write("预备") as work:
        work.session.get(Member, people[0]).kind = MemberKind.PROBATIONARY
    earn(branch, people[0], 100)
    row = row_of(branch, people[0])
    assert (row.by_bands, row.proposed, row.reason) == ("优秀", NOT_GRADED, "预备党员参加评议，不评定等次")
    assert table(branch).cross_check.endswith("不合格 0 + 不评定等次 1（相符）")
    confirm(branch)
    sheet = exports.point_sheet(branch, YEAR)
    assert "不评定等次 1 人（相符）" in cross_check(sheet)


def test_a_year_is_confirmed_once_and_only_with_its_grades(branch, people):
    with pytest.raises(Refused, match="年度评定"):
        closing.lock(branch, YEAR, accept_open=True)
    with pytest.raises(Refused, match="1 项提醒"):
        year_end.confirm(branch, YEAR)
    confirm(branch)
    with pytest.raises(Refused, match="已经评定"):
        confirm(branch)
    with pytest.raises(Refused, match="已经评定"):
        year_end.decide(branch, YEAR, people[0], "合格", "改")
    sheet = exports.point_sheet(branch, YEAR)
    assert sheet.seal is not None
    assert "不符" not in cross_check(sheet)
    assert [row.name for row in sheet.excused] == ["逄喆"]


def test_a_quarter_of_a_settled_year_is_opened_after_the_year(branch, people):
    quarter = kit.lock(branch)
    year = confirm(branch)
    with pytest.raises(Refused, match="请先重新打开2026年度"):
        closing.reopen(branch, quarter, "补记")
    closing.reopen(branch, year, "补记")
    closing.reopen(branch, quarter, "补记")


def test_quarters_stand_beside_the_year(branch, people):
    earn(branch, people[0], 65)
    found = table(branch)
    assert found.heads == ("第一季度", "第二季度", "第三季度", "第四季度")
    assert found.rows[0].parts == ("65.0", "60.0", "60.0", "60.0")


def test_the_next_year_carries_over_what_was_confirmed(branch, people, clock):
    earn(branch, people[0], 95)
    confirm(branch)
    clock.set(2027, 2, 1)
    rulebooks.import_toml(branch, NEXT_YEAR)
    with branch.write("离开") as work:
        work.session.get(Member, people[1]).deleted_at = work.now
    with branch.read() as session:
        last = last_year_in(session, scoring_in(session, "2027"))
    assert last is not None
    assert last[people[0]] == 95
    assert last[people[1]] == 60
    base = next(row for row in table_of(branch, "2027") if row.member_id == people[0])
    assert Fraction(base.total) == 19


def table_of(ctx, year: str):
    return year_end.year_table(ctx, year).rows


def test_an_unknown_grade_and_a_member_outside_are_refused(branch, people):
    with pytest.raises(BadInput, match="中选择等次"):
        year_end.decide(branch, YEAR, people[0], "良好", "x")
    with pytest.raises(BadInput, match="不参加本年度评定"):
        year_end.decide(branch, YEAR, people[7], "合格", "x")

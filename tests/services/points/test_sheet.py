from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from app.models.kinds import Presence
from app.services.points import rulebooks, sheet
from app.services.reports.excel_points import cross_check
from tests.services.points import samples


@pytest.fixture
def members(branch):
    rulebooks.import_toml(branch, samples.rulebook_text() + '\n[exempt]\nclasses = ["离退休"]\n')
    return samples.add_members(branch)


def test_the_sheet_counts_what_is_approved_and_lists_where_it_came_from(branch, members):
    for day in (12, 13, 14):
        samples.hold(branch, date(2026, 3, day), {members[1]: Presence.PRESENT})
    samples.approve_all(branch)
    made = sheet.point_sheet(branch, "2026Q1")
    assert made.title == "机关第一党支部2026年第一季度党员积分表"
    assert made.head.unit == "某市水利局机关第一党支部"
    assert made.categories == ("基础分", "组织生活", "作用发挥", "纪律扣分")
    assert [row.name for row in made.rows] == ["张伟#1", "李敏", "王芳", "张伟#2"]
    assert made.rows[1].categories == tuple(map(Fraction, (60, 4, 0, 0)))
    assert made.rows[1].total == 64
    assert [(line.counted, line.source) for line in made.details] == [
        (True, "考勤"),
        (True, "考勤"),
        (False, "考勤"),
    ]
    assert made.details[2].note.startswith("不记入；2026-03-14")


def test_who_does_not_take_part_is_listed_apart_and_the_roster_agrees(branch, members):
    made = sheet.point_sheet(branch, "2026")
    assert [row.name for row in made.excused] == ["逄喆"]
    assert (made.yearly, made.roster_count) == (True, 5)
    assert {row.grade for row in made.rows} == {"优秀"}
    assert "不符" not in cross_check(made)


def test_a_sheet_without_details_stays_short(branch, members):
    assert sheet.point_sheet(branch, "2026Q1", details=False).details == ()

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from app.models.kinds import Presence
from app.services import exports
from app.services.points import closing, rulebooks
from app.services.reports.excel_points import cross_check
from tests import report_helpers as reports
from tests.services.points import samples


@pytest.fixture
def members(branch):
    rulebooks.import_toml(branch, samples.rulebook_text() + '\n[exempt]\nclasses = ["离退休"]\n')
    return samples.add_members(branch)


def test_the_sheet_counts_what_is_approved_and_lists_where_it_came_from(branch, members):
    for day in (12, 13, 14):
        samples.hold(branch, date(2026, 3, day), {members[1]: Presence.PRESENT})
    samples.approve_all(branch)
    made = exports.point_sheet(branch, "2026Q1")
    assert made.title == "机关第一党支部2026年第一季度党员积分表"
    assert made.seal is None
    assert made.categories == ("基础分", "组织生活", "作用发挥", "纪律扣分")
    assert [row.name for row in made.rows] == ["张伟#1", "李敏", "王芳", "张伟#2"]
    assert made.rows[1].categories == tuple(map(Fraction, (60, 4, 0, 0)))
    assert made.rows[1].total == 64
    assert [line.counted for line in made.details] == [True, True, False]
    assert made.details[2].source == "2026-03-14 主题党日《学党史》出勤"


def test_who_does_not_take_part_is_listed_apart_and_the_roster_agrees(branch, members):
    made = exports.point_sheet(branch, "2026")
    assert [row.name for row in made.excused] == ["逄喆"]
    assert (made.yearly, made.roster_count) == (True, 5)
    assert {row.grade for row in made.rows} == {"优秀"}
    assert "不符" not in cross_check(made)


def test_version_and_hash_stand_in_the_note_and_at_every_foot(branch, members, tmp_path):
    closing.lock(branch, "2026Q1", accept_open=True)
    path = exports.export_points(branch, "2026Q1", tmp_path / "一季度.xlsx")
    seal = exports.point_sheet(branch, "2026Q1").seal
    assert seal is not None
    assert seal.mark.startswith("第 1 版　校验码 ")
    read = reports.sheets(path)
    assert any(f"已于2026年11月22日结算，{seal.mark}" in str(cell) for row in read["积分表"] for cell in row)
    assert "未结算" not in str(read)
    feet = reports.page_feet(path)
    assert len(feet) == 3
    assert all(seal.mark in foot for foot in feet)

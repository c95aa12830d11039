from __future__ import annotations

import pytest

from app.models.kinds import Presence
from app.services.attendance_words import read_pasted, read_presence

NAMES = ["张伟#1", "李四", "张伟#2", "王五"]


@pytest.mark.parametrize(
    ("text", "presence"),
    [
        ("出勤", Presence.PRESENT),
        ("√", Presence.PRESENT),
        ("1", Presence.PRESENT),
        ("\uff11", Presence.PRESENT),
        (" 到 会 ", Presence.PRESENT),
        ("迟到", Presence.LATE),
        ("早退", Presence.LEFT_EARLY),
        ("线上", Presence.ONLINE),
        ("公假", Presence.OFFICIAL),
        ("出差", Presence.OFFICIAL),
        ("病假", Presence.SICK),
        ("请假", Presence.PRIVATE),
        ("事假", Presence.PRIVATE),
        ("缺席", Presence.UNEXCUSED),
        ("×", Presence.UNEXCUSED),
        ("X", Presence.UNEXCUSED),
        ("0", Presence.UNEXCUSED),
        ("免于参加", Presence.EXEMPT),
        ("△", None),
        ("", None),
    ],
)
def test_words_of_attendance_lists_are_understood(text, presence):
    assert read_presence(text) is presence


@pytest.mark.parametrize("presence", list(Presence))
def test_every_label_of_the_program_is_understood(presence):
    assert read_presence(presence.label) is presence


def test_a_column_is_taken_in_the_order_of_the_grid():
    pasted = read_pasted("出勤\r\n\r\n×\r\n", NAMES)

    assert pasted.marks == ((0, Presence.PRESENT), (2, Presence.UNEXCUSED))
    assert pasted.problems == ()


def test_a_column_starts_at_the_chosen_row():
    assert read_pasted("事假\n√", NAMES, start=2).marks == ((2, Presence.PRIVATE), (3, Presence.PRESENT))


def test_two_columns_are_matched_by_name():
    pasted = read_pasted("王五\t√\n李 四\t病假\n张伟#2\t0", NAMES)

    assert pasted.marks == ((3, Presence.PRESENT), (1, Presence.SICK), (2, Presence.UNEXCUSED))


def test_each_cell_that_is_not_understood_is_told_with_its_line():
    pasted = read_pasted("√\n△\n√\n√\n√", NAMES)

    assert len(pasted.marks) == 3
    assert [(p.line, p.text) for p in pasted.problems] == [(2, "△"), (5, "√")]
    assert "不是考勤用语" in pasted.problems[0].reason
    assert "超出应到名单" in pasted.problems[1].reason


def test_unknown_and_ambiguous_names_are_told():
    pasted = read_pasted("赵六\t√\n张伟\t√\n\t√", NAMES)

    assert pasted.marks == ()
    assert ["没有“赵六”" in pasted.problems[0].reason, "#1" in pasted.problems[1].reason] == [True, True]
    assert pasted.problems[2].reason == "缺少姓名"

"""Bands of grades and the quota, with ties shown."""

from __future__ import annotations

import pytest

from app.services.points.scoring import score
from app.services.points.scoring_facts import Member
from app.services.points.scoring_grades import grade_of, propose_grades
from tests.services.points.kit import book, fact, item

GRADES = '[[grade]]\nname = "优秀"\nge = 90\n[[grade]]\nname = "合格"\nge = 60\n[[grade]]\nname = "不合格"\n'
QUOTA = '[quota]\ngrade = "优秀"\nat_most = "1/3"\n'


def cards(*totals: int, more: str = QUOTA):
    rulebook = book(GRADES + more + item("X", "manual"))
    members = [Member(n) for n in range(len(totals))]
    facts = [fact(n + 1, "X", value, member=n) for n, value in enumerate(totals)]  # type: ignore[arg-type]
    return rulebook, score(rulebook, members, facts, rulebook.calendar.parse("2026")).cards


def proposed(*totals: int, more: str = QUOTA) -> list[str]:
    return [
        p.proposed + ("*" if p.tied else "") for p in propose_grades(*cards(*totals, more=more)).proposals
    ]


@pytest.mark.parametrize(
    ("bounds", "total", "expected"),
    [
        (["ge = 60", "ge = 40; le = 59", "lt = 40"], 60, "G0"),
        (["ge = 60", "ge = 40; le = 59", "lt = 40"], 59, "G1"),
        (["ge = 60", "ge = 40; le = 59", "lt = 40"], 40, "G1"),
        (["ge = 60", "ge = 40; le = 59", "lt = 40"], 39, "G2"),
        (["ge = 80", "ge = 60; le = 80"], 80, "G0"),
        (["ge = 90"], 89, None),
        ([], 100, None),
    ],
)
def test_first_band_that_holds_the_total(bounds, total, expected):
    lines = (bound.replace("; ", "\n") for bound in bounds)
    rulebook = book("".join(f'[[grade]]\nname = "G{n}"\n{line}\n' for n, line in enumerate(lines)))
    assert grade_of(rulebook, total) == expected


def test_quota_is_rounded_down():
    answer = propose_grades(*cards(95, 96, 97, 70, 70))
    assert (answer.graded, answer.places, answer.wanted) == (5, 1, 3)
    assert [p.proposed for p in answer.proposals] == ["合格", "合格", "优秀", "合格", "合格"]
    assert "超出“优秀”名额（1 个）" in answer.proposals[0].reason


def test_tie_at_the_last_place_is_shown_and_left_to_the_branch():
    assert proposed(95, 95, 98, 70, 70, 70) == ["合格*", "合格*", "优秀", "合格", "合格", "合格"]
    assert proposed(95, 95, 70, 70, 70, 70) == ["优秀", "优秀", "合格", "合格", "合格", "合格"]
    assert proposed(95, 95, 95, 70, 70, 10) == ["合格*", "合格*", "合格*", "合格", "合格", "不合格"]


def test_without_a_quota_the_bands_stand():
    assert proposed(95, 96, 10, more="") == ["优秀", "优秀", "不合格"]


def test_tie_reason_names_the_places_left():
    answer = propose_grades(*cards(95, 95, 98, 70, 70, 70))
    assert "第 2 名有 2 人并列，名额只剩 1 个" in answer.proposals[0].reason


@pytest.mark.parametrize(("share", "expected"), [("'30%'", 3), ("0.2", 2), ("'0.25'", 2), ("1", 10)])
def test_share_may_be_written_in_several_ways(share, expected):
    answer = propose_grades(*cards(*range(91, 101), more=f'[quota]\ngrade = "优秀"\nat_most = {share}\n'))
    assert answer.places == expected

from __future__ import annotations

from datetime import date

import pytest

from app.models.kinds import ActivityKind
from app.services import requirements
from app.services.errors import BadInput
from app.services.periods import Period, Span
from app.services.requirements import Requirement


def test_presets_name_the_seven_kinds_with_their_sources(branch):
    lines = requirements.load(branch)

    assert [line.kind for line in lines] == [
        ActivityKind.ASSEMBLY,
        ActivityKind.COMMITTEE,
        ActivityKind.GROUP,
        ActivityKind.LECTURE,
        ActivityKind.THEME_DAY,
        ActivityKind.LIFE_MEETING,
        ActivityKind.APPRAISAL,
    ]
    assert all(line.source for line in lines)
    assert "第十一条" in lines[0].source
    assert lines[4].words == "每月1次，5日"


def test_edited_requirements_are_kept_and_an_empty_list_asks_for_nothing(branch):
    mine = (Requirement(ActivityKind.LECTURE, Span.HALF, 1, 20, "支部制度", date(2026, 7, 1)),)

    requirements.save(branch, mine)
    assert requirements.load(branch) == mine
    requirements.save(branch, ())
    assert requirements.load(branch) == ()


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (Requirement(ActivityKind.LECTURE, Span.MONTH, 0), "0.times"),
        (Requirement(ActivityKind.LECTURE, Span.MONTH, 1, 32), "0.day"),
    ],
)
def test_numbers_out_of_range_are_said_beside_their_field(branch, line, field):
    with pytest.raises(BadInput) as caught:
        requirements.save(branch, [line])
    assert caught.value.field == field


def test_a_kind_has_one_line(branch):
    line = Requirement(ActivityKind.LECTURE, Span.MONTH)
    with pytest.raises(BadInput, match="党课”已有一行"):
        requirements.save(branch, [line, line])


@pytest.mark.parametrize(
    ("line", "period", "days"),
    [
        (Requirement(ActivityKind.THEME_DAY, Span.MONTH, 1, 5), "2026-03", ["2026-03-05"]),
        (Requirement(ActivityKind.THEME_DAY, Span.MONTH, 1, 31), "2026-02", ["2026-02-28"]),
        (Requirement(ActivityKind.THEME_DAY, Span.MONTH, 1, 29), "2028-02", ["2028-02-29"]),
        (Requirement(ActivityKind.ASSEMBLY, Span.QUARTER), "2026Q1", ["2026-03-31"]),
        (Requirement(ActivityKind.ASSEMBLY, Span.QUARTER, 1, 10), "2026Q1", ["2026-03-10"]),
        (Requirement(ActivityKind.LECTURE, Span.YEAR, 2, 20), "2026", ["2026-06-20", "2026-12-20"]),
        (Requirement(ActivityKind.STUDY, Span.MONTH, 2, 5), "2026-03", ["2026-03-05", "2026-03-15"]),
    ],
)
def test_days_by_which_each_time_is_to_be_held(line, period, days):
    assert [str(day) for day in line.days(Period.parse(period))] == days


def test_a_requirement_asks_nothing_of_periods_before_it_holds():
    line = Requirement(ActivityKind.LECTURE, Span.QUARTER, since=date(2026, 5, 1))

    assert not line.asks(Period.parse("2026Q1"))
    assert line.asks(Period.parse("2026Q2"))

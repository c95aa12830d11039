from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.models.kinds import Presence
from app.services import advice, advice_steps
from app.services.advice import AdviceKind
from app.services.advice_steps import AdviceStep, StepKind
from app.services.errors import BadInput
from tests.life_helpers import make_activity, make_member, mark

RULE = AdviceStep(StepKind.UNEXCUSED, 2, "由党小组组长谈话", "本支部考勤制度第五条")


def test_presets_are_the_steps_found_each_with_its_source(branch):
    steps = advice_steps.load(branch)

    counts = {kind: [step.count for step in steps if step.kind is kind] for kind in StepKind}
    assert counts == {
        StepKind.UNEXCUSED: [1, 2, 3],
        StepKind.LATE: [],
        StepKind.LEAVE: [],
        StepKind.MONTHS: [2, 4, 6],
        StepKind.ON_LEAVE: [0],
        StepKind.RATE: [80],
    }
    assert all("条例" in step.source for step in steps)


def test_a_branch_s_own_steps_replace_the_presets_and_are_quoted_with_their_source(branch):
    make_member(branch, "李敏")
    advice_steps.save(branch, [RULE])
    for day in (2, 9):
        rows = advice.list_advice(branch)
        assert rows == [], "one absence is below the branch's first step"
        mark(branch, make_activity(branch, date(2026, 11, day), topic=f"{day}日"), 李敏=Presence.UNEXCUSED)

    (row,) = advice.list_advice(branch)

    assert (row.kind, row.count, row.level) == (AdviceKind.UNEXCUSED, 2, 1)
    assert (row.advice, row.source) == (RULE.advice, RULE.source)


def test_saving_again_keeps_the_order_by_count(branch):
    advice_steps.save(branch, [replace(RULE, count=5), RULE])

    assert [step.count for step in advice_steps.load(branch)] == [2, 5]
    assert advice_steps.save(branch, advice_steps.load(branch)).rows == ()


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (replace(RULE, count=0), "0.count"),
        (replace(RULE, count=37), "0.count"),
        (replace(RULE, kind=StepKind.RATE, count=101), "0.count"),
        (replace(RULE, advice=" "), "0.advice"),
        (replace(RULE, source=""), "0.source"),
    ],
)
def test_a_step_that_cannot_be_is_refused_beside_its_cell(branch, line, field):
    with pytest.raises(BadInput) as refused:
        advice_steps.save(branch, [line])
    assert refused.value.field == field
    assert advice_steps.load(branch) == advice_steps.presets()


def test_two_steps_of_one_count_are_refused(branch):
    with pytest.raises(BadInput, match="已有同样的一行") as refused:
        advice_steps.save(branch, [RULE, RULE])
    assert refused.value.field == "1.count"

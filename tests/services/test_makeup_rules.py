from __future__ import annotations

from datetime import date

import pytest

from app.models.kinds import MakeupState
from app.services import makeup_rules
from app.services.errors import BadInput, Refused
from app.services.makeup_rules import AwaySpan, Step, TaskDates

D = date


@pytest.mark.parametrize(
    ("step", "state", "words"),
    [
        (Step.CLAIM, MakeupState.WAITING, "请先登记返岗"),
        (Step.CLAIM, MakeupState.CLAIMED, "请先上报"),
        (Step.CLAIM, MakeupState.DONE, "请先恢复"),
        (Step.REPORT, MakeupState.WAITING, "请先登记返岗"),
        (Step.REPORT, MakeupState.OPEN, "请先认领"),
        (Step.VERIFY, MakeupState.OPEN, "请先认领"),
        (Step.VERIFY, MakeupState.CLAIMED, "请先上报"),
        (Step.VERIFY, MakeupState.SENT_BACK, "重新上报"),
        (Step.SEND_BACK, MakeupState.DONE, "请先恢复"),
        (Step.RETURN, MakeupState.EXEMPT, "请先恢复"),
        (Step.RETURN, MakeupState.CANCELLED, "不用再办"),
        (Step.REOPEN, MakeupState.REPORTED, "核验或退回"),
    ],
)
def test_a_step_out_of_turn_is_refused_with_what_comes_first(step, state, words):
    with pytest.raises(Refused, match=words) as refusal:
        makeup_rules.check_step(step, state, "张三")

    assert refusal.value.message.startswith("张三的补学任务")


def test_every_open_state_has_one_next_step_and_it_is_allowed():
    for state in MakeupState:
        step = makeup_rules.next_step(state)
        assert (step is None) == state.closed
        assert step is None or makeup_rules.may(step, state)


@pytest.mark.parametrize(
    ("dates", "state"),
    [
        (TaskDates(), MakeupState.WAITING),
        (TaskDates(returned_on=D(2026, 3, 2)), MakeupState.OPEN),
        (TaskDates(returned_on=D(2026, 3, 2), claimed_on=D(2026, 3, 3)), MakeupState.CLAIMED),
        (TaskDates(D(2026, 3, 2), None, D(2026, 3, 3), None, D(2026, 3, 4)), MakeupState.REPORTED),
    ],
)
def test_dates_tell_where_a_task_stands(dates, state):
    assert makeup_rules.state_from_dates(dates) is state


@pytest.mark.parametrize(
    ("state", "dates", "today", "overdue", "late", "words"),
    [
        (MakeupState.WAITING, TaskDates(), D(2026, 3, 9), False, False, ""),
        (MakeupState.OPEN, TaskDates(claim_due=D(2026, 3, 4)), D(2026, 3, 4), False, False, ""),
        (MakeupState.OPEN, TaskDates(claim_due=D(2026, 3, 4)), D(2026, 3, 5), True, False, "逾期未认领"),
        (
            MakeupState.CLAIMED,
            TaskDates(claim_due=D(2026, 3, 4), claimed_on=D(2026, 3, 6), complete_due=D(2026, 3, 13)),
            D(2026, 3, 9),
            False,
            True,
            "迟认领",
        ),
        (
            MakeupState.SENT_BACK,
            TaskDates(claimed_on=D(2026, 3, 3), complete_due=D(2026, 3, 10)),
            D(2026, 3, 11),
            True,
            False,
            "逾期未完成",
        ),
        (
            MakeupState.REPORTED,
            TaskDates(complete_due=D(2026, 3, 10), reported_on=D(2026, 3, 12)),
            D(2026, 3, 20),
            False,
            True,
            "迟完成",
        ),
        (
            MakeupState.DONE,
            TaskDates(None, D(2026, 3, 4), D(2026, 3, 6), D(2026, 3, 8), D(2026, 3, 9), D(2026, 3, 10)),
            D(2026, 9, 1),
            False,
            True,
            "迟认领、迟完成",
        ),
        (MakeupState.CLAIMED, TaskDates(claimed_on=D(2026, 3, 3)), D(2027, 3, 3), False, False, ""),
    ],
)
def test_lateness_is_a_flag_from_dates_and_today(state, dates, today, overdue, late, words):
    found = makeup_rules.lateness(state, dates, today)

    assert (found.overdue, found.late, found.words) == (overdue, late, words)


def test_return_is_inherited_from_the_period_that_covers_the_absence():
    spans = [AwaySpan(D(2026, 6, 1), D(2026, 6, 20)), AwaySpan(D(2026, 7, 1), None)]

    assert makeup_rules.inherited_return([D(2026, 6, 10)], spans) == D(2026, 6, 20)
    assert makeup_rules.inherited_return([D(2026, 6, 20)], spans) == D(2026, 6, 20)
    assert makeup_rules.inherited_return([D(2026, 6, 25)], spans) is None
    assert makeup_rules.inherited_return([D(2026, 7, 9)], spans) is None
    assert makeup_rules.inherited_return([D(2026, 6, 10), D(2026, 7, 9)], spans) is None


def test_who_comes_back_from_one_period_while_another_goes_on_is_still_away():
    long, short = AwaySpan(D(2026, 6, 1), D(2026, 6, 30)), AwaySpan(D(2026, 6, 10), D(2026, 6, 15))

    assert makeup_rules.inherited_return([D(2026, 6, 12)], [long, short]) == D(2026, 6, 30)
    chain = [AwaySpan(D(2026, 6, 1), D(2026, 6, 10)), AwaySpan(D(2026, 6, 8), D(2026, 6, 20))]
    assert makeup_rules.inherited_return([D(2026, 6, 3)], chain) == D(2026, 6, 20)
    assert makeup_rules.inherited_return([D(2026, 6, 3)], [chain[0], AwaySpan(D(2026, 6, 8), None)]) is None
    assert makeup_rules.inherited_return([D(2026, 6, 12)], [AwaySpan(D(2026, 6, 12), D(2026, 6, 12))]) == D(
        2026, 6, 12
    )


def test_of_two_periods_that_touch_the_later_one_gives_the_return():
    spans = [AwaySpan(D(2026, 6, 10), D(2026, 6, 30)), AwaySpan(D(2026, 6, 1), D(2026, 6, 10))]

    assert makeup_rules.inherited_return([D(2026, 6, 10)], spans) == D(2026, 6, 30)
    assert makeup_rules.inherited_return([D(2026, 6, 5), D(2026, 6, 15)], spans) == D(2026, 6, 30)


@pytest.mark.parametrize(
    ("check", "field"),
    [
        (lambda: makeup_rules.check_return(None, [], None, D(2026, 3, 9)), "returned_on"),
        (lambda: makeup_rules.check_return(D(2026, 3, 10), [], None, D(2026, 3, 9)), "returned_on"),
        (
            lambda: makeup_rules.check_return(D(2026, 3, 1), [D(2026, 3, 2)], None, D(2026, 3, 9)),
            "returned_on",
        ),
        (
            lambda: makeup_rules.check_return(D(2026, 3, 5), [D(2026, 3, 2)], D(2026, 3, 4), D(2026, 3, 9)),
            "returned_on",
        ),
        (lambda: makeup_rules.check_claim(None, None, None, D(2026, 3, 9)), "claimed_on"),
        (lambda: makeup_rules.check_claim(D(2026, 3, 1), None, D(2026, 3, 2), D(2026, 3, 9)), "claimed_on"),
        (
            lambda: makeup_rules.check_claim(D(2026, 3, 3), D(2026, 3, 2), D(2026, 3, 2), D(2026, 3, 9)),
            "complete_due",
        ),
        (lambda: makeup_rules.check_report(D(2026, 3, 1), D(2026, 3, 2), D(2026, 3, 9)), "reported_on"),
        (lambda: makeup_rules.check_verified(D(2026, 3, 1), D(2026, 3, 2), D(2026, 3, 9)), "verified_on"),
        (lambda: makeup_rules.check_verified(D(2026, 3, 10), None, D(2026, 3, 9)), "verified_on"),
    ],
)
def test_a_date_that_cannot_be_right_is_refused_beside_its_field(check, field):
    with pytest.raises(BadInput) as refusal:
        check()

    assert refusal.value.field == field

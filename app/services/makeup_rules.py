"""The rule of 补学补领: which step may follow which state, what a date must satisfy, what counts as late.

Pure: states and dates in, answers out. Lateness (逾期) is a flag worked out from dates and today; it never
ends a task, since a late claim is still a claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.models.kinds import Kind, MakeupState
from app.services.errors import BadInput, Refused


class Step(Kind):
    """What can be done to a task."""

    RETURN = "return", "登记返岗"
    CLAIM = "claim", "认领"
    REPORT = "report", "上报"
    VERIFY = "verify", "核验"
    SEND_BACK = "send_back", "退回"
    EXEMPT = "exempt", "免补"
    REOPEN = "reopen", "恢复"


_WORKING = frozenset(
    {MakeupState.WAITING, MakeupState.OPEN, MakeupState.CLAIMED, MakeupState.REPORTED, MakeupState.SENT_BACK}
)

_ALLOWED: dict[Step, frozenset[MakeupState]] = {
    Step.RETURN: _WORKING,
    Step.CLAIM: frozenset({MakeupState.OPEN}),
    Step.REPORT: frozenset({MakeupState.CLAIMED, MakeupState.SENT_BACK}),
    Step.VERIFY: frozenset({MakeupState.REPORTED}),
    Step.SEND_BACK: frozenset({MakeupState.REPORTED}),
    Step.EXEMPT: _WORKING,
    Step.REOPEN: frozenset({MakeupState.DONE, MakeupState.EXEMPT}),
}

_NEXT: dict[MakeupState, Step] = {
    MakeupState.WAITING: Step.RETURN,
    MakeupState.OPEN: Step.CLAIM,
    MakeupState.CLAIMED: Step.REPORT,
    MakeupState.SENT_BACK: Step.REPORT,
    MakeupState.REPORTED: Step.VERIFY,
}

_MISSING: dict[MakeupState, str] = {
    MakeupState.WAITING: "还没有返岗日期，请先登记返岗",
    MakeupState.OPEN: "还没有认领，请先认领补学任务",
    MakeupState.CLAIMED: "还没有上报完成情况，请先上报",
    MakeupState.SENT_BACK: "已退回，请重新上报后再核验",
    MakeupState.REPORTED: "已经上报，请核验或退回",
    MakeupState.DONE: "已经补完，如需更改请先恢复",
    MakeupState.EXEMPT: "已经免补，如需更改请先恢复",
    MakeupState.CANCELLED: "已随考勤更正而撤销，不用再办",
}


@dataclass(frozen=True, slots=True)
class TaskDates:
    """The dates of one task; None where that step has not been taken."""

    returned_on: date | None = None
    claim_due: date | None = None
    claimed_on: date | None = None
    complete_due: date | None = None
    reported_on: date | None = None
    verified_on: date | None = None


@dataclass(frozen=True, slots=True)
class Lateness:
    """`overdue`: a limit has passed and the step is still open. `late`: it was taken after its limit."""

    overdue: bool
    late: bool
    words: str


@dataclass(frozen=True, slots=True)
class AwaySpan:
    """One 离岗 period as the rule sees it; both ends belong to it, `back_on` is the day of return."""

    starts_on: date
    back_on: date | None

    def covers(self, day: date) -> bool:
        """Whether an absence on `day` falls into this period."""
        return self.starts_on <= day and (self.back_on is None or day <= self.back_on)


def next_step(state: MakeupState) -> Step | None:
    """Return the one step a task waits for, or None when nothing more is to be done."""
    return _NEXT.get(state)


def may(step: Step, state: MakeupState) -> bool:
    """Tell whether a task of this state allows the step."""
    return state in _ALLOWED[step]


def check_step(step: Step, state: MakeupState, who: str) -> None:
    """Refuse a step that does not fit the state.

    Raises:
        Refused: With the name of the member and what has to be done first.

    """
    if not may(step, state):
        raise Refused(f"{who}的补学任务{_MISSING[state]}。")


def state_from_dates(dates: TaskDates) -> MakeupState:
    """Return the state that the dates support: where a task stands after a step was taken back."""
    if dates.verified_on is not None:
        return MakeupState.DONE
    if dates.reported_on is not None:
        return MakeupState.REPORTED
    if dates.claimed_on is not None:
        return MakeupState.CLAIMED
    return MakeupState.WAITING if dates.returned_on is None else MakeupState.OPEN


def inherited_return(days: Iterable[date], spans: Iterable[AwaySpan]) -> date | None:
    """Return the day of return for absences on `days`, or None while it is unknown.

    Every day takes the return of the period that covers it (of two that touch, the later one). Who comes
    back from one period while another goes on (sick leave within a secondment) is still away until that
    one ends. One task for several absences starts with the last of them.
    """
    known = sorted(spans, key=lambda span: span.starts_on)
    backs = []
    for day in days:
        back = _back_from(day, known)
        if back is None:
            return None
        backs.append(back)
    return max(backs, default=None)


def _back_from(day: date, spans: Sequence[AwaySpan]) -> date | None:
    """Return the day on which a member who was away on `day` is back from everything, None if not yet."""
    covering = [span for span in spans if span.covers(day)]
    last = covering[-1] if covering else None
    while last is not None and last.back_on is not None:
        back = last.back_on
        # leaving again on the day of return is a return all the same
        last = next((span for span in spans if span.starts_on < back and _outlasts(span, back)), None)
        if last is None:
            return back
    return None


def _outlasts(span: AwaySpan, day: date) -> bool:
    return span.back_on is None or span.back_on > day


def check_return(
    returned_on: date | None, missed: Iterable[date], claimed_on: date | None, today: date
) -> date:
    """Check a return date (返岗日期) against the missed activities, the claim and today.

    Raises:
        BadInput: Beside the field `returned_on`.

    """
    day = _given(returned_on, "返岗日期", "returned_on", today)
    last = max(missed, default=day)
    if day < last:
        raise BadInput(f"返岗日期不能早于活动日期 {last:%Y-%m-%d}，请检查。", field="returned_on")
    if claimed_on is not None and day > claimed_on:
        raise BadInput(
            f"已于 {claimed_on:%Y-%m-%d} 认领，返岗日期不能晚于认领日期，请检查。", field="returned_on"
        )
    return day


def check_claim(
    claimed_on: date | None, complete_due: date | None, returned_on: date | None, today: date
) -> date:
    """Check the dates of a claim (认领).

    Raises:
        BadInput: Beside the field `claimed_on` or `complete_due`.

    """
    day = _given(claimed_on, "认领日期", "claimed_on", today)
    if returned_on is not None and day < returned_on:
        raise BadInput(f"认领日期不能早于返岗日期 {returned_on:%Y-%m-%d}，请检查。", field="claimed_on")
    if complete_due is not None and complete_due < day:
        raise BadInput("完成期限不能早于认领日期，请检查。", field="complete_due")
    return day


def check_report(reported_on: date | None, claimed_on: date | None, today: date) -> date:
    """Check the day of a report (上报).

    Raises:
        BadInput: Beside the field `reported_on`.

    """
    day = _given(reported_on, "完成日期", "reported_on", today)
    if claimed_on is not None and day < claimed_on:
        raise BadInput(f"完成日期不能早于认领日期 {claimed_on:%Y-%m-%d}，请检查。", field="reported_on")
    return day


def check_verified(verified_on: date | None, reported_on: date | None, today: date) -> date:
    """Check the day of the verification (核验).

    Raises:
        BadInput: Beside the field `verified_on`.

    """
    day = _given(verified_on, "核验日期", "verified_on", today)
    if reported_on is not None and day < reported_on:
        raise BadInput(f"核验日期不能早于上报日期 {reported_on:%Y-%m-%d}，请检查。", field="verified_on")
    return day


def limit_of(state: MakeupState, dates: TaskDates) -> date | None:
    """Return the deadline of the step the task waits for, or None where there is none."""
    if state is MakeupState.OPEN:
        return dates.claim_due
    return dates.complete_due if state in (MakeupState.CLAIMED, MakeupState.SENT_BACK) else None


def lateness(state: MakeupState, dates: TaskDates, today: date) -> Lateness:
    """Return what is late about a task today."""
    claimed_late = _after(dates.claimed_on, dates.claim_due)
    reported_late = _after(dates.reported_on, dates.complete_due)
    limit = limit_of(state, dates)
    overdue = limit is not None and today > limit
    if overdue:
        words = "逾期未认领" if state is MakeupState.OPEN else "逾期未完成"
    else:
        words = "、".join(w for w, is_so in (("迟认领", claimed_late), ("迟完成", reported_late)) if is_so)
    return Lateness(overdue=overdue, late=claimed_late or reported_late, words=words)


def _after(day: date | None, limit: date | None) -> bool:
    return day is not None and limit is not None and day > limit


def _given(day: date | None, what: str, field: str, today: date) -> date:
    if day is None:
        raise BadInput(f"请填写{what}。", field=field)
    if day > today:
        raise BadInput(f"{what}不能晚于今天，请检查。", field=field)
    return day

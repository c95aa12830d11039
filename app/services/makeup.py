"""补学补领: what is done to a task: return, claim, report, verify, send back, exempt, reopen, merge.

Every step checks the state machine of `makeup_rules`, is logged, and brings the points in line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app.models.activity import Attendance, MakeupTask, StudyTask
from app.models.kinds import MakeupForm, MakeupState
from app.models.member import Member
from app.services import attachments, away, makeup_rules, makeup_tasks, settings
from app.services.attachments import Owner, PaperChanges
from app.services.branch_calendar import calendar_in
from app.services.context import Changes, Context, Work
from app.services.errors import BadInput, NotFound, Refused
from app.services.files import clean_text
from app.services.makeup_rules import Step
from app.services.makeup_tasks import activities_of, dates_of, missed_days_in, set_deadline
from app.services.points.posting import post_activities_in


@dataclass(frozen=True, slots=True)
class ClaimDraft:
    """What the form of a claim (认领) holds: a task of the library or a text, the form, the dates.

    `complete_due` None takes the limit of the settings, counted from the claim.
    """

    claimed_on: date | None
    study_task_id: int | None = None
    task_text: str = ""
    form: MakeupForm | None = None
    complete_due: date | None = None


@dataclass(frozen=True, slots=True)
class ReportDraft:
    """What the form of a report (上报) holds: the day of completion and the material handed in."""

    reported_on: date | None
    material: str = ""


def set_return_date(ctx: Context, task_ids: Iterable[int], returned_on: date | None) -> Changes:
    """Enter the return (返岗) for tasks; an open 离岗 period that covers them ends with it.

    Every task the period covers starts its clock, also those not among `task_ids`.

    Raises:
        NotFound: A task does not exist.
        BadInput: The date is missing, in the future, before a missed activity or after the claim.
        Refused: A task is closed.

    """
    with ctx.write("登记返岗日期") as work:
        tasks = _get_all(work, task_ids, Step.RETURN)
        rules = settings.load_in(work.session)
        calendar = calendar_in(work.session)
        days = missed_days_in(work.session, [task.id for task in tasks])
        day = returned_on
        for task in tasks:
            try:
                day = makeup_rules.check_return(returned_on, days[task.id], task.claimed_on, work.today)
            except BadInput as error:
                raise BadInput(f"{_name(work, task)}：{error.message}", field=error.field) from error
            task.return_typed = not away.close_covering_in(work, task.member_id, days[task.id], day)
            task.returned_on = day
            set_deadline(task, rules, calendar)
            if task.state is MakeupState.WAITING:
                task.state = MakeupState.OPEN
        work.session.flush()
        makeup_tasks.redate_members_in(work, {task.member_id for task in tasks})
        _post(work, tasks)
    return work.changes


def claim(ctx: Context, task_ids: Iterable[int], draft: ClaimDraft) -> Changes:
    """Claim study tasks; a claim after the deadline is taken and shown as late.

    Raises:
        NotFound: A task does not exist.
        BadInput: A value does not fit its field.
        Refused: There is no return date yet, or it was claimed before.

    """
    with ctx.write("认领补学任务") as work:
        tasks = _get_all(work, task_ids, Step.CLAIM)
        rules = settings.load_in(work.session)
        text = _chosen_text(work, draft)
        if draft.form is None:
            raise BadInput("请选择补学形式。", field="form")
        for task in tasks:
            day = makeup_rules.check_claim(draft.claimed_on, draft.complete_due, task.returned_on, work.today)
            task.claimed_on, task.study_task_id, task.task_text = day, draft.study_task_id, text
            task.form = draft.form
            task.complete_due = draft.complete_due or _limit(day, rules.complete_days)
            task.state = MakeupState.CLAIMED
        _post(work, tasks)
    return work.changes


def report(ctx: Context, task_ids: Iterable[int], draft: ReportDraft) -> Changes:
    """Report completion with the material handed in.

    Raises:
        NotFound: A task does not exist.
        BadInput: A value does not fit its field.
        Refused: It was not claimed yet, or is reported already.

    """
    with ctx.write("上报补学完成情况") as work:
        tasks = _get_all(work, task_ids, Step.REPORT)
        material = clean_text(draft.material, limit=500, field="material")
        if not material:
            raise BadInput("请写明完成材料，例如“学习笔记 1 份”。", field="material")
        for task in tasks:
            day = makeup_rules.check_report(draft.reported_on, task.claimed_on, work.today)
            task.reported_on, task.material, task.state = day, material, MakeupState.REPORTED
        _post(work, tasks)
    return work.changes


def verify(ctx: Context, task_ids: Iterable[int], verifier: str, verified_on: date | None) -> Changes:
    """Accept a report (核验通过): the task is done (已补).

    Raises:
        NotFound: A task does not exist.
        BadInput: The verifier is missing or is the member himself, or the date does not fit.
        Refused: It was not reported yet.

    """
    with ctx.write("核验补学") as work:
        tasks = _get_all(work, task_ids, Step.VERIFY)
        who = _text(verifier, "请填写核验人。", "verifier", 40)
        for task in tasks:
            if who == _name(work, task):
                raise BadInput(f"核验人不能是本人，{who}的补学请由其他同志核验。", field="verifier")
            day = makeup_rules.check_verified(verified_on, task.reported_on, work.today)
            task.verifier, task.verified_on, task.reason = who, day, None
            task.state = MakeupState.DONE
        _post(work, tasks)
    return work.changes


def send_back(ctx: Context, task_ids: Iterable[int], reason: str) -> Changes:
    """Send a report back (退回) with the reason; it has to be reported again.

    Raises:
        NotFound: A task does not exist.
        BadInput: The reason is missing.
        Refused: It was not reported yet.

    """
    with ctx.write("退回补学") as work:
        tasks = _get_all(work, task_ids, Step.SEND_BACK)
        why = _text(reason, "请写明退回的原因，例如“心得不足 800 字”。", "reason", 200)
        for task in tasks:
            task.state, task.reason, task.reported_on = MakeupState.SENT_BACK, why, None
        _post(work, tasks)
    return work.changes


def exempt(ctx: Context, task_ids: Iterable[int], reason: str) -> Changes:
    """Decide that no make-up is owed (免补), with the reason.

    Raises:
        NotFound: A task does not exist.
        BadInput: The reason is missing.
        Refused: It is closed already.

    """
    with ctx.write("免补") as work:
        tasks = _get_all(work, task_ids, Step.EXEMPT)
        why = _text(reason, "请写明免补的原因，例如“组织关系已转出”。", "reason", 200)
        for task in tasks:
            task.state, task.reason = MakeupState.EXEMPT, why
        _post(work, tasks)
    return work.changes


def reopen(ctx: Context, task_ids: Iterable[int]) -> Changes:
    """Take back a verification or an exemption made by mistake: the task stands where its dates left off.

    Raises:
        NotFound: A task does not exist.
        Refused: It is neither done nor exempt.

    """
    with ctx.write("恢复补学任务") as work:
        tasks = _get_all(work, task_ids, Step.REOPEN)
        for task in tasks:
            task.verifier, task.verified_on, task.reason = None, None, None
            task.state = makeup_rules.state_from_dates(dates_of(task))
        _post(work, tasks)
    return work.changes


def change_papers(ctx: Context, task_id: int, papers: PaperChanges) -> Changes:
    """Keep the evidence of a make-up (笔记、心得 as scans) with it, and take papers off.

    Raises:
        NotFound: The task or a paper does not exist.
        BadFile: A paper is not of a kind that may be attached.
        Refused: The same file hangs there already.

    """
    with ctx.write("更改补学材料") as work:
        if work.session.get(MakeupTask, task_id) is None:
            raise NotFound("这条补学任务已不存在，请刷新后重试。")
        attachments.change_in(work, Owner.MAKEUP, task_id, papers)
    return work.changes


def merge(ctx: Context, task_ids: Sequence[int]) -> Changes:
    """Let one task serve several absences of a member; the clock starts with the last of them.

    Raises:
        NotFound: A task does not exist.
        Refused: Fewer than two tasks, of several members, or one that was claimed already.

    """
    with ctx.write("合并补学任务") as work:
        tasks = _get_all(work, task_ids, Step.EXEMPT)
        if len(tasks) < 2:
            raise Refused("请至少选择同一名党员的两条补学任务再合并。")
        if len({task.member_id for task in tasks}) > 1:
            raise Refused("只能合并同一名党员的补学任务。")
        if any(task.claimed_on is not None for task in tasks):
            raise Refused("已认领的补学任务不能再合并，请分别办理。")
        kept, *others = tasks
        query = select(Attendance).where(Attendance.makeup_task_id.in_([task.id for task in others]))
        for line in work.session.scalars(query):
            line.makeup_task_id = kept.id
        returns = [task.returned_on for task in tasks if task.returned_on is not None and task.return_typed]
        if len(returns) == len(tasks):
            kept.returned_on, kept.return_typed = max(returns), True
        else:
            kept.return_typed = False
        for task in others:
            task.state, task.reason = MakeupState.CANCELLED, "已并入另一条补学任务"
        set_deadline(kept, settings.load_in(work.session), calendar_in(work.session))
        work.session.flush()
        makeup_tasks.redate_members_in(work, [kept.member_id])
        _post(work, tasks)
    return work.changes


def recompute_deadlines(ctx: Context) -> Changes:
    """Count the deadlines of unclaimed tasks again, after the number of days or the calendar was changed."""
    with ctx.write("重算认领期限") as work:
        makeup_tasks.recompute_deadlines_in(work)
    return work.changes


def _get_all(work: Work, task_ids: Iterable[int], step: Step) -> list[MakeupTask]:
    """Return the tasks in their order after checking that every one of them allows the step."""
    tasks = []
    for task_id in dict.fromkeys(task_ids):
        task = work.session.get(MakeupTask, task_id)
        if task is None:
            raise NotFound("这条补学任务已不存在，请刷新后重试。")
        makeup_rules.check_step(step, task.state, _name(work, task))
        tasks.append(task)
    if not tasks:
        raise Refused("请先选择补学任务。")
    return tasks


def _post(work: Work, tasks: Iterable[MakeupTask]) -> None:
    work.session.flush()
    post_activities_in(work, activities_of(work.session, [task.id for task in tasks]))


def _chosen_text(work: Work, draft: ClaimDraft) -> str | None:
    text = clean_text(draft.task_text, limit=300, field="task_text")
    if draft.study_task_id is not None:
        if work.session.get(StudyTask, draft.study_task_id) is None:
            raise BadInput("所选任务已不在任务库里，请重新选择。", field="task_text")
        return text or None
    if not text:
        raise BadInput("请从任务库选择，或写明补学任务。", field="task_text")
    return text


def _limit(claimed_on: date, days: int | None) -> date | None:
    return None if days is None else claimed_on + timedelta(days=days)


def _text(text: str, missing: str, field: str, limit: int) -> str:
    wanted = clean_text(text, limit=limit, field=field)
    if not wanted:
        raise BadInput(missing, field=field)
    return wanted


def _name(work: Work, task: MakeupTask) -> str:
    return work.session.scalars(select(Member.name).where(Member.id == task.member_id)).one()

"""The 补学登记表 of a period: one line for each absence, with its make-up and what both did to the points."""

from __future__ import annotations

from dataclasses import replace

from app.models.kinds import MakeupState
from app.services import activity_rows, makeup_effects, makeup_rows, orgs, settings
from app.services.context import Context
from app.services.makeup_rows import Absence, MakeupRow, TaskFilter
from app.services.periods import Period
from app.services.reports import documents


def lines(ctx: Context, period: str) -> list[documents.MakeupRow]:
    """Return the lines of the register by date, without their effect on the points.

    Raises:
        BadInput: The period cannot be read.

    """
    found = Period.parse(period)
    made = [
        _line(row, absence)
        for row in makeup_rows.list_tasks(ctx, TaskFilter.of_period(period))
        for absence in row.absences
        if found.contains(absence.held_on)
    ]
    return sorted(made, key=lambda line: (line.held_on, line.activity_kind, line.topic))


def register(ctx: Context, period: str) -> documents.MakeupSheet:
    """Return the whole register of a period with the figures of its activities.

    Raises:
        BadInput: The period cannot be read.

    """
    found = Period.parse(period)
    names, branch = settings.load(ctx), orgs.branch(ctx)
    effects = makeup_effects.effects(ctx, period)
    held = activity_rows.list_activities(
        ctx, activity_rows.ActivityFilter(since=found.start, until=found.end)
    )
    return documents.MakeupSheet(
        head=documents.SheetHead(names.unit, names.recorder, names.secretary, ctx.today),
        branch="" if branch is None else branch.name,
        period=found.label,
        rows=tuple(
            replace(line, effect=effects.get(makeup_effects.line_key(line), ""))
            for line in lines(ctx, period)
        ),
        activities=tuple(
            documents.ActivityCount(
                held_on=row.held_on,
                kind=row.kind.label,
                topic=row.topic,
                expected=row.count.expected,
                present=row.count.present,
                on_leave=row.count.on_leave,
                unexcused=row.count.unexcused,
                made_up=row.count.made_up,
            )
            for row in reversed(held)
            if row.count.expected > row.count.unmarked
        ),
    )


def _line(row: MakeupRow, absence: Absence) -> documents.MakeupRow:
    outcome = row.state.label if row.state.closed or row.state is MakeupState.SENT_BACK else ""
    return documents.MakeupRow(
        held_on=absence.held_on,
        activity_kind=absence.kind.label,
        topic=absence.topic,
        name=row.name,
        group=row.group_name,
        absence="" if absence.presence is None else absence.presence.label,
        approved_by=absence.approval,
        returned_on=row.returned_on,
        claim_due=row.claim_due,
        claimed_on=row.claimed_on,
        task=row.task_text,
        form="" if row.form is None else row.form.label,
        due=row.complete_due,
        done_on=row.reported_on,
        material=row.material,
        verified_by=row.verifier,
        verified_on=row.verified_on,
        outcome=outcome,
        overdue=row.overdue,
        provisional=row.provisional,
    )

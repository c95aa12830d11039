"""本支部的名称与规则: everything the settings page saves at once, as one step that can be undone."""

from __future__ import annotations

from dataclasses import replace

from app.services import makeup_tasks, orgs, settings
from app.services.context import Changes, Context
from app.services.files import clean_text
from app.services.settings import BranchSettings

_LONGEST = 100


def save(ctx: Context, branch: str, wanted: BranchSettings) -> Changes:
    """Rename the branch and save its settings; unclaimed make-ups get their deadlines counted again.

    Raises:
        BadInput: A name is missing or too long, or a number is out of its range; `field` names it.

    """
    clean = replace(
        wanted,
        unit=_name(wanted.unit, "unit"),
        secretary=_name(wanted.secretary, "secretary"),
        recorder=_name(wanted.recorder, "recorder"),
        reviewer=_name(wanted.reviewer, "reviewer"),
    )
    with ctx.write("修改设置") as work:
        before = settings.load_in(work.session)
        orgs.set_branch_in(work, branch)
        settings.save_in(work, clean)
        if wanted.claim_days != before.claim_days:
            work.session.flush()
            makeup_tasks.recompute_deadlines_in(work)
    return work.changes


def operator_of(known: BranchSettings) -> str:
    """Return who is named as acting in the log: the recorder, else the secretary."""
    return known.recorder or known.secretary


def _name(text: str, field: str) -> str:
    return clean_text(text, limit=_LONGEST, field=field)

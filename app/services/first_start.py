"""首次启动: unit, branch, groups and rulebook made in one step, with the roster where one was chosen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from app.services import orgs, requirements, settings, study_tasks
from app.services.context import Changes, Context, Work
from app.services.errors import BadInput, Refused
from app.services.files import clean_text
from app.services.points import rulebooks

USUAL_GROUPS = ("第一党小组", "第二党小组")


@dataclass(frozen=True, slots=True)
class BranchDraft:
    """What the assistant asks of the branch; `groups` may be empty (a small branch has none).

    `rulebook` is the code of a preset, empty for none yet.
    """

    unit: str
    branch: str
    groups: tuple[str, ...] = ()
    secretary: str = ""
    recorder: str = ""
    rulebook: str = ""


def needed(ctx: Context) -> bool:
    """Tell whether the file has no branch yet."""
    return orgs.branch(ctx) is None


def problems(draft: BranchDraft) -> list[BadInput]:
    """Return what is wrong with the names, one a field."""
    found = []
    if not draft.unit.strip():
        found.append(BadInput("请填写单位名称，如“某某市水利局”。", field="unit"))
    if not draft.branch.strip():
        found.append(BadInput("请填写党支部名称，如“机关第一党支部”。", field="branch"))
    names = [name.strip() for name in draft.groups]
    if len(set(names)) != len(names):
        found.append(BadInput("有两个党小组同名，请改成不同的名称。", field="groups"))
    return found


def create_branch(ctx: Context, draft: BranchDraft) -> Changes:
    """Make the branch with its groups, names, study tasks and rulebook (from 1 January on) in one step.

    Raises:
        BadInput: A name is missing or given twice.
        Refused: The file has a branch already.

    """
    with ctx.write("建立支部", undoable=False) as work:
        create_branch_in(work, draft)
    return work.changes


def create_branch_in(work: Work, draft: BranchDraft) -> None:
    """Make the branch inside an open transaction."""
    for problem in problems(draft):
        raise problem
    if orgs.branch_in(work.session) is not None:
        raise Refused("这里已经建立了支部，请在“设置”中修改名称。")
    orgs.set_branch_in(work, draft.branch)
    for name in draft.groups:
        orgs.group_in(work, name)
    known = settings.load_in(work.session)
    named = replace(
        known,
        unit=clean_text(draft.unit, limit=100, field="unit"),
        secretary=clean_text(draft.secretary, limit=50, field="secretary"),
        recorder=clean_text(draft.recorder, limit=50, field="recorder"),
    )
    settings.save_in(work, named)
    study_tasks.seed_in(work)
    requirements.begin_in(work)
    if draft.rulebook:
        rulebooks.adopt_preset_in(work, draft.rulebook, date(work.today.year, 1, 1))

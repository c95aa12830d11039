"""未保存的方案修改: a rulebook being edited, kept among the drafts so that a crash does not lose it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.services import drafts
from app.services.context import Context
from app.services.points.drafting import WorkingCopy, from_file
from app.services.points.findings import BadRulebook
from app.services.points.rulebook import read
from app.services.points.writing import dump

_KEY = "积分方案"


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """What was being edited when the program ended; `fresh`: it had never been saved."""

    title: str
    kept_at: datetime
    fresh: bool
    copy: WorkingCopy


def keep(ctx: Context, copy: WorkingCopy, *, fresh: bool) -> None:
    """Keep a working copy as it stands, in the place of any former one."""
    replaces = None if copy.replaces is None else copy.replaces.isoformat()
    drafts.keep(ctx, _KEY, {"text": dump(copy.rulebook), "replaces": replaces, "fresh": fresh})


def kept(ctx: Context) -> KeptDraft | None:
    """Return what was kept, None where nothing was or it cannot be read any more."""
    found = drafts.find(ctx, _KEY)
    if found is None:
        return None
    data = found.content
    try:
        rulebook = read(data["text"])[0]
        replaces = None if data["replaces"] is None else date.fromisoformat(data["replaces"])
        fresh = bool(data["fresh"])
    except (ValueError, KeyError, TypeError, BadRulebook):
        # a draft is a convenience: one of another version must not keep the page from opening
        return None
    copy = from_file(ctx, rulebook)
    return KeptDraft(rulebook.title, found.saved_at, fresh, WorkingCopy(rulebook, copy.used, replaces))


def forget(ctx: Context) -> None:
    """Delete what was kept: it has been saved or given up."""
    drafts.drop(ctx, _KEY)

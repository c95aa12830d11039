"""未保存的方案修改: a copy of a rulebook being edited, kept in the data folder so that a crash does not lose it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from app.services.context import Context
from app.services.files import write_atomic
from app.services.points.drafting import WorkingCopy, from_file
from app.services.points.findings import BadRulebook
from app.services.points.rulebook import read
from app.services.points.writing import dump

_FILE = "rulebook-draft.json"


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """What was being edited when the program ended; `fresh`: it had never been saved."""

    title: str
    kept_at: datetime
    fresh: bool
    copy: WorkingCopy


def keep(ctx: Context, copy: WorkingCopy, *, fresh: bool) -> None:
    """Keep a working copy as it stands, in the place of any former one.

    Raises:
        FileBusy: The data folder cannot be written.

    """
    data = {
        "text": dump(copy.rulebook),
        "replaces": None if copy.replaces is None else copy.replaces.isoformat(),
        "fresh": fresh,
        "kept_at": ctx.now.isoformat(),
    }
    path = _path(ctx)
    if path is not None:
        write_atomic(path, json.dumps(data, ensure_ascii=False).encode())


def kept(ctx: Context) -> KeptDraft | None:
    """Return what was kept, None where nothing was or the file cannot be read."""
    path = _path(ctx)
    if path is None:
        return None
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        rulebook = read(data["text"])[0]
        replaces = None if data["replaces"] is None else date.fromisoformat(data["replaces"])
        kept_at, fresh = datetime.fromisoformat(data["kept_at"]), bool(data["fresh"])
    except (OSError, ValueError, KeyError, TypeError, BadRulebook):
        # a draft is a convenience: one that is gone or torn must not keep the page from opening
        return None
    copy = from_file(ctx, rulebook)
    return KeptDraft(rulebook.title, kept_at, fresh, WorkingCopy(rulebook, copy.used, replaces))


def forget(ctx: Context) -> None:
    """Delete what was kept: it has been saved or given up."""
    path = _path(ctx)
    if path is not None:
        path.unlink(missing_ok=True)


def _path(ctx: Context) -> Path | None:
    """Return where it is kept; a store in memory has no folder."""
    return None if ctx.paths is None else ctx.paths.data / _FILE

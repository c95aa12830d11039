"""The end of 操作日志, noted outside the database: a tail that was cut off is seen by it.

Noted beside the database when the program closes, in the names of backups, and on paper.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from app.services import audit
from app.services.audit_chain import GENESIS, seal_text, short
from app.services.audit_check import Anchor, Finding
from app.services.files import write_atomic
from app.services.locations import Locations
from app.services.security import keyfile

if TYPE_CHECKING:
    from app.services.context import Context

_WHERE = "上次关闭程序时记下"


def note(ctx: Context) -> None:
    """Write down the present end of the log."""
    head = audit.head(ctx)
    if ctx.paths is None or head == GENESIS:
        return
    at = ctx.now.isoformat(timespec="seconds")
    content = {"head": head, "at": at, "seal": seal_text(ctx.store.audit_key, [head, at])}
    write_atomic(ctx.paths.log_anchor, json.dumps(content).encode(), private=True)
    keys = keyfile.load_or_make(ctx.paths.keys)
    if not keys.anchored:
        keyfile.save(ctx.paths.keys, replace(keys, anchored=True))


def noted_head(paths: Locations) -> str:
    """Return the end that was written down as it is told to people, "" where there is none."""
    try:
        return short(json.loads(paths.log_anchor.read_text("utf-8"))["head"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def read(ctx: Context) -> tuple[list[Anchor], list[Finding]]:
    """Return what was written down, and what is wrong with the note itself."""
    if ctx.paths is None or not ctx.paths.keys.exists():
        return [], []
    path = ctx.paths.log_anchor
    if not path.exists():
        lost = keyfile.load(ctx.paths.keys).anchored
        return [], [
            Finding(None, f"记录日志末尾的文件“{path.name}”不见了，无法查出末尾是否被截去。")
        ] if lost else []
    try:
        found = json.loads(path.read_text("utf-8"))
        fits = seal_text(ctx.store.audit_key, [found["head"], found["at"]]) == found["seal"]
    except (OSError, ValueError, KeyError, TypeError):
        fits = False
    if not fits:
        return [], [Finding(None, f"记录日志末尾的文件“{path.name}”被改动过。")]
    return [Anchor(found["head"], f"{found['at'].replace('T', ' ')[:16]} {_WHERE}")], []

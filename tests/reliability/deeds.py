"""What the program does to files, as deeds that a fault may hit: each with what must be true afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from app.services import exports, log_anchor, safekeeping
from app.services.context import Context
from app.services.points import closing
from tests.reliability import branch

KEY = "act under fault"
_OLD = b"what was there before"


@dataclass(frozen=True)
class Deed:
    """One deed and its judgement.

    Args:
        prepare: Makes what the deed finds.
        do: The deed.
        judge: Gets the context and how the deed ended (None: well); returns what is wrong.

    """

    prepare: Callable[[Context], None]
    do: Callable[[Context], object]
    judge: Callable[[Context, Exception | None], list[str]]


def _nothing(_ctx: Context) -> None:
    pass


def _save(ctx: Context) -> None:
    branch.mark(ctx.acting(KEY), Random(KEY), 1)


def _settle(ctx: Context) -> None:
    closing.lock(ctx.acting(KEY), "2026Q1", accept_open=True)


def _export(ctx: Context) -> None:
    exports.export_points(ctx, "2026Q1", _target(ctx))


def _copy(ctx: Context) -> None:
    safekeeping.save_copy(ctx, _kept(ctx))


def _restore(ctx: Context) -> None:
    safekeeping.restore(ctx, _kept(ctx))


def _target(ctx: Context) -> Path:
    return safekeeping.folders(ctx).data / "导出" / "积分表.xlsx"


def _kept(ctx: Context) -> Path:
    return safekeeping.folders(ctx).data / "备份.db"


def _put_old_file(ctx: Context) -> None:
    _target(ctx).parent.mkdir()
    _target(ctx).write_bytes(_OLD)


def _put_backup(ctx: Context) -> None:
    _copy(ctx)
    branch.act(ctx, "after the backup", 0)
    # as closing the program does: the end of the log is known outside the database
    log_anchor.note(ctx)


def _saved_or_not(ctx: Context, error: Exception | None) -> list[str]:
    """What was told is true, and doing it again saves it once."""
    problems = []
    saved = ctx.saved(KEY)
    if error is None and not saved:
        problems.append("lost: told as saved")
    if error is not None and str(error).startswith("没有保存") and saved:
        problems.append("lie: told as not saved")
    return problems


def _old_or_new_file(ctx: Context, error: Exception | None) -> list[str]:
    content = _target(ctx).read_bytes()
    problems = []
    if content != _OLD and not (content.startswith(b"PK") and b"[Content_Types].xml" in content[-4096:]):
        problems.append("half: the file is neither the old nor the new")
    if error is None and content == _OLD:
        problems.append("lost: told as written")
    return problems + [f"left: {path.name}" for path in _target(ctx).parent.glob(".*.tmp")]


def _sound_copy(ctx: Context, error: Exception | None) -> list[str]:
    kept = _kept(ctx)
    if not kept.exists():
        return ["lost: told as copied"] if error is None else []
    return [f"half: {problem}" for problem in safekeeping.compare(ctx, kept).then.problems]


def _old_or_new_state(ctx: Context, error: Exception | None) -> list[str]:
    """After a restore everything is as before or as in the backup."""
    newer = ctx.saved(branch.identity("after the backup", 0))
    return ["lost: told as restored"] if error is None and newer else []


DEEDS = {
    "save": Deed(_nothing, _save, _saved_or_not),
    "settle": Deed(_nothing, _settle, _saved_or_not),
    "export": Deed(_put_old_file, _export, _old_or_new_file),
    "backup": Deed(_nothing, _copy, _sound_copy),
    "restore": Deed(_put_backup, _restore, _old_or_new_state),
}

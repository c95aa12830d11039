"""自动备份: when a copy is made by itself: on closing, on the first use of a day, before much is changed at once."""

from __future__ import annotations

from pathlib import Path

from app.services import audit, backup, backup_aid, backup_second, backup_shelf
from app.services.audit_chain import GENESIS
from app.services.backup_shelf import MARK, Reason
from app.services.context import Context
from app.services.errors import AppError, BadFile, FileBusy


def before_mass_change(ctx: Context, why: Reason) -> Path | None:
    """Make a verified copy before an import, a bulk change, a merge, a settlement; called outside transactions.

    Nothing is dropped here: the copies before a long afternoon of imports stay until the program closes.

    Returns:
        The copy; None where the newest one holds this very state, or nothing is in a file.

    Raises:
        BadFile: The data did not pass the check; the change must not begin.
        FileBusy: The copy could not be written; the change must not begin.

    """
    paths = ctx.paths
    if paths is None or is_copied(ctx):
        return None
    try:
        return backup.back_up(paths, ctx.now, ctx.store, why, rotate=False)
    except FileBusy as error:
        raise FileBusy(f"没有开始，什么都没有改动：事先的自动备份没有写成。{error.message}") from error
    except BadFile as error:
        raise BadFile(f"没有开始，什么都没有改动：{error.message}") from error


def is_copied(ctx: Context) -> bool:
    """Tell whether the newest copy holds the present state, or there is no file to copy."""
    if ctx.paths is None or ctx.store.read_only or not ctx.paths.database.exists():
        return True
    made = backup_shelf.on(ctx.paths.backups)
    head = audit.head(ctx)
    if not made or head == GENESIS or made[-1].head != head[:MARK]:
        return False
    found = backup_shelf.known(ctx.paths.backups).get(made[-1].path.name)
    return found is not None and made[-1].path.stat().st_size == found.size


def daily(ctx: Context) -> Path | None:
    """Make the copy of the day where there is none, and the one on the second medium where that is due."""
    paths = ctx.paths
    if paths is None or ctx.store.read_only or not paths.database.exists():
        return None
    last = backup.latest(paths)
    made = None
    if (last is None or last.date() != ctx.today) and not is_copied(ctx):
        made = backup.back_up(paths, ctx.now, ctx.store, Reason.DAILY)
        backup_aid.put_beside(paths.backups)
    if backup_second.is_due(ctx) and backup_second.is_there(ctx):
        backup_second.copy(ctx)
    return made


def closing(ctx: Context) -> Path | None:
    """Make the copy of the end where something has changed, and drop what is not kept any more."""
    if ctx.paths is None or is_copied(ctx):
        return None
    made = backup.back_up(ctx.paths, ctx.now, ctx.store, Reason.CLOSING)
    backup_aid.put_beside(ctx.paths.backups)
    return made


def make_now(ctx: Context) -> Path:
    """Make a copy because the user asks for one.

    Raises:
        BadFile: The data did not pass the check, or are in memory only.
        FileBusy: The copy could not be written.

    """
    if ctx.paths is None:
        raise BadFile("现在没有打开数据文件夹。")
    made = backup.back_up(ctx.paths, ctx.now, ctx.store, Reason.HAND)
    try:
        backup_aid.put_beside(ctx.paths.backups)
    except AppError as error:
        raise FileBusy(f"备份已完成，但说明文件没有写成：{error.message}") from error
    return made

"""第二备份: a copy on another medium (a USB stick, a share), and the reminder where it is missing or too old."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from app.models.kinds import AuditKind
from app.services import audit, backup, backup_aid, backup_shelf, settings
from app.services.backup_shelf import Reason
from app.services.context import Changes, Context
from app.services.errors import BadInput, FileBusy, Refused
from app.services.files import write_atomic
from app.services.locations import Locations

FOLDER = "先锋档案备份"
"""The folder that is made on the medium: the medium itself is the user's."""

_NOTE = "second.json"
_SPARE = 1 << 20


def choose(ctx: Context, folder: Path | None) -> Changes:
    """Choose where the second copies go, None for nowhere.

    Raises:
        BadInput: The folder is not there, or lies in the data folder.
        NotAllowed: Who is logged in may not change settings.

    """
    if folder is not None:
        if not folder.is_dir():
            raise BadInput(f"“{folder}”不存在，请插好 U 盘或连好共享文件夹再选。", field="second_folder")
        if ctx.paths is not None and folder.resolve().is_relative_to(ctx.paths.data.resolve()):
            raise BadInput(
                "第二备份不能放在数据文件夹里，请选 U 盘、移动硬盘或另一台电脑。", field="second_folder"
            )
    with ctx.write("修改设置") as work:
        known = settings.load_in(work.session)
        wanted = "" if folder is None else str(folder)
        settings.save_in(work, replace(known, second_folder=wanted))
    return work.changes


def folder_of(ctx: Context) -> Path | None:
    """Return the folder on the medium; None where none was chosen."""
    chosen = settings.load(ctx).second_folder
    return Path(chosen) / FOLDER if chosen else None


def is_there(ctx: Context) -> bool:
    """Tell whether the medium is plugged in or connected. A share that is away may take long to say so."""
    folder = folder_of(ctx)
    return folder is not None and folder.parent.is_dir()


def last(paths: Locations) -> datetime | None:
    """Return when the last copy was made there, as it was noted on this computer; the medium is not asked."""
    try:
        return datetime.fromisoformat(json.loads((paths.backups / _NOTE).read_text("utf-8"))["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_due(ctx: Context) -> bool:
    """Tell whether a copy should be made there as soon as it can: once a day."""
    if ctx.paths is None or folder_of(ctx) is None:
        return False
    made = last(ctx.paths)
    return made is None or made.date() != ctx.today


def reminder(ctx: Context) -> str | None:
    """Return what the workbench says; None where all is well. The medium itself is not asked: it may be slow."""
    if ctx.paths is None:
        return None
    known = settings.load(ctx)
    made = last(ctx.paths)
    if not known.second_folder:
        first = backup_shelf.on(ctx.paths.backups)
        used = (ctx.today - first[0].at.date()).days if first else 0
        return "还没有设第二备份" if used >= known.second_days else None
    if made is None:
        return "第二备份还没有做过"
    # after the clock was set back nobody knows how old it is
    days = (ctx.today - made.date()).days
    return f"第二备份已 {days} 天" if days >= known.second_days else None


def copy(ctx: Context) -> Path:
    """Make a verified copy on the medium, read it back from there, and keep as many as beside the data.

    Raises:
        BadFile: The data or what was read back did not pass the check.
        FileBusy: The medium is full or cannot be written; the copies there are kept.
        Refused: No medium was chosen, or it is not there.

    """
    folder, paths = folder_of(ctx), ctx.paths
    if folder is None or paths is None:
        raise Refused("还没有选第二备份的位置，请先选择 U 盘或共享文件夹。")
    if not folder.parent.is_dir():
        raise Refused(f"没有找到“{folder.parent}”，请插好 U 盘或连好共享文件夹再试。")
    _require_room(paths, folder.parent)
    made = backup.back_up(paths, ctx.now, ctx.store, Reason.HAND, folder=folder)
    backup_aid.put_beside(folder)
    note = {"at": ctx.now.isoformat(timespec="seconds"), "name": made.name}
    write_atomic(paths.backups / _NOTE, json.dumps(note).encode(), private=True)
    audit.log_event(ctx, AuditKind.BACKUP, f"第二备份写到“{made.name}”")
    return made


def _require_room(paths: Locations, medium: Path) -> None:
    needed = paths.database.stat().st_size + _SPARE
    try:
        free = shutil.disk_usage(medium).free
    except OSError as error:
        raise FileBusy(f"“{medium}”读不出来，请检查 U 盘或网络后再试。") from error
    if free < needed:
        raise FileBusy(
            f"“{medium}”空间不足：需要 {_mb(needed)} MB，只剩 {_mb(free)} MB。"
            "请删去其中不用的文件，或换一个 U 盘；那里原有的备份没有改动。"
        )


def _mb(size: int) -> str:
    return f"{size / (1 << 20):.1f}"

"""数据与备份 as the settings page does it: copies to a chosen file, restore with a comparison, the check."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.models.kinds import AuditKind
from app.services import audit, backup
from app.services.backup import FileReport
from app.services.context import Context
from app.services.errors import BadFile
from app.services.locations import Locations


@dataclass(frozen=True, slots=True)
class Comparison:
    """The data now beside those of a backup."""

    now: FileReport
    then: FileReport

    def lines(self) -> list[str]:
        """Say what would be gained or lost, one sentence a kind."""
        kinds = (("党员", "members", "人"), ("活动", "activities", "次"), ("积分记录", "entries", "条"))
        return [
            f"{word}：现在 {getattr(self.now, key)} {unit}，备份中 {getattr(self.then, key)} {unit}"
            + _difference(getattr(self.then, key) - getattr(self.now, key), unit)
            for word, key, unit in kinds
        ]


def folders(ctx: Context) -> Locations:
    """Return where the data are.

    Raises:
        BadFile: The data are in memory only.

    """
    if ctx.paths is None:
        raise BadFile("现在没有打开数据文件夹。")
    return ctx.paths


def save_copy(ctx: Context, target: Path) -> FileReport:
    """Write a verified copy to a file of the user's choice.

    Raises:
        BadFile: The copy does not pass the check.
        FileBusy: The target cannot be written.

    """
    paths = folders(ctx)
    if target.resolve() == paths.database.resolve():
        raise BadFile("不能把备份存到正在使用的数据文件上，请另选文件名或文件夹。")
    audit.log_event(ctx, AuditKind.BACKUP, f"备份到“{target.name}”")
    return backup.copy_to(paths, target)


def compare(ctx: Context, source: Path) -> Comparison:
    """Look into a backup before it is restored.

    Raises:
        BadFile: It is no sound file of this program.

    """
    then = backup.examine(source)
    if then.problems:
        raise BadFile(f"“{source.name}”不能恢复：{then.problems[0]}")
    return Comparison(backup.examine(folders(ctx).database), then)


def restore(ctx: Context, source: Path) -> Path | None:
    """Put a backup in the place of the data; the program must be started anew afterwards.

    Returns:
        The copy that was made of the data as they were.

    Raises:
        BadFile: The backup is not sound; nothing was changed.

    """
    audit.log_event(ctx, AuditKind.BACKUP, f"用备份“{source.name}”恢复")
    return backup.restore(folders(ctx), source, ctx.now)


def check(ctx: Context) -> tuple[str, ...]:
    """Check the file, its references and the chain of the log; return what is wrong, empty when all is well."""
    problems = list(backup.examine(folders(ctx).database).problems)
    broken = audit.first_broken_line(ctx)
    if broken is not None:
        problems.append(f"操作日志从第 {broken} 条起被改动过，请改用备份核对。")
    return tuple(problems)


def _difference(number: int, unit: str) -> str:
    if number == 0:
        return "，相同。"
    return f"，恢复后{'增加' if number > 0 else '减少'} {abs(number)} {unit}。"

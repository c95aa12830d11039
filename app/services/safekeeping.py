"""数据与备份 as the settings page does it: copies to a chosen file, restore with a comparison, the check."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from app.models.audit import Action, AuditEvent
from app.models.kinds import AuditKind, Role
from app.models.store import Store
from app.services import audit, audit_check, backup, backup_shelf, log_anchor
from app.services.audit_chain import of_short, short
from app.services.audit_check import Anchor
from app.services.backup import FileReport
from app.services.backup_shelf import Copy
from app.services.context import Context
from app.services.errors import BadFile, BadInput, FileBusy
from app.services.locations import Locations
from app.services.security import copies

RESTORED = "已用备份"
"""How the line begins that tells of a restore in the restored log."""

_NUMBER = re.compile(r"第 (\d+) 号备份")


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
    return backup.copy_to(paths, target, ctx.store)


def compare(ctx: Context, source: Path, secret: str = "") -> Comparison:
    """Look into a backup before it is restored.

    Raises:
        BadFile: It is no sound file of this program.
        Locked: It is encrypted under a password of its own, and `secret` is not it.
        NotAllowed: Who is logged in may not restore.

    """
    ctx.require(Role.MANAGE)
    with copies.opened(source, folders(ctx), ctx.store, secret) as (found, key):
        then = backup.examine(found, key)
    if then.problems:
        raise BadFile(f"“{source.name}”不能恢复：{then.problems[0]}")
    return Comparison(backup.examine(folders(ctx).database, ctx.store.key), then)


def restore(ctx: Context, source: Path, secret: str = "") -> Path | None:
    """Put a backup in the place of the data; the program must be started anew afterwards.

    Returns:
        The copy that was made of the data as they were.

    Raises:
        BadFile: The backup is not sound; nothing was changed.
        FileBusy: The disk is full or failing; the sentence tells whether the data are restored.
        NotAllowed: Who is logged in may not restore.

    """
    ctx.require(Role.MANAGE)
    audit.log_event(ctx, AuditKind.BACKUP, f"用备份“{source.name}”恢复")
    # noted now, so that the restored log can say of exactly this end that it was given up
    log_anchor.note(ctx)
    given_up = audit.short_head(ctx)

    def complete(copy: Store) -> None:
        audit.settle(copy, ctx.now)
        # what was written down of the log that was given up is explained by this line
        number = backup_shelf.next_number(folders(ctx).backups) - 1
        note = restored_note(source.name, number, given_up)
        audit.log_event_at(copy, ctx.operator, ctx.now, AuditKind.BACKUP, note)

    former = backup.restore(folders(ctx), source, ctx.now, ctx.store, secret, complete)
    try:
        log_anchor.note(ctx)
    except FileBusy as error:
        raise FileBusy("数据已恢复，但磁盘出错，请退出程序，检查磁盘后再打开。") from error
    return former


def restored_note(name: str, number: int, given_up: str) -> str:
    """Return the line of a restore: from what, after which copy, and the end of the log that was given up."""
    kept = f"此前的数据存为第 {number} 号备份，" if number else ""
    return f"{RESTORED}“{name}”恢复，{kept}恢复前的日志校验码 {given_up}"


def check(ctx: Context, printed: Anchor | None = None) -> tuple[str, ...]:
    """Check the file, its references and the chain of the log; return what is wrong, empty when all is well.

    Args:
        ctx: The context.
        printed: A head that stands on a sheet and is looked for in the log.

    """
    problems = list(backup.examine(folders(ctx).database, ctx.store.key).problems)
    return (*problems, *(finding.text for finding in log_findings(ctx, printed)))


def log_findings(ctx: Context, printed: Anchor | None = None) -> tuple[audit_check.Finding, ...]:
    """Check the log alone, against everything that was noted of it outside the database."""
    noted, wrong = log_anchor.read(ctx)
    given_up = _given_up(ctx)
    noted = [anchor for anchor in noted if not given_up.endswith(short(anchor.head))]
    anchors = [*noted, *_from_copies(ctx), *([] if printed is None else [printed])]
    return (*wrong, *audit_check.findings(ctx, anchors))


def printed_anchor(written: str) -> Anchor:
    """Return a head as it was typed from a sheet.

    Raises:
        BadInput: It is no such code.

    """
    found = of_short(written)
    if found is None:
        raise BadInput("校验码是 12 位的数字和字母，例如 3F2A-91C0-7B1D，请对照公示表核对。", field="head")
    return Anchor(found, "公示表上所印")


def _given_up(ctx: Context) -> str:
    """Return the line of the last restore, which ends with the end of the log that was given up."""
    notes = select(AuditEvent.note).where(
        AuditEvent.kind == AuditKind.BACKUP, AuditEvent.note.startswith(RESTORED)
    )
    with ctx.read() as session:
        return session.scalar(notes.order_by(AuditEvent.id.desc()).limit(1)) or ""


def require_head(ctx: Context, written: str) -> None:
    """Look for a printed head in a log that fits otherwise.

    Raises:
        BadInput: It is no such code, is not in the log, or the log does not fit.

    """
    found = log_findings(ctx, printed_anchor(written))
    if found:
        raise BadInput(found[-1].text, field="head")


def _from_copies(ctx: Context) -> list[Anchor]:
    """Heads in the names of copies, but those from before a restore: the log they speak of was given up then."""
    named = backup.heads(folders(ctx))
    if not named:
        return []
    query = select(Action.at, AuditEvent.note).join(AuditEvent, AuditEvent.action_id == Action.id)
    query = query.where(AuditEvent.kind == AuditKind.BACKUP, AuditEvent.note.startswith(RESTORED))
    with ctx.read() as session:
        last = session.execute(query.order_by(AuditEvent.id.desc()).limit(1)).first()
    return [
        Anchor(copy.head, f"备份“{copy.path.name}”的文件名")
        for copy in named
        if last is None or _is_later(copy, last.at, last.note)
    ]


def _is_later(copy: Copy, restored: datetime, line: str) -> bool:
    """Tell whether a copy was made after a restore: by its number where both have one, else by the clock."""
    number = _NUMBER.search(line)
    if number is not None and copy.number:
        return copy.number > int(number[1])
    return copy.at > restored


def _difference(number: int, unit: str) -> str:
    if number == 0:
        return "，相同。"
    return f"，恢复后{'增加' if number > 0 else '减少'} {abs(number)} {unit}。"

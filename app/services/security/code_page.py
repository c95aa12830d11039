"""The recovery code as an A4 page for the safe; the log keeps that there was one, never the code."""

from __future__ import annotations

from pathlib import Path

from app.models.kinds import AuditKind
from app.services import audit, orgs, settings
from app.services.context import Context
from app.services.files import write_atomic
from app.services.reports.words import day_text

_LINES = (
    "忘记密码时，在登录窗口选“忘记密码，用恢复码”，输入上面的恢复码，即可打开数据并设置新密码。",
    "字母不分大小写；码中没有数字 0、1，也没有字母 I、L、O、U。",
    "得到这页纸的人能打开全部数据：请封存在保险柜，不要拍照，不要与电脑放在一起。",
    "在“设置 → 用户与密码”更换恢复码后，这一页作废，请销毁。",
)


def save(ctx: Context, code: str, path: Path) -> Path:
    """Write the page as PDF.

    Raises:
        FileBusy: The file cannot be written.

    """
    from app.services.reports.typeset import typesetter

    branch = orgs.branch(ctx)
    data = {
        "unit": settings.load(ctx).unit,
        "branch": "" if branch is None else branch.name,
        "day": day_text(ctx.today),
        "code": code,
        "lines": list(_LINES),
    }
    made = typesetter().pdf("recovery.typ", data, made_at=ctx.now.replace(microsecond=0))
    audit.log_event(ctx, AuditKind.PRINT, "恢复码打印页")
    write_atomic(path, made, private=True)
    return path

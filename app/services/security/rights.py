"""权限: which role an act needs. Asked at the one door of every write, by its name and by what it changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from app.models.kinds import AuditKind, EntryState, Role
from app.services.errors import Refused

Roles = frozenset[Role] | None
"""None: nobody logs in, the one person at this computer may do everything."""


class Changed(Protocol):
    """A changed row, as the recording has it."""

    @property
    def table(self) -> str:
        """Name of the table."""
        ...

    @property
    def before(self) -> dict[str, Any] | None:
        """What was there; None for a new row."""
        ...

    @property
    def after(self) -> dict[str, Any] | None:
        """What is there now; None for a deleted row."""
        ...


class NotAllowed(Refused):
    """Who is logged in has not the role this needs."""


OF_ITSELF = ("每日核对", "记住列的对应")
"""What the program does by itself, whoever is there."""

RECORD, REVIEW, MANAGE = frozenset({Role.RECORD}), frozenset({Role.REVIEW}), frozenset({Role.MANAGE})
OUTPUT = RECORD | REVIEW | MANAGE
"""Any of these may export, print and look at whole numbers; who only reads the log (审计) exports nothing else."""
LOG = frozenset({Role.AUDIT, Role.MANAGE})
"""Any of these may read and export the log."""

_UNDO = "撤销："

_NAMED: tuple[tuple[str, Role], ...] = (
    ("初审", Role.REVIEW),
    ("审定", Role.REVIEW),
    ("退回", Role.REVIEW),
    ("冲正", Role.REVIEW),
    ("核验补学", Role.REVIEW),
    ("免补", Role.REVIEW),
    ("批准", Role.REVIEW),
    ("答复异议", Role.REVIEW),
    ("撤销免于积分", Role.REVIEW),
    ("恢复补学任务", Role.REVIEW),
    ("锁定", Role.REVIEW),
    ("开始公示", Role.REVIEW),
    ("结算定稿", Role.REVIEW),
    ("重新打开已结算", Role.REVIEW),
    ("确定", Role.REVIEW),
    ("修改设置", Role.MANAGE),
    ("修改组织生活要求", Role.MANAGE),
    ("修改缺席建议的步骤", Role.MANAGE),
    ("新增党小组", Role.MANAGE),
    ("党小组改名", Role.MANAGE),
    ("保存积分方案", Role.MANAGE),
    ("启用积分方案", Role.MANAGE),
    ("导入积分方案", Role.MANAGE),
    ("停用积分方案", Role.MANAGE),
    ("录入放假", Role.MANAGE),
    ("删除放假", Role.MANAGE),
    ("新增用户", Role.MANAGE),
    ("修改用户", Role.MANAGE),
)
"""How the names of acts begin that are refused before anything is done; all others are 录入."""

_TABLES: dict[str, Role] = {
    "account": Role.MANAGE,
    "org": Role.MANAGE,
    "setting": Role.MANAGE,
    "rulebook_version": Role.MANAGE,
    "closing": Role.REVIEW,
    "closing_line": Role.REVIEW,
}
"""Whoever changes these needs the role, whatever the act is called."""

_REVIEWED = {EntryState.CHECKED, EntryState.APPROVED, EntryState.RETURNED, EntryState.REVERSED}

_WORDS = {
    RECORD: "录入和修改",
    REVIEW: "审核、公示和核验",
    MANAGE: "修改设置、方案、用户和恢复数据",
    OUTPUT: "导出、打印和查看完整号码",
    LOG: "查看和导出操作日志",
    LOG | OUTPUT: "导出操作日志",
}

_LOG_NOTE = "导出列表“操作日志”"
_GOES_OUT = {AuditKind.EXPORT, AuditKind.PRINT, AuditKind.REVEAL}


def require(roles: Roles, role: Role) -> None:
    """Let an act pass.

    Raises:
        NotAllowed: The role is missing.

    """
    require_any(roles, frozenset({role}))


def require_any(roles: Roles, wanted: frozenset[Role]) -> None:
    """Let an act pass that any of several roles may do.

    Raises:
        NotAllowed: All of them are missing.

    """
    if not allows(roles, wanted):
        raise NotAllowed(explained(roles, wanted))


def allows(roles: Roles, wanted: frozenset[Role]) -> bool:
    """Tell whether one of the wanted roles is there."""
    return roles is None or bool(roles & wanted)


def explained(roles: Roles, wanted: Role | frozenset[Role]) -> str:
    """Say why an act is refused and who can do it."""
    wanted = frozenset({wanted}) if isinstance(wanted, Role) else wanted
    held = "、".join(kind.label for kind in Role if roles is None or kind in roles) or "无"
    names = "或".join(f"“{kind.label}”" for kind in Role if kind in wanted)
    return f"您的角色（{held}）不能{_WORDS[wanted]}，需要{names}角色，请由有此角色的人登录后办理。"


def check_event(roles: Roles, kind: AuditKind, note: str) -> None:
    """Refuse what would go out of the program, by its line in the log, before anything is written.

    Raises:
        NotAllowed: The role is missing.

    """
    if kind in _GOES_OUT:
        require_any(roles, LOG | OUTPUT if note.startswith(_LOG_NOTE) else OUTPUT)


def needed(label: str) -> Role | None:
    """Return the role an act of this name needs; None for what the program does of itself."""
    if label in OF_ITSELF:
        return None
    plain = label.removeprefix(_UNDO)
    return next((role for start, role in _NAMED if plain.startswith(start)), Role.RECORD)


def check_label(roles: Roles, label: str) -> None:
    """Refuse an act by its name, before anything is done.

    Raises:
        NotAllowed: The role is missing.

    """
    role = needed(label) if roles is not None else None
    if role is not None:
        require(roles, role)


def check_rows(roles: Roles, label: str, rows: Iterable[Changed]) -> None:
    """Refuse an act by what it changed, before it is saved.

    Raises:
        NotAllowed: The role is missing.

    """
    if roles is None or label in OF_ITSELF:
        return
    for row in rows:
        role = _TABLES.get(row.table)
        if role is None and _reviews(row):
            role = Role.REVIEW
        if role is not None:
            require(roles, role)


def _reviews(row: Changed) -> bool:
    """Tell whether a row is an entry (积分记录) of somebody that was brought a step further.

    What attendance and make-ups post by themselves is brought in line by whoever corrects them.
    """
    if row.table != "entry" or row.before is None or row.after is None:
        return False
    return row.after.get("state") in _REVIEWED and ("checked_by" in row.after or "approved_by" in row.after)

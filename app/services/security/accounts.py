"""使用人: who may log in and with which roles. Their passwords are in the key file, never in the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.account import Account
from app.models.kinds import Role
from app.services.context import Changes, Context
from app.services.errors import BadInput, NotFound, Refused
from app.services.files import clean_text

LONGEST = 20
EVERYTHING = frozenset(Role)


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One person as the list shows it."""

    id: int
    uuid: str
    name: str
    roles: frozenset[Role]
    active: bool

    @property
    def roles_text(self) -> str:
        """Return the roles in their order."""
        return "、".join(role.label for role in Role if role in self.roles)


def accounts(ctx: Context) -> list[AccountRow]:
    """Return everybody who was ever entered, in the order of entry."""
    with ctx.read() as session:
        return [_row(found) for found in session.scalars(select(Account).order_by(Account.id))]


def by_uuid(ctx: Context, uuid: str) -> AccountRow | None:
    """Return the person of a key file's slot, or None."""
    with ctx.read() as session:
        found = session.scalar(select(Account).where(Account.uuid == uuid))
        return None if found is None else _row(found)


def clean_name(name: str) -> str:
    """Return a user's name as it is kept.

    Raises:
        BadInput: It is empty or too long.

    """
    wanted = clean_text(name, limit=LONGEST, field="name")
    if not wanted:
        raise BadInput("请填写用户名，一般用本人姓名。", field="name")
    return wanted


def first(ctx: Context, name: str) -> str:
    """Return the uuid of the account that a first password is for, with every role."""
    with ctx.write(f"新增用户 {name}", undoable=False) as work:
        found = _named(work.session, name)
        if found is None:
            found = Account(name=name, roles=[], active=True, created_at=work.now)
            work.session.add(found)
        found.roles, found.active = _codes(EVERYTHING), True
        work.session.flush()
        return found.uuid


def add(ctx: Context, name: str, roles: Iterable[Role]) -> tuple[Changes, str]:
    """Enter a person; the answer carries the account's uuid, under which a password is set next.

    Raises:
        BadInput: Name or roles are missing.
        Refused: There is one of this name.

    """
    wanted, held = clean_name(name), _some(roles)
    with ctx.write(f"新增用户 {wanted}", undoable=False) as work:
        if _named(work.session, wanted) is not None:
            raise Refused(f"已有名为“{wanted}”的用户，请换一个名称。", field="name")
        made = Account(name=wanted, roles=_codes(held), active=True, created_at=work.now)
        work.session.add(made)
        work.session.flush()
        work.new_ids.append(made.id)
        uuid = made.uuid
    return work.changes, uuid


def change(ctx: Context, account_id: int, roles: Iterable[Role], *, active: bool = True) -> Changes:
    """Give a person other roles, or let them rest.

    Raises:
        BadInput: No role is left.
        NotFound: There is no such person.
        Refused: Nobody would be left who may manage.

    """
    held = _some(roles)
    with ctx.write("修改用户", undoable=False) as work:
        found = work.session.get(Account, account_id)
        if found is None:
            raise NotFound("这个用户已不存在，请刷新后重试。")
        found.roles, found.active = _codes(held), active
        work.session.flush()
        managing = [a for a in work.session.scalars(select(Account)) if a.active and Role.MANAGE in a.roles]
        if not managing:
            raise Refused("至少要有一个有“管理”角色的用户。", field="roles")
    return work.changes


def _some(roles: Iterable[Role]) -> frozenset[Role]:
    held = frozenset(roles)
    if not held:
        raise BadInput("请至少选择一个角色。", field="roles")
    return held


def _codes(roles: frozenset[Role]) -> list[str]:
    return [role.value for role in Role if role in roles]


def _named(session: Session, name: str) -> Account | None:
    return session.scalar(select(Account).where(Account.name == name))


def _row(found: Account) -> AccountRow:
    return AccountRow(found.id, found.uuid, found.name, frozenset(Role(r) for r in found.roles), found.active)

"""草稿: keeps what stands in an unsaved form, so that neither a crash nor a lock of the screen loses it.

A draft is no record: it is written past the log and the undo, and old ones go by themselves. Where people log
in, each has drafts of the own: who takes over a locked window finds none of the other's.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, select

from app.models.base import new_uuid
from app.models.draft import Draft
from app.services.context import Context

_KEPT_DAYS = 30


class Kept(NamedTuple):
    """A draft and when it was kept."""

    content: Any
    saved_at: datetime


def keep(ctx: Context, key: str, content: Any) -> None:
    """Keep plain data under `key`, in place of what was kept before; drafts nobody came back to are dropped."""
    now, key = ctx.now, _own(ctx, key)
    if ctx.store.read_only:
        return
    with ctx.store.write() as session:
        session.execute(
            delete(Draft).where((Draft.key == key) | (Draft.saved_at < now - timedelta(days=_KEPT_DAYS)))
        )
        session.execute(insert(Draft).values(uuid=new_uuid(), key=key, content=content, saved_at=now))


def find(ctx: Context, key: str) -> Kept | None:
    """Return what was kept under `key`."""
    with ctx.read() as session:
        row = session.execute(
            select(Draft.content, Draft.saved_at).where(Draft.key == _own(ctx, key))
        ).first()
    return None if row is None else Kept(row.content, row.saved_at)


def drop(ctx: Context, key: str) -> None:
    """Forget what was kept under `key`, once it was saved or given up."""
    if not ctx.store.read_only and find(ctx, key) is not None:
        with ctx.store.write() as session:
            session.execute(delete(Draft).where(Draft.key == _own(ctx, key)))


def _own(ctx: Context, key: str) -> str:
    return key if ctx.login is None else f"{ctx.login.account} {key}"

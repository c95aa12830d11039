"""视图: a list's conditions, columns and order under a name, kept in the file for everyone who works with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.archive import SavedView
from app.services import member_filters
from app.services.context import Changes, Context
from app.services.errors import BadInput, NotFound
from app.services.files import clean_text
from app.services.member_filters import EVERYBODY, Query

_SUBJECT = "members"
USUAL_COLUMNS = ("name", "sex", "group_id", "party_post", "kind", "klass", "joined", "state")
"""What the list shows before anyone chose otherwise; `state` is put together from several fields."""


@dataclass(frozen=True, slots=True)
class ViewDraft:
    """What a view keeps.

    Args:
        query: The conditions.
        columns: Keys of the columns from the left.
        order: Key of the column sorted by; empty for the branch's order.
        descending: Whether the greatest comes first.
        presence: 在册, 已离开 or 全部, by its stored value.
        as_of: The day on which 年龄 and 党龄 are counted; None for the day it is looked at.

    """

    query: Query = EVERYBODY
    columns: tuple[str, ...] = USUAL_COLUMNS
    order: str = ""
    descending: bool = False
    presence: str = "here"
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class ViewRow:
    """One saved view."""

    id: int
    name: str
    draft: ViewDraft


def list_views(ctx: Context) -> list[ViewRow]:
    """Return the saved views of the list of members in their order."""
    query = select(SavedView).where(SavedView.subject == _SUBJECT).order_by(SavedView.position, SavedView.id)
    with ctx.read() as session:
        return [ViewRow(row.id, row.name, _draft(row.data)) for row in session.scalars(query)]


def save(ctx: Context, name: str, draft: ViewDraft) -> Changes:
    """Save a view under a name; one of that name becomes this one.

    Raises:
        BadInput: The name is empty or too long.

    """
    clean = " ".join(clean_text(name, limit=30, field="name").split())
    if not clean:
        raise BadInput("请给视图起个名字。", field="name")
    with ctx.write(f"保存视图“{clean}”") as work:
        session = work.session
        query = select(SavedView).where(SavedView.subject == _SUBJECT, SavedView.name == clean)
        row = session.scalar(query)
        if row is None:
            last = session.scalar(select(func.max(SavedView.position))) or 0
            row = SavedView(subject=_SUBJECT, name=clean, data={}, position=last + 1)
            session.add(row)
        row.data = _data(draft)
        session.flush()
        work.new_ids.append(row.id)
    return work.changes


def rename(ctx: Context, view_id: int, name: str) -> Changes:
    """Give a view another name.

    Raises:
        NotFound: There is no such view.
        BadInput: The name is empty, too long or taken.

    """
    clean = " ".join(clean_text(name, limit=30, field="name").split())
    with ctx.write("视图改名") as work:
        query = select(SavedView.id).where(SavedView.subject == _SUBJECT, SavedView.name == clean)
        same = work.session.scalar(query)
        if not clean or (same is not None and same != view_id):
            raise BadInput("请给视图起一个没有用过的名字。", field="name")
        _get(work.session, view_id).name = clean
    return work.changes


def remove(ctx: Context, view_id: int) -> Changes:
    """Take a view off.

    Raises:
        NotFound: There is no such view.

    """
    with ctx.write("删除视图") as work:
        work.session.delete(_get(work.session, view_id))
    return work.changes


def _data(draft: ViewDraft) -> dict[str, Any]:
    return {
        "filter": member_filters.as_data(draft.query),
        "columns": list(draft.columns),
        "order": draft.order,
        "descending": draft.descending,
        "presence": draft.presence,
        "as_of": draft.as_of.isoformat() if draft.as_of else "",
    }


def _draft(data: Any) -> ViewDraft:
    plain = data if isinstance(data, dict) else {}
    return ViewDraft(
        query=member_filters.from_data(plain.get("filter")),
        columns=tuple(map(str, plain.get("columns") or USUAL_COLUMNS)),
        order=str(plain.get("order") or ""),
        descending=bool(plain.get("descending")),
        presence=str(plain.get("presence") or "here"),
        as_of=date.fromisoformat(plain["as_of"]) if plain.get("as_of") else None,
    )


def _get(session: Session, view_id: int) -> SavedView:
    found = session.get(SavedView, view_id)
    if found is None:
        raise NotFound("这个视图已不存在，请刷新后重试。")
    return found

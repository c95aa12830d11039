"""决议: what an activity decided, who sees to it and until when, and what of it is still open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from app.models.activity import Activity
from app.models.kinds import ActivityState
from app.services.context import Changes, Context
from app.services.errors import BadInput, NotFound
from app.services.files import clean_text

KEY = "decisions"
_MOST = 40


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision; `done_on` None while it is open."""

    text: str
    owner: str = ""
    due: date | None = None
    done_on: date | None = None

    def is_overdue(self, today: date) -> bool:
        """Whether its day has passed and it is still open."""
        return self.done_on is None and self.due is not None and self.due < today


@dataclass(frozen=True, slots=True)
class OpenDecision:
    """A decision that is still to be carried out; `number` is its place among those of the activity."""

    activity_id: int
    number: int
    topic: str
    held_on: date
    decision: Decision
    overdue: bool


def list_open(ctx: Context) -> list[OpenDecision]:
    """Return the open decisions of all activities held that have a limit or an owner, the earliest limit first."""
    query = select(Activity).where(Activity.state == ActivityState.HELD, Activity.deleted_at.is_(None))
    with ctx.read() as session:
        found = [
            OpenDecision(a.id, number, a.topic, a.held_on, decision, decision.is_overdue(ctx.today))
            for a in session.scalars(query.where(Activity.decisions.is_not(None)))
            for number, decision in enumerate(read(a.data, a.decisions))
            if decision.done_on is None and (decision.due is not None or decision.owner)
        ]
    return sorted(found, key=lambda row: (row.decision.due or date.max, row.held_on, row.number))


def finish(ctx: Context, activity_id: int, number: int, done_on: date | None) -> Changes:
    """Enter that a decision was carried out (办结); None opens it again.

    Raises:
        NotFound: The activity or the decision does not exist.
        BadInput: The day lies before the activity or in the future.

    """
    with ctx.write("决议办结" if done_on is not None else "恢复决议") as work:
        activity = work.session.get(Activity, activity_id)
        if activity is None or activity.deleted_at is not None:
            raise NotFound("这次活动已不存在，请刷新后重试。")
        items = list(read(activity.data, activity.decisions))
        if not 0 <= number < len(items):
            raise NotFound("这项决议已不存在，请刷新后重试。")
        if done_on is not None and not activity.held_on <= done_on <= work.today:
            raise BadInput("办结日期应在活动日期之后、今天之前，请检查。", field="done_on")
        items[number] = replace(items[number], done_on=done_on)
        activity.data = dict(activity.data or {}) | {KEY: plain(items)}
    return work.changes


def checked(items: Iterable[Decision], held_on: date, today: date) -> tuple[Decision, ...]:
    """Return the decisions as they can be kept; empty lines are left out.

    Raises:
        BadInput: One has an owner or a day but no text, or a day that cannot be; beside `decisions`.

    """
    kept = []
    for number, item in enumerate(items, start=1):
        text = clean_text(item.text, limit=400, field=KEY)
        owner = clean_text(item.owner, limit=40, field=KEY)
        if not text:
            if owner or item.due is not None:
                raise BadInput(f"第 {number} 项决议没有写内容，请填写或清空这一行。", field=KEY)
            continue
        if item.due is not None and item.due < held_on:
            raise BadInput(f"第 {number} 项决议的时限早于活动日期，请检查。", field=KEY)
        if item.done_on is not None and not held_on <= item.done_on <= today:
            raise BadInput(f"第 {number} 项决议的办结日期应在活动日期之后、今天之前，请检查。", field=KEY)
        kept.append(Decision(text, owner, item.due, item.done_on))
    if len(kept) > _MOST:
        raise BadInput(f"一次活动最多记 {_MOST} 项决议，请合并。", field=KEY)
    return tuple(kept)


def read(data: Any, text: str | None) -> tuple[Decision, ...]:
    """Return the decisions of an activity: those kept one by one, else a line of its text each."""
    kept = (data or {}).get(KEY)
    if kept is None:
        return tuple(Decision(line.strip()) for line in (text or "").splitlines() if line.strip())
    return tuple(
        Decision(item["text"], item.get("owner", ""), _day(item.get("due")), _day(item.get("done_on")))
        for item in kept
    )


def plain(items: Sequence[Decision]) -> list[dict[str, Any]]:
    """Return the decisions as they are stored."""
    return [
        {
            "text": item.text,
            "owner": item.owner,
            "due": None if item.due is None else item.due.isoformat(),
            "done_on": None if item.done_on is None else item.done_on.isoformat(),
        }
        for item in items
    ]


def as_text(items: Iterable[Decision]) -> str:
    """Return the decisions as lines, for search and for papers that have no columns."""
    return "\n".join(item.text for item in items)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)

"""What a correction will change, told before it is done: tasks re-dated or cancelled, entries posted or withdrawn.

The act itself is rehearsed in a transaction that is rolled back, so that what is foretold is what happens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.activity import Activity, Attendance, MakeupTask
from app.models.capture import RowChange
from app.models.kinds import EntryState, MakeupState
from app.models.points import Entry
from app.models.store import Store
from app.services import members
from app.services.context import Changes, Context
from app.services.periods import Period
from app.services.points.counted_adjustments import points_of
from app.services.points.rules import Calendar, Rulebook
from app.services.points.rules_numbers import signed_text
from app.services.points.versions import Timeline, timeline_in

_CORRECTIONS_FIRST = (True, False)
_ADJUSTMENT_KEYS = ("member_id", "adjusts", "value", "value_text", "happened_on", "reversal_of_id")
_DATES = {"returned_on": "返岗日期", "claim_due": "认领期限", "complete_due": "完成期限"}


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that will change.

    Attributes:
        corrects: Something that exists is changed or taken back.
        adjusts: It is an adjustment of a settled period.
        loses: Something a person has done is taken back: a claimed make-up, reviewed points.

    """

    text: str
    corrects: bool
    adjusts: bool = False
    loses: bool = False

    @property
    def grave(self) -> bool:
        """Whether the question about it should warn; what follows by itself and comes back by itself need not."""
        return self.adjusts or self.loses


def foresee(ctx: Context, act: Callable[[Context], Changes]) -> tuple[Effect, ...]:
    """Rehearse an act and return what follows from it, corrections first; nothing is saved.

    Raises:
        AppError: Whatever the act itself refuses, e.g. a change in a settled period.

    """
    rehearsed = act(replace(ctx, store=_Rehearsal(ctx.store), action=None))
    names = {row.id: row.shown_name for row in members.list_members(ctx, include_left=True)}
    with ctx.read() as session:
        teller = _Teller(session, names)
        effects = [effect for row in _merged(rehearsed.rows) for effect in teller.effects(row)]
    return tuple(effect for first in _CORRECTIONS_FIRST for effect in effects if effect.corrects is first)


class _Rehearsal(Store):
    """The same store, whose writes are rolled back."""

    def __init__(self, store: Store) -> None:
        super().__init__(store.engine, audit_key=store.audit_key)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give a session as for a write and take everything back at the end."""
        with Session(self._writer, expire_on_commit=False, info=self.session_info()) as session:
            session.begin()
            yield session
            session.rollback()


@dataclass(slots=True)
class _Merged:
    """All changes of one row as one; None where it does not exist before or afterwards."""

    table: str
    row_id: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def _merged(rows: Iterable[RowChange]) -> list[_Merged]:
    found: dict[tuple[str, int], _Merged] = {}
    for row in rows:
        known = found.get((row.table, row.row_id))
        if known is None:
            before, after = (None if side is None else dict(side) for side in (row.before, row.after))
            found[row.table, row.row_id] = _Merged(row.table, row.row_id, before, after)
            continue
        if known.before is not None:
            known.before = dict(row.before or {}) | known.before
        known.after = None if row.after is None else (known.after or {}) | row.after
    return [row for row in found.values() if row.before is not None or row.after is not None]


class _Teller:
    """Puts changed rows into sentences."""

    def __init__(self, session: Session, names: dict[int, str]) -> None:
        self._session = session
        self._names = names
        self._timeline: Timeline | None = None

    def effects(self, row: _Merged) -> list[Effect]:
        """Return what is to be said about one row."""
        if row.table == MakeupTask.__tablename__:
            return self._task(row)
        if row.table == Entry.__tablename__:
            return self._entry(row)
        return self._expected(row) if row.table == Attendance.__tablename__ else []

    def _task(self, row: _Merged) -> list[Effect]:
        before, after = row.before, row.after or {}
        if before is None:
            who = self._names.get(after["member_id"], "")
            return [Effect(f"新增补学任务：{who}，{after['state'].label}", corrects=False)]
        task = self._session.get(MakeupTask, row.row_id)
        if task is None:
            return []
        subject = f"{self._names.get(task.member_id, '')}的补学任务{self._topics(task.id)}"
        was, now = before.get("state"), after.get("state")
        if was is not None and now is MakeupState.CANCELLED:
            return [
                Effect(f"撤销{subject}，现为“{was.label}”", corrects=True, loses=task.claimed_on is not None)
            ]
        if was is MakeupState.CANCELLED and now is not None:
            return [Effect(f"恢复{subject}，回到“{now.label}”", corrects=True)]
        parts = [
            f"{word}{_moved(before.get(key), after.get(key))}"
            for key, word in _DATES.items()
            if before.get(key) != after.get(key)
        ]
        if after.get("claim_due") is not None and after.get("due_provisional", task.due_provisional):
            parts.append("期限为暂定（该年放假安排尚未录入）")
        corrects = any(before.get(key) is not None and before.get(key) != after.get(key) for key in _DATES)
        if was is not None and now is not None and was is not now:
            parts.append(f"由“{was.label}”变为“{now.label}”")
            corrects = corrects or now is MakeupState.WAITING
        return [Effect(f"{subject}：{'，'.join(parts)}", corrects)] if parts else []

    def _entry(self, row: _Merged) -> list[Effect]:
        before, after = row.before, row.after
        found = self._session.get(Entry, row.row_id) if before is not None and after is not None else None
        values = _adjustment(after if before is None else before, found)
        if values is not None:
            return self._adjusted(values, booked=before is None)
        if before is None:
            if after is None or after.get("reversal_of_id") is not None:
                # the second row of a reversal; the first one is told
                return []
            return [Effect(f"新记积分：{self._entry_words(after)}", corrects=False)]
        if after is None:
            return [Effect(f"撤回积分：{self._entry_words(before)}", corrects=True)]
        if after.get("state") is EntryState.REVERSED:
            entry = self._session.get(Entry, row.row_id)
            if entry is not None:
                words = self._entry_words(
                    {key: getattr(entry, key) for key in ("member_id", "happened_on", "item_code")}
                )
                return [Effect(f"冲正已审定的积分：{words}", corrects=True, loses=True)]
        return []

    def _adjusted(self, values: dict[str, Any], *, booked: bool) -> list[Effect]:
        """Say what is booked for a settled period, or taken back of it."""
        if values.get("reversal_of_id") is not None:
            return []
        who = self._names.get(values["member_id"], "")
        points = signed_text(points_of(values.get("value"), values.get("value_text")))
        period = Period.parse(values["adjusts"]).label
        day = f"记账日 {values['happened_on']:%Y-%m-%d}"
        if not booked:
            return [
                Effect(f"撤回{period}的调整分录：{who} {points} 分（{day}）", corrects=True, adjusts=True)
            ]
        text = (
            f"{period}已结算：{who}的更正以调整分录 {points} 分计入{self._open_period(values['happened_on'])}"
            f"（{day}），已公示的积分表不变"
        )
        return [Effect(text, corrects=True, adjusts=True)]

    def _open_period(self, day: date) -> str:
        rulebook = self._rulebook_on(day)
        calendar = Calendar() if rulebook is None else rulebook.calendar
        return Period.holding(day, calendar.sub, calendar.opening).label

    def _rulebook_on(self, day: date) -> Rulebook | None:
        if self._timeline is None:
            self._timeline = timeline_in(self._session)
        return self._timeline.on(day)

    def _expected(self, row: _Merged) -> list[Effect]:
        if row.before is None and row.after is not None:
            return [Effect(f"{self._names.get(row.after['member_id'], '')}列入应到名单", corrects=False)]
        if row.after is None and row.before is not None:
            return [Effect(f"{self._names.get(row.before['member_id'], '')}移出应到名单", corrects=False)]
        return []

    def _entry_words(self, values: dict[str, Any]) -> str:
        rulebook = self._rulebook_on(values["happened_on"])
        code = values["item_code"] or ""
        item = None if rulebook is None else rulebook.item_by_code.get(code)
        who = self._names.get(values["member_id"], "")
        return f"{who} {values['happened_on']:%Y-%m-%d}“{code if item is None else item.text}”"

    def _topics(self, task_id: int) -> str:
        query = (
            select(Activity.held_on, Activity.topic)
            .join(Attendance, Attendance.activity_id == Activity.id)
            .where(Attendance.makeup_task_id == task_id)
            .order_by(Activity.held_on)
        )
        topics = [f"{row.held_on:%m-%d} {row.topic}" for row in self._session.execute(query)]
        return f"（{'、'.join(topics)}）" if topics else ""


def _adjustment(values: dict[str, Any] | None, found: Entry | None) -> dict[str, Any] | None:
    """Return the values of an adjustment (结算后调整), None where the row is another entry."""
    if found is not None:
        values = {key: getattr(found, key) for key in _ADJUSTMENT_KEYS}
    return values if values is not None and values.get("adjusts") is not None else None


def _moved(before: date | None, after: date | None) -> str:
    if before is None:
        return f"为 {after:%Y-%m-%d}"
    return f"由 {before:%Y-%m-%d} 改为 {after:%Y-%m-%d}" if after is not None else f" {before:%Y-%m-%d} 取消"

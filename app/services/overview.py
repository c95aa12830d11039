"""工作台: what waits today, which meetings are missing, the quarter at a glance.

The queries are plain SQL on purpose: before the store is open they run on the driver's own read-only
connection, so that the first window shows real figures at once; afterwards on the store. Nothing heavy
is imported here, and the rows are named tuples: a data class takes six times as long to define.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from app.models.first_kinds import ActivityKind, EntryState, MakeupState, Presence
from app.models.glance import Query
from app.services.periods import Period, month_of, quarter_of
from app.services.shown_names import shown_names

if TYPE_CHECKING:
    from app.services.context import Context


# 《中国共产党支部工作条例（试行）》第十一至十三条、第十六条；党课没有全国统一的次数，不在此列。
_MONTHLY = (ActivityKind.COMMITTEE, ActivityKind.GROUP, ActivityKind.THEME_DAY)
_QUARTERLY = (ActivityKind.ASSEMBLY,)


class WaitingTask(NamedTuple):
    """A make-up task (补学补领) that somebody has to do something about."""

    task_id: int
    member: str
    topic: str
    state: MakeupState
    due: date | None
    late: bool
    provisional: bool


class OpenSheet(NamedTuple):
    """An activity whose attendance is not complete."""

    activity_id: int
    kind: ActivityKind
    topic: str
    held_on: date
    unmarked: int


class Overview(NamedTuple):
    """Everything the workbench shows; rates are (part, whole) counts of the running quarter."""

    branch: str
    today: date
    quarter: Period
    members: int
    groups: int
    tasks: tuple[WaitingTask, ...]
    open_sheets: tuple[OpenSheet, ...]
    missing_this_month: tuple[ActivityKind, ...]
    missing_this_quarter: tuple[ActivityKind, ...]
    entries_to_review: int
    entries: int
    rulebook: str
    attended: tuple[int, int]
    made_up: tuple[int, int]
    overdue: int
    activities: int
    demo: bool

    @property
    def is_set_up(self) -> bool:
        """Whether the first-start assistant has made the branch."""
        return bool(self.branch)


def load(ctx: Context) -> Overview:
    """Return the overview of today through the store."""
    from sqlalchemy import text

    with ctx.read() as session:
        return read(lambda sql, values: session.execute(text(sql), dict(values)).all(), ctx.today)


def read(query: Query, today: date) -> Overview:
    """Return the overview of `today` by running plain SQL."""
    quarter = quarter_of(today)
    month = month_of(today)
    tasks = _tasks(query, today)
    branch = query("SELECT name FROM org WHERE kind = 'branch' ORDER BY id LIMIT 1", {})
    return Overview(
        branch=branch[0][0] if branch else "",
        today=today,
        quarter=quarter,
        members=_number(
            query, "SELECT count(*) FROM member WHERE left_on IS NULL AND deleted_at IS NULL", {}
        ),
        groups=_number(query, "SELECT count(*) FROM org WHERE kind = 'group'", {}),
        tasks=tasks,
        open_sheets=_open_sheets(query, today),
        missing_this_month=_missing(query, month, _MONTHLY),
        missing_this_quarter=_missing(query, quarter, _QUARTERLY),
        entries_to_review=_number(
            query,
            "SELECT count(*) FROM entry WHERE state IN (:draft, :checked)",
            {"draft": EntryState.DRAFT.value, "checked": EntryState.CHECKED.value},
        ),
        entries=_number(query, "SELECT count(*) FROM entry", {}),
        rulebook=_rulebook(query, today),
        attended=_attended(query, quarter),
        made_up=_made_up(query, quarter),
        overdue=sum(task.late for task in tasks),
        activities=_number(
            query,
            "SELECT count(*) FROM activity WHERE deleted_at IS NULL AND held_on BETWEEN :first AND :last"
            " AND state <> 'cancelled'",
            _bounds(quarter),
        ),
        demo=bool(query("SELECT 1 FROM setting WHERE key = 'demo' AND value = 'true'", {})),
    )


def _number(query: Query, sql: str, values: Mapping[str, Any]) -> int:
    return int(query(sql, values)[0][0])


def _bounds(period: Period) -> dict[str, str]:
    return {"first": period.start.isoformat(), "last": period.end.isoformat()}


def _rulebook(query: Query, today: date) -> str:
    rows = query(
        "SELECT title FROM rulebook_version WHERE retired = 0 AND effective_from <= :today"
        " ORDER BY effective_from DESC LIMIT 1",
        {"today": today.isoformat()},
    )
    return rows[0][0] if rows else ""


def _tasks(query: Query, today: date) -> tuple[WaitingTask, ...]:
    rows = query(
        "SELECT t.id, m.id, min(a.topic), t.state, t.claim_due, t.complete_due, t.due_provisional, m.left_on"
        " FROM makeup_task t JOIN member m ON m.id = t.member_id"
        " JOIN attendance x ON x.makeup_task_id = t.id JOIN activity a ON a.id = x.activity_id"
        " WHERE t.state NOT IN ('done', 'exempt', 'cancelled', 'waiting')"
        " GROUP BY t.id, m.id, t.state, t.claim_due, t.complete_due, t.due_provisional, m.left_on",
        {},
    )
    people = "SELECT id, name FROM member WHERE deleted_at IS NULL ORDER BY position, id"
    names = shown_names((row[0], row[1]) for row in query(people, {})) if rows else {}
    tasks = [_task(row, names, today) for row in rows]
    return tuple(sorted(tasks, key=lambda task: (task.due or date.max, task.member, task.task_id)))


def _task(row: Sequence[Any], names: Mapping[int, str], today: date) -> WaitingTask:
    task_id, member_id, topic, code, claim_due, complete_due, provisional, left_on = row
    state = MakeupState(code)
    # A reported task waits for the secretary, not for the member: it has no deadline of its own.
    text = {MakeupState.OPEN: claim_due, MakeupState.REPORTED: None}.get(state, complete_due)
    due = None if text is None else date.fromisoformat(text)
    # whose member has left is not overdue, the secretary decides: so the register says as well
    late = due is not None and due < today and left_on is None
    return WaitingTask(
        task_id,
        names.get(member_id, ""),
        topic,
        state,
        due,
        late,
        bool(provisional) and state is MakeupState.OPEN,
    )


def _open_sheets(query: Query, today: date) -> tuple[OpenSheet, ...]:
    rows = query(
        "SELECT a.id, a.kind, a.topic, a.held_on, count(*) FROM activity a"
        " JOIN attendance x ON x.activity_id = a.id"
        " WHERE x.presence IS NULL AND a.held_on <= :today AND a.deleted_at IS NULL AND a.state <> 'cancelled'"
        " GROUP BY a.id, a.kind, a.topic, a.held_on ORDER BY a.held_on DESC, a.id DESC",
        {"today": today.isoformat()},
    )
    return tuple(OpenSheet(r[0], ActivityKind(r[1]), r[2], date.fromisoformat(r[3]), r[4]) for r in rows)


def _missing(query: Query, period: Period, kinds: tuple[ActivityKind, ...]) -> tuple[ActivityKind, ...]:
    rows = query(
        "SELECT DISTINCT kind FROM activity WHERE deleted_at IS NULL AND state <> 'cancelled'"
        " AND held_on BETWEEN :first AND :last",
        _bounds(period),
    )
    held = {row[0] for row in rows}
    return tuple(kind for kind in kinds if kind.value not in held)


def _attended(query: Query, quarter: Period) -> tuple[int, int]:
    rows = query(
        "SELECT x.presence, count(*) FROM attendance x JOIN activity a ON a.id = x.activity_id"
        " WHERE x.presence IS NOT NULL AND a.deleted_at IS NULL AND a.state <> 'cancelled'"
        " AND a.held_on BETWEEN :first AND :last GROUP BY x.presence",
        _bounds(quarter),
    )
    counts = {Presence(code): int(number) for code, number in rows}
    expected = sum(number for presence, number in counts.items() if presence is not Presence.EXEMPT)
    return sum(number for presence, number in counts.items() if presence.attended), expected


def _made_up(query: Query, quarter: Period) -> tuple[int, int]:
    rows = query(
        "SELECT t.state, count(*) FROM attendance x JOIN activity a ON a.id = x.activity_id"
        " JOIN makeup_task t ON t.id = x.makeup_task_id"
        " WHERE a.deleted_at IS NULL AND a.held_on BETWEEN :first AND :last"
        " AND t.state NOT IN ('cancelled', 'exempt') GROUP BY t.state",
        _bounds(quarter),
    )
    counts = {MakeupState(code): int(number) for code, number in rows}
    return counts.get(MakeupState.DONE, 0), sum(counts.values())

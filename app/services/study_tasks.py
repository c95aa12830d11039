"""补学任务库: the readings, courses and places a branch offers to those who missed something."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import select

from app.models.activity import StudyTask
from app.models.kinds import ActivityKind, StudyTaskKind
from app.services.context import Changes, Context, Work
from app.services.errors import BadInput, NotFound, Refused
from app.services.files import clean_text
from app.services.locations import resource

_MOST_HOURS = 4000  # 40 hours, more than a year's 32
_USUAL = (
    "党员大会 支部会议 党小组会 主题党日活动 组织生活会 专题党课 集中学习 学习贯彻 传达精神"
    " 中国共产党 全体党员 季度 年度 本次 参加 开展 工作"
)
"""Words that say nothing about what a meeting was about."""


@dataclass(frozen=True, slots=True)
class StudyTaskDraft:
    """What the form of one task holds; `study_hours` in hundredths of an hour (学时)."""

    kind: StudyTaskKind
    title: str
    source: str = ""
    activity_kind: ActivityKind | None = None
    study_hours: int = 0


@dataclass(frozen=True, slots=True)
class StudyTaskRow:
    """One task of the library; `activity_kind` None fits every kind of activity."""

    id: int
    kind: StudyTaskKind
    title: str
    source: str
    activity_kind: ActivityKind | None
    study_hours: int
    retired: bool


def list_tasks(ctx: Context, *, include_retired: bool = False) -> list[StudyTaskRow]:
    """Return the library, by kind and in the order it was entered."""
    query = select(StudyTask).order_by(StudyTask.id)
    if not include_retired:
        query = query.where(StudyTask.retired.is_(False))
    order = list(StudyTaskKind)
    with ctx.read() as session:
        return sorted((_row(task) for task in session.scalars(query)), key=lambda r: order.index(r.kind))


def suggest(ctx: Context, activity_kind: ActivityKind, topic: str = "") -> list[StudyTaskRow]:
    """Return the tasks that fit a missed activity.

    Those about its topic come first, then those for its kind, then those for any.
    """
    fitting = [row for row in list_tasks(ctx) if row.activity_kind in (activity_kind, None)]
    return sorted(fitting, key=lambda row: (-_in_common(row, topic), row.activity_kind is None))


def _in_common(row: StudyTaskRow, topic: str) -> int:
    """Count the pairs of signs that a task shares with a topic, those left out that every topic has."""
    return len((_pairs(topic) - _pairs(_USUAL)) & (_pairs(row.title) | _pairs(row.source)))


def _pairs(text: str) -> set[str]:
    return {one + two for one, two in pairwise(text) if one.isalnum() and two.isalnum()}


def add(ctx: Context, draft: StudyTaskDraft) -> Changes:
    """Add a task to the library.

    Raises:
        BadInput: The title is missing or the hours are out of range.
        Refused: A task of this title is there already.

    """
    with ctx.write(f"新增补学任务“{draft.title.strip()}”") as work:
        work.new_ids.append(add_in(work, draft))
    return work.changes


def add_in(work: Work, draft: StudyTaskDraft) -> int:
    """Add a task inside an open transaction and return its id."""
    task = StudyTask(kind=draft.kind, title="")
    _fill(work, task, draft)
    work.session.add(task)
    work.session.flush()
    return task.id


def change(ctx: Context, task_id: int, draft: StudyTaskDraft) -> Changes:
    """Change a task of the library; claims keep naming it.

    Raises:
        NotFound: There is no such task.
        BadInput: The title is missing or the hours are out of range.
        Refused: Another task has this title.

    """
    with ctx.write(f"修改补学任务“{draft.title.strip()}”") as work:
        _fill(work, _get(work, task_id), draft)
    return work.changes


def retire(ctx: Context, task_id: int, *, retired: bool = True) -> Changes:
    """Stop offering a task, or offer it again; what was claimed with it stays.

    Raises:
        NotFound: There is no such task.

    """
    with ctx.write("停用补学任务" if retired else "启用补学任务") as work:
        _get(work, task_id).retired = retired
    return work.changes


def seed_in(work: Work) -> None:
    """Fill an empty library with the presets that come with the program."""
    if work.session.scalar(select(StudyTask.id).limit(1)) is not None:
        return
    raw = tomllib.loads(resource("study_tasks.toml").read_text(encoding="utf-8"))
    for item in raw["task"]:
        kind = item.get("activity")
        add_in(
            work,
            StudyTaskDraft(
                kind=StudyTaskKind(item["kind"]),
                title=item["title"],
                source=item.get("source", ""),
                activity_kind=None if kind is None else ActivityKind(kind),
                study_hours=item.get("hours", 0) * 100,
            ),
        )


def _get(work: Work, task_id: int) -> StudyTask:
    task = work.session.get(StudyTask, task_id)
    if task is None:
        raise NotFound("这条补学任务已不存在，请刷新后重试。")
    return task


def _fill(work: Work, task: StudyTask, draft: StudyTaskDraft) -> None:
    title = clean_text(draft.title, limit=200, field="title")
    if not title:
        raise BadInput("请填写任务名称，例如篇目或课件的名称。", field="title")
    if not 0 <= draft.study_hours <= _MOST_HOURS:
        raise BadInput(f"学时请填 0 到 {_MOST_HOURS // 100} 之间的数。", field="study_hours")
    with work.session.no_autoflush:
        same = work.session.scalar(select(StudyTask.id).where(StudyTask.title == title).limit(1))
    if same is not None and same != task.id:
        raise Refused(f"任务库里已有“{title}”，请换一个名称或直接选用。", field="title")
    task.kind, task.title = draft.kind, title
    task.source = clean_text(draft.source, limit=200, field="source") or None
    task.activity_kind, task.study_hours = draft.activity_kind, draft.study_hours


def _row(task: StudyTask) -> StudyTaskRow:
    return StudyTaskRow(
        task.id,
        task.kind,
        task.title,
        task.source or "",
        task.activity_kind,
        task.study_hours,
        task.retired,
    )

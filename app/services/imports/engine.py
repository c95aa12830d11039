"""The import assistant (导入助手) without its window: open, look again after each choice, write, tell, take back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.audit import Action, ImportBatch
from app.models.base import new_uuid
from app.models.org import Setting
from app.services.backup_policy import before_mass_change
from app.services.backup_shelf import Reason
from app.services.context import Changes, Context
from app.services.errors import NotFound, Refused
from app.services.imports import reading
from app.services.imports.heads import LEFT_OUT, Heads, find, guess
from app.services.imports.sheet import Grid
from app.services.imports.subject import Choices, Question, Subject
from app.services.imports.subjects import SUBJECTS
from app.services.imports.table import Mode, Preview, Status
from app.services.progress import NO_PROGRESS, Progress
from app.services.write_back import rows_of_action, write_back_in

_REMEMBERED = "import"


@dataclass(frozen=True, slots=True)
class Look:
    """A file as the assistant sees it at the moment.

    Attributes:
        heads: The heads as found, before any mapping by hand.
        remembered: Whether a mapping by hand was remembered from a sheet of the same heads.
        preview: None while needed columns are missing; `problem` says which.

    """

    subject: Subject
    path: Path
    grid: Grid
    heads: Heads
    choices: Choices
    preview: Preview | None
    questions: tuple[Question, ...] = ()
    problem: str = ""
    remembered: bool = False

    @property
    def mapped(self) -> Heads:
        """The heads as they are understood now."""
        return self.heads.mapped(self.choices.mapping)


@dataclass(frozen=True, slots=True)
class Batch:
    """One import of the past."""

    id: int
    title: str
    file_name: str
    at: datetime
    counts: dict[str, int]

    @property
    def words(self) -> str:
        """What it did, in words."""
        return f"新增 {self.counts.get('new', 0)}，更新 {self.counts.get('update', 0)}"


def open_file(ctx: Context, subject_key: str, path: Path, progress: Progress = NO_PROGRESS) -> Look:
    """Read a file and say what it would do.

    Raises:
        BadFile: It cannot be read, or none of its sheets has any heads.
        Cancelled: The user cancelled.

    """
    subject = SUBJECTS[subject_key]
    progress.step(0, 2, "读取表格")
    grids = reading.read(path)
    grid, heads = _best(subject, grids)
    progress.step(1, 2, "检查并与现有资料比对")
    choices = _remembered(ctx, subject, heads)
    look = Look(subject, path, grid, heads, choices, None, remembered=bool(choices.mapping))
    return look_again(ctx, look, choices)


def look_again(ctx: Context, look: Look, choices: Choices) -> Look:
    """Understand the same sheet after the secretary has decided something."""
    subject = look.subject
    look = replace(look, choices=choices, preview=None, questions=(), problem="")
    missing = look.mapped.missing(subject.words)
    if missing:
        named = "、".join(f"“{word}”" for word in missing)
        return replace(look, problem=f"没有找到{named}一列，请在“列的对应”里指定是哪一列。")
    table = subject.parse(ctx, look.grid, look.mapped, choices)
    preview = subject.compare(ctx, table, choices)
    return replace(look, preview=preview, questions=subject.questions(ctx, table, choices))


def apply(ctx: Context, look: Look, *, mode: Mode = Mode.UPDATE, progress: Progress = NO_PROGRESS) -> Changes:
    """Write the good rows of a look and remember its mapping for the next sheet of the same heads.

    Raises:
        AppError: As in `write`.
        Cancelled: The user cancelled; nothing is written.

    """
    if look.preview is None:
        raise Refused(look.problem)
    changes = write(ctx, look.subject, look.path.name, look.preview, mode=mode, progress=progress)
    _remember(ctx, look)
    return changes


def write(
    ctx: Context,
    subject: Subject,
    file_name: str,
    preview: Preview,
    *,
    mode: Mode = Mode.UPDATE,
    progress: Progress = NO_PROGRESS,
) -> Changes:
    """Write the good rows in one transaction and remember the import, so that it can be taken back later.

    Raises:
        Refused: There is nothing to write, or something has changed since the preview; nothing is written.
        BadInput: A row does not fit what is stored by now; the sentence names the row.
        Cancelled: The user cancelled; nothing is written.

    """
    if not preview.written(mode):
        raise Refused("没有可以导入的行。")
    before_mass_change(ctx, Reason.IMPORT)
    action = ctx.action or new_uuid()
    with ctx.acting(action).write(f"导入{subject.title}“{file_name}”") as work:
        subject.write_in(work, preview, mode, progress)
        work.session.add(
            ImportBatch(
                uuid=action,
                subject=subject.key,
                file_name=file_name,
                at=work.now,
                counts=_counts(preview, mode),
            )
        )
    return work.changes


def batches(ctx: Context) -> list[Batch]:
    """Return the imports of the past that stand, the latest first."""
    with ctx.read() as session:
        rows = session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc()))
        return [
            Batch(row.id, SUBJECTS[row.subject].title, row.file_name, row.at, row.counts)
            for row in rows
            if row.subject in SUBJECTS
        ]


def take_back(ctx: Context, batch_id: int) -> Changes:
    """Undo a whole import of the past, also after a restart: every row is as it was before.

    Raises:
        NotFound: It has been taken back already.
        Refused: A later act has changed one of its rows, or something hangs on one by now.

    """
    with ctx.read() as session:
        batch = session.get(ImportBatch, batch_id)
        if batch is None:
            raise NotFound("这次导入已经撤销，请刷新后重试。")
        label = session.scalar(select(Action.label).where(Action.uuid == batch.uuid))
        rows = rows_of_action(session, batch.uuid)
    with ctx.write(f"撤销：{label}", undoable=False) as work:
        write_back_in(work, rows)
    return work.changes


def _best(subject: Subject, grids: list[Grid]) -> tuple[Grid, Heads]:
    guessed: tuple[Grid, Heads] | None = None
    for grid in grids:
        flat = subject.flatten(grid)
        heads = find(flat, subject.words)
        if heads is not None:
            return flat, heads
        heads = guess(grid, subject.words)
        if guessed is None and heads is not None:
            guessed = grid, heads
    if guessed is None:
        raise reading.no_heads(subject.title, subject.words, subject.examples, grids)
    return guessed


def _counts(preview: Preview, mode: Mode) -> dict[str, int]:
    new = sum(row.status is Status.NEW for row in preview.rows)
    return {"rows": preview.table.total, "new": new, "update": preview.written(mode) - new}


def _setting_key(subject: Subject, heads: Heads) -> str:
    return f"{_REMEMBERED}.{subject.key}.{heads.signature}"


def _remembered(ctx: Context, subject: Subject, heads: Heads) -> Choices:
    with ctx.read() as session:
        row = _setting(session, subject, heads)
        kept: dict[str, Any] = {} if row is None else row.value or {}
    mapping = {int(place): name for place, name in kept.get("mapping", {}).items()}
    fields = {None, LEFT_OUT, *subject.words.words}
    known = {place: name for place, name in mapping.items() if name in fields}
    return Choices(mapping=known, answers=dict(kept.get("answers", {})))


def _remember(ctx: Context, look: Look) -> None:
    """Keep mapping and answers for the next sheet of the same heads; by itself, so that undoing leaves them."""
    chosen = look.choices
    kept = {
        "mapping": {str(place): name for place, name in chosen.mapping.items()},
        "answers": dict(chosen.answers),
    }
    with replace(ctx, action=None).write("记住列的对应", undoable=False) as work:
        row = _setting(work.session, look.subject, look.heads)
        if row is None:
            if any(kept.values()):
                work.session.add(Setting(key=_setting_key(look.subject, look.heads), value=kept))
        elif row.value != kept:
            row.value = kept


def _setting(session: Session, subject: Subject, heads: Heads) -> Setting | None:
    return session.scalar(select(Setting).where(Setting.key == _setting_key(subject, heads)))

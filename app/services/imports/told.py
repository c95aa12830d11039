"""What an import would do, or did, in words (导入说明): one line a row for lists, its facts for a panel, a result sheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from app.services import exports
from app.services.context import Context
from app.services.imports.cells import text_of
from app.services.imports.engine import Look
from app.services.imports.table import Candidate, Finding, Mode, Preview, RowPreview, Status

WRONG, SKIPPED = "wrong", "skip"
STATE_WORDS: dict[str, str] = {
    Status.NEW: "新增",
    Status.UPDATE: "更新",
    Status.SAME: "相同",
    SKIPPED: "跳过",
    Status.CONFLICT: "冲突",
    WRONG: "有误",
}
"""The word of each state, in the order they are told."""

_EMPTY = "（空）"
_RESULT_HEADS = ("原行号", "姓名", "结果", "说明")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file: `number` is its key, `label` what the file calls it, `words` its story in one line."""

    number: int
    label: str
    name: str
    state: str
    words: str


@dataclass(frozen=True, slots=True)
class Facts:
    """One row for the panel.

    Attributes:
        title: What the facts are: 修改, 错在哪里.
        facts: (field or column, what happens to it).
        notes: What is pointed out without keeping the row out.
        candidates: Whom the row may mean, where that has to be chosen.
        picked: Whom it means where `is_picked`; None for somebody new.
        waivable: The column whose cell may be taken as it is with a reason; empty where there is none.

    """

    title: str
    facts: tuple[tuple[str, str], ...]
    notes: tuple[tuple[str, str], ...]
    candidates: tuple[Candidate, ...] = ()
    picked: int | None = None
    is_picked: bool = False
    waivable: str = ""


class Story:
    """The rows of a look, as an import in one mode would treat them; made in the worker, read by the window."""

    def __init__(self, look: Look, mode: Mode) -> None:
        self.look = look
        self.mode = mode
        self._seen: dict[int, RowPreview] = {}
        self._findings: defaultdict[int, list[Finding]] = defaultdict(list)
        self.lines: tuple[Line, ...] = ()
        if look.preview is not None:
            self._read(look.preview)

    @cached_property
    def counts(self) -> dict[str, int]:
        """The number of lines by state."""
        counted: dict[str, int] = dict.fromkeys(STATE_WORDS, 0)
        for line in self.lines:
            counted[line.state] += 1
        return counted

    @property
    def written(self) -> int:
        """How many rows an import would write."""
        return self.counts[Status.NEW] + self.counts[Status.UPDATE]

    def facts(self, number: int) -> Facts:
        """Return what the panel shows of one row."""
        findings = self._findings.get(number, [])
        notes = tuple((finding.column, finding.reason) for finding in findings if not finding.wrong)
        seen = self._seen.get(number)
        if seen is None:
            wrong = [finding for finding in findings if finding.wrong]
            told = tuple((finding.column, finding.reason) for finding in wrong)
            waivable = next((finding.column for finding in wrong if finding.waivable), "")
            return Facts("错在哪里", told, notes, waivable=waivable)
        picks = self.look.choices.picks
        chosen = (seen.candidates, picks.get(number), number in picks)
        if seen.status is Status.CONFLICT:
            return Facts("为什么冲突", (("原因", seen.reason or ""),), notes, *chosen)
        subject = self.look.subject
        if seen.status is Status.UPDATE:
            told = tuple(
                (
                    subject.label(c.field),
                    f"{subject.shown(c.field, c.old) or _EMPTY} → {subject.shown(c.field, c.new)}",
                )
                for c in seen.applied(self.mode)
            )
            return Facts("修改", told, notes, *chosen)
        told = tuple(
            (subject.label(name), subject.shown(name, value)) for name, value in subject.facts(seen.row)
        )
        return Facts("内容", told, notes, *chosen)

    def _read(self, preview: Preview) -> None:
        for finding in preview.findings:
            self._findings[finding.row].append(finding)
        self._seen = {seen.row.number: seen for seen in preview.rows}
        grid = preview.table.grid
        good = [
            Line(number, grid.shown(number), seen.row.name, *self._good(seen))
            for number, seen in self._seen.items()
        ]
        wrong = [
            Line(number, grid.shown(number), self._name(number), WRONG, self._wrong(number))
            for number in preview.table.wrong_rows
        ]
        self.lines = tuple(sorted([*good, *wrong], key=lambda line: line.number))

    def _good(self, seen: RowPreview) -> tuple[str, str]:
        state, words = str(seen.status), ""
        if seen.status is Status.CONFLICT:
            words = seen.reason or ""
        elif seen.status is Status.NEW:
            words = f"新增一{self.look.subject.noun}"
        elif seen.status is Status.SAME:
            words = "与现有资料相同"
        else:
            fields = [self.look.subject.label(change.field) for change in seen.applied(self.mode)]
            state = state if fields else SKIPPED
            words = "修改 " + "、".join(fields) if fields else "按所选方式不改动"
        notes = [f"{f.column}{f.reason}" for f in self._findings.get(seen.row.number, ()) if not f.wrong]
        return state, words + ("；提示：" + "；".join(notes) if notes else "")

    def _name(self, number: int) -> str:
        look = self.look
        column = look.mapped.of(look.subject.words.needed[0])
        return "" if column is None else text_of(look.grid.rows[number - 1][column.place])

    def _wrong(self, number: int) -> str:
        return "；".join(f"{f.column}：{f.reason}" for f in self._findings[number] if f.wrong)


def save_result(ctx: Context, story: Story, path: Path) -> int:
    """Write what became of every row (导入结果) to a sheet and return how many there are.

    Raises:
        FileBusy: The file cannot be written; a former one is untouched.

    """
    title = f"{story.look.subject.title}导入结果"
    exports.export_list(ctx, title, _RESULT_HEADS, list(_results(story)), path, remark=story.look.path.name)
    return len(story.lines)


def _results(story: Story) -> Iterator[tuple[str, ...]]:
    for line in story.lines:
        words = line.words
        if line.state in (Status.UPDATE, Status.CONFLICT):
            words = "；".join(f"{label} {value}" for label, value in story.facts(line.number).facts)
        yield line.label, line.name, STATE_WORDS[line.state], words

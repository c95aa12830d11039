"""Sheets of which each row is one fact about one member (逐行记录): what all of them share."""

# A kind of sheet may use less than its base hands it.
# ruff: noqa: ARG002
from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from app.services.context import Context, Work
from app.services.imports import cells, line_values, roster_values
from app.services.imports.cells import ColumnReading, Reader
from app.services.imports.heads import Heads, Vocabulary
from app.services.imports.people import People
from app.services.imports.sheet import Grid
from app.services.imports.subject import Choices, Subject
from app.services.imports.table import FieldChange, Finding, Mode, Preview, RowPreview, Status, Table
from app.services.progress import Progress


@dataclass(frozen=True, slots=True)
class LineField:
    """One column of such a sheet.

    Attributes:
        key: Its name in a line's values.
        heads: The words that head it, its own first.
        reader: Makes the reader of its cells from today's date.
        needed: Whether each row must have it.
        needed_column: Whether a sheet without this column is no sheet of this kind.

    """

    key: str
    heads: str
    reader: Callable[[date], Reader]
    needed: bool = False
    needed_column: bool = False

    @property
    def word(self) -> str:
        """Its own word."""
        return self.heads.split(" ", 1)[0]


@dataclass(frozen=True, slots=True)
class Line:
    """One good row; `member_id` is whom it means, once that is known."""

    number: int
    name: str
    values: Mapping[str, Any]
    member_id: int | None = None


def always(reader: Reader) -> Callable[[date], Reader]:
    """Return what makes a reader that does not look at the date."""
    return lambda _today: reader


PERSON = (
    LineField("name", "姓名 党员姓名 名字", always(line_values.person_name), needed=True, needed_column=True),
    LineField(
        "id_number",
        "身份证号 公民身份证号 身份证 身份证号码 公民身份号码 证件号码",
        always(roster_values.id_number),
    ),
    LineField("birth", "出生日期 出生年月", lambda today: roster_values.partial_date("birth", today)),
    LineField("employee_no", "工号 员工编号 职工号", always(roster_values.line)),
    LineField("group", "党小组 所在党小组 所属党小组", always(roster_values.line)),
)
"""Who a line is about; all but the name serve to tell people of one name apart."""
_WHO = frozenset(item.key for item in PERSON)


def vocabulary(fields: Iterable[LineField], least: int = 3) -> Vocabulary:
    """Return the words of a sheet with these columns."""
    listed = list(fields)
    return Vocabulary.of(
        {item.key: item.heads for item in listed},
        needed=tuple(item.key for item in listed if item.needed_column),
        least=least,
    )


class LineSubject(Subject):
    """A kind of sheet whose rows are facts about members."""

    fields: ClassVar[tuple[LineField, ...]]
    identity: ClassVar[tuple[str, ...]]
    """The fields that, with the member, make two rows the same fact."""

    def parse(self, ctx: Context, grid: Grid, heads: Heads, choices: Choices) -> Table:
        """Understand the rows of a sheet."""
        words, today = self.words, ctx.today
        own = {item.key for item in self.fields} - {"name"}
        found = cells.content(grid, heads, words, own)
        columns = ColumnReading(grid, found.places, words)
        readers = {item.key: item.reader(today) for item in self.fields}
        for column in heads.columns:
            if column.field is not None:
                columns.take(column, readers.get(column.field, cells.text))
        columns.look_at_marks(heads, words.needed)
        lines = [
            Line(columns.number(index), columns.values(words.needed[0])[index] or "", values)
            for index, values in enumerate(self._values(columns))
        ]
        lines = [replace(line, values=self.completed(line, choices, today)) for line in lines]
        findings = list(columns.findings)
        told = {(finding.row, finding.field) for finding in findings if finding.wrong}
        for line in lines:
            findings += (f for f in self._wanting(line, heads, today) if (f.row, f.field) not in told)
        wrong = cells.wrong_of(findings)
        findings.sort(key=lambda finding: finding.row)
        good = tuple(line for line in lines if line.number not in wrong)
        return Table(grid.name, grid, heads, len(lines), found.footers, good, tuple(findings))

    def _values(self, columns: ColumnReading) -> Iterable[dict[str, Any]]:
        listed = [(item.key, columns.values(item.key)) for item in self.fields]
        for index in range(len(columns.places)):
            yield {key: values[index] for key, values in listed if values[index] is not None}

    def _wanting(self, line: Line, heads: Heads, today: date) -> Iterable[Finding]:
        for item in self.fields:
            if item.needed and line.values.get(item.key) is None:
                yield self._finding(line, heads, item.key, f"缺少{item.word}。")
        for key, reason in self.problems(line, today):
            yield self._finding(line, heads, key, reason)

    def _finding(self, line: Line, heads: Heads, key: str, reason: str) -> Finding:
        column = heads.of(key)
        return Finding(line.number, self.label(key) if column is None else column.head, key, reason)

    def completed(self, line: Line, choices: Choices, today: date) -> Mapping[str, Any]:
        """Return a line's values with what follows from them, the sheet and the answers."""
        return line.values

    def problems(self, line: Line, today: date) -> Iterable[tuple[str, str]]:
        """Give (field, sentence) for what cannot be saved."""
        return ()

    def compare(self, ctx: Context, table: Table, choices: Choices) -> Preview:
        """Match each line to a member and to what is stored of him."""
        with ctx.read() as session:
            people = People(session, choices.picks)
            work = Work(session, ctx.today, ctx.now, ctx.operator)
            met: dict[tuple[Any, ...], Line] = {}
            before = self.stored_in(session, table)
            rows = []
            for line in table.rows:
                meant = people.meant(line.number, line.values)
                if meant.person is None:
                    rows.append(RowPreview(line, Status.CONFLICT, None, (), meant.reason, meant.candidates))
                    continue
                whole = replace(line, member_id=meant.person.id)
                seen = self._judged(work, whole, before, met, table)
                rows.append(replace(seen, candidates=meant.candidates))
        return Preview(table, tuple(rows))

    def _judged(
        self, work: Work, line: Line, before: Mapping[Any, Any], met: dict[Any, Line], table: Table
    ) -> RowPreview:
        key = self.key_of(line)
        if key in met:
            first = table.grid.shown(met[key].number)
            return RowPreview(line, Status.CONFLICT, None, (), f"与第{first}行重复，请只留一行。")
        met[key] = line
        known = before.get(key)
        if known is None:
            refusal = self.refusal_in(work, line)
            if refusal:
                return RowPreview(line, Status.CONFLICT, None, (), refusal)
            return RowPreview(line, Status.NEW)
        changes = tuple(self.changes(line, known))
        if not changes:
            return RowPreview(line, Status.SAME, known.id)
        return RowPreview(line, Status.UPDATE, known.id, changes)

    def key_of(self, line: Line) -> tuple[Any, ...]:
        """Return what makes a line the same fact as another one or as one that is stored."""
        return (line.member_id, *(line.values.get(name) for name in self.identity))

    @abstractmethod
    def stored_in(self, session: Session, table: Table) -> Mapping[Any, Any]:
        """Return what is stored by the key of its lines; each has an `id`."""

    def changes(self, line: Line, known: Any) -> Iterable[FieldChange]:
        """Give what a line would change about what is stored."""
        return ()

    def refusal_in(self, work: Work, line: Line) -> str:
        """Say why a new line cannot be saved as things stand; empty where it can."""
        return ""

    def write_in(self, work: Work, preview: Preview, mode: Mode, progress: Progress) -> None:
        """Write the new lines together, then the changed ones."""
        new = [seen.row for seen in preview.rows if seen.status is Status.NEW]
        changed = [seen for seen in preview.rows if seen.applied(mode)]
        self.add_in(work, new, progress)
        for done, seen in enumerate(changed, start=len(new)):
            progress.step(done, len(new) + len(changed), f"正在更新 {seen.row.name}")
            self.change_in(work, seen, {change.field: change.new for change in seen.applied(mode)})

    @abstractmethod
    def add_in(self, work: Work, lines: list[Line], progress: Progress) -> None:
        """Save new lines."""

    def change_in(self, work: Work, seen: RowPreview, changes: Mapping[str, Any]) -> None:
        """Save what a line changes."""

    def label(self, name: str) -> str:
        """Return the word of a field."""
        return next((item.word for item in self.fields if item.key == name), name)

    def shown(self, name: str, value: Any) -> str:
        """Return a value in words."""
        return value.label if hasattr(value, "label") else str(value)

    def facts(self, row: Any) -> Iterable[tuple[str, Any]]:
        """Give what a line holds besides who it is about."""
        for item in self.fields:
            if item.key not in _WHO and row.values.get(item.key) is not None:
                yield item.key, row.values[item.key]

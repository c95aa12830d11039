"""What every import passes on (导入的通用数据): a sheet understood, its findings, and what each row would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from app.services.imports.heads import Heads
from app.services.imports.sheet import Grid


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong or odd in one cell; `row` is the sheet's own number, `column` its head as written.

    `wrong` keeps the row out of the import, otherwise it is only pointed out. `waivable` says that the cell
    may be taken as it is, once the secretary says why.
    """

    row: int
    column: str
    field: str | None
    reason: str
    wrong: bool = True
    waivable: bool = False


class Row(Protocol):
    """One good row: its number in the sheet, from 1, and whom or what it is about."""

    @property
    def number(self) -> int:
        """The sheet's own number of the row."""

    @property
    def name(self) -> str:
        """What lists call the row by."""


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet understood: `total` rows of content, of which `rows` are good; `footers` were passed over.

    `grid` and `heads` are what the file of wrong rows is written from; `clean` holds, by the number of a good
    row, what the service made of it while it was checked.
    """

    sheet: str
    grid: Grid
    heads: Heads
    total: int
    footers: int
    rows: tuple[Any, ...]
    findings: tuple[Finding, ...]
    clean: Mapping[int, Any] = field(default_factory=dict)

    @property
    def unknown_columns(self) -> tuple[str, ...]:
        """Return the heads nobody knows."""
        return tuple(column.head for column in self.heads.columns if column.field is None)

    @property
    def wrong_rows(self) -> frozenset[int]:
        """Return the numbers of the rows that cannot be imported."""
        return frozenset(finding.row for finding in self.findings if finding.wrong)


class Status(StrEnum):
    """What a row would do."""

    NEW = "new"
    UPDATE = "update"
    SAME = "same"
    CONFLICT = "conflict"


STATUS_WORDS = {
    Status.NEW: "新增",
    Status.UPDATE: "更新",
    Status.SAME: "相同",
    Status.CONFLICT: "冲突",
}


class Mode(StrEnum):
    """What an import does with what there is: overwrite, fill blanks only, or leave it alone."""

    UPDATE = "update"
    FILL = "fill"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field a row would change."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of several that a row may mean; `id` None stands for somebody new."""

    id: int | None
    label: str


@dataclass(frozen=True, slots=True)
class RowPreview:
    """What one good row would do; `reason` says why it is a conflict, `candidates` what may be chosen then."""

    row: Any
    status: Status
    known_id: int | None = None
    changes: tuple[FieldChange, ...] = ()
    reason: str | None = None
    candidates: tuple[Candidate, ...] = ()

    def applied(self, mode: Mode) -> tuple[FieldChange, ...]:
        """Return the changes to what there is that an import in this mode makes."""
        if self.status is not Status.UPDATE or mode is Mode.SKIP:
            return ()
        return tuple(change for change in self.changes if mode is Mode.UPDATE or change.old in (None, ""))

    def writes(self, mode: Mode) -> bool:
        """Return whether an import in this mode writes anything of the row."""
        return self.status is Status.NEW or bool(self.applied(mode))


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do, row by row; nothing is written yet."""

    table: Table
    rows: tuple[RowPreview, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return every finding of the file, wrong and odd."""
        return self.table.findings

    @property
    def wrong(self) -> tuple[Finding, ...]:
        """Return the findings that keep rows out."""
        return tuple(finding for finding in self.table.findings if finding.wrong)

    @property
    def counts(self) -> dict[str, int]:
        """Return the number of rows by what they would do; "wrong" among them."""
        counted = Counter(str(row.status) for row in self.rows)
        return {status.value: counted[status.value] for status in Status} | {
            "wrong": len(self.table.wrong_rows)
        }

    def written(self, mode: Mode) -> int:
        """Return how many rows an import in this mode would write."""
        return sum(row.writes(mode) for row in self.rows)

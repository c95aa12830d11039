"""What can be imported (导入类别): each kind of sheet says its words, how a row is understood, matched and written.

Reading files, finding heads, mapping by hand, preview, result and undo are the same for all of them: `engine`.
"""

# A kind of sheet may use less than its base hands it.
# ruff: noqa: ARG002
from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from app.services.context import Context, Work
from app.services.imports.heads import Heads, Vocabulary
from app.services.imports.sheet import Grid
from app.services.imports.table import Mode, Preview, Table
from app.services.progress import Progress


@dataclass(frozen=True, slots=True)
class Choices:
    """What the secretary decided by hand about one file.

    Attributes:
        mapping: Field of a column (by place), None for one that fills none, `LEFT_OUT` for one not wanted.
        answers: What was answered to the kind's questions.
        picks: Whom a row (by number) means that could mean several; None for somebody new.
        waivers: Why the ID number of a row is taken although its check digit is wrong.

    """

    mapping: Mapping[int, str | None] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    picks: Mapping[int, int | None] = field(default_factory=dict)
    waivers: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """Something a sheet does not say: `choices` are (value, word), none of them for free text."""

    key: str
    label: str
    choices: tuple[tuple[str, str], ...]
    value: str = ""


class Subject(ABC):
    """One kind of sheet."""

    key: ClassVar[str]
    title: ClassVar[str]
    """花名册, as buttons and messages call it."""
    noun: ClassVar[str]
    """What rows are counted in."""
    examples: ClassVar[str]
    hint: ClassVar[str]
    words: ClassVar[Vocabulary]
    keeps_unknown: ClassVar[bool] = False
    """Whether columns nobody knows are kept with what is imported."""

    def flatten(self, grid: Grid) -> Grid:
        """Return a sheet with one row for each line; forms of other shapes are rearranged."""
        return grid

    def questions(self, ctx: Context, table: Table, choices: Choices) -> tuple[Question, ...]:
        """Return what has to be asked about a sheet."""
        return ()

    @abstractmethod
    def parse(self, ctx: Context, grid: Grid, heads: Heads, choices: Choices) -> Table:
        """Understand the rows of a sheet."""

    @abstractmethod
    def compare(self, ctx: Context, table: Table, choices: Choices) -> Preview:
        """Say what each good row would do."""

    @abstractmethod
    def write_in(self, work: Work, preview: Preview, mode: Mode, progress: Progress) -> None:
        """Write the good rows inside an open transaction; what was made goes to `work.new_ids`.

        Raises:
            AppError: Something has changed since the preview; nothing is written.

        """

    @abstractmethod
    def label(self, name: str) -> str:
        """Return the word of a field in previews."""

    @abstractmethod
    def shown(self, name: str, value: Any) -> str:
        """Return a value in words, masked where lists mask it."""

    @abstractmethod
    def facts(self, row: Any) -> Iterable[tuple[str, Any]]:
        """Give (field, value) of what a new row holds, in the order of reading."""

"""Fields of the rulebook editor (方案编辑): exact numbers, several choices at once, and small tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from unicodedata import normalize

from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QWidget

from app.services.points.rules_items import Number
from app.services.points.rules_numbers import exact, number_text
from app.ui import theme
from app.ui.widgets.fields import Field, FieldProblem
from app.ui.widgets.grid import EditableGrid
from app.ui.widgets.grid_model import GridColumn, GridRow

VOID = "不得分"
_BETWEEN = re.compile(r"[、,;/]")
_SPARE = 3


def read_number(text: str) -> Number:
    """Return a typed number exactly.

    Raises:
        FieldProblem: It is none.

    """
    number = exact(normalize("NFKC", text).strip().replace("\N{MINUS SIGN}", "-"))
    if number is None:
        raise FieldProblem("请填写数字，如 2、0.5 或 -3。")
    return number


class ExactField(Field):
    """An exact number, or nothing; `whole` takes only whole ones."""

    def __init__(self, placeholder: str = "", *, whole: bool = False) -> None:
        self.edit = QLineEdit()
        super().__init__(self.edit)
        self._whole = whole
        self.edit.setPlaceholderText(placeholder)
        self.edit.setMaxLength(24)
        self.edit.textEdited.connect(lambda _: self.edited.emit())

    def value(self) -> Number | None:
        """Return the number, None where nothing is written."""
        text = self.edit.text().strip()
        if not text:
            return None
        number = read_number(text)
        if self._whole and not isinstance(number, int):
            raise FieldProblem("请填写整数。")
        return number

    def set_value(self, value: object) -> None:
        """Show a number."""
        self.edit.setText("" if value is None else number_text(value))  # type: ignore[arg-type]

    def state(self) -> object:
        """Return the text as it stands."""
        return self.edit.text()


class ChecksField(Field):
    """Several of a list of words; words that are not offered but were there stay."""

    def __init__(self, words: Iterable[str], *, columns: int = 5) -> None:
        holder = QWidget()
        super().__init__(holder)
        self._columns = columns
        self._grid = QGridLayout(holder)
        self._grid.setContentsMargins(0, theme.unit(0.5), 0, theme.unit(0.5))
        self._grid.setHorizontalSpacing(theme.unit(2))
        self._grid.setVerticalSpacing(theme.unit(0.5))
        self._grid.setColumnStretch(columns, 1)
        self.boxes: dict[str, QCheckBox] = {}
        for word in words:
            self._add(word)

    def value(self) -> tuple[str, ...]:
        """Return the words that are ticked."""
        return tuple(word for word, box in self.boxes.items() if box.isChecked())

    def set_value(self, value: object) -> None:
        """Tick these words."""
        wanted = tuple(value) if isinstance(value, tuple | list) else ()
        for word in wanted:
            if word not in self.boxes:
                self._add(word)
        for word, box in self.boxes.items():
            box.setChecked(word in wanted)

    def mark(self, *, wrong: bool) -> None:
        """Draw nothing: what is ticked is never wrong by itself."""

    def _add(self, word: str) -> None:
        box = QCheckBox(word)
        row, column = divmod(len(self.boxes), self._columns)
        self._grid.addWidget(box, row, column)
        self.boxes[word] = box
        box.toggled.connect(lambda _: self.edited.emit())
        if len(self.boxes) == 1:
            self.setFocusProxy(box)


class WordsField(Field):
    """Several words of one's own, with 、 between them."""

    def __init__(self, placeholder: str = "") -> None:
        self.edit = QLineEdit()
        super().__init__(self.edit)
        self.edit.setPlaceholderText(placeholder)
        self.edit.setMaxLength(200)
        self.edit.textEdited.connect(lambda _: self.edited.emit())

    def value(self) -> tuple[str, ...]:
        """Return the words, each once."""
        return tuple(dict.fromkeys(_BETWEEN.sub(" ", normalize("NFKC", self.edit.text())).split()))

    def set_value(self, value: object) -> None:
        """Show these words."""
        self.edit.setText("、".join(value) if isinstance(value, tuple | list) else "")

    def state(self) -> object:
        """Return the text as it stands."""
        return self.edit.text()


class RowsField(Field):
    """A small table with spare lines at its end; a line that is empty does not count."""

    def __init__(
        self,
        columns: Sequence[GridColumn],
        needed: Iterable[str] = (),
        *,
        lines: int = 5,
        key: str = "",
    ) -> None:
        self.grid = EditableGrid(columns)
        super().__init__(self.grid)
        self._columns = tuple(columns)
        self._needed = tuple(needed)
        self._key = key
        self._lines = lines
        self.grid.setFixedHeight(theme.size("row") + theme.unit(4) * lines + 2)
        self.grid.edited.connect(self._on_edited)
        self.set_value(())

    def value(self) -> tuple[dict[str, Any], ...]:
        """Return the lines that hold anything; under "was" stands what `key` was at the beginning."""
        problems = self.grid.grid.problems()
        if problems:
            row, title, reason = problems[0]
            raise FieldProblem(f"第 {row} 行“{title}”：{reason}")
        found = []
        for at, (row_id, values) in enumerate(self.grid.values().items(), 1):
            if all(value is None for value in values.values()):
                continue
            for column in self._columns:
                if column.key in self._needed and values[column.key] is None:
                    raise FieldProblem(f"第 {at} 行没有填“{column.title}”。")
            found.append({**values, "was": row_id if isinstance(row_id, str) else ""})
        self._refuse_twice(found)
        return tuple(found)

    def set_value(self, value: object) -> None:
        """Show lines, each a mapping by column."""
        lines: list[Mapping[str, Any]] = list(value) if isinstance(value, tuple | list) else []
        self._fill([(str(line.get(self._key) or "") or at, line) for at, line in enumerate(lines)])

    def state(self) -> object:
        """Return what stands in the table, right or wrong."""
        model = self.grid.grid
        return tuple(
            tuple(model.text(row, column) for column in range(len(self._columns)))
            for row in range(model.rowCount())
            if any(model.text(row, column) for column in range(len(self._columns)))
        )

    def mark(self, *, wrong: bool) -> None:
        """Leave the drawing to the grid, which knows its wrong cells."""

    def _refuse_twice(self, found: Sequence[Mapping[str, Any]]) -> None:
        keys = [line[self._key] for line in found] if self._key else []
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice is not None:
            raise FieldProblem(f"“{twice}”写了两次，请改成不同的名称。")

    def _fill(self, lines: Sequence[tuple[object, Mapping[str, Any]]]) -> None:
        spare = max(self._lines - len(lines), _SPARE)
        rows = [GridRow(row_id, values) for row_id, values in lines]
        rows += [GridRow(("spare", at), {}) for at in range(spare)]
        self.grid.set_rows(rows)

    def _on_edited(self) -> None:
        values = list(self.grid.values().items())
        if any(value is not None for value in values[-1][1].values()) and not self.grid.grid.problems():
            place = self.grid.currentIndex()
            filled = [(row_id, line) for row_id, line in values if any(v is not None for v in line.values())]
            # spare lines that were filled in need names of their own
            named = [
                (row_id if isinstance(row_id, str) else ("line", at), line)
                for at, (row_id, line) in enumerate(filled)
            ]
            self._fill(named)
            self.grid.go_to(place.row(), place.column())
        self.edited.emit()


def number_column(key: str, title: str, width: int = 100, *, void: bool = False) -> GridColumn:
    """Return a column of exact numbers; with `void` it takes 不得分 as well."""

    def parse(text: str) -> Any:
        return VOID if void and text.strip() in (VOID, "void") else read_number(text)

    return GridColumn(key, title, width, align="right", parse=parse, show=_shown)


def whole_column(key: str, title: str, width: int = 100) -> GridColumn:
    """Return a column of counts."""

    def parse(text: str) -> int:
        number = read_number(text)
        if not isinstance(number, int) or number < 0:
            raise FieldProblem("请填写不小于 0 的整数。")
        return number

    return GridColumn(key, title, width, align="right", parse=parse, show=_shown)


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else number_text(value)

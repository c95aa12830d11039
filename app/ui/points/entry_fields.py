"""Fields of an entry: the item with what it is worth, and a value that takes the form its item asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from app.services.points.rulebook_view import ItemRow, ValueForm
from app.ui import theme
from app.ui.points.frame import plain_column
from app.ui.widgets.fields import Field
from app.ui.widgets.labels import faded

VETO = "veto:"
_PLACEHOLDERS = {
    ValueForm.COUNT: "默认 1",
    ValueForm.NUMBER: "数值，如 2 或 1.5",
    ValueForm.POINTS: "分值，如 2 或 0.5",
}


class ItemField(Field):
    """Chooses an item (积分项目) of the rulebook, or a veto; says below what it is worth."""

    chosen = Signal()
    DRAFTED = True

    def __init__(self) -> None:
        self.combo = QComboBox()
        self.combo.setMaxVisibleItems(20)
        self.combo.setPlaceholderText("请选择项目")
        self.hint = faded("", wrap=True, small=True)
        holder = QWidget()
        super().__init__(holder)
        column = plain_column(holder, spacing=0.5)
        column.addWidget(self.combo)
        column.addWidget(self.hint)
        self.setFocusProxy(self.combo)
        self._rows: dict[str, ItemRow] = {}
        self.combo.currentIndexChanged.connect(lambda _: self._on_chosen())

    def set_items(self, rows: Sequence[ItemRow], vetoes: Iterable[tuple[str, str]] = ()) -> None:
        """Offer the items of a day; those that come by themselves stand last."""
        kept = self.value()
        self._rows = {row.code: row for row in rows}
        was = self.combo.blockSignals(True)
        self.combo.clear()
        for row in sorted(rows, key=lambda row: bool(row.source)):
            self.combo.addItem(f"{row.label}（{row.source}自动）" if row.source else row.label, row.code)
        for code, text in vetoes:
            self.combo.addItem(f"一票否决：{text}", f"{VETO}{code}")
        self.combo.setCurrentIndex(self.combo.findData(kept))
        self.combo.blockSignals(was)
        self._on_chosen()

    def value(self) -> str:
        """Return the item's code, `veto:` and a veto's code, or "" where nothing is chosen."""
        return str(self.combo.currentData() or "")

    def set_value(self, value: object) -> None:
        """Choose by code."""
        self.combo.setCurrentIndex(self.combo.findData(value))

    def row(self) -> ItemRow | None:
        """Return the chosen item, None for a veto or nothing."""
        return self._rows.get(self.value())

    def mark(self, *, wrong: bool) -> None:
        """Draw the choice itself as wrong or right."""
        self.combo.setProperty("wrong", wrong)
        self.combo.style().unpolish(self.combo)
        self.combo.style().polish(self.combo)

    def setAccessibleName(self, name: str) -> None:
        """Name the choice."""
        super().setAccessibleName(name)
        self.combo.setAccessibleName(name)

    def _on_chosen(self) -> None:
        self.hint.setText(_hint(self.row(), veto=self.value().startswith(VETO)))
        self.hint.setVisible(bool(self.hint.text()))
        self.edited.emit()
        self.chosen.emit()


def _hint(row: ItemRow | None, *, veto: bool) -> str:
    if veto:
        return "一票否决须写明作出决定的文件。"
    if row is None:
        return ""
    parts = [f"{row.category_name}：{row.rule}"]
    if row.classes:
        parts.append(f"限{'、'.join(row.classes)}党员")
    if row.proof:
        parts.append("须附证明材料")
    if row.approval:
        parts.append(f"由{row.approval}决定")
    return "；".join(parts)


class ValueField(Field):
    """What is typed for the chosen item: a number, a word, the entry it rides on, or nothing."""

    def __init__(self) -> None:
        self.line = QLineEdit()
        self.line.setMaxLength(20)
        self.combo = QComboBox()
        self.combo.setPlaceholderText("请选择")
        self.unit = faded("")
        self._none = faded("")
        holder = QWidget()
        holder.setFixedHeight(theme.size("field") + 2)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.unit(1))
        row.addWidget(self.line, 1)
        row.addWidget(self.unit)
        row.addWidget(self.combo, 1)
        row.addWidget(self._none, 1)
        super().__init__(holder)
        self._form = ValueForm.COUNT
        self.line.textEdited.connect(lambda _: self.edited.emit())
        self.combo.activated.connect(lambda _: self.edited.emit())
        self.fit(None)

    def fit(self, row: ItemRow | None, carriers: Iterable[tuple[int, str]] = ()) -> None:
        """Take the form of an item; `carriers` are the entries that it may ride on."""
        form = ValueForm.NONE if row is None else row.form
        if form is not self._form:
            self.line.clear()
        self._form = form
        if form in (ValueForm.CHOICE, ValueForm.RIDES) and row is not None:
            self._fill(row, list(carriers))
            self._use(self.combo)
        elif form is ValueForm.NONE:
            self._none.setText("这个项目不用填数值" if row else "先选择项目")
            self._use(self._none)
        else:
            self.line.setPlaceholderText(_PLACEHOLDERS[form])
            self.unit.setText(row.unit if row else "")
            self._use(self.line)

    def value(self) -> str:
        """Return what was typed or chosen, "" where the item takes nothing."""
        if self._form is ValueForm.CHOICE:
            return str(self.combo.currentData() or "")
        return "" if self._form in (ValueForm.NONE, ValueForm.RIDES) else self.line.text().strip()

    def rides_on(self) -> int | None:
        """Return the entry that the item rides on."""
        data = self.combo.currentData() if self._form is ValueForm.RIDES else None
        return data if isinstance(data, int) else None

    def set_value(self, value: object) -> None:
        """Show a typed value; None empties the field."""
        if self._form in (ValueForm.CHOICE, ValueForm.RIDES):
            self.combo.setCurrentIndex(-1 if value is None else self.combo.findData(value))
        else:
            self.line.setText("" if value is None else str(value))

    def state(self) -> object:
        """Return what stands in the field."""
        return (self.value(), self.rides_on())

    def mark(self, *, wrong: bool) -> None:
        """Draw the part in use as wrong or right."""
        for part in (self.line, self.combo):
            part.setProperty("wrong", wrong)
            part.style().unpolish(part)
            part.style().polish(part)

    def setAccessibleName(self, name: str) -> None:
        """Name both parts."""
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)
        self.combo.setAccessibleName(name)

    def _use(self, part: QWidget) -> None:
        for other in (self.line, self.combo, self._none):
            other.setVisible(other is part)
        self.unit.setVisible(part is self.line and bool(self.unit.text()))
        self.setFocusProxy(part)

    def _fill(self, row: ItemRow, carriers: Sequence[tuple[int, str]]) -> None:
        kept = self.combo.currentData()
        self.combo.clear()
        if row.form is ValueForm.RIDES:
            for entry_id, label in carriers:
                self.combo.addItem(label, entry_id)
            self.combo.setPlaceholderText(
                "请选择附在哪条记录上" if carriers else f"先录入“{row.rides_on}”的记录"
            )
        else:
            for word in row.choices:
                self.combo.addItem(word, word)
            self.combo.setPlaceholderText("请选择")
        self.combo.setCurrentIndex(self.combo.findData(kept))

"""The picker of a person: type any part of the name, its pinyin or its initials."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit

from app.ui.icons import icon
from app.ui.widgets.fields import Field, FieldProblem

_KEY_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_NONE = QModelIndex()
_MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class MemberChoice:
    """One person to choose.

    Args:
        member_id: What the field's value is.
        name: As it is shown and typed.
        keys: What else finds the person: initials, pinyin, phone end, in one text.
        note: What tells two people of one name apart, e.g. the group.

    """

    member_id: int
    name: str
    keys: str = ""
    note: str = ""

    @property
    def label(self) -> str:
        """The line in the list."""
        return f"{self.name}（{self.note}）" if self.note else self.name


class _Choices(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.choices: list[MemberChoice] = []

    def set_choices(self, choices: Iterable[MemberChoice]) -> None:
        self.beginResetModel()
        self.choices = list(choices)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NONE) -> int:
        return 0 if parent.isValid() else len(self.choices)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if not index.isValid():
            return None
        choice = self.choices[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return choice.label
        return f"{choice.label} {choice.keys}".lower() if role == _KEY_ROLE else None


class _Completer(QCompleter):
    """Searches in name and keys, but writes the name."""

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(Qt.ItemDataRole.DisplayRole))


class MemberField(Field):
    """Chooses one person; the value is the id, or None while empty."""

    DRAFTED = True

    def __init__(
        self, choices: Iterable[MemberChoice] = (), *, placeholder: str = "姓名或拼音首字母"
    ) -> None:
        self.edit = QLineEdit()
        super().__init__(self.edit)
        self._model = _Choices()
        self._chosen: MemberChoice | None = None
        completer = _Completer(self._model, self)
        completer.setCompletionRole(_KEY_ROLE)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(_MOST_SHOWN)
        completer.activated.connect(self._on_activated)
        self.edit.setCompleter(completer)
        self.edit.setPlaceholderText(placeholder)
        self.edit.addAction(icon("search", "faded"), QLineEdit.ActionPosition.LeadingPosition)
        self.edit.textEdited.connect(self._on_edited)
        self.edit.editingFinished.connect(self._settle)
        self.set_choices(choices)

    def set_choices(self, choices: Iterable[MemberChoice]) -> None:
        """Offer other people."""
        self._model.set_choices(choices)

    def value(self) -> int | None:
        """Return the id of the chosen person."""
        text = self.edit.text().strip()
        if not text:
            return None
        if self._chosen is None:
            self._settle()
        if self._chosen is None:
            found = len(self._matches(text))
            raise FieldProblem(
                "有几个人符合，请从列表中选一人。" if found else "名单中没有这个人，请从列表中选择。"
            )
        return self._chosen.member_id

    def set_value(self, value: object) -> None:
        """Choose a person by id; None empties the field."""
        self._chosen = next((c for c in self._model.choices if c.member_id == value), None)
        self.edit.setText(self._chosen.label if self._chosen else "")

    def state(self) -> object:
        """Return the text as it stands."""
        return self.edit.text()

    def restore(self, state: object) -> None:
        """Show a text again; the person is found by it as if it had been typed."""
        self._chosen = None
        self.edit.setText(str(state or ""))

    def _matches(self, text: str) -> list[MemberChoice]:
        exact = [c for c in self._model.choices if text in (c.name, c.label)]
        wanted = text.lower()
        return exact or [c for c in self._model.choices if wanted in f"{c.label} {c.keys}".lower()]

    def _settle(self) -> None:
        """Take the only person that fits what was typed."""
        found = self._matches(self.edit.text().strip()) if self.edit.text().strip() else []
        if self._chosen is None and len(found) == 1:
            self._chosen = found[0]
            self.edit.setText(found[0].label)

    def _on_edited(self) -> None:
        self._chosen = None
        self.edited.emit()

    def _on_activated(self, label: str) -> None:
        self._chosen = next((c for c in self._model.choices if c.label == label), None)
        self.edited.emit()

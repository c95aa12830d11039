"""The frame of dialogs that are mostly a list: title, a quiet sentence, the list on a card, acts at the foot."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.services.errors import AppError
from app.ui import theme
from app.ui.widgets.buttons import plain_button
from app.ui.widgets.labels import error_line, faded, heading, text_label

if TYPE_CHECKING:
    from app.ui.desk import Desk

_ROOM = 5


class ListDialog(QDialog):
    """A subclass makes its list and acts and then calls `frame`.

    Args:
        desk: The desk; its actions run the services.
        title: The dialog's title.
        size: Width and height in steps of the grid; never more than the screen has.

    """

    def __init__(
        self, desk: Desk, title: str, *, size: tuple[float, float], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self.summary = text_label("")
        self.problem = error_line()
        self.setWindowTitle(title)
        room = self.screen().availableGeometry().size()
        width, height = (theme.unit(steps) for steps in size)
        self.resize(
            min(width, room.width() - theme.unit(_ROOM)), min(height, room.height() - theme.unit(_ROOM))
        )

    def frame(
        self, body: QWidget, acts: Iterable[QWidget], *, note: str = "", above: QWidget | None = None
    ) -> None:
        """Lay everything out.

        Args:
            body: The list.
            acts: Buttons at the foot, before 关闭.
            note: What the list is, in a sentence.
            above: Choices between the sentence and the list.

        """
        card = QWidget()
        card.setObjectName("card")
        card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inner = QVBoxLayout(card)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.addWidget(body)
        said = QVBoxLayout()
        said.setSpacing(0)
        said.addWidget(self.summary)
        said.addWidget(self.problem)
        foot = QHBoxLayout()
        foot.setSpacing(theme.unit())
        foot.addLayout(said, 1)
        for act in acts:
            foot.addWidget(act)
        foot.addWidget(plain_button("关闭", self.reject))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.unit(3), theme.unit(2.5), theme.unit(3), theme.unit(2))
        column.setSpacing(theme.unit(1.5))
        column.addWidget(heading(self.windowTitle(), level=2))
        if note:
            column.addWidget(faded(note, wrap=True))
        if above is not None:
            column.addWidget(above)
        column.addWidget(card, 1)
        column.addLayout(foot)

    def refuse(self, error: AppError) -> None:
        """Show at the foot why nothing was done."""
        self.say_problem(error.message)

    def say_problem(self, text: str) -> None:
        """Show a sentence at the foot; an empty one takes the former away."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

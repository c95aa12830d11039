"""附件 in any form: the papers of a row, chosen and taken off here, kept when the form is saved."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.errors import AppError
from app.ui import dialogs, theme
from app.ui.paper_dialog import PaperDialog, save_paper
from app.ui.widgets.buttons import Slot, icon_button, quiet_button
from app.ui.widgets.fields import Field
from app.ui.widgets.labels import ElidedLabel, error_line, faded

if TYPE_CHECKING:
    from app.services.attachments import AttachmentRow, Owner, Paper, PaperChanges
    from app.ui.desk import Desk


class AttachmentField(Field):
    """The papers of one row; its value is what is to be added and taken off.

    Nothing is written before the form is saved, so that 取消 really changes nothing.
    """

    def __init__(self, desk: Desk) -> None:
        inner = QWidget()
        super().__init__(inner)
        self._desk = desk
        self._kept: list[AttachmentRow] = []
        self._added: list[Paper] = []
        self._removed: list[int] = []
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self.add_button = quiet_button("添加附件…", self._choose, icon_name="plus")
        self.problem = error_line()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.unit(0.5))
        column.addLayout(self._lines)
        column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.problem)
        self._show()

    def load(self, owner: Owner, owner_id: int) -> None:
        """Show what is attached to a row."""
        from app.services import attachments

        self._kept = attachments.list_attachments(self._desk.ctx, owner, owner_id)
        self.set_value(None)

    def value(self) -> PaperChanges:
        """Return what is to be added and taken off."""
        from app.services.attachments import PaperChanges

        return PaperChanges(tuple(self._added), tuple(self._removed))

    def set_value(self, value: object) -> None:
        """Show what is to be added and taken off; None for nothing."""
        from app.services.attachments import NO_PAPERS, PaperChanges

        wanted = value if isinstance(value, PaperChanges) else NO_PAPERS
        self._added, self._removed = list(wanted.added), list(wanted.removed)
        self._show()

    def state(self) -> object:
        """Return what differs from the attached papers."""
        return tuple(paper.name for paper in self._added), tuple(self._removed)

    def names(self) -> list[str]:
        """Return the papers that will hang here once the form is saved."""
        kept = [row.name for row in self._kept if row.id not in self._removed]
        return kept + [paper.name for paper in self._added]

    def _show(self) -> None:
        self.problem.hide()
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row in self._kept:
            if row.id not in self._removed:
                self._lines.addWidget(self._kept_line(row))
        for paper in self._added:
            self._lines.addWidget(
                _line(paper.name, "保存后生效", [_drop_button(paper.name, partial(self._forget, paper))])
            )

    def _kept_line(self, row: AttachmentRow) -> QWidget:
        acts: list[QWidget] = [
            icon_button("eye", f"查看“{row.name}”", partial(self._look, row)),
            icon_button("download", f"把“{row.name}”另存到文件", partial(save_paper, self._desk, row, self)),
            _drop_button(row.name, partial(self._take_off, row)),
        ]
        return _line(row.name, row.size_text, acts)

    def _choose(self) -> None:
        from app.services import attachments

        kinds = " ".join(f"*{ending}" for ending in attachments.ENDINGS)
        path = dialogs.open_file(self, "添加附件", f"文件 ({kinds})")
        if path is None:
            return
        try:
            paper = attachments.read_paper(path)
        except AppError as error:
            self.problem.setText(error.message)
            self.problem.show()
            return
        self._added.append(paper)
        self._changed()

    def _forget(self, paper: Paper) -> None:
        self._added.remove(paper)
        self._changed()

    def _take_off(self, row: AttachmentRow) -> None:
        self._removed.append(row.id)
        self._changed()

    def _changed(self) -> None:
        self._show()
        self.edited.emit()

    def _look(self, row: AttachmentRow) -> None:
        PaperDialog(self._desk, row, self).exec()


def _line(name: str, hint: str, acts: list[QWidget]) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.unit(0.5))
    row.addWidget(ElidedLabel(name), 1)
    row.addWidget(faded(hint, small=True))
    for act in acts:
        row.addWidget(act)
    return holder


def _drop_button(name: str, slot: Slot) -> QWidget:
    return icon_button("x", f"移除“{name}”", slot)

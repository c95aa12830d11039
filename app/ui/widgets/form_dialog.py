"""The dialog around a form: it closes only after the service has accepted what was filled in."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.services.errors import AppError
from app.ui import dialogs, theme
from app.ui.widgets.buttons import plain_button, primary_button, quiet_button
from app.ui.widgets.form import Form, FormInvalid
from app.ui.widgets.form_draft import FormDraft
from app.ui.widgets.labels import error_line, faded, heading, rule, text_label

if TYPE_CHECKING:
    from datetime import datetime

    from app.services.context import Context
    from app.ui.desk import Desk

Submit = Callable[["Context", dict[str, Any]], object]


class FormDialog(QDialog):
    """Title, form, primary button; a refusal is shown beside its field and nothing is lost.

    Args:
        desk: The desk; its actions run the service.
        title: What is done, e.g. "新增党员".
        form: The form with its fields.
        submit: Gets context and values, calls the service, returns its `Changes`.
        button: Text of the primary button, a verb.
        success: What to say afterwards; a function gets the result.
        note: A quiet sentence under the title.
        width: Width in steps of the grid.

    Attributes:
        answer: What `submit` returned, once the dialog was accepted.

    """

    def __init__(
        self,
        desk: Desk,
        title: str,
        form: Form,
        submit: Submit,
        *,
        button: str = "保存",
        success: str | Callable[[Any], str] | None = None,
        note: str = "",
        width: float = 66,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self.form = form
        self.answer: Any = None
        self._submit = submit
        self._success = success
        # one identity for the whole life of the dialog: pressing twice saves once
        self._key = str(uuid.uuid4())
        self.setWindowTitle(title)
        self.setMinimumWidth(theme.unit(width))
        self._build(title, note, button)
        form.settle()
        self._draft = FormDraft(desk, form, title, self)
        self._offer(self._draft.restore())

    def _build(self, title: str, note: str, button: str) -> None:
        self._problem = error_line()
        self.save_button = primary_button(button, self.submit)
        self.save_button.setDefault(True)
        self.cancel_button = plain_button("取消", self.reject)
        self.save_button.setToolTip(f"{button}（Ctrl+Enter）")
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.submit)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(theme.unit(3), theme.unit(0.5), theme.unit(3), theme.unit(0.5))
        inner.addWidget(self.form)
        inner.addStretch(1)
        scroll.setWidget(holder)
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.unit(3), 0, theme.unit(3), 0)
        foot.setSpacing(theme.unit())
        foot.addWidget(self._problem, 1)
        foot.addStretch(1)
        foot.addWidget(self.save_button)
        foot.addWidget(self.cancel_button)
        head = QVBoxLayout()
        head.setContentsMargins(theme.unit(3), 0, theme.unit(3), 0)
        head.setSpacing(theme.unit(0.5))
        head.addWidget(heading(title, level=2))
        if note:
            head.addWidget(faded(note, wrap=True))
        self.draft_line = QWidget()
        self._draft_words = text_label("", tone="info")
        self.anew_button = quiet_button("重新填写", self._begin_anew)
        line = QHBoxLayout(self.draft_line)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.unit())
        line.addWidget(self._draft_words)
        line.addWidget(self.anew_button)
        line.addStretch(1)
        self.draft_line.hide()
        head.addWidget(self.draft_line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.unit(2.5), 0, theme.unit(2))
        column.setSpacing(theme.unit(2))
        column.addLayout(head)
        column.addWidget(scroll, 1)
        column.addWidget(rule())
        column.addLayout(foot)
        self._scroll, self._holder = scroll, holder
        holder.installEventFilter(self)
        self._grow()

    def submit(self) -> None:
        """Save; close where the service accepted."""
        try:
            values = self.form.values()
        except FormInvalid:
            return
        self._problem.hide()
        accepted = self.desk.actions.do(
            lambda ctx: self._submit(ctx, values),
            success=self._success,
            key=self._key,
            refused=self._refuse,
            done=self._keep,
        )
        if accepted:
            self._draft.drop()
            self.accept()

    def problem(self) -> str:
        """Return the refusal that belongs to no field, "" where there is none."""
        return "" if self._problem.isHidden() else self._problem.text()

    def reject(self) -> None:
        """Ask before throwing away what was filled in."""
        if self.form.is_dirty and not dialogs.ask(
            self, "填写的内容还没有保存，要放弃吗？", yes="放弃", danger=True
        ):
            return
        self._draft.drop()
        super().reject()

    def showEvent(self, event: QShowEvent) -> None:
        """Take the height of the whole form where the screen has it."""
        super().showEvent(event)
        self._grow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow when a sentence appears under a field."""
        if event.type() == QEvent.Type.LayoutRequest and watched is self._holder:
            QTimer.singleShot(0, self, self._grow)
        return super().eventFilter(watched, event)

    def _grow(self) -> None:
        """Make the dialog as high as its form needs, at most as high as the screen; it never shrinks."""
        width = max(self.width(), self.minimumWidth()) if self.isVisible() else self.minimumWidth()
        around = _height(self, width) - self._scroll.sizeHint().height()
        screen = self.screen().availableGeometry()
        wanted = min(_height(self._holder, width) + around, screen.height() - theme.unit(5))
        if not self.isVisible() or wanted > self.height():
            self.resize(width, wanted)
        if self.isVisible() and self.frameGeometry().bottom() > screen.bottom():
            self.move(self.x(), max(screen.top(), screen.bottom() - self.frameGeometry().height()))

    def _offer(self, kept_at: datetime | None) -> None:
        """Say that a draft was found; what it holds stands in the fields already."""
        if kept_at is not None:
            self._draft_words.setText(
                f"已恢复 {kept_at.month}月{kept_at.day}日 {kept_at:%H:%M} 填写、还没有保存的内容。"
            )
            self.draft_line.show()

    def _begin_anew(self) -> None:
        self.form.restore(self.form.starts())
        self._draft.drop()
        self.draft_line.hide()

    def _keep(self, answer: object) -> None:
        self.answer = answer

    def _refuse(self, error: AppError) -> None:
        if not self.form.show_error(error.field, error.message):
            self._problem.setText(error.message)
            self._problem.show()


def _height(widget: QWidget, width: int) -> int:
    """Return the height that `widget` needs with this width; wrapped sentences need more in less width."""
    layout = widget.layout()
    assert layout is not None
    if layout.hasHeightForWidth():
        return layout.totalHeightForWidth(width)
    return layout.totalSizeHint().height()

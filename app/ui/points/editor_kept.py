"""The line that offers a rulebook's unsaved changes again after the program ended in the middle of them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.points.rulebook_draft import KeptDraft
from app.ui import theme
from app.ui.widgets.buttons import Slot, plain_button, quiet_button
from app.ui.widgets.labels import text_label


class KeptBar(QWidget):
    """One sentence with the ways on; hidden while nothing was kept."""

    def __init__(self, resume: Slot, give_up: Slot) -> None:
        super().__init__()
        self.setObjectName("notice")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.draft: KeptDraft | None = None
        self._label = text_label("", tone="warn", wrap=True)
        self.resume = plain_button("继续修改", resume, icon_name="pencil")
        self.give_up = quiet_button("放弃", give_up, icon_name="x")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.unit(1.5), theme.unit(0.5), theme.unit(1), theme.unit(0.5))
        row.setSpacing(theme.unit(1))
        row.addWidget(self._label, 1)
        row.addWidget(self.resume)
        row.addWidget(self.give_up)
        self.hide()

    def offer(self, draft: KeptDraft | None) -> None:
        """Offer what was kept, or nothing."""
        self.draft = draft
        if draft is not None:
            at = draft.kept_at
            self._label.setText(
                f"上次对“{draft.title}”的修改还没有保存"
                f"（{at.month}月{at.day}日 {at.hour:02}:{at.minute:02} 暂存）。"
            )
        self.setVisible(draft is not None)

    def text(self) -> str:
        """Return the sentence."""
        return self._label.text()

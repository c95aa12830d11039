"""The status line: what the selection says, where the data are, when they were copied, who works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.ui import theme
from app.ui.widgets.labels import ElidedLabel, plain_tip, text_label

if TYPE_CHECKING:
    from app.services.context import Context


class Foot(QFrame):
    """One quiet line under every page; part of the first paint, so it asks nothing of `Qt` (see `labels`)."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("foot")
        self.setFixedHeight(theme.unit(3.5))
        self._selection = text_label("")
        self._selection.hide()
        self._folder = ElidedLabel("正在打开数据……", tone="faded", scale="small")
        self._backup = text_label("", tone="faded")
        self._operator = text_label("", tone="faded")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.unit(3), 0, theme.unit(3), 0)
        row.setSpacing(theme.unit(3))
        row.addWidget(self._selection)
        row.addWidget(self._folder, 1)
        row.addWidget(self._backup)
        row.addWidget(self._operator)

    def show_context(self, ctx: Context) -> None:
        """Say where the data are and when they were last copied."""
        from app.services import backup

        self._operator.setText(f"操作人：{ctx.operator or '未填写'}")
        if ctx.paths is None:
            self._folder.setText("")
            return
        self._folder.setText(f"数据文件夹：{ctx.paths.data}")
        last = backup.latest(ctx.paths)
        self._backup.setText(f"上次备份：{last:%Y-%m-%d %H:%M}" if last else "还没有备份")
        self._backup.setProperty("tone", "faded" if last else "warn")
        self._backup.setToolTip(plain_tip(str(ctx.paths.backups)))
        self._backup.style().unpolish(self._backup)
        self._backup.style().polish(self._backup)

    def show_selection(self, text: str) -> None:
        """Say what is selected in the list, in place of where the data are where there is little room."""
        self._selection.setText(text)
        self._selection.setVisible(bool(text))

    def texts(self) -> list[str]:
        """Return what can be read in the line."""
        return [part.text() for part in (self._folder, self._backup, self._operator, self._selection)]

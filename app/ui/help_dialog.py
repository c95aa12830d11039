"""帮助: the manual inside the program, with a search over all chapters; nothing is ever fetched from a network."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from app.services import manual
from app.ui import theme
from app.ui.icons import icon
from app.ui.widgets.buttons import Slot, plain_button, primary_button
from app.ui.widgets.labels import heading

_AT = Qt.ItemDataRole.UserRole


class HelpDialog(QDialog):
    """Chapters at the left, the chapter at the right.

    Args:
        parent: The window.
        show_keys: Opens the list of keys.

    """

    def __init__(self, parent: QWidget | None, show_keys: Slot) -> None:
        super().__init__(parent)
        self.setWindowTitle("帮助")
        self._chapters = manual.chapters()
        self.search = QLineEdit(placeholderText="在手册里查找", clearButtonEnabled=True)
        self.search.addAction(icon("search", "faded"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setAccessibleName("在手册里查找")
        self.list = QListWidget()
        self.list.setObjectName("chapters")
        self.list.setAccessibleName("章节")
        self.text = QTextBrowser()
        self.text.setAccessibleName("正文")
        self.text.setOpenLinks(False)
        self.text.setSearchPaths([str(manual.folder())])
        self.text.document().setDocumentMargin(theme.unit(2))
        self._lay_out(show_keys)
        self.search.textChanged.connect(self._find)
        self.list.currentRowChanged.connect(lambda _: self._show())
        self._find("")

    def titles(self) -> list[str]:
        """Return the chapters that are listed."""
        return [self.list.item(at).text() for at in range(self.list.count())]

    def _lay_out(self, show_keys: Slot) -> None:
        left = QVBoxLayout()
        left.setSpacing(theme.unit())
        left.addWidget(self.search)
        left.addWidget(self.list, 1)
        holder = QWidget()
        holder.setFixedWidth(theme.unit(24))
        holder.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        body = QHBoxLayout()
        body.setSpacing(theme.unit(1.5))
        body.addWidget(holder)
        body.addWidget(self.text, 1)
        foot = QHBoxLayout()
        foot.addWidget(plain_button("快捷键", show_keys, icon_name="keyboard"))
        foot.addStretch(1)
        foot.addWidget(primary_button("关闭", self.accept))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.unit(3), theme.unit(2), theme.unit(3), theme.unit(2))
        column.setSpacing(theme.unit(1.5))
        column.addWidget(heading("帮助", level=2))
        column.addLayout(body, 1)
        column.addLayout(foot)
        room = self.screen().availableSize()
        self.resize(min(theme.unit(136), room.width()), min(theme.unit(86), room.height() - theme.unit(5)))

    def _find(self, wanted: str) -> None:
        """List the chapters that hold what is looked for and open the first."""
        self.list.clear()
        for at, chapter in enumerate(self._chapters):
            if chapter.holds(wanted):
                line = QListWidgetItem(chapter.title)
                line.setData(_AT, at)
                self.list.addItem(line)
        if self.list.count():
            self.list.setCurrentRow(0)
        else:
            self.text.setPlainText("手册里没有这个词，请换一个说法，比如“逾期”“公示”“备份”。")

    def _show(self) -> None:
        line = self.list.currentItem()
        if line is None:
            return
        self.text.setMarkdown(self._chapters[line.data(_AT)].text)
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
        words = self.search.text().split()
        if words:
            self.text.find(words[0])

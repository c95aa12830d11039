"""The outline of a rulebook being edited: general part, categories with their items, lists; errors in red."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem

from app.services.points.rules import Rulebook
from app.services.points.rules_edit import Part
from app.ui import theme
from app.ui.icons import icon

Place: TypeAlias = tuple[Part | None, str]
GENERAL: Place = (None, "")
GRADES: Place = (Part.GRADE, "")
JOINTS: Place = (Part.JOINT, "")
_ROLE = Qt.ItemDataRole.UserRole


class Outline(QTreeWidget):
    """Chooses what the form shows."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(theme.unit(2))
        self.setFrameShape(QTreeWidget.Shape.NoFrame)
        self.setAccessibleName("方案的组成")
        self._nodes: dict[Place, QTreeWidgetItem] = {}
        self._quiet = False
        self.currentItemChanged.connect(lambda now, _: self._on_current(now))

    def show_rulebook(self, rulebook: Rulebook, current: Place) -> None:
        """Show a rulebook and mark the place that is edited."""
        self._quiet = True
        bar = self.verticalScrollBar().value()
        self.clear()
        self._nodes = {}
        self._add(GENERAL, "方案总则")
        for category in rulebook.categories:
            head = self._add((Part.CATEGORY, category.code), f"{category.code}　{category.name}")
            for item in rulebook.items:
                if item.category == category.code:
                    self._add_item(head, item.code, item.text, retired=item.retired)
        known = rulebook.category_by_code
        strays = [item for item in rulebook.items if item.category not in known]
        if strays:
            head = self._add((Part.CATEGORY, ""), "未归类的项目")
            for item in strays:
                self._add_item(head, item.code, item.text, retired=item.retired)
        self._add(GRADES, "等次与一票否决")
        self._add(JOINTS, "合并封顶")
        self.expandAll()
        self.verticalScrollBar().setValue(bar)
        self.setCurrentItem(self._nodes.get(current, self._nodes[GENERAL]))
        self._quiet = False

    def mark(self, wrong: Iterable[Place]) -> None:
        """Draw the places with errors in red, each with a sign."""
        for node in self._nodes.values():
            faded = node.data(0, _ROLE + 1)
            node.setForeground(0, theme.colour("faded" if faded else "text"))
            node.setIcon(0, QIcon())
        for place in wrong:
            found = self._nodes.get(place)
            if found is not None:
                found.setForeground(0, theme.colour("bad"))
                found.setIcon(0, icon("alert-circle", "bad"))

    def go_to(self, place: Place) -> None:
        """Choose a place."""
        found = self._nodes.get(place)
        if found is not None:
            self.setCurrentItem(found)

    def current(self) -> Place:
        """Return the place that is chosen."""
        node = self.currentItem()
        found: Place = GENERAL if node is None else node.data(0, _ROLE)
        return found

    def _add(self, place: Place, text: str) -> QTreeWidgetItem:
        node = QTreeWidgetItem([text])
        node.setSizeHint(0, QSize(0, theme.unit(3.5)))
        node.setData(0, _ROLE, place)
        self.addTopLevelItem(node)
        self._nodes[place] = node
        return node

    def _add_item(self, head: QTreeWidgetItem, code: str, text: str, *, retired: bool) -> None:
        label = f"{code}　{text}（已停用）" if retired else f"{code}　{text}"
        node = QTreeWidgetItem([label])
        node.setSizeHint(0, QSize(0, theme.unit(3.5)))
        node.setData(0, _ROLE, (Part.ITEM, code))
        node.setData(0, _ROLE + 1, retired)
        node.setToolTip(0, text)
        head.addChild(node)
        self._nodes[(Part.ITEM, code)] = node

    def _on_current(self, node: QTreeWidgetItem | None) -> None:
        if node is not None and not self._quiet:
            self.chosen.emit(node.data(0, _ROLE))

"""A rulebook (积分方案) to be read: categories with their items, grades, vetoes, limits."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.services.points.rulebook_view import CategoryView, ItemRow, RulebookView
from app.ui import theme
from app.ui.widgets.labels import faded, heading, rule, text_label

_TOP = Qt.AlignmentFlag.AlignTop


class RulebookText(QScrollArea):
    """One rulebook from top to bottom."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_view(self, view: RulebookView) -> None:
        """Show a rulebook."""
        body = QWidget()
        body.setObjectName("scrolled")
        column = QVBoxLayout(body)
        column.setContentsMargins(theme.unit(3), theme.unit(2), theme.unit(3), theme.unit(3))
        column.setSpacing(theme.unit(1))
        column.addWidget(heading(view.title, level=2))
        under = "　".join(
            part for part in (f"版本 {view.version}" if view.version else "", view.basis) if part
        )
        if under:
            column.addWidget(faded(under, wrap=True))
        column.addLayout(_pairs(view.facts))
        for category in view.categories:
            _add_category(column, category)
        if view.grades:
            _add_part(column, "等次", view.grades)
        if view.vetoes:
            _add_part(column, "一票否决", view.vetoes)
        column.addStretch(1)
        self.setWidget(body)


def _add_part(column: QVBoxLayout, title: str, pairs: tuple[tuple[str, str], ...]) -> None:
    column.addSpacing(theme.unit(1.5))
    column.addWidget(heading(title, level=3))
    column.addWidget(rule())
    column.addLayout(_pairs(pairs))


def _pairs(pairs: tuple[tuple[str, str], ...]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.unit(2))
    grid.setVerticalSpacing(theme.unit(0.75))
    grid.setColumnStretch(1, 1)
    for row, (label, value) in enumerate(pairs):
        grid.addWidget(faded(label), row, 0, _TOP)
        grid.addWidget(text_label(value, wrap=True), row, 1)
    return grid


def _add_category(column: QVBoxLayout, category: CategoryView) -> None:
    column.addSpacing(theme.unit(1.5))
    head = QHBoxLayout()
    head.addWidget(heading(f"{category.code}　{category.name}", level=3))
    inside = f"（属于“{category.parent}”）" if category.parent else ""
    head.addWidget(faded(f"{category.words}{inside}"), 1)
    column.addLayout(head)
    column.addWidget(rule())
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.unit(2))
    grid.setVerticalSpacing(theme.unit(1))
    grid.setColumnStretch(1, 4)
    grid.setColumnStretch(2, 5)
    for row, item in enumerate(category.items):
        grid.addWidget(faded(item.code), row, 0, _TOP)
        grid.addWidget(text_label(item.text, wrap=True, tone="faded" if item.retired else ""), row, 1, _TOP)
        grid.addWidget(text_label(_rule(item), wrap=True), row, 2, _TOP)
        grid.addWidget(faded(_marks(item), wrap=True, small=True), row, 3, _TOP)
    grid.setColumnMinimumWidth(3, theme.unit(13))
    column.addLayout(grid)


def _rule(item: ItemRow) -> str:
    return f"{item.rule}；限{'、'.join(item.classes)}党员" if item.classes else item.rule


def _marks(item: ItemRow) -> str:
    marks = []
    if item.retired:
        marks.append("已停用")
    if item.source:
        marks.append(f"{item.source}自动")
    if item.proof:
        marks.append("须附证明")
    if item.approval:
        marks.append(item.approval)
    return " · ".join(marks)

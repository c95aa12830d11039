"""The steps of a settlement in a row: what is done, where it stands, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme

DONE, CURRENT, LATER = "done", "current", "later"


@dataclass(frozen=True, slots=True)
class StepView:
    """One step: its word, a half line about it, its state, and a tone for the half line."""

    title: str
    caption: str
    state: str = LATER
    tone: str = "faded"


class Stepper(QWidget):
    """Draws the steps from left to right, joined by a line."""

    def __init__(self) -> None:
        super().__init__()
        self._steps: tuple[StepView, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.unit(7))

    def show_steps(self, steps: Sequence[StepView]) -> None:
        """Show other steps."""
        self._steps = tuple(steps)
        words = {DONE: "已完成", CURRENT: "进行中", LATER: "未开始"}
        self.setAccessibleName("；".join(f"{s.title} {words[s.state]} {s.caption}" for s in steps))
        self.update()

    def steps(self) -> tuple[StepView, ...]:
        """Return the steps shown."""
        return self._steps

    def sizeHint(self) -> QSize:
        """Return room for every step."""
        return QSize(theme.unit(18) * max(len(self._steps), 1), theme.unit(7))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line, the dots and their words."""
        if not self._steps:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        share = self.width() / len(self._steps)
        for at, step in enumerate(self._steps):
            left = round(at * share)
            self._draw(painter, QRect(left, 0, round(share), self.height()), at, step)

    def _draw(self, painter: QPainter, area: QRect, at: int, step: StepView) -> None:
        side = theme.unit(3)
        dot = QRect(area.left(), theme.unit(0.5), side, side)
        text_left = dot.right() + theme.unit(1)
        title_font = theme.font(strong=step.state == CURRENT)
        metrics = QFontMetrics(title_font)
        title_width = metrics.horizontalAdvance(step.title)
        if at + 1 < len(self._steps):
            painter.setPen(QPen(theme.colour("ok" if step.state == DONE else "line_strong"), 1))
            line = dot.center().y()
            painter.drawLine(
                QPoint(text_left + title_width + theme.unit(1), line),
                QPoint(area.right() - theme.unit(1), line),
            )
        self._dot(painter, dot, at, step.state)
        painter.setFont(title_font)
        painter.setPen(theme.colour("faded" if step.state == LATER else "text"))
        vertical = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRect(text_left, dot.top(), title_width + 4, side), vertical, step.title)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.tone_colour(step.tone))
        room = QRect(text_left, dot.bottom() + 2, area.right() - text_left - theme.unit(1), theme.unit(2.5))
        caption = painter.fontMetrics().elidedText(step.caption, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, vertical, caption)

    @staticmethod
    def _dot(painter: QPainter, dot: QRect, at: int, state: str) -> None:
        fills = {DONE: "ok", CURRENT: "accent", LATER: "base"}
        painter.setPen(QPen(theme.colour("line_strong" if state == LATER else fills[state]), 1))
        painter.setBrush(theme.colour(fills[state]))
        painter.drawEllipse(dot.adjusted(1, 1, -1, -1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if state == DONE:
            painter.setPen(QPen(theme.colour("base"), 2))
            left, top, step = dot.left(), dot.top(), dot.width() / 24
            points = [(7, 12.5), (10.5, 16), (17, 8.5)]
            painter.drawPolyline([QPoint(round(left + x * step), round(top + y * step)) for x, y in points])
            return
        painter.setFont(theme.font("small", strong=True))
        painter.setPen(theme.colour("on_accent" if state == CURRENT else "faded"))
        painter.drawText(dot, Qt.AlignmentFlag.AlignCenter, str(at + 1))

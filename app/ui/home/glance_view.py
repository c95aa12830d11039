"""The first figures: the workbench as it will look, painted by itself while the store is still closed.

To build the page with its tables takes a third of a bare window's start, so this picture stands for it until
the store is open. It has the page's words and measures, knows what a click means, and touches nothing of the
namespace `Qt` (see `labels`): a painter is given no pen, but takes it from the palette of a layer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil
from typing import Any

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from app.services import due_lines
from app.services.due_lines import DueLine
from app.services.overview import Overview
from app.ui import theme
from app.ui.home import content
from app.ui.home.columns import Today, due_columns, meeting_columns
from app.ui.home.content import Goal
from app.ui.widgets.columns import Column
from app.ui.widgets.drawing import chip_place, fill_round, paint_line

_EDGE, _BUTTON_EDGE = 8, 6
"""Radius of the corners of cards and buttons, as in the style sheet."""
_NEW: Goal = ("activities", {"new": True})
_CHART = 10


class GlanceView(QWidget):
    """Cards and lists of an overview; the page takes their place as soon as there is one.

    Args:
        seen: What the first look at the file has found.
        show_page: Called when a card is clicked or a line double-clicked (`desk.show_page`).

    """

    def __init__(self, seen: Overview, show_page: Callable[..., None]) -> None:
        super().__init__()
        self._seen = seen
        self._show_page = show_page
        self._now = Today()
        self._now.day = seen.today
        self._grounds: list[tuple[QRect, float, str]] = []
        self._words: dict[str, _Words] = {}
        self._cards: list[tuple[QRect, Goal]] = []
        self._lines: list[tuple[QRect, Goal]] = []

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay everything out anew."""
        super().resizeEvent(event)
        for kept in (self._grounds, self._cards, self._lines):
            kept.clear()
        for layer in self._words.values():
            layer.lines.clear()
        narrow = self.window().width() < theme.unit(theme.NARROW)
        side, top = theme.unit(1.5 if narrow else 3), theme.unit(2)
        room = self.rect().adjusted(side, top, -side, -top)
        self._put_head(QRect(room.left(), room.top(), room.width(), theme.unit(5)))
        room.setTop(room.top() + theme.unit(6.5))
        room.setTop(self._put_cards(room) + theme.unit(1.5))
        self._put_lists(room)
        for layer in self._words.values():
            layer.setGeometry(self.rect())
            layer.show()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the grounds and lines; the words lie above them."""
        painter = QPainter(self)
        for place, radius, colour in self._grounds:
            fill_round(painter, QRectF(place), radius, theme.brush(colour))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take a click on a card or on the button."""
        self._tell(self._cards, event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take a double click on a line."""
        self._tell(self._lines, event)

    # Parts

    def _put_head(self, room: QRect) -> None:
        title, plain = theme.font("heading"), theme.font()
        self._write(room, content.TITLE, title, strong=True)
        beside = QFontMetrics(title).horizontalAdvance(content.TITLE) + theme.unit(1.5)
        self._write(room.adjusted(beside, 0, 0, 0), content.subtitle(self._seen), plain, "faded")
        words = QFontMetrics(plain).horizontalAdvance(content.NEW_ACTIVITY)
        width, height = words + theme.size("icon") + theme.unit(3.75), theme.size("field")
        button = QRect(room.right() + 1 - width, room.top() + (room.height() - height) // 2, width, height)
        self._grounds.append((button, _BUTTON_EDGE, "accent"))
        inner = button.adjusted(0, 0, -theme.unit(1.75), 0)
        self._write(inner, content.NEW_ACTIVITY, plain, "on_accent", "right", strong=True)
        self._cards.append((button, _NEW))

    def _put_cards(self, room: QRect) -> int:
        number = theme.font("figure")
        number.setWeight(QFont.Weight.Medium)
        fonts = (theme.font(), number, theme.font("small"))
        height = sum(_tall(font) for font in fonts) + theme.unit(3) + 2 * theme.unit(0.25)
        shown = content.figures(self._seen)
        places = _shares(room.left(), room.width(), [1] * len(shown))
        for (key, card), (left, right) in zip(content.CARDS.items(), places, strict=True):
            frame = QRect(left, room.top(), right - left, height)
            self._put_card(frame)
            self._cards.append((frame, card.goal))
            figure = shown[key]
            texts = ((card.title, "faded"), (figure.value, "text"), (figure.caption, figure.tone or "faded"))
            top = frame.top() + theme.unit(1.5)
            for (text, tone), font in zip(texts, fonts, strict=True):
                line = QRect(left + theme.unit(2), top, frame.width() - theme.unit(4), _tall(font))
                self._write(line, text, font, tone)
                top += line.height() + theme.unit(0.25)
        return room.top() + height

    def _put_lists(self, room: QRect) -> None:
        (left, middle), (start, end) = _shares(room.left(), room.width(), [4, 3])
        due = due_lines.by_day(due_lines.of_tasks(self._seen))
        whole = QRect(left, room.top(), middle - left, room.height())
        body = self._put_panel(whole, content.DUE, content.due_hint(due, self._seen.today))
        row = theme.size("row")
        bar = len(due) * row > body.height() - row
        places = _across(body.adjusted(0, 0, -theme.unit(1.5) if bar else 0, 0), due_columns(self._now))
        self._put_titles(QRect(body.left(), body.top(), body.width(), row), places)
        self._put_rows(body.adjusted(0, row, 0, 0), places, due)
        chart = QRect(start, room.top(), end - start, _panel_top() + theme.unit(_CHART) + theme.unit() + 1)
        self._put_panel(chart, content.SPREAD, "")
        top = chart.bottom() + 1 + theme.unit(1.5)
        halves = _shares(top, room.bottom() + 1 - top, [1, 1])
        upper, lower = (QRect(start, first, end - start, last - first) for first, last in halves)
        self._put_panel(lower, content.PEOPLE, content.PEOPLE_HINT)
        body = self._put_panel(upper, content.MEETINGS, content.MEETINGS_HINT)
        meetings = due_lines.of_meetings(self._seen)
        bar = len(meetings) * row > body.height()
        places = _across(body.adjusted(0, 0, -theme.unit(1.5) if bar else 0, 0), meeting_columns(self._now))
        self._put_rows(body, places, meetings)

    def _put_card(self, frame: QRect) -> None:
        self._grounds.append((frame, _EDGE, "line"))
        self._grounds.append((frame.adjusted(1, 1, -1, -1), _EDGE - 1, "base"))

    def _put_panel(self, frame: QRect, title: str, hint: str) -> QRect:
        """Put a card with a title line; return the room under it."""
        self._put_card(frame)
        pad, font = theme.unit(1.5) + 1, theme.font("large")
        head = QRect(frame.left() + pad, frame.top() + theme.unit(1), frame.width() - 2 * pad, _tall(font))
        self._write(head, title, font, strong=True)
        self._write(head, hint, theme.font("small"), "faded", "right")
        return frame.adjusted(1, _panel_top(), -1, -1)

    def _put_titles(self, head: QRect, places: _Places) -> None:
        self._grounds.append((head, _EDGE, "raised"))
        self._grounds.append((head.adjusted(0, _EDGE, 0, 0), 0, "raised"))
        self._grounds.append((_underline(head), 0, "line"))
        for column, left, width in places:
            cell = _cell(head, left, width)
            self._write(cell, column.title, theme.font(), "faded", column.align, strong=True)

    def _put_rows(self, body: QRect, places: _Places, rows: Sequence[DueLine]) -> None:
        size = theme.size("row")
        for at, row in enumerate(rows[: body.height() // size]):
            line = QRect(body.left(), body.top() + at * size, body.width(), size)
            self._grounds.append((_underline(line), 0, "line"))
            self._lines.append((line, content.goal_of(row)))
            for column, left, width in places:
                cell = _cell(line, left, width)
                text, tone = column.text(row), column.tone(row) if column.tone is not None else ""
                if column.badge:
                    chip = chip_place(cell, text, column.align)
                    self._grounds.append((chip, chip.height() / 2, f"{tone}_soft"))
                    self._write(chip, text, theme.font("small"), tone, "center")
                else:
                    self._write(cell, text, theme.font(), tone or "text", column.align)

    def _write(
        self,
        room: QRect,
        text: str,
        font: QFont,
        tone: str = "text",
        align: str = "left",
        *,
        strong: bool = False,
    ) -> None:
        if tone not in self._words:
            self._words[tone] = _Words(self, tone)
        self._words[tone].lines.append((room, text, font, align))
        if strong:
            # a second stroke, since to read a bold face with all Chinese signs takes time and 5 MiB
            self._words[tone].lines.append((room.translated(1, 0), text, font, align))

    def _tell(self, places: list[tuple[QRect, Goal]], event: QMouseEvent) -> None:
        where = event.position().toPoint()
        for place, (key, focus) in places:
            if place.contains(where):
                self._show_page(key, **focus)


class _Words(QWidget):
    """All words of one colour; a click goes through to the view."""

    def __init__(self, view: QWidget, tone: str) -> None:
        super().__init__(view)
        look = self.palette()
        look.setColor(QPalette.ColorRole.WindowText, theme.colour(tone))
        self.setPalette(look)
        self.lines: list[tuple[QRect, str, QFont, str]] = []

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Write every line in its font."""
        painter = QPainter(self)
        for room, text, font, align in self.lines:
            painter.setFont(font)
            paint_line(painter, room, text, align)


_Places = list[tuple[Column[Any], int, int]]
"""Columns with their left and width."""


def _tall(font: QFont) -> int:
    """Return the height that a label has."""
    return ceil(QFontMetricsF(font).height())


def _panel_top() -> int:
    return theme.unit(1) + _tall(theme.font("large")) + theme.unit(0.5)


def _shares(first: int, length: int, parts: Sequence[int]) -> list[tuple[int, int]]:
    """Return the ends of parts that share a length as a layout does."""
    gap = theme.unit(1.5)
    step = (length - gap * (len(parts) - 1)) / sum(parts)
    places, at = [], float(first)
    for part in parts:
        places.append((round(at), round(at + part * step)))
        at += part * step + gap
    return places


def _across(body: QRect, columns: Sequence[Column[Any]]) -> _Places:
    """Return the places of columns; one without a width takes the rest."""
    rest = body.width() - sum(theme.unit(column.width / 8) for column in columns)
    places: _Places = []
    left = body.left()
    for column in columns:
        width = theme.unit(column.width / 8) if column.width else rest
        places.append((column, left, width))
        left += width
    return places


def _cell(line: QRect, left: int, width: int) -> QRect:
    pad = theme.unit(1.25)
    return QRect(left + pad, line.top(), width - 2 * pad, line.height() - 1)


def _underline(line: QRect) -> QRect:
    return QRect(line.left(), line.bottom(), line.width(), 1)

"""What the status line says of the selected rows of a list, as Excel does: how many, and their sums."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QStatusTipEvent
from PySide6.QtWidgets import QWidget

from app.ui.widgets.columns import Column


def tell(table: QWidget, text: str) -> None:
    """Let the window's status line say `text`, whatever tabs and panels lie between."""
    QCoreApplication.sendEvent(table, QStatusTipEvent(text))


def words(columns: Sequence[Column[Any]], rows: Sequence[Any]) -> str:
    """Return e.g. 已选 3 行，积分合计 12.5; "" for a single row, which says everything itself.

    A sum is of the figures as they are shown, so that it can be added up by hand; a cell without a figure
    counts as none.
    """
    if len(rows) < 2:
        return ""
    parts = [f"已选 {len(rows)} 行"]
    for column in columns:
        if not column.sums:
            continue
        found = [figure for row in rows if (figure := _figure(column.text(row))) is not None]
        if found:
            parts.append(f"{column.title}合计 {sum(found, Decimal()).normalize():f}")
    return "，".join(parts)


def _figure(text: str) -> Decimal | None:
    try:
        return Decimal(text.strip().replace("\N{MINUS SIGN}", "-").removeprefix("+"))
    except InvalidOperation:
        return None

"""The one place where news travels: what changed, and what is to be said to the user."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, Signal

Level = Literal["ok", "info", "warn", "bad"]


class Bus(QObject):
    """Two signals; pages listen, the actions speak."""

    changed = Signal(object)
    """A `Changes`: pages whose tables are in it refresh."""

    message = Signal(str, str)
    """A sentence and its `Level`."""

    def say(self, text: str, level: Level = "info") -> None:
        """Show one sentence at the foot of the window."""
        self.message.emit(text, level)

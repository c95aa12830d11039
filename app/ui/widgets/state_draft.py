"""The draft (草稿) of anything that can be told as plain data: kept in a pause, offered again after a crash."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from app.services.drafts import Kept
    from app.ui.desk import Desk

_PAUSE_MS = 1200
"""A pause in typing; each keeping is a durable write."""


class StateDraft(QObject):
    """Keeps a state under a name.

    Args:
        desk: Its context keeps the draft.
        key: The name of what is being filled in.
        state: Tells what is unsaved as plain data; None where nothing is.
        parent: Ends with this.

    """

    def __init__(self, desk: Desk, key: str, state: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._key = key
        self._state = state
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.keep)

    @property
    def is_unsaved(self) -> bool:
        """Whether something stands there that is not saved."""
        return self._state() is not None

    def touch(self) -> None:
        """Keep it once nothing changes for a moment."""
        self._pause.start()

    def find(self) -> Kept | None:
        """Return what was kept; None where nothing was."""
        from app.services import drafts

        return drafts.find(self._desk.ctx, self._key)

    def keep(self) -> None:
        """Keep what is unsaved; later where a job is writing, so that nobody waits for it."""
        from app.services import drafts

        if self._desk.jobs.busy:
            self._pause.start()
            return
        state = self._state()
        if state is None:
            self.drop()
        else:
            self._pause.stop()
            drafts.keep(self._desk.ctx, self._key, state)

    def drop(self) -> None:
        """Forget it: all was saved or given up."""
        from app.services import drafts

        self._pause.stop()
        drafts.drop(self._desk.ctx, self._key)

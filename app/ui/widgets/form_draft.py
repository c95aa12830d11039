"""The draft (草稿) of a form: kept while one types, offered again after a crash or a locked screen."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.ui.widgets.form import Form

if TYPE_CHECKING:
    from app.ui.desk import Desk

_PAUSE_MS = 1200
"""A pause in typing; each keeping is a durable write."""


class FormDraft(QObject):
    """Keeps what stands in a form under its name and what it began with.

    Two forms of one name that began differently are about different records, so neither takes the other's.

    Args:
        desk: Its context keeps the draft.
        form: The form, as it is before anybody has typed.
        name: What the form is for, e.g. the title of its dialog.

    """

    def __init__(self, desk: Desk, form: Form, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._form = form
        start = json.dumps(form.starts(), ensure_ascii=False, sort_keys=True)
        self._key = f"{name} {hashlib.sha256(start.encode()).hexdigest()[:16]}"
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.keep)
        form.edited.connect(self._pause.start)

    def restore(self) -> datetime | None:
        """Show what was kept and return its time; None where nothing was."""
        from app.services import drafts

        kept = drafts.find(self._desk.ctx, self._key)
        if kept is None:
            return None
        self._form.restore(kept.content)
        return kept.saved_at

    def keep(self) -> None:
        """Keep what stands in the form; later where a job is writing, so that nobody waits for it."""
        from app.services import drafts

        if self._desk.jobs.busy:
            self._pause.start()
        elif self._form.is_dirty:
            drafts.keep(self._desk.ctx, self._key, self._form.states())

    def drop(self) -> None:
        """Forget it: the form was saved or given up."""
        from app.services import drafts

        self._pause.stop()
        drafts.drop(self._desk.ctx, self._key)

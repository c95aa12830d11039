"""The draft (草稿) of a form: kept while one types, offered again after a crash or a locked screen."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.ui.widgets.form import Form
from app.ui.widgets.state_draft import StateDraft

if TYPE_CHECKING:
    from app.ui.desk import Desk


class FormDraft(StateDraft):
    """Keeps what stands in a form under its name and what it began with.

    Two forms of one name that began differently are about different records, so neither takes the other's.

    Args:
        desk: Its context keeps the draft.
        form: The form, as it is before anybody has typed.
        name: What the form is for, e.g. the title of its dialog.

    """

    def __init__(self, desk: Desk, form: Form, name: str, parent: QObject) -> None:
        start = json.dumps(form.starts(), ensure_ascii=False, sort_keys=True)
        key = f"{name} {hashlib.sha256(start.encode()).hexdigest()[:16]}"
        super().__init__(desk, key, lambda: form.states() if form.is_dirty else None, parent)
        self._form = form
        form.edited.connect(self.touch)

    def restore(self) -> datetime | None:
        """Show what was kept and return its time; None where nothing was."""
        kept = self.find()
        if kept is None:
            return None
        self._form.restore(kept.content)
        return kept.saved_at

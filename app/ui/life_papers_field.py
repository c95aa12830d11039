"""附件 of a row that exists: a paper that is added or taken off is kept at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.ui.attachment_field import AttachmentField

if TYPE_CHECKING:
    from app.services.attachments import Owner, PaperChanges
    from app.services.context import Changes, Context
    from app.ui.desk import Desk

Keep = Callable[["Context", "PaperChanges"], "Changes"]


class LivePapers(AttachmentField):
    """The papers of one row, in a panel without a button to save.

    Args:
        desk: Its actions do the saving.
        owner: What the row is.
        owner_id: The row.
        keep: The service call that keeps what was changed.

    """

    def __init__(self, desk: Desk, owner: Owner, owner_id: int, keep: Keep) -> None:
        super().__init__(desk)
        self._owner = owner
        self._owner_id = owner_id
        self._keep = keep
        self.load(owner, owner_id)
        self.edited.connect(self._keep_now)

    def _keep_now(self) -> None:
        papers = self.value()
        if papers.added or papers.removed:
            self._desk.actions.do(lambda ctx: self._keep(ctx, papers), success="附件已更新。")
            self.load(self._owner, self._owner_id)

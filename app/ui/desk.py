"""The desk: what every page is given, in one object made by the bootstrap."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QSettings

from app.ui.actions import Actions
from app.ui.bus import Bus

if TYPE_CHECKING:
    from app.services.context import Changes, Context
    from app.services.security.rights import Roles
    from app.ui.allowed import Allowed
    from app.ui.jobs import Jobs


class UndoSteps(Protocol):
    """The session's undo, as `app.services.undo.UndoStack` is."""

    @property
    def label(self) -> str | None:
        """Name of the step that would be taken back."""
        ...

    @property
    def size(self) -> int:
        """How many rows that step touched."""
        ...

    def push(self, changes: Changes) -> None:
        """Remember a step."""
        ...

    def undo(self, ctx: Context) -> Changes:
        """Take the last step back."""
        ...


class Desk(QObject):
    """Context, bus, actions, jobs, undo and the way to another page.

    Args:
        settings: Where this computer's window sizes and column widths are kept; none in tests.

    """

    def __init__(self, settings: QSettings | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.bus = Bus(self)
        self.actions = Actions(self)
        self.undo: UndoSteps | None = None
        self.start_demo: Callable[[], None] | None = None
        """Changes to the sample branch in its own folder; set by the bootstrap."""
        self.leave_demo: Callable[[], None] | None = None
        """Changes back to the own branch; set while the sample branch is open."""
        self._ctx: Context | None = None
        self._allowed: Allowed | None = None
        self._navigate: Callable[[str, dict[str, object]], None] | None = None

    @cached_property
    def jobs(self) -> Jobs:
        """The worker; made when it is first asked for, since the first paint needs none."""
        from app.ui.jobs import Jobs

        return Jobs(self)

    @property
    def is_ready(self) -> bool:
        """Whether the store is open; pages are asked to load only then."""
        return self._ctx is not None

    @property
    def ctx(self) -> Context:
        """The context of every service call; only once the desk is ready."""
        if self._ctx is None:
            raise RuntimeError("the desk has no context yet")
        return self._ctx

    def attach(self, ctx: Context, undo: UndoSteps | None = None) -> None:
        """Take the context once the store is open (called by the main window)."""
        self._ctx = ctx
        self.undo = undo
        if ctx.roles is not None or self._allowed is not None:
            self._allow(ctx.roles)

    def _allow(self, roles: Roles) -> None:
        from app.ui.allowed import Allowed

        if self._allowed is None:
            self._allowed = Allowed(self)
        self._allowed.apply(roles)

    def navigate_with(self, navigate: Callable[[str, dict[str, object]], None]) -> None:
        """Let `show_page` lead to pages (called by the main window)."""
        self._navigate = navigate

    def show_page(self, key: str, **focus: object) -> None:
        """Open the page `key` and let it focus a record, e.g. `show_page("members", member_id=7)`."""
        if self._navigate is not None:
            self._navigate(key, focus)

    def close(self) -> None:
        """Stop the work that is still running."""
        if self._allowed is not None:
            self._allowed.apply(None)
        self.jobs.close()

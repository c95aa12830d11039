"""Every act of the user goes through here: refusals become words, changes travel, undo is remembered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from app.services.errors import AlreadySaved, AppError
from app.services.progress import Progress

if TYPE_CHECKING:
    from app.services.context import Changes, Context
    from app.ui.desk import Desk
    from app.ui.jobs import Job

T = TypeVar("T")
Success = str | Callable[[Any], str] | None
_MANY_ROWS = 200
"""A step of more rows is taken back beside the window, which would stand still."""


class Actions:
    """Runs service calls for pages, dialogs, menus and shortcuts alike."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def do(
        self,
        act: Callable[[Context], object],
        *,
        success: Success = None,
        key: str | None = None,
        refused: Callable[[AppError], None] | None = None,
        done: Callable[[Any], None] | None = None,
    ) -> bool:
        """Run one short service call and tell whether the service accepted it.

        Args:
            act: Gets the context, e.g. `lambda ctx: members.add(ctx, draft)`; where it returns a
                `Changes` (alone or first in a tuple) pages refresh and the step can be undone.
            success: What to say afterwards; a function gets the result.
            key: Identity of the business action (a UUID made when its form was opened), so that a
                second press or a retry cannot save twice.
            refused: Gets the error instead of the status line, e.g. to show it beside the field.
            done: Gets the result after pages were told.

        """
        desk = self._desk
        try:
            result = act(desk.ctx if key is None else desk.ctx.acting(key))
        except AlreadySaved as error:
            desk.bus.say(error.message, "info")
            return True
        except AppError as error:
            (refused or self._say)(error)
            return False
        self._accept(result, success)
        if done is not None:
            done(result)
        return True

    def run(
        self,
        title: str,
        work: Callable[[Context, Progress], T],
        *,
        success: Success = None,
        done: Callable[[T], None] | None = None,
        refused: Callable[[AppError], None] | None = None,
        finished: Callable[[], None] | None = None,
        key: str | None = None,
    ) -> Job[T]:
        """Run long work as a job with progress and cancel; the rest is as in `do`."""
        ctx = self._desk.ctx if key is None else self._desk.ctx.acting(key)

        def succeeded(result: T) -> None:
            self._accept(result, success)
            if done is not None:
                done(result)

        return self._desk.jobs.start(
            title,
            lambda progress: work(ctx, progress),
            succeeded=succeeded,
            failed=refused or self._say,
            cancelled=lambda: self._desk.bus.say("已取消，没有保存任何内容。", "info"),
            finished=finished,
        )

    def do_much(
        self,
        why: str,
        act: Callable[[Context], object],
        *,
        success: Success = None,
        key: str | None = None,
        refused: Callable[[AppError], None] | None = None,
        done: Callable[[Any], None] | None = None,
    ) -> None:
        """Run a call as `do` does, after a copy of the data was made beside the window; `why` as in `Reason`."""
        from app.services import backup_policy, backup_shelf

        desk = self._desk

        def go_on(_made: object) -> None:
            self.do(act, success=success, key=key, refused=refused, done=done)

        if backup_policy.is_copied(desk.ctx):
            go_on(None)
            return
        reason = backup_shelf.Reason(why)
        desk.jobs.start(
            "正在自动备份",
            lambda _progress: backup_policy.before_mass_change(desk.ctx, reason),
            succeeded=go_on,
            failed=refused or self._say,
            cancellable=False,
        )

    def undo(self) -> bool:
        """Take the last step back and tell whether that was possible."""
        desk = self._desk
        if desk.undo is None or desk.undo.label is None:
            return False
        label, stack = desk.undo.label, desk.undo
        if stack.size > _MANY_ROWS:
            self.run(
                "正在撤销",
                lambda ctx, _progress: stack.undo(ctx),
                success=f"已撤销：{label}",
                refused=self._not_undone,
            )
            return True
        try:
            changes = stack.undo(desk.ctx)
        except AppError as error:
            self._not_undone(error)
            return False
        desk.bus.changed.emit(changes)
        desk.bus.say(f"已撤销：{label}", "ok")
        return True

    def _not_undone(self, error: AppError) -> None:
        self._say(error)
        # the stack has dropped the step: whoever shows its name must look again
        self._desk.bus.changed.emit(None)

    def _accept(self, result: object, success: Success) -> None:
        changes = _changes_in(result)
        if changes is not None:
            if self._desk.undo is not None:
                self._desk.undo.push(changes)
            self._desk.bus.changed.emit(changes)
        text = success(result) if callable(success) else success
        if text:
            self._desk.bus.say(text, "ok")

    def _say(self, error: AppError) -> None:
        self._desk.bus.say(error.message, "bad")


def _changes_in(result: object) -> Changes | None:
    first = result[0] if isinstance(result, tuple) and result else result
    # by shape: importing the class would pull the whole store in before the window is painted
    return first if hasattr(first, "tables") and hasattr(first, "label") else None  # type: ignore[return-value]

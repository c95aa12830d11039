"""Asks before a correction, with the list of what follows from it (补学任务, 积分)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.services.errors import AppError
from app.ui import dialogs

if TYPE_CHECKING:
    from app.services.consequences import Effect
    from app.services.context import Changes, Context
    from app.ui.desk import Desk

_MOST_LINES = 10


class Declined(AppError):
    """The user thought better of it; nothing was saved."""


def asking(
    parent: QWidget,
    question: str,
    act: Callable[[Context], Changes],
    *,
    yes: str,
    detail: str = "",
    always: bool = False,
    deletes: bool = False,
) -> Callable[[Context], Changes]:
    """Return `act` preceded by the question what to do about its consequences.

    Args:
        parent: The widget that asks.
        question: What is about to be done.
        act: The service call.
        yes: The button's text, a verb.
        detail: A sentence above the list.
        always: Whether to ask also where nothing that exists is corrected.
        deletes: Whether the act itself takes something off, so that the question warns whatever follows.

    The returned function raises `Declined` where the user says no, and whatever `act` refuses.
    """

    def asked(ctx: Context) -> Changes:
        # imported here: the window is painted before anything knows the store
        from app.services.consequences import foresee

        effects = foresee(ctx, act)
        if always or any(effect.corrects for effect in effects):
            text = "\n".join(part for part in (detail, told(effects)) if part)
            if not dialogs.ask(parent, question, detail=text, yes=yes, danger=deletes or is_grave(effects)):
                raise Declined("没有保存，内容还在，可以继续修改。")
        return act(ctx)

    return asked


def is_grave(effects: tuple[Effect, ...]) -> bool:
    """Tell whether work is lost or settled points move: the question then warns, and 取消 is its first button."""
    return any(effect.grave for effect in effects)


def tell(desk: Desk, error: AppError) -> None:
    """Say a refusal at the foot of the window; thinking better of it is no fault."""
    if isinstance(error, Declined):
        desk.bus.say("没有更改。", "info")
    else:
        desk.bus.say(error.message, "bad")


def told(effects: tuple[Effect, ...]) -> str:
    """Return the list of effects as lines, the first ten in full."""
    if not effects:
        return ""
    lines = [f"· {effect.text}" for effect in effects[:_MOST_LINES]]
    if len(effects) > _MOST_LINES:
        lines.append(f"等共 {len(effects)} 项")
    return "\n".join(["随之更正：", *lines])

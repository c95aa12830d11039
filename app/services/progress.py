"""How long work tells where it stands and learns that it was cancelled."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Receiver of progress; `step` raises `Cancelled` once the user has cancelled."""

    def step(self, done: int, total: int, text: str = "") -> None:
        """Report that `done` of `total` parts are finished."""
        ...


class _Silent:
    __slots__ = ()

    def step(self, done: int, total: int, text: str = "") -> None:
        """Nobody watches."""


NO_PROGRESS: Progress = _Silent()

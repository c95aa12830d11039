"""Errors a secretary can act on; anything else is a bug and goes to the crash dialog."""

from __future__ import annotations


class AppError(Exception):
    """One Chinese sentence that says what is wrong and what to do.

    Args:
        message: The sentence, shown as it is.
        field: Name of the draft's field the sentence belongs to, for showing it beside that field.

    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotFound(AppError):
    """The record asked for does not exist (any more)."""


class Refused(AppError):
    """A rule of the house forbids the act in the present state."""


class BadInput(AppError):
    """A value does not fit its field."""


class BadFile(AppError):
    """A file cannot be read as what it claims to be."""


class FileBusy(AppError):
    """A file cannot be written: open elsewhere, read-only, or the disk is full."""


class AlreadySaved(AppError):
    """The same business action was committed before; nothing was done a second time."""


class Cancelled(Exception):
    """The user cancelled long work; nothing is shown and nothing is half written."""

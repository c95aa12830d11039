"""The door to the import assistant (导入助手): any page opens it for its own kind of sheet."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

if TYPE_CHECKING:
    from app.ui.desk import Desk


def import_dialog(desk: Desk, kind: str, parent: QWidget | None = None, path: Path | None = None) -> QDialog:
    """Return the assistant for a kind of sheet (a key of `SUBJECTS`), reading `path` at once where one is given.

    Its module is imported when it is first wanted, as the pages' are.
    """
    module = importlib.import_module("app.ui.imports.dialog")
    made: QDialog = module.ImportDialog(desk, kind, path, parent=parent)
    return made


def open_import(desk: Desk, kind: str, parent: QWidget | None = None) -> None:
    """Show the assistant and come back when it is closed."""
    import_dialog(desk, kind, parent).exec()

"""导出、打印本列表: any list as it stands, from its context menu."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from app.ui import dialogs
from app.ui.icons import icon
from app.ui.widgets.data_table import DataTable

if TYPE_CHECKING:
    from app.ui.desk import Desk


def add_acts(menu: QMenu, table: DataTable[Any]) -> None:
    """Add 导出本列表… and 打印本列表… to the context menu of any list that holds something.

    What goes out are the visible columns as they stand on the screen, so masked numbers stay masked.
    """
    desk = _desk_of(table)
    if desk is None or not table.rows():
        return
    title = table.accessibleName() or table.window().windowTitle()
    menu.addAction(icon("file-spreadsheet"), "导出本列表…", lambda: export_as(desk, table, title))
    menu.addAction(icon("printer"), "打印本列表…", lambda: print_as(desk, table, title))


def _desk_of(table: QWidget) -> Desk | None:
    """Return the desk of the page or dialog around a list; None where there is none or it is not ready."""
    around: QWidget | None = table
    while around is not None:
        found = getattr(around, "desk", None) or getattr(around, "_desk", None)
        if found is not None and getattr(found, "is_ready", False):
            return cast("Desk", found)
        around = around.parentWidget()
    return None


def shown(table: DataTable[Any]) -> tuple[list[str], list[list[str]]]:
    """Return heads and rows of a list as they stand on the screen, columns moved by hand included."""
    model, columns = table.model(), places(table)
    heads = [str(model.headerData(at, Qt.Orientation.Horizontal) or "") for at in columns]
    rows = [[str(model.index(row, at).data() or "") for at in columns] for row in range(model.rowCount())]
    return heads, rows


def places(table: DataTable[Any]) -> list[int]:
    """Return the columns of a list that are shown, from the left."""
    head = table.horizontalHeader()
    found = [head.logicalIndex(at) for at in range(table.model().columnCount())]
    return [at for at in found if not table.isColumnHidden(at)]


def export_as(
    desk: Desk,
    table: DataTable[Any],
    title: str,
    found: tuple[list[str], list[list[str]]] | None = None,
    remark: str = "",
) -> None:
    """Ask for a file and write a list into it.

    Args:
        desk: The desk.
        table: The list.
        title: What the list is.
        found: Heads and rows instead of those on the screen.
        remark: What the log is to say besides.

    """
    from app.services import exports

    path = dialogs.save_file(table, "导出本列表", exports.list_file_name(desk.ctx, title))
    if path is None:
        return
    heads, rows = found or shown(table)
    desk.actions.run(
        "正在导出列表",
        lambda ctx, _progress: exports.export_list(ctx, title, heads, rows, path, remark=remark),
        success=f"已导出 {len(rows)} 行到“{path.name}”。{remark and remark + '，请妥善保管。'}",
    )


def print_as(desk: Desk, table: DataTable[Any], title: str) -> None:
    """Show a list as pages, ready for the printer."""
    from app.services.list_report import list_report
    from app.ui.life_prints import LifePrints

    heads, rows = shown(table)
    LifePrints(desk, table).open_report(list_report(desk.ctx, title, heads, rows))

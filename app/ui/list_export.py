"""导出本列表: any list as it stands, offered in its context menu."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from app.ui import dialogs
from app.ui.widgets.data_table import DataTable

if TYPE_CHECKING:
    from app.ui.desk import Desk


def offer_export(desk: Desk, table: DataTable[Any], title: str) -> None:
    """Add 导出本列表… to a list's context menu: its visible columns, in the order and choice of the screen."""
    table.add_menu_action("导出本列表…", lambda: _export(desk, table, title), icon_name="file-spreadsheet")


def shown(table: DataTable[Any]) -> tuple[list[str], list[list[str]]]:
    """Return heads and rows of a list as they stand on the screen, columns moved by hand included."""
    model, head = table.model(), table.horizontalHeader()
    places = [head.logicalIndex(at) for at in range(model.columnCount())]
    columns = [at for at in places if not table.isColumnHidden(at)]
    heads = [str(model.headerData(at, Qt.Orientation.Horizontal) or "") for at in columns]
    rows = [[str(model.index(row, at).data() or "") for at in columns] for row in range(model.rowCount())]
    return heads, rows


def _export(desk: Desk, table: DataTable[Any], title: str) -> None:
    from app.services import exports

    path = dialogs.save_file(table, "导出本列表", exports.list_file_name(desk.ctx, title))
    if path is None:
        return
    heads, rows = shown(table)
    desk.actions.run(
        "正在导出列表",
        lambda ctx, _progress: exports.export_list(ctx, title, heads, rows, path),
        success=f"已导出 {len(rows)} 行到“{path.name}”。",
    )

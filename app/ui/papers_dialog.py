"""附件 of any row that has no form of its own for them: a make-up task, a time away."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.ui.attachment_field import AttachmentField
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.form import Form
from app.ui.widgets.form_dialog import FormDialog

if TYPE_CHECKING:
    from app.services.attachments import Owner
    from app.ui.desk import Desk


def papers_dialog(
    desk: Desk, owner: Owner, owner_id: int, title: str, parent: QWidget | None = None
) -> FormDialog:
    """Return the dialog in which papers are looked at, added and taken off; 取消 changes nothing."""
    from app.services import attachments

    field = AttachmentField(desk)
    field.load(owner, owner_id)
    form = Form()
    form.add("papers", "附件", field)
    return FormDialog(
        desk,
        title,
        form,
        lambda ctx, values: attachments.change(ctx, owner, owner_id, values["papers"]),
        success="已保存附件。",
        note="扫描件、照片、心得、假条都可以附在这里；移除的附件进入回收站，可以恢复。",
        parent=parent,
    )


def offer_papers(desk: Desk, table: DataTable[Any], owner: str, title: Callable[[Any], str]) -> None:
    """Add 附件… to a list's context menu.

    Args:
        desk: The desk.
        table: A list whose rows have an `id`.
        owner: What its rows are, as attachments call it.
        title: Names a row for the dialog.

    """

    def ask() -> None:
        from app.services.attachments import Owner

        row = table.current_row()
        if row is not None:
            papers_dialog(desk, Owner(owner), row.id, f"附件：{title(row)}", parent=table).exec()

    table.add_menu_action("附件…", ask, icon_name="folder")

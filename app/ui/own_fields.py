"""自定义字段 and 标签 of the branch: added, changed and taken off at once, each a step that can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models.kinds import CustomKind
from app.ui import dialogs, theme
from app.ui.widgets.buttons import Slot, plain_button
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.fields import ChoiceField, LineField, TextField
from app.ui.widgets.form import Form
from app.ui.widgets.form_dialog import FormDialog
from app.ui.widgets.labels import faded, heading
from app.ui.widgets.table_model import Column

if TYPE_CHECKING:
    from app.services.context import Changes, Context
    from app.services.member_custom import CustomDraft, CustomRow
    from app.services.member_tags import TagRow
    from app.ui.desk import Desk

_FIELDS_NOTE = (
    "本支部另外要记的内容，如退役军人、驻村年数。设好后在党员表单、档案、筛选和列表中出现；"
    "导入的表里有同名的列，内容自动归到这里。删除字段不删除已填的内容。"
)
_TAGS_NOTE = "标签在党员表单或“成批修改”里填写，写一个新词就多一个标签；这里可以改名和删除。"


class _Kept(QWidget):
    """A short list with its heading, sentence and buttons."""

    def __init__(self, desk: Desk, title: str, note: str, table: DataTable[Any]) -> None:
        super().__init__()
        self.desk = desk
        table.setAccessibleName(title)
        table.setFixedHeight(theme.size("row") * 6)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.unit())
        self._buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.unit())
        column.addWidget(heading(title, level=3))
        column.addWidget(faded(note, small=True, wrap=True))
        column.addWidget(table)
        column.addLayout(self._buttons)

    def add_button(self, text: str, slot: Slot, icon_name: str) -> Any:
        """Add a button under the list."""
        button = plain_button(text, slot, icon_name=icon_name)
        self._buttons.insertWidget(self._buttons.count() - 1, button)
        return button


class OwnFields(_Kept):
    """The branch's own fields."""

    def __init__(self, desk: Desk) -> None:
        self.table: DataTable[CustomRow] = DataTable(
            [
                Column("name", "名称", lambda row: row.name, width=150),
                Column("kind", "内容", lambda row: row.kind.label, width=70),
                Column("choices", "选项", lambda row: "、".join(row.choices), width=0),
                Column("used", "已填", lambda row: f"{row.used} 人", width=80, align="right"),
            ],
            name="own_fields",
            settings=desk.settings,
            key=lambda row: row.id,
        )
        super().__init__(desk, "自定义字段", _FIELDS_NOTE, self.table)
        self.table.set_empty("还没有自定义字段", "国家采集项和常用内容档案里都有了。", icon="table")
        self.new_button = self.add_button("新增字段", lambda: self.ask(None), "plus")
        self.change_button = self.add_button("修改", self._on_change, "pencil")
        self.drop_button = self.add_button("删除", self._on_remove, "x")
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(lambda _: self._on_change())
        self._on_current(None)

    def load(self, ctx: Context) -> None:
        """Read the fields."""
        from app.services import member_custom

        self.table.set_rows(member_custom.list_fields(ctx))

    def ask(self, row: CustomRow | None) -> None:
        """Open the form of a new field, or of one that is changed."""
        form = Form()
        form.add("name", "名称", LineField("如 退役军人", limit=20), required=True)
        form.add("kind", "内容", ChoiceField([(kind, kind.label) for kind in CustomKind]), required=True)
        form.add("choices", "选项", TextField("每行一个；只有“选项”需要填写", lines=5, limit=1000))
        if row is not None:
            form.set_values({"name": row.name, "kind": row.kind, "choices": "\n".join(row.choices)})

        def submit(ctx: Context, values: dict[str, Any]) -> Changes:
            from app.services import member_custom

            draft = _draft(values)
            return member_custom.add(ctx, draft) if row is None else member_custom.change(ctx, row.id, draft)

        title = "新增自定义字段" if row is None else f"修改自定义字段：{row.name}"
        FormDialog(self.desk, title, form, submit, success="已保存自定义字段。", parent=self).exec()

    def _on_current(self, row: CustomRow | None) -> None:
        self.change_button.setEnabled(row is not None)
        self.drop_button.setEnabled(row is not None)

    def _on_change(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self.ask(row)

    def _on_remove(self) -> None:
        row = self.table.current_row()
        if row is None:
            return
        detail = f"{row.used} 名党员已填的内容转到“其他信息”，重新设同名字段即可找回。" if row.used else ""
        if dialogs.ask(self, f"删除自定义字段“{row.name}”？", detail=detail, yes="删除", danger=True):
            from app.services import member_custom

            self.desk.actions.do(
                lambda ctx: member_custom.remove(ctx, row.id), success="已删除字段，可撤销。"
            )


class Tags(_Kept):
    """The branch's tags."""

    def __init__(self, desk: Desk) -> None:
        self.table: DataTable[TagRow] = DataTable(
            [
                Column("name", "标签", lambda row: row.name, width=0),
                Column("used", "党员", lambda row: f"{row.used} 人", width=90, align="right"),
            ],
            name="tags",
            settings=desk.settings,
            key=lambda row: row.id,
        )
        super().__init__(desk, "标签", _TAGS_NOTE, self.table)
        self.table.set_empty("还没有标签", "在党员表单里写上，这里就会出现。", icon="list-check")
        self.rename_button = self.add_button("改名", self._on_rename, "pencil")
        self.drop_button = self.add_button("删除", self._on_remove, "x")
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(lambda _: self._on_rename())
        self._on_current(None)

    def load(self, ctx: Context) -> None:
        """Read the tags."""
        from app.services import member_tags

        self.table.set_rows(member_tags.list_tags(ctx))

    def _on_current(self, row: TagRow | None) -> None:
        self.rename_button.setEnabled(row is not None)
        self.drop_button.setEnabled(row is not None)

    def _on_rename(self) -> None:
        row = self.table.current_row()
        if row is None:
            return
        form = Form()
        form.add("name", "标签", LineField(limit=12), required=True)
        form.set_values({"name": row.name})

        def submit(ctx: Context, values: dict[str, Any]) -> Changes:
            from app.services import member_tags

            return member_tags.rename(ctx, row.id, values["name"])

        FormDialog(self.desk, "标签改名", form, submit, success="已改名。", parent=self).exec()

    def _on_remove(self) -> None:
        row = self.table.current_row()
        if row is not None and dialogs.ask(
            self,
            f"删除标签“{row.name}”？",
            detail=f"会从 {row.used} 名党员身上去掉，可以撤销。" if row.used else "",
            yes="删除",
            danger=True,
        ):
            from app.services import member_tags

            self.desk.actions.do(lambda ctx: member_tags.remove(ctx, row.id), success="已删除标签，可撤销。")


def _draft(values: dict[str, Any]) -> CustomDraft:
    from app.services.member_custom import CustomDraft

    choices = tuple(line.strip() for line in values["choices"].splitlines() if line.strip())
    return CustomDraft(values["name"], CustomKind(values["kind"]), choices)

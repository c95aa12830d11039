"""党员档案: the list of members with one archive beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from zlib import crc32

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.kinds import MemberClass, MemberKind, Role
from app.services import (
    dengta_sheet,
    exports,
    member_facts,
    member_filters,
    member_search,
    members,
    orgs,
    recycle,
)
from app.services.context import Context
from app.services.errors import AppError
from app.services.member_fields import Shape
from app.services.member_rows import MemberRow
from app.services.member_search import MemberFilter, Presence
from app.services.member_views import USUAL_COLUMNS, ViewDraft
from app.ui import dialogs
from app.ui.doctor_dialog import DoctorDialog
from app.ui.importing import import_dialog, open_import
from app.ui.list_export import export_as, places, shown
from app.ui.members.bulk_dialog import BulkDialog
from app.ui.members.columns import keys_beside, member_columns
from app.ui.members.edit_dialog import MemberDialog
from app.ui.members.leave_dialog import leave_dialog
from app.ui.members.merge_dialog import MergeDialog, choose_other
from app.ui.members.panel import RECORDS, ArchivePanel
from app.ui.members.recycle_dialog import RecycleDialog
from app.ui.members.view_button import ViewControl
from app.ui.page import Page
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.filter_bar import FilterBar
from app.ui.widgets.table_model import TableModel

_PRESENCES = ((Presence.HERE, "在册"), (Presence.LEFT, "已离开"), (Presence.ALL, "全部"))


class MembersPage(Page):
    """The roster, its filters, and the archive of the chosen member."""

    TITLE = "党员档案"
    WATCHES = frozenset(
        {
            "member",
            "record",
            "attachment",
            "org",
            "activity",
            "attendance",
            "makeup_task",
            "entry",
            "rulebook_version",
            "setting",
            "tag",
            "member_tag",
            "custom_field",
            "saved_view",
            "membership",
        }
    )

    def _build(self) -> None:
        self._rows: list[MemberRow] = []
        self.import_button = self.add_secondary("导入花名册", self.import_roster, icon_name="upload")
        self.export_button = self.add_secondary("导出花名册", self._export, icon_name="download")
        self.add_primary("新增党员", self._add, icon_name="user-plus", keys="Ctrl+N")
        self.add_more("成批修改…", self._bulk, icon_name="list-check")
        self.leave_action = self.add_more("登记离开…", self._leave, icon_name="user-off")
        self.return_action = self.add_more("恢复在册…", self._return, icon_name="arrow-back-up")
        for kind, word in (("honours", "导入奖惩荣誉…"), ("volunteer", "导入志愿服务…")):
            self.add_more(word, partial(open_import, self.desk, kind, self), icon_name="upload")
        self.add_more("导出灯塔信息表…", self._export_dengta, icon_name="file-spreadsheet")
        self.merge_action = self.add_more("合并重复档案…", self._merge, icon_name="users")
        self.remove_action = self.add_more("移除误录的党员…", self._remove, icon_name="eraser")
        self.add_more("回收站…", self._recycle, icon_name="history")
        self.add_more("数据体检…", self._examine, icon_name="checklist")
        self.filters = FilterBar()
        self.filters.add_choice("group_id", "党小组", [])
        self.filters.add_choice("klass", "分类", [(k, k.label) for k in MemberClass])
        self.filters.add_choice("kind", "人员类别", [(k, k.label) for k in MemberKind])
        self.filters.add_choice("presence", "状态", _PRESENCES, every="")
        self.filters.add_search("姓名、拼音首字母或尾号")
        self.filters.remember("members", self.desk.settings)
        self.views = ViewControl(self.desk, self, self._standing)
        self.filters.add_widget(self.views.button)
        self.set_filters(_above(self.filters, self.views.line))
        self._values: dict[int, dict[str, str]] = {}
        self._matching: set[int] | None = None
        self.table: DataTable[MemberRow] = DataTable(
            member_columns(USUAL_COLUMNS, {}, self._values),
            name="members",
            settings=self.desk.settings,
            key=lambda row: row.id,
        )
        self.table.horizontalHeader().setSectionsMovable(True)
        self.table.setAccessibleName("党员名单")
        self._menu = [
            self.table.add_menu_action("修改…", self._edit, icon_name="pencil"),
            self.table.add_menu_action("成批修改…", self._bulk, icon_name="list-check"),
            self.table.add_menu_action("登记离开…", self._leave, icon_name="user-off"),
            self.table.add_menu_action("恢复在册…", self._return, icon_name="arrow-back-up"),
            self.table.add_menu_action("打印档案", self._print, icon_name="printer"),
        ]
        self.table.add_menu_action("导出本列表（含完整号码）…", self._export_in_full, icon_name="eye")
        self.panel = ArchivePanel(self.desk)
        self.set_body(self.table, side=self.panel)

    def _connect(self) -> None:
        self.setFocusProxy(self.table)
        self.filters.changed.connect(lambda _: self._show_rows())
        self.views.changed.connect(self._on_view)
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(lambda _: self._edit())
        self.panel.edit_asked.connect(self._edit)
        self.panel.print_asked.connect(self._print)

    def refresh(self) -> None:
        """Read the whole roster; the filters choose among the rows read."""
        groups = orgs.groups(self.desk.ctx)
        self.filters.set_options("group_id", [*((g.id, g.name) for g in groups), (0, "未分组")])
        self.panel.forget()
        self._rows = members.list_members(self.desk.ctx, include_left=True)
        self._read_view()
        self._show_rows()

    def focus(self, **focus: object) -> None:
        """Show `member_id` (at the `tab` "records"; beside `merge_with`), a `new` member's form, or an import.

        `import_roster` is its path or None.
        """
        wanted = focus.get("member_id")
        if wanted is not None and not self.table.select_where(lambda row: row.id == wanted):
            self._clear()
            self.filters.set_value("presence", Presence.ALL)
            self.table.select_where(lambda row: row.id == wanted)
        other = focus.get("merge_with")
        if isinstance(wanted, int) and isinstance(other, int):
            MergeDialog(self.desk, wanted, other, parent=self).exec()
        if focus.get("tab") == "records":
            self.panel.tabs.setCurrentIndex(RECORDS)
        record_id = focus.get("record_id")
        if isinstance(record_id, int):
            self.panel.show_record(record_id)
        if focus.get("new"):
            self._add()
        if "import_roster" in focus:
            path = focus["import_roster"]
            self.import_roster(path if isinstance(path, Path) else None)

    def import_roster(self, path: Path | None = None) -> None:
        """Open the import dialog, with a file where one is given."""
        import_dialog(self.desk, "roster", self, path).exec()

    # Rows

    def _show_rows(self) -> None:
        wanted = self._filter()
        rows = member_search.find(self._rows, wanted)
        if self._matching is not None:
            rows = [row for row in rows if row.id in self._matching]
        self._say_why_empty(wanted)
        self.table.set_rows(rows)
        self.set_side_visible(bool(rows))
        if rows and self.table.current_row() is None:
            self.table.selectRow(0)
        here = sum(row.left_on is None for row in self._rows)
        shown = f"，显示 {len(rows)} 名" if len(rows) != here else ""
        self.set_subtitle(f"在册 {here} 名{shown}")
        self.export_button.setEnabled(here > 0)

    def _filter(self) -> MemberFilter:
        values = self.filters.values()
        group_id, klass, kind = values["group_id"], values["klass"], values["kind"]
        return MemberFilter(
            text=str(values["text"]),
            group_id=group_id if isinstance(group_id, int) else None,
            klass=None if klass is None else MemberClass(str(klass)),
            kind=None if kind is None else MemberKind(str(kind)),
            presence=Presence(str(values["presence"])),
        )

    def _say_why_empty(self, wanted: MemberFilter) -> None:
        if not self._rows:
            self.table.set_empty(
                "还没有党员",
                "导入现有的 Excel 花名册最快；也可以按“新增党员”逐个录入。",
                icon="users",
                action="导入花名册",
                slot=self.import_roster,
            )
        elif wanted == MemberFilter(presence=Presence.LEFT):
            self.table.set_empty(
                "没有已离开的党员", "登记离开后，党员和全部档案会留在这里。", icon="user-off"
            )
        else:
            self.table.set_empty(
                "没有符合条件的党员",
                "换一个条件，或清除搜索。",
                icon="search",
                action="清除条件",
                slot=self._clear,
            )

    # View

    def _on_view(self, layout: bool) -> None:
        self._read_view()
        if layout:
            self._lay_out()
        self.filters.set_value("presence", Presence(self.views.draft.presence))

    def _read_view(self) -> None:
        """Read what the view asks for beyond the rows: who fits, and the columns they do not hold."""
        draft, ctx = self.views.draft, self.desk.ctx
        self._matching = member_filters.matching(ctx, draft.query, draft.as_of) if draft.query.rules else None
        beside = keys_beside(draft.columns)
        self._values.clear()
        self._values.update(member_facts.shown(ctx, beside, on=draft.as_of) if beside else {})

    def _lay_out(self) -> None:
        draft = self.views.draft
        columns = member_columns(draft.columns, self.views.fields(), self._values)
        usual = draft.columns == USUAL_COLUMNS
        # ASCII, and the same for the same columns on every day
        name = "members" if usual else f"members_{crc32(','.join(draft.columns).encode()):08x}"
        self.table.set_columns(columns, name)
        at = next((at for at, column in enumerate(columns) if column.key == draft.order), None)
        if at is not None:
            orders = Qt.SortOrder
            self.table.sortByColumn(at, orders.DescendingOrder if draft.descending else orders.AscendingOrder)

    def _standing(self) -> ViewDraft:
        """Return the view as the list stands."""
        head, model = self.table.horizontalHeader(), self.table.model()
        assert isinstance(model, TableModel)
        keys = tuple(model.columns[at].key for at in places(self.table))
        at = head.sortIndicatorSection()
        return replace(
            self.views.draft,
            columns=keys,
            order=model.columns[at].key if 0 <= at < len(model.columns) else "",
            descending=head.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder,
            presence=str(self.filters.values()["presence"]),
        )

    def _clear(self) -> None:
        self.views.clear()
        self.filters.clear()

    def _export_in_full(self) -> None:
        draft = self._standing()
        fields = self.views.fields()
        keys = [key for key in draft.columns if key in fields and fields[key].shape is Shape.MASKED]
        heads, rows = shown(self.table)
        whole = member_facts.shown(self.desk.ctx, keys, in_full=True)
        for row, cells in zip(self.table.rows(), rows, strict=True):
            for key in keys:
                cells[draft.columns.index(key)] = whole[row.id][key]
        words = "、".join(fields[key].label for key in keys)
        export_as(self.desk, self.table, "党员名单", (heads, rows), f"含完整{words}" if words else "")

    def _on_current(self, row: MemberRow | None) -> None:
        left = row is not None and row.left_on is not None
        self.leave_action.setEnabled(row is not None and not left)
        self.return_action.setEnabled(left)
        self.remove_action.setEnabled(row is not None)
        self.merge_action.setEnabled(row is not None)
        edit, _bulk, leave, come_back, print_ = self._menu
        edit.setEnabled(row is not None)
        print_.setEnabled(row is not None)
        leave.setVisible(not left)
        come_back.setVisible(left)
        self.panel.show_member(row)

    # Acts

    def _add(self) -> None:
        dialog = MemberDialog(self.desk, parent=self)
        if dialog.exec():
            self.focus(member_id=dialog.answer.new_id)

    def _edit(self) -> None:
        row = self.table.current_row()
        if row is None:
            return
        try:
            # by double click too: the button is grey where the role is missing
            self.desk.ctx.require(Role.RECORD)
        except AppError as error:
            self.desk.bus.say(error.message, "warn")
            return
        MemberDialog(self.desk, row.id, parent=self).exec()

    def _bulk(self) -> None:
        shown = [row.id for row in self.table.rows()]
        if shown:
            selected = [row.id for row in self.table.selected_rows()]
            BulkDialog(self.desk, selected or shown, shown, parent=self).exec()

    def _leave(self) -> None:
        row = self.table.current_row()
        if row is not None:
            leave_dialog(self.desk, row, parent=self).exec()

    def _return(self) -> None:
        row = self.table.current_row()
        if row is not None and dialogs.ask(
            self,
            f"把“{row.shown_name}”恢复为在册党员？",
            detail="离开登记会取消，经过仍留在“组织关系”记录里；此后的活动重新列入应到。",
            yes="恢复在册",
        ):
            self.desk.actions.do(
                lambda ctx: members.return_member(ctx, row.id), success=f"{row.name}已恢复在册。"
            )

    def _remove(self) -> None:
        row = self.table.current_row()
        if row is not None and dialogs.ask(
            self,
            f"移除误录的“{row.shown_name}”？",
            detail="只用于录错、重复录入的党员；已不在本支部的，请用“登记离开”。移除后可在回收站恢复。",
            yes="移除",
            danger=True,
        ):
            self.desk.actions.do(
                lambda ctx: recycle.remove_member(ctx, row.id), success=f"已移除{row.name}，可在回收站恢复。"
            )

    def _merge(self) -> None:
        row = self.table.current_row()
        other = None if row is None else choose_other(self.desk, row.id, self)
        if row is not None and other is not None:
            MergeDialog(self.desk, row.id, other, parent=self).exec()

    def _recycle(self) -> None:
        RecycleDialog(self.desk, self).exec()

    def _examine(self) -> None:
        DoctorDialog(self.desk, self).exec()

    def _print(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self.desk.show_page("reports", member_id=row.id)

    def _export(self) -> None:
        self._save("导出花名册", exports.roster_file_name(self.desk.ctx), exports.export_roster)

    def _export_dengta(self) -> None:
        name = exports.list_file_name(self.desk.ctx, dengta_sheet.TITLE)
        self._save("导出灯塔信息表", name, exports.export_dengta)

    def _save(self, title: str, name: str, export: Callable[[Context, Path], Path]) -> None:
        path = dialogs.save_file(self, title, name)
        if path is not None:
            self.desk.actions.run(
                f"正在{title}",
                lambda ctx, _progress: export(ctx, path),
                success=f"已导出到“{path.name}”，含身份证号和电话，请妥善保管。",
            )


def _above(*bars: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    for bar in bars:
        column.addWidget(bar)
    return holder

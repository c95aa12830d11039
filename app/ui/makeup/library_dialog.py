"""补学任务库: what the branch offers to those who missed something."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.models.kinds import ActivityKind, StudyTaskKind
from app.services import study_tasks
from app.services.context import Changes, Context
from app.services.hours import checked_hours, hours_text, parse_hours
from app.services.study_tasks import StudyTaskDraft, StudyTaskRow
from app.ui import theme
from app.ui.desk import Desk
from app.ui.widgets.buttons import plain_button, primary_button
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.fields import ChoiceField, LineField
from app.ui.widgets.form import Form
from app.ui.widgets.form_dialog import FormDialog
from app.ui.widgets.labels import faded, heading
from app.ui.widgets.table_model import Column

_COLUMNS: list[Column[StudyTaskRow]] = [
    Column("kind", "种类", lambda row: row.kind.label, 72),
    Column("title", "名称", lambda row: row.title, 0, tip=lambda row: row.title),
    Column("source", "出处", lambda row: row.source, 160),
    Column(
        "activity",
        "适用活动",
        lambda row: "各类" if row.activity_kind is None else row.activity_kind.label,
        104,
    ),
    Column(
        "hours",
        "学时",
        lambda row: hours_text(row.study_hours) if row.study_hours else "—",
        64,
        align="right",
    ),
    Column(
        "state",
        "状态",
        lambda row: "已停用" if row.retired else "在用",
        80,
        tone=lambda row: "neutral" if row.retired else "ok",
        badge=True,
    ),
]


class LibraryDialog(QDialog):
    """The library as a list; tasks are added, changed, and retired instead of deleted."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setWindowTitle("补学任务库")
        self.resize(theme.unit(104), theme.unit(64))
        self.table: DataTable[StudyTaskRow] = DataTable(
            _COLUMNS, name="study_tasks", settings=desk.settings, key=lambda row: row.id
        )
        self.table.setAccessibleName("补学任务库")
        self.table.set_empty(
            "任务库还是空的", "新增几条常用的篇目、课件或现场，认领时直接选用。", icon="school"
        )
        self.edit_button = plain_button("修改", self._edit, icon_name="pencil")
        self.retire_button = plain_button("停用", self._retire)
        top = QHBoxLayout()
        top.addWidget(heading("补学任务库", level=2))
        top.addWidget(faded("认领补学任务时按缺席的类型和主题推荐"), 1)
        for button in (
            self.retire_button,
            self.edit_button,
            primary_button("新增任务", self._add, icon_name="plus"),
        ):
            top.addWidget(button)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(plain_button("关闭", self.accept))
        column = QVBoxLayout(self)
        side = theme.unit(3)
        column.setContentsMargins(side, theme.unit(2.5), side, theme.unit(2))
        column.setSpacing(theme.unit(1.5))
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(lambda _: self._edit())
        self._load()

    def _load(self) -> None:
        self.table.set_rows(study_tasks.list_tasks(self._desk.ctx, include_retired=True))
        self._on_current(self.table.current_row())

    def _add(self) -> None:
        study_task_dialog(self._desk, parent=self).exec()
        self._load()

    def _edit(self) -> None:
        row = self.table.current_row()
        if row is not None:
            study_task_dialog(self._desk, row, parent=self).exec()
            self._load()

    def _retire(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self._desk.actions.do(lambda ctx: study_tasks.retire(ctx, row.id, retired=not row.retired))
            self._load()

    def _on_current(self, row: StudyTaskRow | None) -> None:
        self.edit_button.setEnabled(row is not None)
        self.retire_button.setEnabled(row is not None)
        self.retire_button.setText("启用" if row is not None and row.retired else "停用")


def study_task_dialog(
    desk: Desk, row: StudyTaskRow | None = None, *, parent: QWidget | None = None
) -> FormDialog:
    """Return the dialog for a new task of the library, or for changing one."""
    form = Form()
    form.add("title", "名称", LineField("如 《党章》总纲自学", limit=200), required=True)
    form.add("kind", "种类", ChoiceField([(kind, kind.label) for kind in StudyTaskKind]), required=True)
    form.add("source", "出处", LineField("如 共产党员网", limit=200))
    kinds = [(kind, kind.label) for kind in ActivityKind]
    form.add("activity_kind", "适用活动", ChoiceField(kinds, blank="各类活动"))
    form.add("study_hours", "学时", LineField("如 2 或 1.5", limit=5, check=checked_hours))
    if row is not None:
        names = ("title", "kind", "source", "activity_kind")
        hours = hours_text(row.study_hours) if row.study_hours else ""
        form.set_values({name: getattr(row, name) for name in names} | {"study_hours": hours})

    def submit(ctx: Context, values: dict[str, Any]) -> Changes:
        # a combo box gives a code back as plain text
        kind = values["activity_kind"]
        typed = {
            "kind": StudyTaskKind(values["kind"]),
            "activity_kind": ActivityKind(kind) if kind else None,
            "study_hours": parse_hours(values["study_hours"]),
        }
        draft = StudyTaskDraft(**values | typed)
        return study_tasks.add(ctx, draft) if row is None else study_tasks.change(ctx, row.id, draft)

    return FormDialog(
        desk,
        "新增补学任务" if row is None else "修改补学任务",
        form,
        submit,
        button="新增" if row is None else "保存",
        success="任务库已更新。",
        width=62,
        parent=parent,
    )

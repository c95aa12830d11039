"""视图: the button that holds what the list shows: conditions, columns, order; saved under names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from app.services import member_facts, member_views, orgs, partial_dates
from app.services.errors import BadInput
from app.services.member_fields import MemberField
from app.services.member_filters import EVERYBODY, words
from app.services.member_views import ViewDraft, ViewRow
from app.services.reports.words import day_text
from app.ui import dialogs, theme
from app.ui.desk import Desk
from app.ui.icons import icon
from app.ui.members.columns import STATE
from app.ui.members.columns_dialog import ColumnsDialog
from app.ui.members.filter_dialog import FilterDialog
from app.ui.widgets.buttons import give_menu, plain_button, quiet_button
from app.ui.widgets.fields import LineField
from app.ui.widgets.form import Form
from app.ui.widgets.form_dialog import FormDialog
from app.ui.widgets.labels import ElidedLabel

_USUAL = "常用视图"
_LAST_DAY = date(2199, 12, 31)
"""Ages may be counted on days that lie ahead."""


class ViewControl(QObject):
    """Button, menu and the line that says what is filtered.

    Args:
        desk: The desk.
        parent: The page, over which dialogs open.
        standing: Returns the view as the list stands: columns moved by hand and the order chosen by a click.

    Attributes:
        draft: What the list is to show.

    """

    changed = Signal(bool)
    """Something else is to be shown; True where columns or order changed, not the conditions alone."""

    def __init__(self, desk: Desk, parent: QWidget, standing: Callable[[], ViewDraft]) -> None:
        super().__init__(parent)
        self._desk, self._over, self._standing = desk, parent, standing
        self.draft = ViewDraft()
        self.current: ViewRow | None = None
        self.button: QPushButton = plain_button(_USUAL, icon_name="filter")
        self.button.setToolTip("筛选条件、显示的列和先后次序，可以起名保存")
        self._menu = QMenu(self.button)
        self._menu.aboutToShow.connect(self._fill)
        give_menu(self.button, self._menu)
        self.line = QWidget()
        self._words = ElidedLabel("")
        row = QHBoxLayout(self.line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.unit())
        row.addWidget(self._words, 1)
        row.addWidget(quiet_button("修改条件…", self.ask_filter, icon_name="pencil"))
        row.addWidget(quiet_button("清除条件", self.clear, icon_name="x"))
        self.line.hide()

    def fields(self) -> dict[str, MemberField]:
        """Return every field that may be shown or asked for, by its key."""
        return {field.key: field for field in member_facts.fields(self._desk.ctx)}

    def clear(self) -> None:
        """Restrict nothing any more and count ages today; columns and order stay."""
        self.draft = replace(self.draft, query=EVERYBODY, as_of=None)
        self._tell(layout=False)

    def ask_filter(self) -> None:
        """Let the conditions be written."""
        dialog = FilterDialog(
            self._desk, list(self.fields().values()), self._groups(), self.draft.query, self._over
        )
        if dialog.exec():
            self.draft = replace(self.draft, query=dialog.query)
            self._tell(layout=False)

    def ask_columns(self) -> None:
        """Let the columns be chosen."""
        offered = [(field.key, field.label) for field in self.fields().values()]
        offered.insert(len(member_views.USUAL_COLUMNS) - 1, STATE)
        dialog = ColumnsDialog(offered, self._standing().columns, self._over)
        if dialog.exec():
            self.draft = replace(self._standing(), columns=dialog.chosen())
            self._tell(layout=True)

    def ask_day(self) -> None:
        """Let the day be written on which ages are counted."""
        there = self.draft.as_of.isoformat() if self.draft.as_of else ""
        prompt = "年龄和党龄算到哪一天？如 2026-12-31；留空为当天。"
        text = dialogs.ask_reason(self._over, "年龄、党龄算到", prompt, text=there, required=False)
        if text is None:
            return
        try:
            day = date.fromisoformat(partial_dates.parse(text, today=_LAST_DAY)) if text.strip() else None
        except (BadInput, ValueError):
            dialogs.tell(self._over, "请填写到日的日期，如 2026-12-31。", bad=True)
            return
        self.draft = replace(self.draft, as_of=day)
        self._tell(layout=False)

    def choose(self, view: ViewRow | None) -> None:
        """Show a saved view, or the usual list."""
        self.current = view
        self.draft = ViewDraft() if view is None else view.draft
        self._tell(layout=True)

    def _groups(self) -> list[tuple[int, str]]:
        return [(group.id, group.name) for group in orgs.groups(self._desk.ctx)]

    def _tell(self, *, layout: bool) -> None:
        self.button.setText(_USUAL if self.current is None else self.current.name)
        said = words(self.draft.query, self.fields().values(), dict(self._groups()))
        day = self.draft.as_of
        told = [f"筛选：{said}"] if said else []
        told += [f"年龄、党龄算到{day_text(day)}"] if day else []
        self._words.setText("；".join(told))
        self.line.setVisible(bool(told))
        self.changed.emit(layout)

    def _fill(self) -> None:
        menu = self._menu
        menu.clear()
        for view in (None, *member_views.list_views(self._desk.ctx)):
            act = menu.addAction(_USUAL if view is None else view.name, partial(self.choose, view))
            act.setCheckable(True)
            here = self.current
            act.setChecked(view is here or (view is not None and here is not None and view.id == here.id))
        menu.addSeparator()
        menu.addAction(icon("filter"), "高级筛选…", self.ask_filter)
        menu.addAction(icon("table"), "选择列…", self.ask_columns)
        menu.addAction(icon("calendar"), "年龄、党龄算到…", self.ask_day)
        menu.addSeparator()
        menu.addAction(icon("device-floppy"), "保存为视图…", self._save_as)
        if self.current is not None:
            menu.addAction(icon("refresh"), f"更新“{self.current.name}”", self._update)
            menu.addAction(icon("pencil"), f"“{self.current.name}”改名…", self._rename)
            menu.addAction(icon("x"), f"删除“{self.current.name}”…", self._remove)

    def _save_as(self) -> None:
        form = Form()
        form.add("name", "视图名称", LineField("如 六十岁以上党员", limit=30), required=True)
        draft = self._standing()
        dialog = FormDialog(
            self._desk,
            "保存为视图",
            form,
            lambda ctx, values: member_views.save(ctx, values["name"], draft),
            success="已保存视图。",
            note="保存现在的筛选条件、显示的列和次序；同名的视图会换成现在的样子。",
            parent=self._over,
        )
        if dialog.exec():
            self._take(dialog.answer.new_id)

    def _update(self) -> None:
        view, draft = self.current, self._standing()
        if view is not None and self._desk.actions.do(
            lambda ctx: member_views.save(ctx, view.name, draft), success=f"已更新视图“{view.name}”。"
        ):
            self._take(view.id)

    def _rename(self) -> None:
        view = self.current
        if view is None:
            return
        form = Form()
        form.add("name", "视图名称", LineField(limit=30), required=True)
        form.set_values({"name": view.name})
        dialog = FormDialog(
            self._desk,
            f"视图改名：{view.name}",
            form,
            lambda ctx, values: member_views.rename(ctx, view.id, values["name"]),
            success="已改名。",
            parent=self._over,
        )
        if dialog.exec():
            # what was changed on the list since is not saved yet, and stays
            self.current = replace(view, name=str(dialog.form.values()["name"]))
            self._tell(layout=False)

    def _take(self, view_id: int) -> None:
        found = (view for view in member_views.list_views(self._desk.ctx) if view.id == view_id)
        self.choose(next(found, None))

    def _remove(self) -> None:
        view = self.current
        if view is not None and dialogs.ask(self._over, f"删除视图“{view.name}”？", yes="删除", danger=True):
            self._desk.actions.do(
                lambda ctx: member_views.remove(ctx, view.id), success="已删除视图，可撤销。"
            )
            self.choose(None)

"""设置: names, rules, calendar, data; what is typed is saved together, acts on data speak for themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QTabWidget

from app.services import orgs, profile, settings
from app.services.context import Changes, Context
from app.services.errors import AppError
from app.services.settings import BranchSettings
from app.ui import dialogs
from app.ui.life_advice_dialog import AdviceStepsDialog
from app.ui.own_fields import OwnFields, Tags
from app.ui.page import Page
from app.ui.settings import forms
from app.ui.settings.about_tab import AboutTab
from app.ui.settings.audit_tab import AuditTab
from app.ui.settings.calendar_tab import CalendarTab
from app.ui.settings.data_tab import DataTab
from app.ui.settings.frame import button_row, column_tab
from app.ui.settings.groups import Groups
from app.ui.settings.users_tab import UsersTab
from app.ui.widgets.buttons import plain_button
from app.ui.widgets.form import Form, FormInvalid
from app.ui.widgets.labels import rule

_UNSAVED = "设置有改动还没有保存，离开会丢失这些改动。"
_UNSAVED_MARK = "有未保存的改动"


class SettingsPage(Page):
    """The settings of the file in tabs."""

    TITLE = "设置"
    WATCHES = frozenset({"org", "setting", "member", "calendar_day", "custom_field", "tag", "member_tag"})

    def _build(self) -> None:
        self.save_button = self.add_primary("保存设置", self.save, icon_name="device-floppy", keys="Ctrl+S")
        self.save_button.setEnabled(False)
        self.forms: dict[str, Form] = {
            "office": forms.office_form(),
            "makeup": forms.makeup_form(),
            "points": forms.points_form(),
        }
        self.groups = Groups(self.desk)
        self.own_fields, self.tags = OwnFields(self.desk), Tags(self.desk)
        self.calendar = CalendarTab(self.desk)
        self.data = DataTab(self.desk, self.may_leave)
        self.users = UsersTab(self.desk, self.may_leave)
        self.audit = AuditTab(self.desk)
        self.tabs = QTabWidget(documentMode=True)
        self._keys: list[str] = []
        self._known = BranchSettings()
        self._add("office", "单位与人员", column_tab(self.forms["office"], rule(), self.groups))
        self.advice_button = plain_button("缺席建议的步骤…", self._on_advice, icon_name="bell")
        self._add(
            "makeup", "补学规则", column_tab(self.forms["makeup"], rule(), button_row(self.advice_button))
        )
        self._add("points", "积分", column_tab(self.forms["points"]))
        self._add("fields", "自定义字段和标签", column_tab(self.own_fields, rule(), self.tags))
        self._add("calendar", "工作日历", self.calendar)
        self._add("data", "数据与备份", self.data)
        self._add("users", "用户与密码", self.users)
        self._add("audit", "操作日志", self.audit)
        self._add("about", "关于", AboutTab())
        self.set_body(self.tabs, card=False)

    def _on_advice(self) -> None:
        AdviceStepsDialog(self.desk, self).exec()

    def _add(self, key: str, title: str, widget: Any) -> None:
        self._keys.append(key)
        self.tabs.addTab(widget, title)

    def _connect(self) -> None:
        for form in self.forms.values():
            form.edited.connect(self._mark)
        self.tabs.currentChanged.connect(lambda _: self._load_log())

    def refresh(self) -> None:
        """Read the settings; what is typed and not yet saved stays."""
        ctx = self.desk.ctx
        self.groups.load(ctx)
        self.own_fields.load(ctx)
        self.tags.load(ctx)
        self.calendar.load(ctx)
        self.data.load(ctx)
        self.users.load(ctx)
        self._load_log()
        if not self.is_dirty:
            self._fill(ctx)
        self._mark()

    def _load_log(self) -> None:
        # the log is long: read only while it is looked at
        if self.desk.is_ready and self.tabs.currentWidget() is self.audit:
            self.audit.load(self.desk.ctx)

    def focus(self, **focus: object) -> None:
        """Open a tab: `tab="calendar"`; `set_password` goes on to setting one."""
        wanted = str(focus.get("tab") or "")
        if wanted in self._keys:
            self.tabs.setCurrentIndex(self._keys.index(wanted))
        if focus.get("set_password"):
            self.users.set_button.click()

    @property
    def is_dirty(self) -> bool:
        """Whether anything typed is not saved."""
        return any(form.is_dirty for form in self.forms.values())

    def may_leave(self) -> bool:
        """Ask before typed settings are thrown away; tell whether the page may be left."""
        if not self.is_dirty:
            return True
        if not dialogs.ask(self, _UNSAVED, yes="放弃改动", danger=True):
            return False
        self._fill(self.desk.ctx)
        self._mark()
        return True

    def save(self) -> bool:
        """Save all tabs in one step; tell whether it was accepted."""
        values = self._values()
        if values is None:
            return False
        wanted = forms.settings_from(self._known, values)
        return self.desk.actions.do(
            lambda ctx: profile.save(ctx, values["branch"], wanted),
            success="已保存设置。",
            refused=self._refuse,
            done=self._saved,
        )

    def _fill(self, ctx: Context) -> None:
        found = orgs.branch(ctx)
        self._known = settings.load(ctx)
        values = forms.values_of("" if found is None else found.name, self._known)
        for name, form in self.forms.items():
            form.set_values({key: values[key] for key in forms.KEYS[name]})

    def _values(self) -> dict[str, Any] | None:
        """Return the values of all forms; where one is wrong its tab comes to the front."""
        found: dict[str, Any] = {}
        for key, form in self.forms.items():
            try:
                found.update(form.values())
            except FormInvalid:
                self.tabs.setCurrentIndex(self._keys.index(key))
                return None
        return found

    def _refuse(self, error: AppError) -> None:
        for key, form in self.forms.items():
            if form.show_error(error.field, error.message):
                self.tabs.setCurrentIndex(self._keys.index(key))
                return
        self.say(error.message, "bad")

    def _saved(self, _changes: Changes) -> None:
        ctx = self.desk.ctx
        self._fill(ctx)
        self._mark()
        operator = profile.operator_of(self._known)
        if ctx.login is None and operator != ctx.operator:
            # from now on the log names the new recorder
            self.desk.attach(replace(ctx, operator=operator), self.desk.undo)

    def _mark(self) -> None:
        dirty = self.is_dirty
        self.save_button.setEnabled(dirty)
        self.set_subtitle(_UNSAVED_MARK if dirty else "")

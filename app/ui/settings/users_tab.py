"""用户与密码: whether the data have a password, who logs in with which roles, when the window locks itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services import settings
from app.services.context import Changes, Context
from app.services.security import accounts, keyfile, protect, renewal
from app.services.security.accounts import AccountRow
from app.services.security.keyfile import KeyFile
from app.services.security.protect import Protected
from app.ui import dialogs, theme
from app.ui.desk import Desk
from app.ui.settings import password_dialogs
from app.ui.settings.frame import button_row, column_tab
from app.ui.settings.password_dialogs import CodeDialog
from app.ui.widgets.buttons import plain_button, primary_button
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.fields import NumberField
from app.ui.widgets.form import Form
from app.ui.widgets.form_dialog import FormDialog
from app.ui.widgets.labels import faded, heading, rule, text_label
from app.ui.widgets.table_model import Column

_NO_CIPHER = (
    "这台电脑的处理器上没有加密组件（SQLCipher）：设密码后，登录、角色和加密备份照常可用，"
    "但数据文件本身（连同里面的照片和附件）不加密，请同时使用操作系统的磁盘加密。"
)

_RENEWAL = "更换后，其他用户的密码和原来的恢复码全部作废，要逐个重设；以前的备份仍用做备份时的密码打开。"


def _columns(has_password: Callable[[AccountRow], bool]) -> list[Column[AccountRow]]:
    def state(row: AccountRow) -> tuple[str, str]:
        if not row.active:
            return "停用", "neutral"
        return ("启用", "ok") if has_password(row) else ("待设密码", "warn")

    return [
        Column("name", "用户名", text=lambda row: row.name, width=140),
        Column("roles", "角色", text=lambda row: row.roles_text, width=0),
        Column(
            "state",
            "状态",
            text=lambda row: state(row)[0],
            width=100,
            tone=lambda row: state(row)[1],
            badge=True,
        ),
    ]


class UsersTab(QWidget):
    """Nothing here is saved with the page's button; every act speaks for itself.

    Args:
        desk: Gives the store.
        may_leave: Asks before what is typed on the page is thrown away.

    """

    def __init__(self, desk: Desk, may_leave: Callable[[], bool]) -> None:
        super().__init__()
        self._desk = desk
        self._may_leave = may_leave
        self.state = text_label("", wrap=True)
        self.set_button = primary_button("设密码…", self._on_set, icon_name="lock")
        self.own_button = plain_button("修改我的密码…", self._on_own, icon_name="lock")
        self.code_button = plain_button("更换恢复码…", self._on_code, icon_name="refresh")
        self.renew_button = plain_button("更换主密钥…", self._on_renew, icon_name="refresh")
        self.remove_button = plain_button("取消密码…", self._on_remove, icon_name="lock-open")
        self.minutes_button = plain_button("自动锁定时间…", self._on_minutes, icon_name="clock")
        self._with_password: frozenset[str] = frozenset()
        self.people = DataTable[AccountRow](
            _columns(lambda row: row.uuid in self._with_password),
            name="users",
            settings=desk.settings,
            key=lambda row: row.id,
        )
        self.people.setMinimumHeight(theme.unit(26))
        self.people.set_empty("还没有用户", "设密码后，可以为每个人分别设用户名、密码和角色。", icon="users")
        self.add_button = plain_button("新增用户…", self._on_add, icon_name="user-plus")
        self.roles_button = plain_button("修改角色…", self._on_roles, icon_name="pencil")
        self.reset_button = plain_button("重设密码…", self._on_reset, icon_name="lock")
        self.rest_button = plain_button("停用", self._on_rest, icon_name="user-off")
        self._people_part = QWidget()
        part = QVBoxLayout(self._people_part)
        part.setContentsMargins(0, 0, 0, 0)
        part.setSpacing(theme.unit(1.25))
        part.addWidget(rule())
        part.addWidget(heading("用户", level=3))
        part.addWidget(
            faded(
                "同一个人可以有几个角色；录入和审定同一条积分由同一人办理，是否允许在“积分”页设置。",
                wrap=True,
            )
        )
        part.addWidget(self.people)
        part.addWidget(button_row(self.add_button, self.roles_button, self.reset_button, self.rest_button))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(
            column_tab(
                heading("密码", level=3),
                self.state,
                button_row(
                    self.set_button,
                    self.own_button,
                    self.code_button,
                    self.minutes_button,
                    self.renew_button,
                    self.remove_button,
                ),
                self._people_part,
            )
        )
        self.people.current_changed.connect(lambda _row: self._enable())
        self.people.opened.connect(lambda _row: self._on_roles())

    def load(self, ctx: Context) -> None:
        """Say how things stand and list the users."""
        protected = ctx.login is not None
        self.state.setText(_state_text(ctx))
        self.set_button.setVisible(not protected)
        for part in (
            self.own_button,
            self.code_button,
            self.minutes_button,
            self.renew_button,
            self.remove_button,
            self._people_part,
        ):
            part.setVisible(protected)
        self._with_password = frozenset(slot.account for slot in _keys(ctx).slots)
        self.people.set_rows(accounts.accounts(ctx) if protected else [])
        self._enable()

    def _enable(self) -> None:
        ctx = self._desk.ctx
        row = self.people.current_row()
        for button in (self.roles_button, self.reset_button, self.rest_button):
            button.setEnabled(row is not None)
        by_password = bool(ctx.login is not None and ctx.login.account)
        self.own_button.setEnabled(by_password)
        self.renew_button.setEnabled(by_password)
        self.rest_button.setText("恢复启用" if row is not None and not row.active else "停用")

    def _on_set(self) -> None:
        if self._desk.leave_demo is not None:
            dialogs.tell(self, "演示支部不设密码；请先在“数据与备份”退出演示。")
            return
        asked = password_dialogs.ask_first_password(self._desk, self) if self._may_leave() else None
        if asked is None:
            return
        name, password = asked
        self._desk.actions.run(
            "正在设置密码并加密数据",
            lambda ctx, progress: protect.set_password(ctx, name, password, progress),
            success="密码已设置。以后打开程序要先登录；按 Ctrl+L 随时锁定。",
            done=self._protected,
        )

    def _protected(self, made: Protected) -> None:
        ctx = self._desk.ctx
        entered = replace(ctx, operator=made.login.name, roles=accounts.EVERYTHING, login=made.login)
        self._become(entered)
        CodeDialog(self._desk, made.code, self).exec()

    def _become(self, ctx: Context) -> None:
        self._desk.attach(ctx, self._desk.undo)
        self.load(ctx)
        # the foot names another operator, pages learn other rights, the lock begins or ends to watch
        self._desk.bus.changed.emit(Changes("", "", frozenset({"setting"}), undoable=False))

    def _on_own(self) -> None:
        password_dialogs.change_own(self._desk, self)

    def _on_code(self) -> None:
        session = self._desk.ctx.login
        assert session is not None
        if not dialogs.ask(self, "更换恢复码？", detail="原来打印的恢复码随即作废，请销毁。", yes="更换"):
            return
        made: list[str] = []
        if self._desk.actions.do(lambda ctx: made.append(protect.new_code(ctx, session))):
            CodeDialog(self._desk, made[0], self).exec()

    def _on_remove(self) -> None:
        session = self._desk.ctx.login
        assert session is not None
        detail = (
            "数据文件将不再加密，打开程序不用登录，用户和角色不再起作用。以前的加密备份仍可在这台电脑上恢复。"
        )
        if dialogs.ask(self, "取消密码？", detail=detail, yes="取消密码", danger=True):
            self._desk.actions.run(
                "正在取消密码",
                lambda ctx, progress: protect.remove_password(ctx, session, progress),
                success="密码已取消，数据不再加密。",
                done=lambda _: self._become(replace(self._desk.ctx, roles=None, login=None)),
            )

    def _on_minutes(self) -> None:
        form = Form()
        form.add("minutes", "无人操作", NumberField(1, 60, unit="分钟后锁定"), required=True)
        form.set_values({"minutes": settings.load(self._desk.ctx).lock_minutes})
        FormDialog(
            self._desk,
            "自动锁定时间",
            form,
            lambda ctx, v: settings.save(ctx, replace(settings.load(ctx), lock_minutes=v["minutes"])),
            success="已修改自动锁定时间。",
            parent=self,
        ).exec()
        self.load(self._desk.ctx)

    def _on_add(self) -> None:
        password_dialogs.add_person(self._desk, self)
        self.load(self._desk.ctx)

    def _on_roles(self) -> None:
        row = self.people.current_row()
        if row is not None and self.roles_button.isEnabled():
            password_dialogs.change_roles(self._desk, row, self)
            self.load(self._desk.ctx)

    def _on_reset(self) -> None:
        row = self.people.current_row()
        if row is not None:
            password_dialogs.give(self._desk, row, self)

    def _on_rest(self) -> None:
        row = self.people.current_row()
        if row is None:
            return
        if not row.active:
            self._desk.actions.do(
                lambda ctx: accounts.change(ctx, row.id, row.roles),
                success=f"“{row.name}”已恢复启用，请为其重设密码。",
            )
        elif self._desk.actions.do(
            lambda ctx: protect.let_go(ctx, row), success=f"“{row.name}”已停用，密码随即作废。"
        ):
            self._offer_renewal(row.name)
        self.load(self._desk.ctx)

    def _offer_renewal(self, name: str) -> None:
        if self.renew_button.isEnabled() and dialogs.ask(
            self,
            f"“{name}”已不能登录。要同时更换主密钥吗？",
            detail=f"如果“{name}”可能拷走过密钥文件，更换后，那份文件连同原来的密码都打不开现在的数据。{_RENEWAL}",
            yes="更换主密钥",
        ):
            self._on_renew()

    def _on_renew(self) -> None:
        session = self._desk.ctx.login
        assert session is not None
        password = password_dialogs.ask_own_password(self._desk, self, _RENEWAL)
        if password is not None:
            self._desk.actions.run(
                "正在更换主密钥",
                lambda ctx, progress: renewal.renew(ctx, session, password, progress),
                success="主密钥已更换。请为其他用户重设密码。",
                done=self._renewed,
            )

    def _renewed(self, made: Protected) -> None:
        self._become(replace(self._desk.ctx, login=made.login))
        CodeDialog(self._desk, made.code, self).exec()


def _state_text(ctx: Context) -> str:
    if ctx.login is None:
        base = "没有设密码：打开程序不用登录，得到这台电脑的人就能看到全部数据。"
        more = (
            "设密码后，数据文件（连同里面的照片和附件）和备份都会加密（SQLCipher，256 位密钥）。"
            if protect.encrypts()
            else _NO_CIPHER
        )
        return f"{base}{more}"
    minutes = settings.load(ctx).lock_minutes
    keys = _keys(ctx)
    how = (
        "数据文件（连同里面的照片和附件）和备份已加密（SQLCipher，256 位密钥）。"
        if keys.cipher
        else _NO_CIPHER
    )
    code = "" if keys.recovery is not None else "现在没有恢复码，请点“更换恢复码”生成并打印。"
    return f"已登录：{ctx.operator}。{how}{code}{minutes} 分钟无人操作自动锁定，按 Ctrl+L 立即锁定。"


def _keys(ctx: Context) -> KeyFile:
    return KeyFile() if ctx.paths is None else keyfile.load_or_make(ctx.paths.keys)

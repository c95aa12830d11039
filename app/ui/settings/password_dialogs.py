"""Dialogs that set, change and take away passwords, and show the recovery code once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.models.kinds import Role
from app.services.errors import BadInput
from app.services.security import accounts, code_page, login, protect
from app.services.security.accounts import AccountRow
from app.services.security.crypto import WrongSecret
from app.services.security.passwords import RULE, check_password, last_group
from app.ui import dialogs, theme
from app.ui.widgets.buttons import plain_button, primary_button
from app.ui.widgets.checks_field import ChecksField
from app.ui.widgets.fields import ChoiceField, LineField
from app.ui.widgets.form import Form
from app.ui.widgets.form_dialog import FormDialog
from app.ui.widgets.labels import error_line, faded, heading, text_label
from app.ui.widgets.password_field import PasswordField

if TYPE_CHECKING:
    from app.services.context import Context
    from app.ui.desk import Desk

_ROLE_HINT = (
    "录入：填写和修改；审核：初审、审定、公示、核验；管理：设置、方案、用户、恢复；审计：只看操作日志。"
)


def ask_first_password(desk: Desk, parent: QWidget) -> tuple[str, str] | None:
    """Ask for the first user's name and password; the work itself is long and done by the caller."""
    known = desk.ctx.operator
    form = Form()
    form.add("name", "用户名", LineField("一般用本人姓名", limit=accounts.LONGEST), required=True)
    _add_twice(form)
    form.set_values({"name": known})
    note = (
        f"密码{RULE}" if protect.encrypts() else f"密码{RULE}本机没有加密组件：数据文件保持原样，备份会加密。"
    )
    dialog = FormDialog(
        desk,
        "设置密码",
        form,
        lambda _ctx, values: _checked(values),
        button="下一步",
        note=note,
        parent=parent,
    )
    if not dialog.exec():
        return None
    name, password = dialog.answer
    return name, password


def ask_own_password(desk: Desk, parent: QWidget, note: str) -> str | None:
    """Ask who is logged in for the password once more; it is checked by what is done with it."""
    form = Form()
    form.add("password", "您的密码", PasswordField(), required=True)
    dialog = FormDialog(
        desk,
        "更换主密钥",
        form,
        lambda _ctx, values: values["password"],
        button="更换",
        note=note,
        parent=parent,
    )
    return dialog.answer if dialog.exec() else None


def change_own(desk: Desk, parent: QWidget) -> None:
    """Let who is logged in change the own password."""
    session = _session(desk)
    form = Form()
    form.add("former", "现在的密码", PasswordField(), required=True)
    _add_twice(form)

    def act(ctx: Context, values: dict[str, Any]) -> None:
        _same(values)
        try:
            protect.change_password(ctx, session, values["former"], values["password"])
        except WrongSecret as error:
            raise BadInput(error.message, field="former") from error

    FormDialog(
        desk, "修改我的密码", form, act, success="密码已修改。", note=f"密码{RULE}", parent=parent
    ).exec()


def give(desk: Desk, account: AccountRow, parent: QWidget) -> bool:
    """Give a person a password; tell whether it was done."""
    session = _session(desk)
    form = Form()
    _add_twice(form)

    def act(ctx: Context, values: dict[str, Any]) -> None:
        _same(values)
        protect.give_password(ctx, session, account.uuid, account.name, values["password"])

    title = f"为“{account.name}”设置密码"
    dialog = FormDialog(desk, title, form, act, success="密码已设置。", note=f"密码{RULE}", parent=parent)
    return bool(dialog.exec())


def after_code(desk: Desk, parent: QWidget) -> None:
    """Let whoever came in by the recovery code give a user another password."""
    people = [person for person in accounts.accounts(desk.ctx) if person.active]
    session = _session(desk)
    form = Form()
    form.add("account", "用户", ChoiceField([(p.uuid, p.name) for p in people]), required=True)
    _add_twice(form)
    form.set_values({"account": people[0].uuid})

    def act(ctx: Context, values: dict[str, Any]) -> None:
        _same(values)
        chosen = next(p for p in people if p.uuid == values["account"])
        protect.give_password(ctx, session, chosen.uuid, chosen.name, values["password"])

    FormDialog(
        desk,
        "设置新密码",
        form,
        act,
        success="新密码已设置，请牢记；恢复码继续有效。",
        note=f"已用恢复码打开数据。请为忘记密码的用户设置新密码。密码{RULE}",
        parent=parent,
    ).exec()


def add_person(desk: Desk, parent: QWidget) -> None:
    """Enter a person with roles and a first password."""
    session = _session(desk)
    form = Form()
    form.add("name", "用户名", LineField("一般用本人姓名", limit=accounts.LONGEST), required=True)
    form.add("roles", "角色", _roles(), required=True, hint=_ROLE_HINT)
    _add_twice(form)
    form.set_values({"roles": (Role.RECORD,)})

    def act(ctx: Context, values: dict[str, Any]) -> object:
        name, password = _checked(values)
        changes, uuid = accounts.add(ctx, name, values["roles"])
        protect.give_password(ctx, session, uuid, name, password)
        return changes

    FormDialog(
        desk,
        "新增用户",
        form,
        act,
        success="已新增用户，请把密码告知本人并请其修改。",
        note=f"密码{RULE}",
        parent=parent,
    ).exec()


def change_roles(desk: Desk, account: AccountRow, parent: QWidget) -> None:
    """Give a person other roles."""
    form = Form()
    form.add("roles", "角色", _roles(), required=True, hint=_ROLE_HINT)
    form.set_values({"roles": tuple(role for role in Role if role in account.roles)})
    FormDialog(
        desk,
        f"“{account.name}”的角色",
        form,
        lambda ctx, values: accounts.change(ctx, account.id, values["roles"], active=account.active),
        success="角色已修改，下次登录时生效。",
        parent=parent,
    ).exec()


class CodeDialog(QDialog):
    """Shows the recovery code this once; it closes only when its last group was typed back.

    Args:
        desk: The desk.
        code: The code.

    """

    def __init__(self, desk: Desk, code: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk = desk
        self._code = code
        self._written = False
        self.setWindowTitle("恢复码")
        self.setMinimumWidth(theme.unit(70))
        shown = text_label(code, selectable=True)
        shown.setObjectName("recovery_code")
        font = shown.font()
        font.setPointSizeF(font.pointSizeF() * 1.5)
        font.setBold(True)
        shown.setFont(font)
        shown.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.typed = QLineEdit(placeholderText="最后一组 5 位", maxLength=12)
        self.typed.setAccessibleName("恢复码最后一组")
        self.problem = error_line()
        self.save_button = plain_button("存为 PDF 打印页…", self._save, icon_name="file-type-pdf")
        self.done_button = primary_button("我已保存好", self._finish)
        row = QHBoxLayout()
        row.addWidget(self.save_button)
        row.addStretch(1)
        row.addWidget(self.done_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.unit(3), theme.unit(2.5), theme.unit(3), theme.unit(2))
        column.setSpacing(theme.unit(1.25))
        column.addWidget(heading("请马上抄下或打印恢复码", level=2))
        column.addWidget(
            faded(
                "忘记密码时，只有恢复码能打开数据；程序不保存它，也没有别的办法。"
                "请打印两份，封存在单位保险柜，不要拍照，不要存在这台电脑上。",
                wrap=True,
            )
        )
        column.addSpacing(theme.unit())
        column.addWidget(shown)
        column.addSpacing(theme.unit())
        column.addWidget(text_label("为确认已经抄好，请输入最后一组："))
        column.addWidget(self.typed)
        column.addWidget(self.problem)
        column.addLayout(row)
        self.typed.returnPressed.connect(self._finish)

    def reject(self) -> None:
        """Ask: without the code a forgotten password loses everything."""
        if dialogs.ask(
            self,
            "还没有确认恢复码已经抄好。",
            detail="现在关闭后不能再看到它。之后可以用“更换恢复码”重新生成。",
            yes="仍然关闭",
            danger=True,
        ):
            super().reject()

    def _finish(self) -> None:
        if self.typed.text().strip().upper().replace("-", "") != last_group(self._code):
            self.problem.setText("与恢复码的最后一组不符，请对照抄下的纸面核对。")
            self.problem.show()
            return
        self.accept()

    def _save(self) -> None:
        path = dialogs.save_file(self, "保存恢复码打印页", "先锋档案恢复码.pdf", dialogs.PDF)
        if path is not None:
            self.desk.actions.do(
                lambda ctx: code_page.save(ctx, self._code, path),
                success="已保存打印页；打印后请把这个文件从电脑上删除。",
            )


def _add_twice(form: Form) -> None:
    form.add("password", "新密码", PasswordField(), required=True)
    form.add("again", "再输一次", PasswordField(), required=True)


def _roles() -> ChecksField:
    return ChecksField([(role, role.label) for role in Role], columns=4)


def _same(values: dict[str, Any]) -> None:
    if values["password"] != values["again"]:
        raise BadInput("两次输入的密码不一样，请重新输入。", field="again")


def _checked(values: dict[str, Any]) -> tuple[str, str]:
    name = accounts.clean_name(values["name"])
    _same(values)
    return name, check_password(values["password"], name)


def _session(desk: Desk) -> login.Login:
    session = desk.ctx.login
    assert session is not None
    return session

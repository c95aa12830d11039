"""What a role may not do is greyed out on every page and in every menu, and says which role it needs.

One table of the words on buttons and menus; the services refuse the same acts by their own names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction, QActionEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu
from shiboken6 import isValid

from app.models.kinds import Role
from app.services.security.rights import LOG, MANAGE, OUTPUT, RECORD, REVIEW, Roles, allows, explained
from app.ui.widgets.form_dialog import FormDialog

Act = QAbstractButton | QAction
Needs = frozenset[Role]
FREE: Needs = frozenset()

_ENOUGH = 200
_LOOKED_AT = {
    QEvent.Type.Show,
    QEvent.Type.EnabledChange,
    QEvent.Type.ActionAdded,
    QEvent.Type.ActionChanged,
}


def _words(needs: Needs, words: str) -> tuple[tuple[str, Needs], ...]:
    return tuple((word, needs) for word in words.split())


IN_PLACES: dict[str, tuple[tuple[str, Needs], ...]] = {
    "UsersTab": (
        *_words(FREE, "修改我的密码"),
        *_words(
            MANAGE,
            "设密码 设置密码 更换 取消密码 自动锁定时间 新增用户 修改角色 重设密码 停用 恢复启用 为“ “",
        ),
    ),
    "AuditTab": _words(LOG, "核对 导出"),
    "Groups": _words(MANAGE, "新增 改名 党小组改名"),
    "DataTab": _words(MANAGE, "用备份恢复"),
    "CalendarTab": _words(MANAGE, "录入放假 删除 从表格导入 保存"),
    "AdviceStepsDialog": _words(MANAGE, "保存"),
    "RequirementsDialog": _words(MANAGE, "保存"),
    "RulebookEditor": _words(MANAGE, "保存"),
    "RulebookTab": (
        *_words(OUTPUT, "导出"),
        *_words(MANAGE, "修改 复制 停用 新建 启用 从空白 导入 保存"),
    ),
    "SaveDialog": _words(MANAGE, "保存 导入 修改 新建"),
    "TaskPanel": _words(REVIEW, "撤回"),
    "MakeupPage": _words(MANAGE, "建议的步骤"),
    "LibraryDialog": _words(RECORD, "停用 启用"),
    "SettingsPage": _words(MANAGE, "保存设置 缺席建议"),
    "CodeDialog": _words(FREE, "存为"),
    "FilterDialog": _words(FREE, "添加"),
    "ColumnsDialog": _words(FREE, "恢复"),
}
"""What stands only here, by the class of the widget around it; the beginnings of words."""

ANYWHERE: tuple[tuple[str, Needs], ...] = (
    *_words(FREE, "修改条件 恢复预设"),
    *_words(OUTPUT, "保存导入结果"),
    ("保存 PNG", OUTPUT),
    ("保存为 ", OUTPUT),
    *_words(REVIEW, "初审 审定 退回 冲正 核验 免补 批准 撤销批准 答复 开始公示 更改公示 锁定 定稿 重新打开"),
    *_words(REVIEW, "确定等次 确认等次"),
    *_words(MANAGE, "启用 新建方案 从空白方案开始 导入方案 填写要求 组织生活要求 缺席建议的步骤"),
    *_words(OUTPUT, "导出 打印 另存 存为 复制图 公示通知 公示表 积分申请表 季度合订本 合订本 显示完整号码"),
    *_words(
        RECORD, "新增 新建 修改 更换 添加 移除 删除 登记 今天返岗 返岗日期 更正 认领 上报 恢复 合并 保存"
    ),
    *_words(RECORD, "录入 成批 补全计划 定期活动 再新建 全部出勤 粘贴一列 其余出勤 增加应到 把所选 参加了"),
    *_words(RECORD, "取消活动 移出应到 办结 导入 填满 附上 选择照片 一票否决 还原 更新"),
)
"""What means the same wherever it stands."""


def needs_of(act: Act) -> Needs:
    """Return the roles of which an act needs one; empty where everybody may do it."""
    around = list(_around(act))
    for word in _said(act, around):
        for name in (type(widget).__name__ for widget in around):
            found = _found(word, IN_PLACES.get(name, ()))
            if found is not None:
                return found
        found = _found(word, ANYWHERE)
        if found is not None:
            return found
    return FREE


def _found(word: str, table: tuple[tuple[str, Needs], ...]) -> Needs | None:
    return next((needs for start, needs in table if word.startswith(start)), None)


def _said(act: Act, around: list[QObject]) -> Iterator[str]:
    """Yield what an act is called: the button of a form by the form's title, an icon by its tooltip."""
    form = next((widget for widget in around if isinstance(widget, FormDialog)), None)
    if form is not None and form.save_button is act:
        yield form.windowTitle()
    elif form is not None:
        return
    named = act.text() or (act.accessibleName() if isinstance(act, QAbstractButton) else "") or act.toolTip()
    yield named.replace("&", "")


def _around(act: QObject) -> Iterator[QObject]:
    found = act.parent()
    while found is not None:
        yield found
        found = found.parent()


@dataclass(slots=True)
class _Held:
    """An act that is held back: its own tooltip, and whether its page would let it be pressed."""

    act: Act
    tip: str
    wanted: bool


class Allowed(QObject):
    """Holds back what the roles of who is logged in do not allow, and gives it free when somebody else comes.

    A button the page enables is disabled again at once; its tooltip says who may press it.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._roles: Roles = None
        self._held: dict[int, _Held] = {}

    def apply(self, roles: Roles) -> None:
        """Take the roles of who works now."""
        app = QApplication.instance()
        if roles == self._roles or not isinstance(app, QApplication):
            return
        self._roles = None
        app.removeEventFilter(self)
        for held in [held for held in self._held.values() if isValid(held.act)]:
            self._free(held)
        self._held.clear()
        self._roles = None if roles is not None and roles >= frozenset(Role) else roles
        if self._roles is None:
            return
        app.installEventFilter(self)
        for widget in app.allWidgets():
            if isinstance(widget, QAbstractButton):
                self._look(widget)
            for action in widget.actions():
                self._look(action)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at whatever is shown, enabled or added."""
        if event.type() in _LOOKED_AT:
            if isinstance(event, QActionEvent):
                self._look(event.action())
            elif isinstance(watched, QAbstractButton):
                self._look(watched)
            elif isinstance(watched, QMenu):
                # the sentence why an act is grey is a tooltip
                watched.setToolTipsVisible(True)
        return False

    def _look(self, act: Act) -> None:
        needs = needs_of(act)
        if needs and not allows(self._roles, needs):
            self._hold(act, needs)
            return
        held = self._known(act)
        if held is not None:
            del self._held[id(act)]
            self._free(held)

    def _known(self, act: Act) -> _Held | None:
        held = self._held.get(id(act))
        return held if held is not None and held.act is act else None

    def _hold(self, act: Act, needs: Needs) -> None:
        held = self._known(act)
        if held is None:
            if len(self._held) > _ENOUGH:
                self._held = {key: kept for key, kept in self._held.items() if isValid(kept.act)}
            self._held[id(act)] = held = _Held(act, act.toolTip(), act.isEnabled())
            act.setToolTip(explained(self._roles, needs))
        if act.isEnabled():
            held.wanted = True
            act.setEnabled(False)

    def _free(self, held: _Held) -> None:
        held.act.setToolTip(held.tip)
        if held.wanted:
            held.act.setEnabled(True)

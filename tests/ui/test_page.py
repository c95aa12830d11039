"""Pages refresh by what changed: now where they are visible, else when they are shown."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.services import orgs
from app.services.errors import Refused
from app.ui.page import Page
from app.ui.widgets.labels import text_label


class GroupsPage(Page):
    TITLE = "党小组"
    WATCHES = frozenset({"org"})

    def _build(self) -> None:
        self.loads = 0
        self.pressed: list[str] = []
        self.names = text_label()
        self.export = self.add_secondary("导出", lambda: self.pressed.append("导出"), icon_name="download")
        self.new = self.add_primary("新增党小组", lambda: self.pressed.append("新增"), keys="Ctrl+N")
        self.print = self.add_more("打印", lambda: self.pressed.append("打印"), icon_name="printer")
        self.set_body(self.names, side=QWidget())

    def refresh(self) -> None:
        self.loads += 1
        self.names.setText("、".join(group.name for group in orgs.groups(self.desk.ctx)))


class BrokenPage(Page):
    def refresh(self) -> None:
        raise Refused("年度积分方案还没有选择，请先到“积分管理”中选择。")


def test_page_loads_when_first_shown(desk, show):
    page = GroupsPage(desk)
    assert page.loads == 0

    show(page)

    assert page.names.text() == "第一党小组、第二党小组"


def test_visible_page_refreshes_when_its_tables_change(desk, show):
    page = show(GroupsPage(desk))

    desk.actions.do(lambda ctx: orgs.add_group(ctx, "第三党小组"))

    assert page.names.text() == "第一党小组、第二党小组、第三党小组"


def test_hidden_page_refreshes_once_when_it_is_shown_again(desk, show):
    page = show(GroupsPage(desk))
    page.hide()

    desk.actions.do(lambda ctx: orgs.add_group(ctx, "第三党小组"))
    desk.actions.do(lambda ctx: orgs.add_group(ctx, "第四党小组"))
    loads_while_hidden = page.loads
    page.show()

    assert loads_while_hidden == 1
    assert page.loads == 2
    assert page.names.text().endswith("第四党小组")


def test_page_before_the_store_is_open_waits(empty_desk, show):
    page = show(GroupsPage(empty_desk))

    assert page.loads == 0
    assert page.stale


def test_refusal_while_loading_is_said(desk, messages, show):
    show(BrokenPage(desk))

    assert messages == [("年度积分方案还没有选择，请先到“积分管理”中选择。", "bad")]


def test_header_buttons_act_by_mouse_and_key(desk, show, qtbot):
    page = show(GroupsPage(desk))

    qtbot.mouseClick(page.export, Qt.MouseButton.LeftButton)
    qtbot.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    page.print.trigger()

    assert page.pressed == ["导出", "新增", "打印"]
    assert page.shortcuts() == [("Ctrl+N", "新增党小组")]

"""The window: navigation, the stack of pages, the message line and the status line.

It is shown before the store is open and imports nothing heavy; what the first paint does not show is made
right after it, and a page's module is imported when the page is first wanted.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.desk import Desk, UndoSteps
from app.ui.foot import Foot
from app.ui.navigation import Navigation
from app.ui.registry import PAGES, PageSpec
from app.ui.widgets.labels import text_label

if TYPE_CHECKING:
    from app.services.context import Changes, Context
    from app.services.overview import Overview
    from app.ui.page import Page
    from app.ui.widgets.toast import Toast

_LIST_KEYS = [
    ("Ctrl+F", "到搜索框"),
    ("Ctrl+C", "复制所选行（可直接粘贴到 Excel）"),
    ("Ctrl+A", "全选"),
    ("Enter", "打开所选行"),
    ("Shift+F10", "打开右键菜单"),
]
_FORM_KEYS = [("Ctrl+Enter", "保存"), ("Esc", "取消（有未保存内容时先询问）"), ("Alt+↓", "打开日历或选项")]
_FIRST_SIZE = QSize(1366, 768)


class MainWindow(QMainWindow):
    """The one window of the program.

    Args:
        desk: What pages are given; it gets the context by `ready`.
        pages: The pages in their order.

    """

    painted = Signal()
    """Sent once, when the first paint is on the screen; only then is anything heavy loaded."""

    def __init__(self, desk: Desk, pages: Sequence[PageSpec] = PAGES) -> None:
        super().__init__()
        self.desk = desk
        self._specs = {spec.key: spec for spec in pages}
        self._order = [spec.key for spec in pages]
        self._pages: dict[str, Page] = {}
        self._frames: dict[str, QWidget] = {}
        self._current = self._order[0]
        self._painted = False
        self._finished = False
        self._fresh_step = False
        self._glance: QWidget | None = None
        self.banner: QWidget | None = None
        self._wanted: tuple[str, dict[str, object]] | None = None
        self.setWindowTitle("先锋档案")
        self.setMinimumSize(theme.unit(64), theme.unit(40))
        self._build(pages)
        self._connect()
        self._restore()
        self.navigation.mark(self._current)

    def _build(self, pages: Sequence[PageSpec]) -> None:
        self.navigation = Navigation(pages)
        self.stack = QStackedWidget()
        self.foot = Foot()
        self.stack.addWidget(_waiting())
        self._right = right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.stack, 1)
        right.addWidget(self.foot)
        body = QWidget()
        self._row = row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.navigation)
        row.addLayout(right, 1)
        self.setCentralWidget(body)

    def _connect(self) -> None:
        self.navigation.chosen.connect(self.show_page)
        self.navigation.undo_wanted.connect(self._on_undo)
        self.navigation.keys_wanted.connect(self.show_keys)
        self.navigation.help_wanted.connect(self.show_help)
        self.navigation.search_wanted.connect(self.search)
        self.desk.bus.message.connect(self._on_message)
        self.desk.bus.changed.connect(self._on_changed)
        self.desk.navigate_with(self._navigate)

    @cached_property
    def toast(self) -> Toast:
        """The message line, made when there is something to say."""
        from app.ui.widgets.toast import Toast

        return Toast(self.stack)

    def finish(self) -> None:
        """Make what the first paint does not show: shortcuts, pointers, the progress dialog."""
        if self._finished:
            return
        self._finished = True
        from PySide6.QtGui import QKeySequence, QShortcut

        from app.ui.progress import ProgressDialog

        self.navigation.finish()
        self._fit()
        # never shown: it takes the status tips of every list under it and hands them on
        tips = self.statusBar()
        tips.hide()
        tips.messageChanged.connect(self.foot.show_selection)
        ProgressDialog(self.desk.jobs, self)
        for at, key in enumerate(self._order, start=1):
            QShortcut(QKeySequence(f"Ctrl+{at}"), self, lambda k=key: self.show_page(k))
        QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self, self._on_undo)
        QShortcut(QKeySequence("Ctrl+K"), self, self.search)
        QShortcut(QKeySequence("F1"), self, self.show_help)
        QShortcut(QKeySequence("Ctrl+/"), self, self.show_keys)
        QShortcut(QKeySequence("F5"), self, self._reload)

    # For the bootstrap

    def ready(self, ctx: Context, undo: UndoSteps | None = None) -> None:
        """Take the context now that the store is open, and load the page that is wanted."""
        self.finish()
        self.desk.attach(ctx, undo)
        self._show_whose()
        if ctx.store.read_only:
            self.show_banner()
        for page in self._pages.values():
            page.reload()
        key, focus = self._wanted or (self._current, {})
        # a click into the navigation may have come after the one into the first figures
        self._navigate(self._current, focus if key == self._current else {})
        self._wanted = None
        if self._glance is not None:
            self.stack.removeWidget(self._glance)
            self._glance.deleteLater()
            self._glance = None

    def show_banner(self) -> None:
        """Say over every page that nothing can be saved."""
        from app.services.startup_place import READ_ONLY
        from app.ui.banner import Banner

        if self.banner is None:
            self.banner = Banner(READ_ONLY)
            self._right.insertWidget(0, self.banner)

    def show_glance(self, view: QWidget, seen: Overview) -> None:
        """Show the first figures, which `view` has painted, until the store is open."""
        self.show_before(view)
        self.navigation.set_branch(seen.branch, demo=seen.demo)

    def show_before(self, view: QWidget) -> None:
        """Show something in the place of the pages until the store is open."""
        self._glance = view
        self.stack.addWidget(view)
        self.stack.setCurrentWidget(view)
        view.setFocus()

    def bring_to_front(self) -> None:
        """Show the window above all others, e.g. when the program is started a second time."""
        from PySide6.QtCore import Qt

        if self.isMinimized():
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    # Pages

    def show_page(self, key: str) -> None:
        """Open the page `key`; before the context is there it is only remembered."""
        if key != self._current and not self._may_leave():
            self.navigation.mark(self._current)
            return
        self._current = key
        self.foot.show_selection("")
        self.navigation.mark(key)
        if self.desk.is_ready:
            page = self.page(key)
            self.stack.setCurrentWidget(self._frames[key])
            # The keys belong to the page now, not to the entry of the navigation that was pressed.
            page.setFocus()

    def page(self, key: str) -> Page:
        """Return the page `key`, built when it is first wanted."""
        if key not in self._pages:
            from app.ui.small_screen import Scrolled

            self._pages[key] = self._specs[key].make(self.desk)
            self._frames[key] = Scrolled(self._pages[key])
            self.stack.addWidget(self._frames[key])
        return self._pages[key]

    @property
    def current_key(self) -> str:
        """Key of the open page."""
        return self._current

    def page_keys(self) -> list[str]:
        """Return the keys of all pages in their order."""
        return list(self._order)

    def search(self) -> None:
        """Open the one search over everything."""
        if self.desk.is_ready:
            from app.ui.search_box import SearchBox

            SearchBox(self.desk, self).exec()

    def show_help(self) -> None:
        """Open the manual."""
        from app.ui.help_dialog import HelpDialog

        HelpDialog(self, self.show_keys).exec()

    def show_keys(self) -> None:
        """Open the list of keys."""
        from app.ui.keys_dialog import KeysDialog
        from app.ui.widgets.grid import KEYS_HELP

        window = [
            ("Ctrl+K", "查找"),
            ("Ctrl+Z", "撤销上一步"),
            ("F1", "帮助"),
            ("Ctrl+/", "快捷键"),
            ("Ctrl+L", "锁定（设了密码时）"),
            ("F5", "刷新"),
        ]
        window += [(f"Ctrl+{at}", self._specs[key].title) for at, key in enumerate(self._order, start=1)]
        page = self._pages.get(self._current)
        own = page.shortcuts() if page is not None else []
        title = f"本页：{self._specs[self._current].title}"
        lists = [("列表", _LIST_KEYS), ("录入表格", KEYS_HELP), ("表单", _FORM_KEYS)]
        KeysDialog(self, [(title, own), ("窗口", window), *lists]).exec()

    # Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell once that the window is on the screen."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            # the parts of the window paint after this; the timer fires when they have
            QTimer.singleShot(0, self.painted.emit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the navigation follow the room there is."""
        super().resizeEvent(event)
        if self._finished:
            self._fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before stopping work; remember the window's size."""
        may_close = all(page.may_close() for page in self._pages.values())
        if not may_close or (self.desk.jobs.working and not self._may_stop()):
            event.ignore()
            return
        self._remember()
        event.accept()

    def _may_stop(self) -> bool:
        from app.ui import dialogs

        question = "还有工作没有完成，现在退出会取消它。"
        return dialogs.ask(self, question, yes="取消并退出", danger=True)

    # Slots

    def _may_leave(self) -> bool:
        page = self._pages.get(self._current)
        return page is None or page.may_leave()

    def _navigate(self, key: str, focus: dict[str, object]) -> None:
        self.show_page(key)
        if not self.desk.is_ready:
            self._wanted = (key, focus)
        if focus and self.desk.is_ready and self._current == key:
            self.page(key).focus(**focus)

    def _reload(self) -> None:
        page = self._pages.get(self._current)
        if page is not None:
            page.reload()

    def _on_undo(self) -> None:
        self.desk.actions.undo()

    def _on_message(self, text: str, level: str) -> None:
        undo = self.desk.undo
        if level == "ok" and self._fresh_step and undo is not None and undo.label is not None:
            self.toast.say(text, level, action="撤销", slot=self._on_undo)
        else:
            self.toast.say(text, level)
        self._fresh_step = False

    def _on_changed(self, changes: Changes | None) -> None:
        undo = self.desk.undo
        label = undo.label if undo is not None else None
        self.navigation.set_undo(label)
        # the sentence that follows speaks of this step and may offer the way back
        self._fresh_step = changes is not None and changes.undoable and label == changes.label
        if changes is not None and changes.tables & {"org", "setting"}:
            self._show_whose()

    def _show_whose(self) -> None:
        from app.services import orgs, settings

        ctx = self.desk.ctx
        branch = orgs.branch(ctx)
        self.navigation.set_branch(branch.name if branch else "", demo=settings.load(ctx).demo)
        self.foot.show_context(ctx)

    def _fit(self) -> None:
        from app.ui.small_screen import fit_navigation

        fit_navigation(self.navigation, self, self._row)

    def _remember(self) -> None:
        if self.desk.settings is not None:
            self.desk.settings.setValue("window/geometry", self.saveGeometry())
            self.desk.settings.setValue("window/page", self._current)

    def _restore(self) -> None:
        room = self.screen().availableSize()
        self.resize(_FIRST_SIZE if room.height() >= _FIRST_SIZE.height() else _FIRST_SIZE.boundedTo(room))
        if self.desk.settings is None:
            return
        geometry = self.desk.settings.value("window/geometry")
        if geometry is None:
            return
        from PySide6.QtCore import QByteArray

        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)


def _waiting() -> QWidget:
    """Return the page of the first moments, lighter than an `EmptyState` and at the same place."""
    page = QWidget()
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(text_label("正在打开数据……", tone="faded"))
    row.addStretch(1)
    column = QVBoxLayout(page)
    column.setSpacing(theme.unit())
    column.addStretch(2)
    column.addLayout(row)
    column.addSpacing(theme.unit())
    column.addStretch(3)
    return page

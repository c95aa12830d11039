"""The first start (首次启动): three steps to a branch; nothing is written before the last one is confirmed."""

from __future__ import annotations

import uuid

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.services import first_start
from app.services.context import Context
from app.services.errors import AppError
from app.services.first_start import BranchDraft
from app.ui import dialogs, theme
from app.ui.assistant.steps import BranchStep, DoneStep, MembersStep, RulebookStep
from app.ui.desk import Desk
from app.ui.widgets.badge import Badge
from app.ui.widgets.buttons import plain_button, primary_button, quiet_button
from app.ui.widgets.labels import error_line, faded, heading, rule

BRANCH, MEMBERS, RULEBOOK, DONE = range(4)
_TITLES = ("支部", "党员", "积分方案")


class Assistant(QDialog):
    """The steps in their order, with what is chosen kept when going back.

    Attributes:
        wants_demo: The user chose the sample branch; nothing was written.

    """

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.wants_demo = False
        # one identity for the whole life of the dialog: pressing twice makes one branch
        self._key = str(uuid.uuid4())
        self.setWindowTitle("欢迎使用先锋档案")
        self.resize(theme.unit(88), theme.unit(84))
        self.branch = BranchStep()
        self.members = MembersStep()
        self.rulebook = RulebookStep()
        self._build()
        self._connect()
        self._go(BRANCH)

    def _build(self) -> None:
        self._heads = [Badge(f"{n} {title}") for n, title in enumerate(_TITLES, start=1)]
        head = QHBoxLayout()
        head.setSpacing(theme.unit(0.75))
        head.addWidget(heading("欢迎使用先锋档案", level=1))
        head.addStretch(1)
        for badge in self._heads:
            head.addWidget(badge)
        self._stack = QStackedWidget()
        self.done_step = DoneStep()
        for step in (*self._steps(), self.done_step):
            self._stack.addWidget(_scrolled(step))
        self._promise = faded("三步建好您的支部；按下“完成”之前什么都不会写入。", wrap=True)
        self._problem = error_line()
        self.demo_button = quiet_button("先试用演示支部", self._demo, icon_name="eye")
        self.back_button = plain_button("上一步", self._back, icon_name="chevron-left")
        self.next_button = primary_button("下一步", self._next)
        self.next_button.setDefault(True)
        foot = QHBoxLayout()
        foot.setSpacing(theme.unit())
        foot.addWidget(self.demo_button)
        foot.addWidget(self._problem, 1)
        foot.addStretch(1)
        foot.addWidget(self.back_button)
        foot.addWidget(self.next_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.unit(3), theme.unit(2.5), theme.unit(3), theme.unit(2))
        column.setSpacing(theme.unit(1.5))
        column.addLayout(head)
        column.addWidget(self._promise)
        column.addWidget(rule())
        column.addWidget(self._stack, 1)
        column.addWidget(rule())
        column.addLayout(foot)

    def _connect(self) -> None:
        for card in (self.members.import_card, self.members.hand_card, self.members.demo_card):
            card.chosen.connect(self._name_buttons)

    def reject(self) -> None:
        """Ask before leaving without a branch; after the last step there is nothing to lose."""
        if self._at == DONE:
            self.accept()
            return
        if not self.branch.form.is_dirty or dialogs.ask(
            self,
            "支部还没有建立，填写的内容不会保存。要退出吗？",
            detail="下次启动时会再次打开这个向导。",
            yes="退出向导",
            danger=True,
        ):
            super().reject()

    # Steps

    def _steps(self) -> tuple[BranchStep, MembersStep, RulebookStep]:
        return self.branch, self.members, self.rulebook

    @property
    def _at(self) -> int:
        return self._stack.currentIndex()

    def _go(self, at: int) -> None:
        self._stack.setCurrentIndex(at)
        self._problem.hide()
        self._promise.setVisible(at != DONE)
        for number, badge in enumerate(self._heads):
            tone = "accent" if number == at else "ok" if number < at else "neutral"
            badge.set(badge.text(), tone)
        self._name_buttons()
        if at == BRANCH:
            self.branch.form.field("unit").setFocus()

    def _name_buttons(self) -> None:
        demo = self._at == MEMBERS and self.members.demo_card.is_chosen
        words = {RULEBOOK: "完成", DONE: "开始使用"}
        self.next_button.setText("打开演示支部" if demo else words.get(self._at, "下一步"))
        self.back_button.setVisible(self._at in (MEMBERS, RULEBOOK))
        self.demo_button.setVisible(self._at == BRANCH)

    def _back(self) -> None:
        self._go(self._at - 1)

    def _next(self) -> None:
        if self._at == DONE:
            self.accept()
        elif not self._steps()[self._at].is_complete():
            return
        elif self._at == MEMBERS and self.members.demo_card.is_chosen:
            self._demo()
        elif self._at == RULEBOOK:
            self._finish()
        else:
            self._go(self._at + 1)

    def _demo(self) -> None:
        self.wants_demo = True
        self.accept()

    def _finish(self) -> None:
        values = self.branch.values()
        draft = BranchDraft(
            unit=values["unit"],
            branch=values["branch"],
            groups=self.branch.groups(),
            secretary=values["secretary"],
            recorder=values["recorder"],
            rulebook=self.rulebook.code(),
        )

        def act(ctx: Context) -> object:
            return first_start.create_branch(ctx, draft)

        if self.desk.actions.do(act, success="支部已建立。", key=self._key, refused=self._refuse):
            self._go(DONE)

    def _refuse(self, error: AppError) -> None:
        if self.branch.show_problem(error):
            self._go(BRANCH)
        else:
            self._problem.setText(error.message)
            self._problem.show()


def run_assistant(desk: Desk) -> None:
    """Show the assistant over the window and go where it leads: the import's preview, or the sample branch."""
    assistant = Assistant(desk, QApplication.activeWindow())
    if not assistant.exec():
        return
    if assistant.wants_demo:
        if desk.start_demo is not None:
            desk.start_demo()
    elif assistant.done_step.password.isChecked():
        desk.show_page("settings", tab="users", set_password=True)
    elif assistant.members.import_card.is_chosen:
        desk.show_page("members", import_roster=assistant.members.path)
    else:
        desk.show_page("members")


def _scrolled(step: QWidget) -> QScrollArea:
    area = QScrollArea(widgetResizable=True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, theme.unit(1), 0)
    column.addWidget(step)
    area.setWidget(holder)
    return area

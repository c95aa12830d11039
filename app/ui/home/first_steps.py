"""头十分钟: the check list of a new branch under what waits, until it is done or put away."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services import first_steps
from app.services.first_steps import Step
from app.ui import theme
from app.ui.desk import Desk
from app.ui.icons import icon
from app.ui.widgets.buttons import icon_button, quiet_button
from app.ui.widgets.labels import faded, heading

_ACROSS = 3


class FirstSteps(QWidget):
    """Six steps in two rows; those that are done have a tick, each leads to where it is done."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._count = faded("", small=True)
        head = QHBoxLayout()
        head.setSpacing(theme.unit(1))
        head.addWidget(heading("头十分钟", level=2))
        head.addWidget(self._count)
        head.addStretch(1)
        self.close_button = icon_button("x", "不再显示", self._put_away)
        head.addWidget(self.close_button)
        steps = QGridLayout()
        steps.setSpacing(theme.unit(0.25))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.unit(1.5), theme.unit(0.75), theme.unit(1), theme.unit(0.75))
        column.setSpacing(theme.unit(0.25))
        column.addLayout(head)
        column.addLayout(steps)
        self.buttons = [quiet_button("", partial(self._open, at)) for at in range(6)]
        for at, button in enumerate(self.buttons):
            steps.addWidget(button, at // _ACROSS, at % _ACROSS, Qt.AlignmentFlag.AlignLeft)
        self._steps: tuple[Step, ...] = ()

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show how far the steps are; hidden where there are none."""
        self._steps = tuple(steps)
        self.setVisible(bool(steps))
        self._count.setText(f"已完成 {sum(step.done for step in steps)} / {len(steps)}，点一步就到那一页")
        for button, (at, step) in zip(self.buttons, enumerate(steps, 1), strict=False):
            button.setText(f"{at}. {step.title}")
            button.setIcon(icon("circle-check", "ok") if step.done else icon("arrow-right", "accent"))
            button.setAccessibleName(f"{step.title}：{'已完成' if step.done else '未完成'}")

    def _open(self, at: int) -> None:
        step = self._steps[at]
        self._desk.show_page(step.page, **dict(step.focus))

    def _put_away(self) -> None:
        self._desk.actions.do(first_steps.put_away, success="清单已收起，“帮助”里随时可以再看。")

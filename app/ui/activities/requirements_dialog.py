"""组织生活要求: how often each kind is to be held, as a small sheet with the source of every line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.models.kinds import ActivityKind
from app.services import requirements
from app.services.errors import AppError
from app.services.periods import Span
from app.services.requirements import Requirement
from app.ui import theme
from app.ui.activities.plan_dialogs import SPANS
from app.ui.desk import Desk
from app.ui.widgets.buttons import plain_button, primary_button, quiet_button
from app.ui.widgets.date_fields import read_day
from app.ui.widgets.grid import EditableGrid
from app.ui.widgets.grid_model import GridColumn, GridRow
from app.ui.widgets.labels import error_line, faded, heading


class RequirementsDialog(QDialog):
    """One line for every kind; a kind without 次数 is not asked for."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setWindowTitle("组织生活要求")
        self.resize(theme.unit(132), theme.unit(63))
        self.grid = EditableGrid(_columns(desk.ctx.today))
        self.grid.setAccessibleName("组织生活要求")
        self._problem = error_line()
        self.save_button = primary_button("保存", self._save)
        foot = QHBoxLayout()
        foot.addWidget(quiet_button("恢复预设", self._preset, icon_name="refresh"))
        foot.addWidget(self._problem, 1)
        foot.addStretch(1)
        foot.addWidget(self.save_button)
        foot.addWidget(plain_button("取消", self.reject))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.unit(3), theme.unit(2.5), theme.unit(3), theme.unit(2))
        column.setSpacing(theme.unit(1.25))
        column.addWidget(heading("组织生活要求", level=2))
        column.addWidget(
            faded("预设来自党内法规和通行做法，可按上级和本支部的规定修改；次数留空表示不作要求。", wrap=True)
        )
        column.addWidget(self.grid, 1)
        column.addLayout(foot)
        self._show(requirements.load(desk.ctx))

    def _show(self, lines: Sequence[Requirement]) -> None:
        by_kind = {line.kind: line for line in lines}
        self.grid.set_rows(GridRow(kind, _values(kind, by_kind.get(kind))) for kind in ActivityKind)

    def _preset(self) -> None:
        self._show(requirements.presets())

    def _save(self) -> None:
        problems = self.grid.grid.problems()
        if problems:
            row, title, reason = problems[0]
            self._say(f"第 {row} 行“{title}”：{reason}")
            return
        wanted = [
            Requirement(
                kind=ActivityKind(str(kind)),
                span=Span(values["span"] or Span.MONTH),
                times=values["times"],
                day=values["day"],
                source=values["source"] or "",
                since=values["since"],
            )
            for kind, values in self.grid.values().items()
            if values["times"]
        ]

        def refuse(error: AppError) -> None:
            number, _, key = (error.field or "").partition(".")
            if key:
                self.grid.grid.set_problem(wanted[int(number)].kind, key, error.message)
            self._say(error.message)

        if self._desk.actions.do(
            lambda ctx: requirements.save(ctx, wanted), success="组织生活要求已保存。", refused=refuse
        ):
            self.accept()

    def _say(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.show()


def _columns(today: date) -> list[GridColumn]:
    return [
        GridColumn("kind", "类型", 96, editable=False),
        GridColumn("span", "周期", 88, choices=tuple((span, f"每{span.label}") for span in SPANS)),
        GridColumn("times", "次数", 64, align="right", parse=_whole),
        GridColumn("day", "固定日期", 84, align="right", parse=_whole, show=lambda day: f"{day}日"),
        GridColumn("since", "自何时起", 108, parse=lambda text: read_day(text, today)),
        GridColumn("source", "依据", 0),
    ]


def _values(kind: ActivityKind, line: Requirement | None) -> dict[str, Any]:
    if line is None:
        return {"kind": kind.label, "span": Span.MONTH}
    names = ("span", "times", "day", "since")
    return {"kind": kind.label, "source": line.source or None} | {name: getattr(line, name) for name in names}


def _whole(text: str) -> int:
    plain = text.strip().rstrip("次日号")
    if not plain.isdecimal():
        raise ValueError("请填整数，不作要求请留空。")
    return int(plain)

"""缺席建议的步骤: from how many absences or months on what is advised, as a small sheet with the source of each line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.buttons import plain_button, primary_button, quiet_button
from app.ui.widgets.grid import EditableGrid
from app.ui.widgets.grid_model import GridColumn, GridRow
from app.ui.widgets.labels import error_line, faded, heading

if TYPE_CHECKING:
    from app.services.advice_steps import AdviceStep
    from app.services.errors import AppError
    from app.ui.desk import Desk

_SPARE_LINES = 3
_WHAT = (
    "达到次数或月数（参加率则是低于）时，“提醒与建议”列出这名党员和这一步的建议，取达到的最高一步。"
    "需要“迟到两次按缺席一次”这类规定的，加一行“折算”；参加率含已补，应到满 10 次才提示。"
    "预设来自党内法规和部分单位的制度，本单位有规定的请改成本单位的，并写明依据。程序只提示，不作组织处理。"
)


class AdviceStepsDialog(QDialog):
    """One line a step; an empty line is left out."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from app.services import advice_steps

        self._desk = desk
        self.setWindowTitle("缺席建议的步骤")
        self.resize(theme.unit(140), theme.unit(66))
        self.grid = EditableGrid(_columns())
        self.grid.setAccessibleName("缺席建议的步骤")
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
        column.addWidget(heading("缺席建议的步骤", level=2))
        column.addWidget(faded(_WHAT, wrap=True))
        column.addWidget(self.grid, 1)
        column.addLayout(foot)
        self._show(advice_steps.load(desk.ctx))

    def problem(self) -> str:
        """Return what stands beside the buttons."""
        return self._problem.text()

    def _show(self, steps: Sequence[AdviceStep]) -> None:
        lines = [_values(step) for step in steps] + [{} for _ in range(_SPARE_LINES)]
        self.grid.set_rows(GridRow(number, line) for number, line in enumerate(lines))

    def _preset(self) -> None:
        from app.services import advice_steps

        self._show(advice_steps.presets())

    def _save(self) -> None:
        from app.services import advice_steps

        problems = self.grid.grid.problems()
        if problems:
            row, title, reason = problems[0]
            self._say(f"第 {row} 行“{title}”：{reason}")
            return
        lines = {
            number: values
            for number, values in self.grid.values().items()
            if any(value is not None for value in values.values())
        }
        places = list(lines)
        for number, values in lines.items():
            if values["kind"] is None:
                text = "请选择这一步按什么计算。"
                self.grid.grid.set_problem(number, "kind", text)
                self._say(text)
                return
        wanted = [_step(values) for values in lines.values()]

        def refuse(error: AppError) -> None:
            number, _, key = (error.field or "").partition(".")
            if key:
                self.grid.grid.set_problem(places[int(number)], key, error.message)
            self._say(error.message)

        if self._desk.actions.do(
            lambda ctx: advice_steps.save(ctx, wanted), success="缺席建议的步骤已保存。", refused=refuse
        ):
            self.accept()

    def _say(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.show()


def _columns() -> list[GridColumn]:
    from app.services.advice_steps import StepKind

    return [
        GridColumn("kind", "按什么计算", 176, choices=tuple((kind, kind.label) for kind in StepKind)),
        GridColumn("count", "达到", 64, align="right", parse=_whole),
        GridColumn("advice", "建议", 344),
        GridColumn("source", "依据", 0),
    ]


def _values(step: AdviceStep) -> dict[str, Any]:
    return {
        "kind": step.kind,
        "count": step.count or None,
        "advice": step.advice,
        "source": step.source,
    }


def _step(values: dict[str, Any]) -> AdviceStep:
    from app.services.advice_steps import AdviceStep, StepKind

    return AdviceStep(
        StepKind(values["kind"]), values["count"] or 0, values["advice"] or "", values["source"] or ""
    )


def _whole(text: str) -> int:
    plain = text.strip().rstrip("次月个%").strip()
    if not plain.isdecimal():
        raise ValueError("请填整数，例如 3。")
    return int(plain)

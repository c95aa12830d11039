"""保存方案: from which day it holds, and the warnings that are accepted with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from app.services.points import drafting
from app.services.points.drafting import WorkingCopy
from app.services.points.findings import Finding
from app.services.points.rules import Rulebook
from app.ui.desk import Desk
from app.ui.widgets.date_fields import DateField
from app.ui.widgets.fields import CheckField, LineField
from app.ui.widgets.form import Form
from app.ui.widgets.form_dialog import FormDialog

_SHOWN = 6
_HINT = "与现有版本同一天施行即替换那个版本；选另一天则成为新版本，之前的记录仍按当日的版本计分。"


class SaveDialog(FormDialog):
    """Asks for the day; a rulebook with warnings is saved only when they are accepted."""

    def __init__(
        self,
        desk: Desk,
        copy: WorkingCopy,
        warnings: Sequence[Finding] = (),
        *,
        title: str = "保存积分方案",
        parent: QWidget | None = None,
    ) -> None:
        form = Form(label_width=8)
        day = DateField(desk.ctx.today)
        version = LineField(limit=40)
        form.add("effective_from", "施行日期", day, required=True, hint=_HINT)
        form.add("version", "版本", version)
        day.set_value(copy.rulebook.effective_from)
        version.set_value(copy.rulebook.version)
        if warnings:
            accept = CheckField("已看过这些提醒，照此保存")
            form.add(
                "accept",
                f"提醒 {len(warnings)} 条",
                accept,
                required=True,
                hint=_told(copy.rulebook, warnings),
            )
        super().__init__(
            desk,
            title,
            form,
            lambda ctx, values: drafting.save(
                ctx,
                replace(copy, rulebook=replace(copy.rulebook, version=values["version"])),
                values["effective_from"],
            ),
            success="积分方案已保存。",
            note="施行日期以后的考勤、补学和档案记录会按新方案重新记分，已审定的自动冲正。",
            parent=parent,
        )

    def submit(self) -> None:
        """Save, unless warnings are there that nobody has accepted."""
        if "accept" in self.form.errors():
            self.form.clear_errors()
        if self.needs_acceptance():
            self.form.show_error("accept", "请先看过提醒并打勾，或返回修改。")
            return
        super().submit()

    def needs_acceptance(self) -> bool:
        """Whether there are warnings without the tick."""
        try:
            return self.form.field("accept").value() is False
        except KeyError:
            return False


def _told(rulebook: Rulebook, warnings: Sequence[Finding]) -> str:
    lines = [drafting.line_of(rulebook, finding) for finding in warnings[:_SHOWN]]
    rest = len(warnings) - len(lines)
    return "\n".join([*lines, f"……另有 {rest} 条"] if rest else lines)

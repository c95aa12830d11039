"""The short lists of a rulebook as tables: grades (等次), vetoes (一票否决) and joint caps (合并封顶)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.services.periods import Window
from app.services.points import rules_edit
from app.services.points.drafting import WorkingCopy
from app.services.points.rules import Cap, Grade, Joint, Rulebook, Veto, VetoEffect
from app.services.points.rules_edit import Part
from app.ui.points.editor_fields import RowsField, number_column
from app.ui.points.editor_pane import Pane
from app.ui.widgets.grid_model import GridColumn


class _ListPane(Pane):
    """A pane over whole lists that knows under which name each line stands in the rulebook now."""

    def __init__(self) -> None:
        super().__init__()
        self._now: dict[str, str] = {}

    def _renamed(self, lines: Sequence[Mapping[str, Any]], key: str) -> dict[str, str]:
        """Return which names became which others by the last edit."""
        renamed = {}
        for line in lines:
            if line["was"]:
                renamed[self._now.get(line["was"], line["was"])] = line[key]
                self._now[line["was"]] = line[key]
        return renamed


class GradesPane(_ListPane):
    """Bands of the year's total and the vetoes, one line each, the best first."""

    def show_part(self, copy: WorkingCopy, code: str) -> None:
        """Show both tables."""
        self.copy, self.code, self._now = copy, code, {}
        book = copy.rulebook
        self.begin(
            "等次与一票否决",
            "等次按年度积分划分，从好到差逐行填写；最后一等可以不填分数，表示其余。",
            columns=1,
        )
        self.form.add_section("等次")
        grades = RowsField(
            [
                GridColumn("name", "等次", 0),
                number_column("ge", "不少于"),
                number_column("lt", "小于"),
                number_column("le", "不超过"),
            ],
            ["name"],
            key="name",
        )
        lines = [{"name": g.name, "ge": g.ge, "lt": g.lt, "le": g.le} for g in book.grades]
        self.add("grades", "等次", grades, lines, hint="“小于”一般不用填，到上一等为止。")
        self.form.add_section("一票否决")
        vetoes = RowsField(
            [
                GridColumn("code", "编码", 80),
                GridColumn("text", "情形", 0),
                GridColumn(
                    "effect", "后果", 110, choices=tuple((effect, effect.label) for effect in VetoEffect)
                ),
                GridColumn("grade", "最高等次", 100),
            ],
            ["code", "effect"],
            key="code",
            lines=6,
        )
        cases = [{"code": v.code, "text": v.text, "effect": v.effect, "grade": v.grade} for v in book.vetoes]
        self.add("vetoes", "情形", vetoes, cases, hint="“限定等次”要写明最高等次。")
        self.end()

    def go_to(self, key: str) -> None:
        """Put the cursor on the table of a finding's list."""
        super().go_to("grades" if key not in self.keys else key)

    def apply(self, rulebook: Rulebook, values: dict[str, Any]) -> tuple[Rulebook, str]:
        """Put both lists into the rulebook; quota and vetoes follow a renamed grade."""
        lines: Sequence[Mapping[str, Any]] = values["grades"]
        grades = [Grade(line["name"], line["ge"], line["lt"], line["le"]) for line in lines]
        vetoes = [
            Veto(line["code"], line["text"] or line["code"], line["effect"], line["grade"])
            for line in values["vetoes"]
        ]
        changed = rules_edit.put_all(rulebook, Part.VETO, vetoes)
        return rules_edit.put_all(changed, Part.GRADE, grades, self._renamed(lines, "name")), ""


class JointsPane(_ListPane):
    """Caps that several items share."""

    def show_part(self, copy: WorkingCopy, code: str) -> None:
        """Show the table."""
        self.copy, self.code, self._now = copy, code, {}
        self.begin(
            "合并封顶",
            "几个项目合起来封顶：在这里起一个名字，再到各项目的“合并封顶”里选它。",
            columns=1,
        )
        joints = RowsField(
            [
                GridColumn("code", "名称", 0),
                number_column("points", "最多（分）", 120),
                GridColumn("per", "周期", 120, choices=tuple((per, per.label) for per in Window)),
            ],
            ["code", "points", "per"],
            key="code",
            lines=8,
        )
        lines = [{"code": j.code, "points": j.cap.points, "per": j.cap.per} for j in copy.rulebook.joints]
        self.add("joints", "合并封顶", joints, lines)
        self.end()

    def apply(self, rulebook: Rulebook, values: dict[str, Any]) -> tuple[Rulebook, str]:
        """Put the list into the rulebook; items follow a renamed cap."""
        lines: Sequence[Mapping[str, Any]] = values["joints"]
        joints = [Joint(line["code"], Cap(line["points"], line["per"])) for line in lines]
        return rules_edit.put_all(rulebook, Part.JOINT, joints, self._renamed(lines, "code")), ""

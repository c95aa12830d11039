"""One category (积分类别) as a form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.services.errors import BadInput
from app.services.points import rules_edit
from app.services.points.drafting import WorkingCopy
from app.services.points.rules import Category, Mode, Rulebook
from app.services.points.rules_edit import Part
from app.ui.points.editor_fields import ExactField
from app.ui.points.editor_pane import Pane
from app.ui.widgets.fields import CheckField, ChoiceField, LineField


class CategoryPane(Pane):
    """A category: how it counts and its bounds."""

    def show_part(self, copy: WorkingCopy, code: str) -> None:
        """Show a category."""
        self.copy, self.code = copy, code
        category = copy.rulebook.category_by_code[code]
        self.begin(f"类别 {code}", "加分类别从 0 分累计；扣分类别从满分往下扣，扣完为止。")
        self.add("code", "编码", LineField(limit=60), category.code, required=True)
        self.add("name", "名称", LineField(limit=60), category.name, required=True)
        self.add("mode", "计分方式", ChoiceField(Mode.choices()), category.mode.value)
        self.add("full", "满分", ExactField("扣分类别填写"), category.full)
        self.add("cap", "封顶", ExactField("不填即不封顶"), category.cap)
        self.add("floor", "保底", ExactField("不填即不保底"), category.floor)
        parents = [
            (other.code, f"{other.code} {other.name}")
            for other in copy.rulebook.categories
            if other.code != code
        ]
        self.add("parent", "属于类别", ChoiceField(parents, blank="（单独一类）"), category.parent)
        self.add(
            "outside_total_cap",
            "总分封顶",
            CheckField("不受总分封顶限制，另行加分"),
            category.outside_total_cap,
        )
        self.end()

    def apply(self, rulebook: Rulebook, values: dict[str, Any]) -> tuple[Rulebook, str]:
        """Put the category into the rulebook."""
        if not values["code"]:
            raise BadInput("请填写编码。", field="code")
        former: Category = rulebook.category_by_code[self.code]
        category = replace(
            former,
            code=values["code"],
            name=values["name"] or values["code"],
            mode=Mode(values["mode"]),
            full=values["full"],
            cap=values["cap"],
            floor=values["floor"],
            parent=values["parent"],
            outside_total_cap=values["outside_total_cap"],
        )
        return rules_edit.put(rulebook, Part.CATEGORY, category, self.code), category.code

"""One item (积分项目) as a form: its kind explained, and exactly the parameters that the kind needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QTimer

from app.models.kinds import ActivityKind, MemberClass, Presence
from app.services.errors import BadInput
from app.services.periods import Window
from app.services.points import rules_edit
from app.services.points.drafting import KIND_WORDS, WorkingCopy
from app.services.points.lint_sources import HONOUR_WORDS, MAKEUP_WORDS
from app.services.points.record_rules import CONDITIONS
from app.services.points.rules import Cap, Item, Rulebook, Source
from app.services.points.rules_edit import Part
from app.services.points.rules_items import RIDING, ItemKind, Rule
from app.services.points.rules_parameters import PARAMETERS, RULES
from app.ui.points.editor_fields import ChecksField, ExactField, WordsField
from app.ui.points.editor_pane import Pane
from app.ui.points.editor_parameters import field_for, given, hint_of, is_wide, shown
from app.ui.widgets.fields import CheckField, ChoiceField, LineField, TextField

_PARAMETER = "rule."
_WHEN = "when."
_CONDITIONS: Mapping[str, tuple[str, tuple[str, ...], str]] = {
    "activity": ("活动", tuple(kind.label for kind in ActivityKind), "都不选即不限。"),
    "presence": ("考勤", tuple(presence.label for presence in Presence), ""),
    "makeup": ("补学", MAKEUP_WORDS, ""),
    "record": ("档案记录", HONOUR_WORDS, "都不选时，加分项目取奖励，扣分项目取处分。"),
    "level": ("级别", (), "如：市级、省级；不填即不限。奖励名称里写明级别的也算。"),
    "grade": ("评议等次", (), "如：优秀；不填即不限。"),
    "way": ("交纳方式", (), "如：按月交纳、工资代扣；不填即不限。"),
    "result": ("结果", (), "如：合格、按期完成；不填即不限。"),
    "name": ("名称含", (), "如：义诊、护河；名称含其中一个即可，不填即不限。"),
}
"""The word of each condition, the closed list that is offered (none: typed), and a hint."""
_SOURCE_HINTS = {
    Source.EXAM: "取党员档案“测试成绩”：成绩、结果。",
    Source.VOLUNTEER: "取党员档案“志愿服务”：时长。",
    Source.DUES: "取党员档案“党费”，按交纳日期。",
    Source.HONOUR: "取党员档案“奖励”“处分”：级别、名称。",
    Source.APPRAISAL: "取党员档案“民主评议”：评议等次。",
    Source.ASSIGNMENT: "取党员档案“任务完成”：数量、完成情况。",
}
_USED = "已有积分记录，编码不能改，也不能删除，只能停用。"
_RETIRED = "停用：不再提供录入，已有记录照常计分"


class ItemPane(Pane):
    """An item; another kind or source gives the form other fields."""

    def show_part(self, copy: WorkingCopy, code: str) -> None:
        """Show an item."""
        self.copy, self.code = copy, code
        item = copy.rulebook.item_by_code[code]
        used = code in copy.used
        self.begin(f"积分项目 {code}", _USED if used else "")
        self._add_names(item, copy.rulebook, used=used)
        self._add_parameters(item, copy.rulebook)
        self._add_caps(item, copy.rulebook)
        self._add_conditions(item)
        self._add_source(item)
        self.end()
        self._shape = (item.kind, item.source)

    def _add_names(self, item: Item, book: Rulebook, *, used: bool) -> None:
        code = LineField(limit=60)
        code.set_read_only(used)
        self.add("code", "编码", code, item.code, required=True)
        categories = [(c.code, f"{c.code} {c.name}") for c in book.categories]
        self.add("category", "类别", ChoiceField(categories), item.category)
        text = TextField("如：参加三会一课", lines=2, limit=500)
        self.add("text", "项目内容", text, item.text, required=True, wide=True)
        kinds = [(kind.value, kind.label) for kind in ItemKind]
        self.add(
            "kind", "计分办法", ChoiceField(kinds), item.kind.value, wide=True, hint=KIND_WORDS[item.kind]
        )

    def _add_parameters(self, item: Item, book: Rulebook) -> None:
        for parameter in PARAMETERS[item.kind]:
            value = shown(parameter, getattr(item.rule, parameter.name))
            self.add(
                f"{_PARAMETER}{parameter.key}",
                parameter.label,
                field_for(parameter, item, book),
                value,
                wide=is_wide(parameter),
                required=parameter.required,
                hint=hint_of(parameter),
            )

    def _add_caps(self, item: Item, book: Rulebook) -> None:
        if item.kind is ItemKind.VOID:
            return
        self.form.add_section("封顶")
        self.add(
            "cap", "单项封顶", ExactField("不填即不封顶；扣分填负数"), item.cap.points if item.cap else None
        )
        per = item.cap.per.value if item.cap else Window.YEAR.value
        self.add("per", "封顶周期", ChoiceField(Window.choices()), per)
        if item.kind not in RIDING:
            joints = [(joint.code, joint.code) for joint in book.joints]
            self.add("joint", "合并封顶", ChoiceField(joints, blank="不合并"), item.joint, wide=True)

    def _add_conditions(self, item: Item) -> None:
        self.form.add_section("适用与审核")
        classes = ChecksField(kind.label for kind in MemberClass)
        self.add("classes", "适用人员", classes, item.classes, wide=True, hint="都不选即人人适用。")
        self.add("proof", "证明材料", CheckField("审定前须附证明材料"), item.proof)
        self.add("approval", "由谁决定", LineField("如：支部委员会", limit=60), item.approval)
        self.add("retired", "停用", CheckField(_RETIRED), item.retired, wide=True)

    def _add_source(self, item: Item) -> None:
        self.form.add_section("自动记分")
        source = ChoiceField(Source.choices(), blank="手工录入")
        self.add(
            "source",
            "来源",
            source,
            item.source.value if item.source else None,
            wide=True,
            hint=_SOURCE_HINTS.get(item.source, "") if item.source else "",
        )
        for key in CONDITIONS[item.source] if item.source else ():
            label, offered, hint = _CONDITIONS[key]
            field = ChecksField(offered) if offered else WordsField()
            self.add(f"{_WHEN}{key}", label, field, item.when.get(key, ()), wide=True, hint=hint)

    def go_to(self, key: str) -> None:
        """Put the cursor on a field, a parameter by its key in the file."""
        name = key.split(".")[0]
        own = (f"{_PARAMETER}{name}", f"{_WHEN}{name}", "source" if name == "when" else key)
        super().go_to(next((field for field in own if field in self.keys), key))

    def apply(self, rulebook: Rulebook, values: dict[str, Any]) -> tuple[Rulebook, str]:
        """Put the item into the rulebook; a new kind or source rebuilds the form."""
        if not values["code"]:
            raise BadInput("请填写编码。", field="code")
        former: Item = rulebook.item_by_code[self.code]
        kind = ItemKind(values["kind"])
        rule = rules_edit.with_kind(_rule(former.kind, values), kind)
        cap = values.get("cap")
        item = replace(
            former,
            code=values["code"],
            category=values["category"],
            text=values["text"] or values["code"],
            rule=rule,
            cap=None if cap is None else Cap(cap, Window(values["per"])),
            joint=values.get("joint"),
            classes=values["classes"],
            proof=values["proof"],
            approval=values["approval"],
            retired=values["retired"],
            source=Source(values["source"]) if values["source"] else None,
            when=_when(former, values),
        )
        if (item.kind, item.source) != self._shape:
            self._shape = (item.kind, item.source)
            # the field that was just used must not vanish under its own signal
            QTimer.singleShot(0, self, self._rebuild)
        return rules_edit.put(rulebook, Part.ITEM, item, self.code), item.code

    def _rebuild(self) -> None:
        if self.copy is not None and self.code in self.copy.rulebook.item_by_code:
            self.show_part(self.copy, self.code)
            self.form.field("kind").setFocus()


def _rule(kind: ItemKind, values: dict[str, Any]) -> Rule:
    found = {}
    for parameter in PARAMETERS[kind]:
        value = given(parameter, values[f"{_PARAMETER}{parameter.key}"])
        # what is missing stays at the rule's default, and the check says so
        if value is not None:
            found[parameter.name] = value
    return RULES[kind](**found)


def _when(former: Item, values: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    if values["source"] is None:
        return {}
    source = Source(values["source"])
    kept = {key: words for key, words in former.when.items() if f"{_WHEN}{key}" not in values}
    asked = {
        key.removeprefix(_WHEN): words for key, words in values.items() if key.startswith(_WHEN) and words
    }
    if source is former.source:
        return {**kept, **asked}
    # another source looks at other things
    return {key: words for key, words in asked.items() if key in CONDITIONS[source]}

"""A rulebook as people read it: categories with their items in words, grades, vetoes, limits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.services.points import wording
from app.services.points.rules import Item, Rulebook
from app.services.points.rules_items import (
    Bonus,
    Cases,
    GradeMap,
    ItemKind,
    Level,
    Multiplier,
    PerQuantity,
    PerUnit,
    Shortfall,
    TargetLinear,
    TwoWay,
)
from app.services.points.rules_numbers import number_text


class ValueForm(StrEnum):
    """What a person types for a fact of an item."""

    NONE = "none"
    COUNT = "count"
    NUMBER = "number"
    POINTS = "points"
    CHOICE = "choice"
    RIDES = "rides"


_FORMS = {
    ItemKind.FIXED: ValueForm.NONE,
    ItemKind.VOID: ValueForm.NONE,
    ItemKind.PER_UNIT: ValueForm.COUNT,
    ItemKind.COUNT_TABLE: ValueForm.COUNT,
    ItemKind.MANUAL: ValueForm.POINTS,
    ItemKind.RANGE: ValueForm.POINTS,
    ItemKind.ALLOTMENT: ValueForm.POINTS,
    ItemKind.GRADE_MAP: ValueForm.CHOICE,
    ItemKind.LEVEL: ValueForm.CHOICE,
    ItemKind.CASES: ValueForm.CHOICE,
    ItemKind.BONUS: ValueForm.RIDES,
    ItemKind.MULTIPLIER: ValueForm.RIDES,
}


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item as pickers and lists show it.

    Attributes:
        rule: What it is worth, in words.
        unit: What a value counts, e.g. 次 or 学时; empty where it has none.
        choices: The words to choose from, for the form CHOICE.
        rides_on: The item whose entry this one is added to, for the form RIDES.
        source: 考勤 and the like where the program posts it by itself, else empty.

    """

    code: str
    text: str
    kind: ItemKind
    category: str
    category_name: str
    rule: str
    form: ValueForm
    unit: str = ""
    choices: tuple[str, ...] = ()
    rides_on: str = ""
    classes: tuple[str, ...] = ()
    proof: bool = False
    approval: str = ""
    source: str = ""
    retired: bool = False

    @property
    def label(self) -> str:
        """Code and text, as pickers show them."""
        return self.text if self.text == self.code else f"{self.code} {self.text}"


@dataclass(frozen=True, slots=True)
class CategoryView:
    """A category with its items."""

    code: str
    name: str
    words: str
    parent: str
    items: tuple[ItemRow, ...]


@dataclass(frozen=True, slots=True)
class RulebookView:
    """A whole rulebook in words."""

    title: str
    version: str
    basis: str
    facts: tuple[tuple[str, str], ...]
    categories: tuple[CategoryView, ...]
    grades: tuple[tuple[str, str], ...]
    vetoes: tuple[tuple[str, str], ...]


def view(rulebook: Rulebook) -> RulebookView:
    """Say a rulebook in words."""
    rows = item_rows(rulebook)
    return RulebookView(
        title=rulebook.title,
        version=rulebook.version,
        basis=rulebook.basis,
        facts=tuple(_facts(rulebook)),
        categories=tuple(
            CategoryView(
                category.code,
                category.name,
                wording.category_words(category),
                rulebook.category_by_code[category.parent].name if category.parent else "",
                tuple(row for row in rows if row.category == category.code),
            )
            for category in rulebook.categories
        ),
        grades=tuple((grade.name, wording.grade_words(grade)) for grade in rulebook.grades),
        vetoes=tuple((veto.text, wording.veto_words(veto.effect, veto.grade)) for veto in rulebook.vetoes),
    )


def item_rows(rulebook: Rulebook) -> list[ItemRow]:
    """Return every item of a rulebook as a row, retired ones as well."""
    names = {category.code: category.name for category in rulebook.categories}
    return [_item_row(item, names.get(item.category, item.category)) for item in rulebook.items]


def value_form(kind: ItemKind) -> ValueForm:
    """Return what a person types for this kind."""
    return _FORMS.get(kind, ValueForm.NUMBER)


def rides(item: Item) -> str:
    """Return the code of the item this one is added to; empty for items that stand alone."""
    return item.rule.on if isinstance(item.rule, Bonus | Multiplier) else ""


def _item_row(item: Item, category_name: str) -> ItemRow:
    return ItemRow(
        code=item.code,
        text=item.text,
        kind=item.kind,
        category=item.category,
        category_name=category_name,
        rule=wording.item_words(item),
        form=value_form(item.kind),
        unit=_unit(item),
        choices=_choices(item),
        rides_on=rides(item),
        classes=item.classes,
        proof=item.proof,
        approval=item.approval,
        source=item.source.label if item.source else "",
        retired=item.retired,
    )


def _unit(item: Item) -> str:
    rule = item.rule
    if isinstance(rule, PerUnit | PerQuantity | Shortfall | TargetLinear | TwoWay):
        return rule.unit or ("次" if isinstance(rule, PerUnit) else "")
    if item.kind is ItemKind.COUNT_TABLE:
        return "次"
    return "分" if value_form(item.kind) is ValueForm.POINTS else ""


def _choices(item: Item) -> tuple[str, ...]:
    rule = item.rule
    if isinstance(rule, GradeMap | Level):
        return tuple(rule.points_of)
    return tuple(rule.cases) if isinstance(rule, Cases) else ()


def _facts(rulebook: Rulebook) -> list[tuple[str, str]]:
    facts = [
        ("周期", wording.calendar_words(rulebook.calendar)),
        ("基础分", wording.base_words(rulebook.base)),
        ("总分", wording.total_words(rulebook)),
        ("补学", f"补学完成后{rulebook.makeup.label}"),
    ]
    if rulebook.quota is not None:
        share = number_text(rulebook.quota.at_most.numerator)
        facts.append(("名额", f"“{rulebook.quota.grade}”不超过 {share}/{rulebook.quota.at_most.denominator}"))
    if rulebook.publication_workdays is not None:
        facts.append(("公示", f"{rulebook.publication_workdays} 个工作日"))
    if rulebook.exempt.classes:
        ask = "，须经批准" if rulebook.exempt.needs_approval else ""
        facts.append(("可不参加", "、".join(rulebook.exempt.classes) + ask))
    return facts

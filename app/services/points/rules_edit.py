"""Edit a rulebook (修改方案) part by part; every edit gives a new rulebook, references follow a changed code."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from app.models.kinds import Kind
from app.services.errors import BadInput, Refused
from app.services.points.rules import Category, Grade, Item, Joint, Rulebook, Veto
from app.services.points.rules_items import Bonus, Cases, CountTable, ItemKind, Multiplier, Rule, VoidScope
from app.services.points.rules_parameters import PARAMETERS, RULES

Entry: TypeAlias = Category | Item | Joint | Grade | Veto


class Part(Kind):
    """The lists of a rulebook that can be edited; the label is the word of the check's places."""

    CATEGORY = "category", "类别"
    ITEM = "item", "积分项目"
    JOINT = "joint", "合并封顶"
    GRADE = "grade", "等次"
    VETO = "veto", "一票否决"


_LISTS = {
    Part.CATEGORY: "categories",
    Part.ITEM: "items",
    Part.JOINT: "joints",
    Part.GRADE: "grades",
    Part.VETO: "vetoes",
}


def entries_of(rulebook: Rulebook, part: Part) -> tuple[Any, ...]:
    """Return the list of a part."""
    found: tuple[Any, ...] = getattr(rulebook, _LISTS[part])
    return found


def code_of(entry: Entry) -> str:
    """Return what identifies an entry: its code, of a grade its name."""
    return entry.name if isinstance(entry, Grade) else entry.code


def free_code(rulebook: Rulebook, part: Part, stem: str = "") -> str:
    """Return a code nobody has yet: the stem and the next number, of a category the next letter."""
    taken = {code_of(entry) for entry in entries_of(rulebook, part)}
    if part is Part.CATEGORY and not stem:
        for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
            if letter not in taken:
                return letter
    number = 1
    while f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"


def put(rulebook: Rulebook, part: Part, entry: Entry, was: str = "") -> Rulebook:
    """Put an entry in the place of the one called `was`, or at the end; references follow a new code.

    Raises:
        BadInput: Another entry of the list has the code; field `code`.

    """
    code = code_of(entry)
    others = [code_of(other) for other in entries_of(rulebook, part)]
    if code != was and code in others:
        raise BadInput(f"已有{part.label}用了编码“{code}”，请换一个。", field="code")
    if not was:
        return _with(rulebook, part, (*entries_of(rulebook, part), entry))
    listed = tuple(entry if code_of(old) == was else old for old in entries_of(rulebook, part))
    changed = _with(rulebook, part, listed)
    return changed if code == was else follow(changed, part, {was: code})


def put_all(
    rulebook: Rulebook, part: Part, entries: Sequence[Entry], renamed: Mapping[str, str] | None = None
) -> Rulebook:
    """Replace a whole list; `renamed` says which codes became which others."""
    return follow(_with(rulebook, part, tuple(entries)), part, renamed or {})


def drop(rulebook: Rulebook, part: Part, code: str, used: Collection[str] = ()) -> Rulebook:
    """Take an entry out of its list.

    Args:
        rulebook: The rulebook.
        part: The list.
        code: Which entry.
        used: Items that have entries: they are retired (停用) instead.

    Raises:
        Refused: An item is used, or a category is not empty.

    """
    if part is Part.ITEM and code in used:
        raise Refused(f"项目“{code}”已有积分记录，不能删除；请改为停用，停用后不能再录入，原记录照常计分。")
    if part is Part.CATEGORY:
        inside = sum(item.category == code for item in rulebook.items)
        below = sum(category.parent == code for category in rulebook.categories)
        if inside or below:
            raise Refused(
                f"类别“{code}”里还有 {inside} 个项目、{below} 个子类别，请先移到别的类别或删除它们。"
            )
    kept = tuple(entry for entry in entries_of(rulebook, part) if code_of(entry) != code)
    return _with(rulebook, part, kept)


def move(rulebook: Rulebook, part: Part, code: str, step: int) -> Rulebook:
    """Move an entry up (-1) or down (1), an item among those of its category; at the edge nothing happens."""
    listed = list(entries_of(rulebook, part))
    at = next(number for number, entry in enumerate(listed) if code_of(entry) == code)
    beside = [number for number, entry in enumerate(listed) if _together(entry, listed[at])]
    place = beside.index(at) + step
    if not 0 <= place < len(beside):
        return rulebook
    other = beside[place]
    listed[at], listed[other] = listed[other], listed[at]
    return _with(rulebook, part, tuple(listed))


def with_kind(rule: Rule, kind: ItemKind) -> Rule:
    """Return a rule of another kind that keeps the parameters both have."""
    if rule.kind is kind:
        return rule
    former = {parameter.name: parameter.shape for parameter in PARAMETERS[rule.kind]}
    kept = {
        parameter.name: getattr(rule, parameter.name)
        for parameter in PARAMETERS[kind]
        if former.get(parameter.name) is parameter.shape
    }
    return RULES[kind](**kept)


def follow(rulebook: Rulebook, part: Part, renamed: Mapping[str, str]) -> Rulebook:
    """Let everything that names an entry name it by its new code."""
    names = {old: new for old, new in renamed.items() if old != new}
    if not names:
        return rulebook
    match part:
        case Part.CATEGORY:
            categories = tuple(
                replace(category, parent=names.get(category.parent or "", category.parent))
                for category in rulebook.categories
            )
            items = tuple(
                replace(
                    item, category=names.get(item.category, item.category), rule=_scoped(item.rule, names)
                )
                for item in rulebook.items
            )
            return replace(rulebook, categories=categories, items=items)
        case Part.ITEM:
            items = tuple(
                replace(item, rule=_riding(_scoped(item.rule, names), names)) for item in rulebook.items
            )
            return replace(rulebook, items=items)
        case Part.JOINT:
            items = tuple(
                replace(item, joint=names.get(item.joint or "", item.joint)) for item in rulebook.items
            )
            return replace(rulebook, items=items)
        case Part.GRADE:
            vetoes = tuple(
                replace(veto, grade=names.get(veto.grade or "", veto.grade)) for veto in rulebook.vetoes
            )
            quota = rulebook.quota
            if quota is not None:
                quota = replace(quota, grade=names.get(quota.grade, quota.grade))
            return replace(rulebook, vetoes=vetoes, quota=quota)
        case _:
            return rulebook


def _with(rulebook: Rulebook, part: Part, listed: tuple[Entry, ...]) -> Rulebook:
    return replace(rulebook, **{_LISTS[part]: listed})  # type: ignore[arg-type]


def _together(one: Entry, other: Entry) -> bool:
    if isinstance(one, Item) and isinstance(other, Item):
        return one.category == other.category
    return True


def _scoped(rule: Rule, names: Mapping[str, str]) -> Rule:
    if isinstance(rule, VoidScope | CountTable | Cases) and (scope := names.get(rule.scope or "")):
        return replace(rule, scope=scope)
    return rule


def _riding(rule: Rule, names: Mapping[str, str]) -> Rule:
    if isinstance(rule, Bonus | Multiplier) and rule.on in names:
        return replace(rule, on=names[rule.on])
    return rule

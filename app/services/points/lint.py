"""Check a rulebook (方案检查): errors stop it, warnings are shown and may be accepted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from app.services.points.findings import Finding, error, warning
from app.services.points.lint_items import check_rule
from app.services.points.lint_sources import check_source
from app.services.points.rules import BaseMode, Category, Grade, Item, Mode, Rulebook
from app.services.points.rules_bounds import highest_item, highest_total
from app.services.points.rules_items import RIDING, ItemKind, Number
from app.services.points.rules_numbers import number_text

_PERIOD = "方案 · period"
_TOTAL = "方案 · total"
_BASE = "方案 · base"
_QUOTA = "方案 · quota"


def lint(rulebook: Rulebook) -> list[Finding]:
    """Return every finding, errors and warnings, in the order of the file."""
    checks: tuple[Callable[[Rulebook], Iterator[Finding]], ...] = (
        _codes,
        _period,
        _base_and_total,
        _categories,
        _items,
        _caps,
        _joints,
        _grades,
        _vetoes_and_quota,
        _reach,
        _unknown,
    )
    return [finding for check in checks for finding in check(rulebook)]


def _codes(rulebook: Rulebook) -> Iterator[Finding]:
    yield from _twice("类别", (category.code for category in rulebook.categories))
    yield from _twice("合并封顶", (joint.code for joint in rulebook.joints))
    yield from _twice("积分项目", (item.code for item in rulebook.items))
    yield from _twice("等次", (grade.name for grade in rulebook.grades))
    yield from _twice("一票否决", (veto.code for veto in rulebook.vetoes))


def _twice(name: str, codes: Iterable[str]) -> Iterator[Finding]:
    for code, count in Counter(codes).items():
        if count > 1 and code:
            yield error(f"{name} {code}", f"有 {count} 个{name}用了同一个编码“{code}”，请改成不同的编码。")


def _period(rulebook: Rulebook) -> Iterator[Finding]:
    calendar = rulebook.calendar
    if calendar.sub.months > calendar.cycle.months:
        yield warning(_PERIOD, f"结算周期（{calendar.sub.label}）比积分周期（{calendar.cycle.label}）长。")


def _base_and_total(rulebook: Rulebook) -> Iterator[Finding]:
    base = rulebook.base
    if base.mode is BaseMode.CARRY_OVER and not base.factor:
        yield warning(_BASE, "上年结转没有写结转比例`factor`，结转的基础分为 0。")
    if base.mode is BaseMode.GRANTED and not base.points:
        yield warning(_BASE, "直接赋予的基础分没有写分值，按 0 分计。")
    cap, floor = rulebook.total_cap, rulebook.total_floor
    if cap is not None and floor is not None and floor > cap:
        yield error(_TOTAL, "总分的保底高于封顶。")


def _categories(rulebook: Rulebook) -> Iterator[Finding]:
    known = rulebook.category_by_code
    for category in rulebook.categories:
        place = f"类别 {category.code}"
        if category.parent is not None:
            yield from _parent(category, known, place)
        if category.mode is Mode.DEDUCT and category.full is None:
            yield warning(place, "扣分类别没有写满分`full`，将从 0 分往下扣，可能为负。")
        if category.mode is Mode.EARN and category.full is not None:
            yield warning(place, "加分类别的满分`full`不起作用，请改用封顶`cap`，或把类别改为扣分。")
        if category.full is not None and category.full < 0:
            yield error(place, "满分`full`不能为负。")
        if category.cap is not None and category.floor is not None and category.floor > category.cap:
            yield error(place, "类别的保底高于封顶。")
        if category.outside_total_cap and category.parent is not None:
            yield warning(place, "子类别的“不受总分封顶限制”`outside_total_cap`不起作用，以最上级类别为准。")


def _parent(category: Category, known: Mapping[str, Category], place: str) -> Iterator[Finding]:
    if category.parent not in known:
        yield error(f"{place} · parent", f"上级类别“{category.parent}”不存在。")
        return
    seen, current = {category.code}, category
    while current.parent is not None and current.parent in known:
        current = known[current.parent]
        if current.code == category.code:
            yield error(place, "类别的上级关系形成了循环。")
            return
        if current.code in seen:
            return
        seen.add(current.code)


def _items(rulebook: Rulebook) -> Iterator[Finding]:
    joints = {joint.code for joint in rulebook.joints}
    for item in rulebook.items:
        place = f"积分项目 {item.code}"
        if item.category not in rulebook.category_by_code:
            yield error(f"{place} · category", f"类别“{item.category}”不存在。")
        if item.joint is not None and item.joint not in joints:
            yield error(f"{place} · joint", f"合并封顶“{item.joint}”不存在。")
        elif item.joint is not None and (item.kind in RIDING or item.kind is ItemKind.VOID):
            yield error(
                f"{place} · joint",
                f"“{item.kind.label}”项目没有自己的分值，合并封顶没有对象，请删除合并封顶`joint`。",
            )
        yield from check_rule(rulebook, item, place)
        yield from check_source(item, place)


def _caps(rulebook: Rulebook) -> Iterator[Finding]:
    cycle = rulebook.calendar.cycle
    for item in rulebook.items:
        if item.cap is None:
            continue
        place = f"积分项目 {item.code}"
        if item.cap.points == 0:
            yield warning(place, "封顶为 0 分，这个项目不会计分。")
        if item.kind is ItemKind.VOID:
            yield error(place, "“不得分”项目没有分值，封顶没有对象，请删除封顶`cap`。")
        if item.cap.per.months > cycle.months:
            yield warning(place, f"封顶按{item.cap.per.label}计，比积分周期（{cycle.label}）长。")
        if item.cap.points > 0 and _only_costs(rulebook, item):
            text = number_text(-item.cap.points)
            yield warning(place, f"扣分项目的封顶写成了正数，按最多扣到 {text} 分计。")


def _only_costs(rulebook: Rulebook, item: Item) -> bool:
    return highest_item(rulebook, item, capped=False) == 0 and item.kind is not ItemKind.MULTIPLIER


def _joints(rulebook: Rulebook) -> Iterator[Finding]:
    used = {item.joint for item in rulebook.items if item.kind is not ItemKind.VOID}
    for joint in rulebook.joints:
        place = f"合并封顶 {joint.code}"
        if joint.code not in used:
            yield error(place, "没有积分项目使用它，封顶没有对象。")
        if joint.cap.per.months > rulebook.calendar.cycle.months:
            yield warning(place, f"封顶按{joint.cap.per.label}计，比积分周期长。")


def _grades(rulebook: Rulebook) -> Iterator[Finding]:
    for grade in rulebook.grades:
        if not grade.name:
            continue
        top = min((bound for bound in (grade.lt, grade.le) if bound is not None), default=None)
        if grade.ge is not None and top is not None and grade.ge > top:
            yield error(f"等次 {grade.name}", "下限高于上限。")
    for better, worse in zip(rulebook.grades, rulebook.grades[1:], strict=False):
        if _overlap(better, worse):
            yield warning(
                f"等次 {worse.name}", f"与“{better.name}”的分数段重叠，重叠处按“{better.name}”定等次。"
            )


def _overlap(better: Grade, worse: Grade) -> bool:
    """Whether some total belongs to both as written; a band without a top ends where the better one begins."""
    if better.ge is None:
        return True
    if worse.lt is not None:
        return worse.lt > better.ge
    if worse.le is not None:
        return worse.le >= better.ge
    return worse.ge is not None and worse.ge >= better.ge


def _vetoes_and_quota(rulebook: Rulebook) -> Iterator[Finding]:
    names = {grade.name for grade in rulebook.grades}
    for veto in rulebook.vetoes:
        if veto.grade is not None and veto.grade not in names:
            yield warning(f"一票否决 {veto.code}", f"等次“{veto.grade}”不在等次表中，按最低等次处理。")
    quota = rulebook.quota
    if quota is not None and quota.grade and quota.grade not in names:
        yield error(_QUOTA, f"等次“{quota.grade}”不在等次表中。")


def _reach(rulebook: Rulebook) -> Iterator[Finding]:
    highest = highest_total(rulebook)
    for grade in rulebook.grades:
        if highest is not None and grade.ge is not None and grade.ge > highest:
            text = (
                f"要 {number_text(grade.ge)} 分，而按本方案最多得 {number_text(highest)} 分，没有人能达到。"
            )
            yield warning(f"等次 {grade.name}", text)
    for category in rulebook.categories:
        if category.mode is Mode.EARN and category.cap is not None:
            yield from _overfull(rulebook, category, category.cap)


def _overfull(rulebook: Rulebook, category: Category, cap: Number) -> Iterator[Finding]:
    over = []
    for item in rulebook.items:
        if item.category != category.code or item.kind in RIDING:
            continue
        highest = highest_item(rulebook, item)
        if highest is None or highest > cap:
            over.append(item.code)
    if over:
        yield warning(
            f"类别 {category.code}",
            f"封顶 {number_text(cap)} 分，下列项目单项就可能超过：{'、'.join(over)}；请核对是否需要单项封顶。",
        )


def _unknown(rulebook: Rulebook) -> Iterator[Finding]:
    for place in rulebook.unknown_keys:
        yield warning(place, "不认识这个键，没有使用。")

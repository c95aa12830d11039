"""Every score can say where it comes from: the steps of one member in one period (积分说明)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from app.services.points.rules import Category, Item, Mode
from app.services.points.rules_items import Number
from app.services.points.rules_numbers import number_text
from app.services.points.scoring_caps import Cut, Extra
from app.services.points.scoring_cards import Line, Stage, Step
from app.services.points.scoring_facts import Fact, Key, Member
from app.services.points.scoring_items import Share
from app.services.points.scoring_member import Ledger, Plan, Sums
from app.services.points.scoring_texts import (
    cap_text,
    category_text,
    extra_text,
    foreign_text,
    share_text,
)


class Explanation:
    """The steps and lines of one part of a member's ledger."""

    def __init__(self, plan: Plan, member: Member, ledger: Ledger, part: int) -> None:
        self._plan = plan
        self._member = member
        self._ledger = ledger
        self._part = part
        self._extras: dict[int, list[Extra]] = defaultdict(list)
        for extra in ledger.extras:
            self._extras[id(extra.share)].append(extra)
        self._item_cuts = self._by_item(ledger.item_cuts)
        self._void_cuts = self._by_item(ledger.void_shares)

    def _by_item(self, cuts: Iterable[Cut]) -> Mapping[str, list[Cut]]:
        answer: dict[str, list[Cut]] = defaultdict(list)
        for cut in cuts:
            if cut.share.part == self._part:
                answer[cut.share.item].append(cut)
        for own in answer.values():
            own.sort(key=lambda cut: cut.share.order)
        return answer

    def steps(self, sums: Sums) -> tuple[Step, ...]:
        """Return the steps in the order of evaluation; their values add up to the total."""
        return with_running(self._all(sums))

    def _all(self, sums: Sums) -> Iterator[Step]:
        tops = self._plan.children.get(None, ())
        for category in tops:
            if not category.outside_total_cap:
                yield from self._category(category, sums)
        yield from self._foreign()
        if sums.base:
            yield _step(Stage.BASE, "", f"基础分 {number_text(sums.base)} 分", sums.base)
        change = sums.inside - sums.before_bounds
        if change:
            how = "封顶" if change < 0 else "保底"
            text = f"总分{how}：合计 {number_text(sums.before_bounds)} 分，计 {number_text(sums.inside)} 分"
            yield _step(Stage.TOTAL, "", text, change, cut=-change)
        for category in tops:
            if category.outside_total_cap:
                yield from self._category(category, sums)

    def _category(self, category: Category, sums: Sums) -> Iterator[Step]:
        void = category.code in self._ledger.void_categories.get(self._part, ())
        full = category.full if category.mode is Mode.DEDUCT else None
        if full and not void:
            yield _step(
                Stage.CATEGORY, category.code, f"类别“{category.name}”满分 {number_text(full)} 分", full
            )
        for item in self._plan.items_of.get(category.code, ()):
            yield from self._item(item)
        for child in self._plan.children.get(category.code, ()):
            yield from self._category(child, sums)
        change = sums.changes[category.code]
        if change:
            figure = sums.categories[category.code]
            text = category_text(category, figure - change, figure)
            yield _step(Stage.CATEGORY, category.code, text, change, cut=-change)
        elif void:
            yield _step(Stage.VOID, category.code, f"类别“{category.name}”本期不得分", 0)

    def _item(self, item: Item) -> Iterator[Step]:
        for share in self._own(item.code):
            yield _step(
                Stage.RAW, item.code, share_text(item, share), share.raw if share.alive else 0, _ids(share)
            )
            for extra in self._extras.get(id(share), ()):
                rider = self._plan.rulebook.item_by_code[extra.rider]
                value, ids = extra.points - extra.cut, (extra.fact, *_ids(share))
                yield _step(Stage.RIDE, rider.code, extra_text(rider, extra), value, ids, extra.cut)
        yield from self._item_caps(item)
        yield from self._joint_caps(item)
        yield from self._voids(item)

    def _own(self, code: str) -> list[Share]:
        shares = (share for share in self._ledger.shares.get(code, ()) if share.part == self._part)
        return sorted(shares, key=lambda share: share.order)

    def _item_caps(self, item: Item) -> Iterator[Step]:
        for cuts in _by_window(self._item_cuts.get(item.code, ())):
            lost = _lost(cuts)
            text = cap_text(item.text, self._plan.limits[item.code], lost)
            yield _step(Stage.ITEM_CAP, item.code, text, -lost, _cut_ids(cuts), lost)

    def _joint_caps(self, item: Item) -> Iterator[Step]:
        if item.joint is None:
            return
        cuts = self._by_item(self._ledger.joint_cuts.get(item.joint, ())).get(item.code, ())
        for inside in _by_window(cuts):
            lost = _lost(inside)
            name = f"{item.text}与其他项目合并封顶（{item.joint}）"
            text = cap_text(name, self._plan.joint_limits[item.joint], lost)
            yield _step(Stage.JOINT_CAP, item.code, text, -lost, _cut_ids(inside), lost)

    def _voids(self, item: Item) -> Iterator[Step]:
        cause = self._ledger.emptied.get(self._part, {}).get(item.code)
        cuts = self._void_cuts.get(item.code, ())
        if cause is None or not cuts:
            return
        lost = _lost(cuts)
        why = self._plan.rulebook.item_by_code[cause].text
        text = f"{item.text}：因“{why}”不得分，不记入 {number_text(lost)} 分"
        yield _step(Stage.VOID, item.code, text, -lost, _cut_ids(cuts), lost)

    def _foreign(self) -> Iterator[Step]:
        for fact in self._foreign_facts():
            item = self._plan.rulebook.item_by_code[fact.item or ""]
            yield _step(Stage.RAW, item.code, foreign_text(item, fact, self._member.klass), 0, (fact.id,))

    def _foreign_facts(self) -> list[Fact]:
        foreign = (fact for fact in self._ledger.foreign if self._ledger.parts.of(fact.day) == self._part)
        return sorted(foreign, key=lambda fact: (fact.day, fact.id))

    def lines(self) -> tuple[Line, ...]:
        """Return what became of each fact."""
        answer: list[Line] = []
        for item in self._plan.scored:
            for share in self._own(item.code):
                answer.extend(self._lines(share))
        answer.extend(Line(fact.id, fact.item or "", 0, 0) for fact in self._foreign_facts())
        return tuple(answer)

    def _lines(self, share: Share) -> Iterator[Line]:
        if share.source is None:
            # together they made one figure; the last of them carries it
            *others, last = share.facts or (None,)
            for fact in others:
                yield Line(fact, share.item, 0, 0)
            if last is not None:
                yield Line(last, share.item, share.points, share.counted)
            return
        left = share.counted
        parts = []
        for extra in self._extras.get(id(share), ()):
            # what counted is first the fact's own, then that of its riders
            own = share.raw if min(left, 0) <= share.raw <= max(left, 0) else left
            counted = max(min(left - own, extra.points), 0) if extra.points > 0 else extra.points - extra.cut
            parts.append(Line(extra.fact, extra.rider, extra.points, counted))
            left -= counted
        yield Line(share.source.id, share.item, share.raw if share.alive else 0, left)
        yield from parts


def with_running(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Fill in the running figure."""
    answer = []
    running: Number = 0
    for step in steps:
        running += step.value
        answer.append(replace(step, running=running))
    return tuple(answer)


def _step(
    stage: Stage, code: str, text: str, value: Number, facts: tuple[Key, ...] = (), cut: Number = 0
) -> Step:
    return Step(stage, code, text, value, 0, facts, cut)


def _ids(share: Share) -> tuple[Key, ...]:
    return share.facts if share.source is None else (share.source.id,)


def _cut_ids(cuts: Sequence[Cut]) -> tuple[Key, ...]:
    return tuple(key for cut in cuts for key in _ids(cut.share))


def _lost(cuts: Iterable[Cut]) -> Number:
    total: Number = 0
    for cut in cuts:
        total += cut.points
    return total


def _by_window(cuts: Iterable[Cut]) -> list[list[Cut]]:
    windows: dict[int, list[Cut]] = defaultdict(list)
    for cut in cuts:
        windows[cut.window].append(cut)
    return [windows[number] for number in sorted(windows)]

"""What scoring answers: a card for each member, with the steps that lead to its total."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.models.kinds import Kind
from app.services.periods import Period
from app.services.points.rules_items import Number
from app.services.points.scoring_facts import Key


class Stage(Kind):
    """Where in the order of evaluation a step belongs."""

    RAW = "raw", "原始分"
    RIDE = "ride", "附加与加倍"
    ITEM_CAP = "item_cap", "单项封顶"
    JOINT_CAP = "joint_cap", "合并封顶"
    VOID = "void", "不得分"
    CATEGORY = "category", "类别"
    BASE = "base", "基础分"
    TOTAL = "total", "总分"
    PART = "part", "分期"
    ADJUSTED = "adjusted", "往期调整"
    VETO = "veto", "一票否决"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an explanation.

    `value` is what the step adds to the total (the values of all steps together are the total); `running` is the
    total so far; `cut` is what a cap or another rule kept from counting (不记入), as a positive or negative figure.
    """

    stage: Stage
    code: str
    text: str
    value: Number
    running: Number
    facts: tuple[Key, ...] = ()
    cut: Number = 0


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one fact: its points, and how many of them counted (记入) after caps and voids."""

    fact: Key
    item: str
    points: Number
    counted: Number

    @property
    def cut(self) -> Number:
        """What did not count (不记入)."""
        return self.points - self.counted


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Points that correct an earlier period, which is settled (往期调整); they count whole, beside all caps."""

    fact: Key
    points: Number
    text: str


# not frozen, though never changed once it is handed out: freezing triples the time of making hundreds
@dataclass(slots=True)
class Scorecard:
    """One member's score in one period.

    `categories` and `items` hold every code of the rulebook. `rank` is None for exempt members, `grade` for
    them, where no band holds the total, and for periods shorter than a cycle. `steps` and `lines` are filled
    only where an explanation was asked for. `parts` holds the sub-periods' cards where the year's figure is
    their sum or average; `lines` then stand in the parts. `adjusted` is what corrects earlier periods; it is part
    of the total and of no category.
    """

    member: Key
    period: Period
    base: Number
    categories: Mapping[str, Number]
    items: Mapping[str, Number]
    total: Number
    grade: str | None = None
    rank: int | None = None
    void: tuple[str, ...] = ()
    veto: str | None = None
    exempt: bool = False
    adjusted: Number = 0
    steps: tuple[Step, ...] = ()
    lines: tuple[Line, ...] = ()
    parts: tuple[Scorecard, ...] = ()

    @property
    def earned(self) -> Number:
        """What the period itself brought: the total less the base."""
        return self.total - self.base


@dataclass(frozen=True, slots=True)
class Scorecards:
    """All members' cards in the order given.

    `open_categories` are deduct categories in which nobody has a fact: their full marks mean that nothing has
    been entered yet, not an achievement.
    """

    period: Period
    cards: tuple[Scorecard, ...]
    open_categories: tuple[str, ...] = ()

    def of(self, member: Key) -> Scorecard:
        """Return a member's card.

        Raises:
            KeyError: The member was not scored.

        """
        for card in self.cards:
            if card.member == member:
                return card
        raise KeyError(member)

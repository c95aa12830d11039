"""方案变更预览: the same facts scored by the rulebook in force and by another one, member by member."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy.orm import Session

from app.services.context import Context
from app.services.periods import Period
from app.services.points.facts import (
    APPROVED,
    UNAPPROVED,
    Facts,
    PeriodMember,
    Scoring,
    facts_in,
    last_year_in,
    members_in,
    scoring_in,
)
from app.services.points.preview_facts import reposted_in
from app.services.points.rules import Rulebook
from app.services.points.rules_items import Number
from app.services.points.rules_numbers import shown_text, signed_text
from app.services.points.scoring import score
from app.services.points.scoring_cards import Scorecard

_Cards: TypeAlias = Sequence[Scorecard]


@dataclass(frozen=True, slots=True)
class MemberChange:
    """One member whose figure or automatic entries would be others.

    `categories` says where, e.g. "组织生活 12 → 14"; `entries` what is posted otherwise: "新增 2 条“参加主题党日”".
    """

    member_id: int
    name: str
    name_key: str
    old: str
    new: str
    difference: Number
    difference_text: str
    old_grade: str
    new_grade: str
    categories: tuple[str, ...]
    entries: tuple[str, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether the total or the grade would be another."""
        return bool(self.difference) or self.old_grade != self.new_grade


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """What a rulebook would change in a period.

    Attributes:
        rows: The members whose total, grade or automatic entries change, in the order of the branch.
        members: How many members were compared.
        lost: Entries that the other rulebook cannot score although the one in force can.

    """

    period: Period
    rows: tuple[MemberChange, ...]
    members: int
    lost: int
    graded: bool

    @property
    def sentence(self) -> str:
        """The whole in one sentence."""
        changed = [row for row in self.rows if row.differs]
        if not changed:
            return f"按新方案，{self.period.label}没有人的分数变化。"
        up = sum(row.difference > 0 for row in changed)
        down = sum(row.difference < 0 for row in changed)
        parts = [f"{up} 人增加"] if up else []
        parts += [f"{down} 人减少"] if down else []
        same = len(changed) - up - down
        parts += [f"{same} 人只变等次"] if same else []
        return f"按新方案，{self.period.label} {len(changed)} 人分数变化：{'，'.join(parts)}。"

    @property
    def reposted(self) -> int:
        """How many members would have other automatic entries."""
        return sum(bool(row.entries) for row in self.rows)


def preview(
    ctx: Context, rulebook: Rulebook, period: str, *, include_unapproved: bool = False
) -> ChangePreview:
    """Compare a rulebook with the one in force over a period; nothing is stored.

    Automatic entries of days that are not settled are posted by the other rulebook as saving it would do.

    Raises:
        BadInput: `period` is no period.
        NoRulebook: None is in force, so there is nothing to compare with.

    """
    states = APPROVED + UNAPPROVED if include_unapproved else APPROVED
    with ctx.read() as session:
        before = scoring_in(session, period)
        after = Scoring(rulebook.calendar.parse(period), rulebook)
        members = members_in(session, before.period)
        old_facts = facts_in(session, before, states)
        posted = reposted_in(session, ctx.today, before.rulebook, after, states)
        new_facts = posted.facts
        old = _cards(ctx, session, before, members, old_facts)
        new = _cards(ctx, session, after, members, new_facts)
    changes = [
        _change(before.rulebook, rulebook, *both, posted.changes.get(both[0].id, ()))
        for both in zip(members, old, new, strict=True)
        if _differs(*both[1:]) or both[0].id in posted.changes
    ]
    return ChangePreview(
        period=before.period,
        rows=tuple(changes),
        members=len(members),
        lost=max(0, new_facts.misfits - old_facts.misfits),
        graded=any(card.grade for card in (*old, *new)),
    )


def _cards(
    ctx: Context, session: Session, scoring: Scoring, members: Sequence[PeriodMember], read: Facts
) -> _Cards:
    return score(
        scoring.rulebook,
        [member.scored for member in members],
        read.facts,
        scoring.period,
        last_year=last_year_in(session, scoring),
        as_of=ctx.today,
    ).cards


def _differs(old: Scorecard, new: Scorecard) -> bool:
    return old.total != new.total or old.grade != new.grade


def _change(
    former: Rulebook,
    other: Rulebook,
    member: PeriodMember,
    old: Scorecard,
    new: Scorecard,
    entries: tuple[str, ...],
) -> MemberChange:
    difference = new.total - old.total
    return MemberChange(
        member_id=member.id,
        name=member.name,
        name_key=member.name_key,
        old=shown_text(old.total, former.decimals),
        new=shown_text(new.total, other.decimals),
        difference=difference,
        difference_text=signed_text(difference) if difference else "0",
        old_grade=old.grade or "",
        new_grade=new.grade or "",
        categories=tuple(_categories(former, other, old, new)),
        entries=entries,
    )


def _categories(former: Rulebook, other: Rulebook, old: Scorecard, new: Scorecard) -> list[str]:
    names = {c.code: c.name for c in (*former.categories, *other.categories) if c.parent is None}
    places = max(former.decimals, other.decimals)
    figures = [("基础分", old.base, new.base)]
    figures += [
        (name, old.categories.get(code, 0), new.categories.get(code, 0)) for code, name in names.items()
    ]
    told = [
        f"{name} {shown_text(one, places)} → {shown_text(two, places)}"
        for name, one, two in figures
        if one != two
    ]
    if not told and old.total != new.total:
        told.append("一票否决" if old.veto != new.veto else "总分的封顶或保底")
    return told

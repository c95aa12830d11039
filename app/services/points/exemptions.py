"""免于积分: members who by approval take no part in a year's points (离退休, 流动 and the like).

An approval belongs to a member and a year and names its document. They are kept as one setting a year, so that
undo and the log see them like any other change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.member import Member
from app.models.org import Setting
from app.services.context import Changes, Context, Work
from app.services.errors import BadInput, NotFound, Refused
from app.services.files import clean_text
from app.services.periods import Period, Span
from app.services.points.closed import closed_periods_in
from app.services.points.versions import timeline_in
from app.services.shown_names import shown_names_in

_KEY = "points_exempt_{year}"


@dataclass(frozen=True, slots=True)
class ExemptionRow:
    """A member whose class may be exempt; `document` is empty where nobody has approved it."""

    member_id: int
    name: str
    klass: str
    document: str

    @property
    def approved(self) -> bool:
        """Whether the member takes no part."""
        return bool(self.document)


@dataclass(frozen=True, slots=True)
class Exemptions:
    """The members of a year whose class may be exempt.

    `needs_approval` tells whether each needs one; where not, the whole class takes no part by itself.
    """

    year: int
    classes: tuple[str, ...]
    needs_approval: bool
    rows: tuple[ExemptionRow, ...]


def exempted_in(session: Session, period: Period) -> dict[int, str]:
    """Return the document of every member who is exempt in the year of a period."""
    value = session.scalar(select(Setting.value).where(Setting.key == _key(period.around(Span.YEAR).year)))
    return {int(member): str(document) for member, document in (value or {}).items()}


def list_exemptions(ctx: Context, year: int) -> Exemptions:
    """Return who may be exempt in a year and who is, in the order of the branch."""
    with ctx.read() as session:
        rulebook = timeline_in(session).on(Period(Span.YEAR, year, 1).end)
        classes = () if rulebook is None else rulebook.exempt.classes
        documents = exempted_in(session, Period(Span.YEAR, year, 1))
        names = shown_names_in(session)
        query = (
            select(Member.id, Member.klass)
            .where(Member.deleted_at.is_(None), Member.left_on.is_(None))
            .order_by(Member.position, Member.id)
        )
        rows = tuple(
            ExemptionRow(row.id, names[row.id], row.klass.label, documents.get(row.id, ""))
            for row in session.execute(query)
            if row.klass.label in classes or row.id in documents
        )
    needs = rulebook is not None and rulebook.exempt.needs_approval
    return Exemptions(year, classes, needs, rows)


def approve_exemption(ctx: Context, member_id: int, year: int, document: str) -> Changes:
    """Approve that a member takes no part in a year's points.

    Raises:
        BadInput: No document is named; field `document`.
        NotFound: There is no such member.
        Refused: The rulebook of the year has no such class, or a period of the year is settled.

    """
    named = clean_text(document, limit=200, field="document")
    if not named:
        raise BadInput("请填写批准的文件或会议，如：支部委员会 2026-01-08 决定。", field="document")
    with ctx.write("批准免于积分") as work:
        member = work.session.get(Member, member_id)
        if member is None or member.deleted_at is not None:
            raise NotFound("这名党员已不存在，请刷新后重试。")
        rulebook = timeline_in(work.session).on(Period(Span.YEAR, year, 1).end)
        if rulebook is None or member.klass.label not in rulebook.exempt.classes:
            raise Refused(f"{year}年的积分方案里，{member.klass.label}党员不在可不参加积分管理之列。")
        _change(work, year, {str(member_id): named}, ())
    return work.changes


def withdraw_exemption(ctx: Context, member_id: int, year: int) -> Changes:
    """Let a member take part again.

    Raises:
        Refused: A period of the year is settled.

    """
    with ctx.write("撤销免于积分") as work:
        _change(work, year, {}, (str(member_id),))
    return work.changes


def _change(work: Work, year: int, added: dict[str, str], removed: tuple[str, ...]) -> None:
    for period in closed_periods_in(work.session):
        if period.around(Span.YEAR).year == year:
            raise Refused(f"{period.label}已经结算，免于积分的名单不能再改。请先填写原因重新打开该期。")
    row = work.session.scalar(select(Setting).where(Setting.key == _key(year)))
    former: dict[str, Any] = {} if row is None else dict(row.value or {})
    value = {key: document for key, document in {**former, **added}.items() if key not in removed}
    if row is None:
        work.session.add(Setting(key=_key(year), value=value))
    else:
        row.value = value


def _key(year: int) -> str:
    return _KEY.format(year=year)

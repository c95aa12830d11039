"""异议: what is said against a published sheet, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.kinds import ObjectionResult
from app.models.points import Closing, ClosingLine, Objection
from app.services.context import Changes, Context
from app.services.errors import BadInput, NotFound, Refused
from app.services.files import clean_text
from app.services.points.settlements import get_in


@dataclass(frozen=True, slots=True)
class ObjectionDraft:
    """An objection as it is taken down.

    Attributes:
        raised_by: Who raises it; need not be a member.
        member_id: Whose points it is about, None for the sheet as a whole.

    """

    raised_by: str
    raised_on: date | None
    content: str
    member_id: int | None = None


@dataclass(frozen=True, slots=True)
class AnswerDraft:
    """What was found out and answered."""

    result: ObjectionResult | None
    answer: str
    answered_by: str
    answered_on: date | None


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """One objection as lists show it; `about` is a member's name on that sheet, empty for the whole sheet."""

    id: int
    closing_id: int
    raised_by: str
    raised_on: date
    member_id: int | None
    about: str
    content: str
    result: ObjectionResult | None
    answer: str
    answered_by: str
    answered_on: date | None

    @property
    def state_text(self) -> str:
        """Its state in one word."""
        return "待答复" if self.result is None else self.result.label


def list_objections(ctx: Context, closing_id: int) -> list[ObjectionRow]:
    """Return the objections to a version, open ones first, then by day."""
    with ctx.read() as session:
        names = _names_in(session, closing_id)
        query = select(Objection).where(Objection.closing_id == closing_id).order_by(Objection.raised_on)
        rows = [_row(found, names) for found in session.scalars(query)]
    return sorted(rows, key=lambda row: (row.result is not None, row.raised_on, row.id))


def members_of(ctx: Context, closing_id: int) -> list[tuple[int, str]]:
    """Return (id, name) of everybody on a version's sheet, in its order."""
    with ctx.read() as session:
        return list(_names_in(session, closing_id).items())


def raise_objection(ctx: Context, closing_id: int, draft: ObjectionDraft) -> Changes:
    """Take an objection down.

    Raises:
        BadInput: A field is empty, or the day lies before the publication or after today.
        NotFound: There is no such version.
        Refused: The version is not published, was reopened, or is final.

    """
    with ctx.write("登记异议") as work:
        closing = _published(work.session, closing_id)
        day = _day(draft.raised_on, "raised_on", "提出日期", work.today)
        if closing.published_on is not None and day < closing.published_on:
            start = closing.published_on.isoformat()
            raise BadInput(f"公示从 {start} 开始，异议的提出日期不能更早。", field="raised_on")
        if draft.member_id is not None and draft.member_id not in _names_in(work.session, closing_id):
            raise BadInput("所选党员不在这一版的名单里，请重新选择。", field="member_id")
        found = Objection(
            closing_id=closing_id,
            member_id=draft.member_id,
            raised_by=_text(draft.raised_by, "raised_by", "提出人", 100),
            raised_on=day,
            content=_text(draft.content, "content", "异议内容", 2000),
            created_at=work.now,
        )
        work.session.add(found)
        work.session.flush()
        work.new_ids.append(found.id)
    return work.changes


def answer(ctx: Context, objection_id: int, draft: AnswerDraft) -> Changes:
    """Answer an objection, or correct the answer while the version is not final.

    Raises:
        BadInput: A field is empty, or the day lies before the objection or after today.
        NotFound: There is no such objection.
        Refused: The version was reopened, or is final.

    """
    with ctx.write("答复异议") as work:
        found = work.session.get(Objection, objection_id)
        if found is None:
            raise NotFound("这条异议已不存在，请刷新后重试。")
        _published(work.session, found.closing_id)
        if draft.result is None:
            raise BadInput("请选择处理结果。", field="result")
        day = _day(draft.answered_on, "answered_on", "答复日期", work.today)
        if day < found.raised_on:
            raise BadInput("答复日期不能早于提出日期。", field="answered_on")
        found.result, found.answered_on = draft.result, day
        found.answer = _text(draft.answer, "answer", "答复内容", 2000)
        found.answered_by = _text(draft.answered_by, "answered_by", "答复人", 100)
    return work.changes


def _published(session: Session, closing_id: int) -> Closing:
    closing = get_in(session, closing_id)
    if closing.reopened_at is not None:
        raise Refused("这一版已经重新打开，异议请登记在新的一版上。")
    if closing.final_on is not None:
        raise Refused("这一版已经定稿。需要更正时，请填写原因重新打开。")
    if closing.published_on is None:
        raise Refused("这一版还没有公示，公示后才能登记异议。")
    return closing


def _names_in(session: Session, closing_id: int) -> dict[int, str]:
    query = select(ClosingLine.member_id, ClosingLine.data).where(ClosingLine.closing_id == closing_id)
    lines = sorted(session.execute(query).all(), key=lambda line: line.data["place"])
    return {line.member_id: line.data["name"] for line in lines}


def _row(found: Objection, names: dict[int, str]) -> ObjectionRow:
    return ObjectionRow(
        id=found.id,
        closing_id=found.closing_id,
        raised_by=found.raised_by,
        raised_on=found.raised_on,
        member_id=found.member_id,
        about=names.get(found.member_id or 0, ""),
        content=found.content,
        result=found.result,
        answer=found.answer or "",
        answered_by=found.answered_by or "",
        answered_on=found.answered_on,
    )


def _day(day: date | None, field: str, label: str, today: date) -> date:
    if day is None:
        raise BadInput(f"请填写{label}。", field=field)
    if day > today:
        raise BadInput(f"{label}还没有到，请填写今天或以前的日期。", field=field)
    return day


def _text(typed: str, field: str, label: str, limit: int) -> str:
    text = clean_text(typed, limit=limit, field=field)
    if not text:
        raise BadInput(f"请填写{label}。", field=field)
    return text

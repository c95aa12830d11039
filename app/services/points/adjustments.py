"""结算后调整: what a correction in a settled period means for the points, booked in the period that is open.

A settled period keeps its figures and its snapshot for good. A correction that reaches into it (attendance, a
return date, a make-up finished late, an entry reversed) is still true, so the ledger follows it at once: the
facts of those days are put right. What that would have changed is worked out and booked as an entry of its own:

* **How many points.** The member's settled period is scored again from the corrected ledger, by the rulebook,
  the class and the base that its snapshot keeps; caps, voids, vetoes and the total's bounds included. The
  difference to the kept total, less what adjustments of that period say already, is the new adjustment. So two
  corrections add up to their net, and one that is undone takes its adjustment back. A correction that changes
  the room under a cap of the whole cycle is followed into the later settled parts of that cycle.
* **Vetoes.** One that is decided after the settlement (一票否决) acts on the year and adjusts no part of it.
* **Which day.** Today; where today's period is settled itself, the first day after it.
* **How it counts.** Whole, after every cap of the period it is booked in and before a veto; it belongs to no
  category. A longer period that holds both days counts the corrected facts themselves, and the adjustment not:
  the year counts a correction once, under its own caps. The next year counts an adjustment of a former one only
  where that year was settled before the correction came.
* **Reopening.** Once the corrected period is open again its own new version holds the correction, and its
  adjustments are taken back; of those that lie in a settled period themselves the opposite is booked.

An adjustment is reviewed like other entries. It follows its source and cannot be changed by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.kinds import EntryState, SourceKind
from app.models.points import Closing, ClosingLine, Entry
from app.services import settings
from app.services.context import Context, Work
from app.services.errors import Refused
from app.services.periods import Opening, Period
from app.services.points.closed import BINDING_STATES
from app.services.points.counted_adjustments import adjustments_in, points_in
from app.services.points.facts import APPROVED, Scoring, facts_in, last_year_in, members_in
from app.services.points.reversals import LIVE, withdraw_in
from app.services.points.rules import Rulebook
from app.services.points.rules_items import Number
from app.services.points.rules_numbers import simplest
from app.services.points.scoring import Scorer
from app.services.points.scoring_base import bases, parts_of
from app.services.points.scoring_facts import Member
from app.services.points.values import HUNDREDTHS
from app.services.points.versions import parsed
from app.services.shown_names import shown_names_in

_UNDONE = "更正已撤回"


@dataclass(frozen=True, slots=True)
class Correction:
    """A change of a member's facts; `text` says it in words, `cause` and `cause_id` name the corrected record."""

    member_id: int
    day: date
    cause: SourceKind
    cause_id: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Booking:
    """How adjustments are booked: by an approval that has just been given, or as the branch has set it."""

    approved: bool = False
    meeting_id: int | None = None


def adjust_in(work: Work, corrections: Iterable[Correction], booking: Booking | None = None) -> None:
    """Book what these corrections mean for settled periods; the ledger has been corrected already.

    Raises:
        Refused: A member is not on the settled sheet, so that there is no figure to adjust.

    """
    work.session.flush()
    ledger = _Ledger(work, booking or Booking())
    found: dict[tuple[int, int], tuple[_Settled, Correction]] = {}
    for correction in sorted(corrections, key=lambda each: each.day):
        for settled in ledger.reached(correction.day):
            found.setdefault((settled.closing_id, correction.member_id), (settled, correction))
    for settled, correction in sorted(found.values(), key=lambda pair: pair[0].period.start):
        ledger.balance(settled, correction)
    work.session.flush()


def dissolve_in(work: Work, period: Period) -> None:
    """Take back every adjustment of a period that has been reopened: its next version holds the corrections."""
    work.session.flush()
    ledger = _Ledger(work, Booking(approved=True))
    query = select(Entry.member_id).where(
        Entry.adjusts == period.code, Entry.source == SourceKind.ADJUSTMENT, Entry.state.in_(LIVE)
    )
    for member_id in sorted(set(work.session.scalars(query))):
        text = f"{period.label}重新打开，更正转入该期"
        ledger.bring(period, Correction(member_id, period.start, SourceKind.ADJUSTMENT, None, text), 0)
    work.session.flush()


def carry_on_in(work: Work, period: Period) -> None:
    """Move adjustments that were never approved out of a period that is being settled."""
    day = _booking_day([found.period for found in _settled_in(work.session)], period.end)
    query = select(Entry).where(
        Entry.source == SourceKind.ADJUSTMENT,
        Entry.happened_on.between(period.start, period.end),
        Entry.state.in_([state for state in LIVE if state is not EntryState.APPROVED]),
    )
    for entry in work.session.scalars(query):
        entry.happened_on = day


def refuse_unbalanced_in(session: Session, touched: Iterable[tuple[int, date]]) -> None:
    """Refuse where settled periods of these members and days would no longer agree with their adjustments.

    Raises:
        Refused: With the period.

    """
    session.flush()
    settled = _settled_in(session)
    pairs = {(own, member) for member, day in touched if (own := _own_of(settled, day)) is not None}
    for found, member_id in pairs:
        kept = _line_in(session, found, member_id)
        if kept is None:
            continue
        live = _live_in(session, found.period, member_id)
        booked = sum((points_in(entry) for entry in live), Fraction())
        if _recounted(session, found, kept) - Fraction(kept.total) != booked:
            raise Refused(f"{found.period.label}已经结算，不能撤销之前的操作。请直接更正，差额会列为调整。")


def late_words(ctx: Context, day: date) -> str:
    """Say what becomes of an entry that is found late, dated inside a settled period; empty where none is."""
    with ctx.read() as session:
        settled = _settled_in(session)
    own = _own_of(settled, day)
    if own is None:
        return ""
    booked = _booking_day([found.period for found in settled], ctx.today)
    counted = Period.holding(booked, own.period.span, own.period.opening)
    return (
        f"{own.period.label}已经结算。补记的内容审定以后，已结算的表不变，"
        f"差额以调整分录计入{counted.label}（记账日 {booked.isoformat()}）；一票否决只计入年度。"
    )


def refuse_unlisted_in(session: Session, member_id: int, day: date) -> None:
    """Refuse an entry of a settled period on whose sheet the member does not stand.

    Raises:
        Refused: Field `member_id`.

    """
    own = _own_of(_settled_in(session), day)
    if own is not None and _line_in(session, own, member_id) is None:
        raise _unlisted(session, own, member_id)


@dataclass(frozen=True, slots=True)
class _Settled:
    closing_id: int
    period: Period


class _Ledger:
    """The adjustments of one transaction."""

    def __init__(self, work: Work, booking: Booking) -> None:
        self._work = work
        self._booking = booking
        self._settled = _settled_in(work.session)
        self._day = _booking_day([found.period for found in self._settled], work.today)

    def reached(self, day: date) -> Iterator[_Settled]:
        """Yield the settled period of a day, the shortest one, and the later ones of its cycle."""
        own = _own_of(self._settled, day)
        if own is None:
            return
        yield own
        later = [
            found
            for found in self._settled
            if found.period.span is own.period.span and found.period.start > own.period.start
        ]
        if later:
            cycle = own.period.around(_rulebook_in(self._work.session, own).calendar.cycle)
            yield from (found for found in later if cycle.contains(found.period.start))

    def balance(self, settled: _Settled, correction: Correction) -> None:
        """Bring a member's adjustments of a settled period to what they should be together."""
        kept = _line_in(self._work.session, settled, correction.member_id)
        if kept is None:
            if not settled.period.contains(correction.day):
                return
            raise _unlisted(self._work.session, settled, correction.member_id)
        needed = _recounted(self._work.session, settled, kept) - Fraction(kept.total)
        self.bring(settled.period, correction, needed)

    def bring(self, period: Period, correction: Correction, needed: Number) -> None:
        """Take back what no longer holds and book the rest."""
        live = _live_in(self._work.session, period, correction.member_id)
        missing = Fraction(needed) - sum((points_in(entry) for entry in live), Fraction())
        if not missing:
            return
        for entry in self._own(live, correction, everything=not needed):
            points = points_in(entry)
            if not needed or entry.state is not EntryState.APPROVED or points == -missing:
                withdraw_in(self._work, entry, _UNDONE)
                missing += points
            if not missing:
                return
        self._book(period, correction, missing)

    def _own(self, live: Sequence[Entry], correction: Correction, *, everything: bool) -> list[Entry]:
        """Return what may be taken back, the newest first: of an open day, and of the same corrected record."""
        return [
            entry
            for entry in reversed(live)
            if not any(found.period.contains(entry.happened_on) for found in self._settled)
            and (everything or (entry.cause, entry.source_id) == (correction.cause, correction.cause_id))
        ]

    def _book(self, period: Period, correction: Correction, points: Fraction) -> None:
        work, scaled = self._work, points * HUNDREDTHS
        state = settings.load_in(work.session).auto_entry_state
        if self._booking.approved:
            state = EntryState.APPROVED
        checked, approved = state is not EntryState.DRAFT, state is EntryState.APPROVED
        work.session.add(
            Entry(
                member_id=correction.member_id,
                happened_on=self._day,
                value=int(scaled) if scaled.denominator == 1 else None,
                value_text=None if scaled.denominator == 1 else str(points),
                reason=correction.text,
                state=state,
                source=SourceKind.ADJUSTMENT,
                source_id=correction.cause_id,
                adjusts=period.code,
                cause=correction.cause,
                created_by=work.operator,
                created_at=work.now,
                checked_by=work.operator if checked else None,
                checked_on=work.today if checked else None,
                approved_by=work.operator if approved else None,
                approved_on=work.today if approved else None,
                meeting_id=self._booking.meeting_id,
            )
        )


def _settled_in(session: Session) -> list[_Settled]:
    query = (
        select(Closing.id, Closing.period, Closing.data)
        .where(Closing.state.in_(BINDING_STATES), Closing.reopened_at.is_(None))
        .order_by(Closing.period, Closing.version)
    )
    return [
        _Settled(row.id, Period.parse(row.period, Opening.parse((row.data or {}).get("opening", "01-01"))))
        for row in session.execute(query)
    ]


def _unlisted(session: Session, settled: _Settled, member_id: int) -> Refused:
    name = shown_names_in(session)[member_id]
    return Refused(
        f"{settled.period.label}已经结算，{name}不在这一期的积分表里，没有可以调整的积分。"
        "请先填写原因重新打开该期，再更正。",
        field="member_id",
    )


def _own_of(settled: Iterable[_Settled], day: date) -> _Settled | None:
    """Return the settled period that answers for a day: of a quarter and its year the quarter."""
    holding = (found for found in settled if found.period.contains(day))
    return min(holding, key=lambda found: found.period.span.months, default=None)


def _booking_day(settled: Iterable[Period], today: date) -> date:
    day = today
    for period in sorted(settled, key=lambda found: found.end):
        if period.contains(day):
            day = period.end + timedelta(days=1)
    return day


def _line_in(session: Session, settled: _Settled, member_id: int) -> ClosingLine | None:
    return session.scalar(
        select(ClosingLine).where(
            ClosingLine.closing_id == settled.closing_id, ClosingLine.member_id == member_id
        )
    )


def _live_in(session: Session, period: Period, member_id: int) -> list[Entry]:
    query = select(Entry).where(
        Entry.source == SourceKind.ADJUSTMENT,
        Entry.adjusts == period.code,
        Entry.member_id == member_id,
        Entry.state.in_(LIVE),
    )
    return list(session.scalars(query.order_by(Entry.id)))


def _rulebook_in(session: Session, settled: _Settled) -> Rulebook:
    return parsed(
        session.scalars(select(Closing.rulebook_text).where(Closing.id == settled.closing_id)).one()
    )


def _recounted(session: Session, settled: _Settled, kept: ClosingLine) -> Fraction:
    """Return the total that a settled period would have now, by what its snapshot keeps of the member."""
    scoring = Scoring(settled.period, _rulebook_in(session, settled))
    facts = facts_in(session, scoring, APPROVED, [kept.member_id]).facts
    if not kept.data["veto"]:
        # a veto that was decided since is the year's: a settled part of it is not taken away afterwards
        facts = [fact for fact in facts if fact.veto is None]
    member = Member(kept.member_id, kept.data["klass"], kept.data["exempt"])
    adjustments = adjustments_in(session, settled.period, APPROVED, [kept.member_id])
    scorer = Scorer(scoring.rulebook, settled.period, last_day=settled.period.end)
    base = _base(session, scoring, kept.member_id, kept.data)
    card = scorer.card(member, facts, base, adjustments=adjustments.get(kept.member_id, ()))
    return Fraction(card.total)


def _base(session: Session, scoring: Scoring, member_id: int, kept: Mapping[str, str]) -> Number:
    """Return the base as it was kept; one that went into several parts is worked out again."""
    if len(parts_of(scoring.rulebook.calendar, scoring.period)) == 1:
        return simplest(Fraction(kept["base"]))
    members = [member.scored for member in members_in(session, scoring.period)]
    return bases(scoring.rulebook, members, last_year_in(session, scoring)).get(member_id, 0)

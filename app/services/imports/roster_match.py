"""Comparing a roster with the members there are (导入预览): what each row would do, before anything is written."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.services import id_numbers, partial_dates
from app.services.errors import BadInput
from app.services.id_numbers import IdFacts
from app.services.imports.roster import Roster
from app.services.imports.roster_rows import PERSON_FIELDS, Finding, Known, RosterRow


class Status(StrEnum):
    """What a row would do."""

    NEW = "new"
    UPDATE = "update"
    SAME = "same"
    CONFLICT = "conflict"


STATUS_WORDS = {
    Status.NEW: "新增",
    Status.UPDATE: "更新",
    Status.SAME: "相同",
    Status.CONFLICT: "冲突",
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field a row would change."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class RowPreview:
    """What one good row would do; `reason` says why it is a conflict."""

    row: RosterRow
    status: Status
    known_id: int | None = None
    changes: tuple[FieldChange, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do, row by row; nothing is written yet."""

    roster: Roster
    rows: tuple[RowPreview, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return every finding of the file, wrong and odd."""
        return self.roster.findings

    @property
    def wrong(self) -> tuple[Finding, ...]:
        """Return the findings that keep rows out."""
        return tuple(finding for finding in self.roster.findings if finding.wrong)

    @property
    def counts(self) -> dict[str, int]:
        """Return the number of rows by what they would do; "wrong" among them."""
        counted = Counter(str(row.status) for row in self.rows)
        return {status.value: counted[status.value] for status in Status} | {
            "wrong": len(self.roster.wrong_rows)
        }


def preview(roster: Roster, known: Sequence[Known]) -> Preview:
    """Say what each good row of a roster would do to the members there are.

    A row is matched by its identity number, else by name and date of birth; a match that contradicts
    itself (one number, two names) is a conflict and is never written.
    """
    book = _Book(known)
    met: dict[int, int] = {}
    rows = []
    for row in roster.rows:
        seen = book.judge(row)
        if seen.known_id is not None and seen.status is not Status.CONFLICT:
            first = met.setdefault(seen.known_id, row.number)
            if first != row.number:
                reason = f"与第{first}行对应同一名已有党员，请核对后只留一行。"
                seen = RowPreview(row, Status.CONFLICT, seen.known_id, (), reason)
        rows.append(seen)
    return Preview(roster, tuple(rows))


class _Book:
    """The members there are, by number and by name."""

    def __init__(self, known: Iterable[Known]) -> None:
        self.by_number: dict[str, Known] = {}
        self.by_name: defaultdict[str, list[Known]] = defaultdict(list)
        for member in known:
            if member.id_number:
                self.by_number[_standard(member.id_number)] = member
            self.by_name[member.name].append(member)

    def judge(self, row: RosterRow) -> RowPreview:
        """Match one row and compare it."""
        member = self.by_number.get(_standard(row.id_number)) if row.id_number else None
        if member is not None:
            return _compared(row, member, self._contradiction(row, member, by_number=True))
        alike = [other for other in self.by_name[row.name] if _alike(row, other)]
        if not alike:
            return RowPreview(row, Status.NEW)
        if len(alike) > 1:
            reason = f"同名的已有党员有{len(alike)}名，无法判断是哪一名，请补填身份证号。"
            return RowPreview(row, Status.CONFLICT, None, (), reason)
        return _compared(row, alike[0], self._contradiction(row, alike[0], by_number=False))

    def _contradiction(self, row: RosterRow, member: Known, *, by_number: bool) -> str | None:
        if member.left:
            return f"“{member.name}”已不在册（转出或其他原因），请先在党员档案中恢复，再导入。"
        if by_number and member.name != row.name:
            return f"身份证号与已有党员“{member.name}”相同，但姓名不同，请核对。"
        if not by_number and row.id_number and member.id_number:
            return f"与已有党员“{member.name}”姓名和出生日期相同，但身份证号不同，请核对。"
        if row.sex and member.sex and row.sex is not member.sex:
            return f"与已有党员“{member.name}”性别不同，请核对。"
        return None


def _compared(row: RosterRow, member: Known, contradiction: str | None) -> RowPreview:
    if contradiction is not None:
        return RowPreview(row, Status.CONFLICT, member.id, (), contradiction)
    changes = []
    for name in PERSON_FIELDS:
        new, old = getattr(row, name), getattr(member, name)
        if new is not None and new != old and not _says_less(name, new, old):
            changes.append(FieldChange(name, old, new))
    changes += [
        FieldChange(head, member.extra.get(head), new)
        for head, new in row.extra.items()
        if member.extra.get(head) != new
    ]
    changes += [FieldChange(title, None, "有") for title in papers_to_add(row, member.papers)]
    return RowPreview(row, Status.UPDATE if changes else Status.SAME, member.id, tuple(changes))


def papers_to_add(row: RosterRow, on_file: Iterable[str]) -> list[str]:
    """Return the papers of admission that a row says are there and nobody has entered yet."""
    return [title for title, there in row.papers.items() if there and title not in on_file]


def _says_less(name: str, new: Any, old: Any) -> bool:
    """Return whether a month repeats a day that is known already."""
    dates = ("birth", "joined", "regular", "work_start", "lost_since", "dues_paid_to")
    return name in dates and isinstance(old, str) and old.startswith(new)


def _alike(row: RosterRow, member: Known) -> bool:
    births = _birth(row.birth, row.id_number), _birth(member.birth, member.id_number)
    if births[0] is None or births[1] is None:
        return True  # one of the two is a bare name: the only bearer of the name is meant
    if (
        row.id_number
        and member.id_number
        and _standard(row.id_number)[6:14] != _standard(member.id_number)[6:14]
    ):
        return False
    return partial_dates.agree(births[0], births[1])


def _birth(birth: str | None, number: str | None) -> str | None:
    if birth is not None or number is None:
        return birth
    facts = _facts(number)
    return None if facts is None else facts.birth.isoformat()


def _standard(number: str) -> str:
    facts = _facts(number) if len(number) == 15 else None
    return number if facts is None else facts.standard


def _facts(number: str) -> IdFacts | None:
    # a stored number may have been accepted against its check digit
    try:
        return id_numbers.check(number)
    except BadInput:
        return None

"""Comparing a roster with the members there are (导入预览): what each row would do, before anything is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.services import id_numbers, partial_dates
from app.services.errors import BadInput
from app.services.id_numbers import IdFacts
from app.services.imports.roster_rows import PERSON_FIELDS, Known, RosterRow
from app.services.imports.table import Candidate, FieldChange, Preview, RowPreview, Status, Table
from app.services.member_fields import PARTIAL_DATES

Picks = Mapping[int, int | None]
"""Whom the rows (by number) mean that could mean several; None for somebody new."""


def preview(table: Table, known: Sequence[Known], picks: Picks | None = None) -> Preview:
    """Say what each good row of a roster would do to the members there are.

    A row is matched by its identity number, else by name and date of birth; a match that contradicts
    itself (one number, two names) is a conflict and is never written. Where several are meant, the
    secretary picks one.
    """
    book = _Book(known, picks or {})
    met: dict[int, int] = {}
    rows = []
    for row in table.rows:
        seen = book.judge(row)
        if seen.known_id is not None and seen.status is not Status.CONFLICT:
            first = met.setdefault(seen.known_id, row.number)
            if first != row.number:
                reason = f"与第{first}行对应同一名已有党员，请核对后只留一行。"
                seen = RowPreview(row, Status.CONFLICT, seen.known_id, (), reason)
        rows.append(seen)
    return Preview(table, tuple(rows))


class _Book:
    """The members there are, by number and by name."""

    def __init__(self, known: Iterable[Known], picks: Picks) -> None:
        self.picks = picks
        self.by_number: dict[str, Known] = {}
        self.by_name: defaultdict[str, list[Known]] = defaultdict(list)
        for member in known:
            if member.id_number:
                self.by_number[id_numbers.standard(member.id_number)] = member
            self.by_name[member.name].append(member)

    def judge(self, row: RosterRow) -> RowPreview:
        """Match one row and compare it."""
        member = self.by_number.get(id_numbers.standard(row.id_number)) if row.id_number else None
        if member is not None:
            return _compared(row, member, self._contradiction(row, member, by_number=True))
        alike = [other for other in self.by_name.get(row.name, ()) if _alike(row, other)]
        if len(alike) > 1:
            return self._among(row, alike)
        if not alike:
            return RowPreview(row, Status.NEW)
        return _compared(row, alike[0], self._contradiction(row, alike[0], by_number=False))

    def _among(self, row: RosterRow, alike: Sequence[Known]) -> RowPreview:
        candidates = (
            *(Candidate(other.id, _told_apart(other)) for other in alike),
            Candidate(None, "新增一名"),
        )
        if row.number in self.picks:
            picked = self.picks[row.number]
            meant = next((other for other in alike if other.id == picked), None)
            if picked is None:
                return RowPreview(row, Status.NEW, candidates=candidates)
            if meant is not None:
                reason = self._contradiction(row, meant, by_number=False)
                return replace(_compared(row, meant, reason), candidates=candidates)
        reason = f"同名的已有党员有{len(alike)}名，请在右侧选择是哪一名，或补填身份证号。"
        return RowPreview(row, Status.CONFLICT, None, (), reason, candidates)

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


def _told_apart(member: Known) -> str:
    facts = [
        member.sex.label if member.sex else "",
        partial_dates.show(member.birth) + "生" if member.birth else "",
    ]
    if member.id_number:
        facts.append(f"身份证号末四位 {member.id_number[-4:]}")
    facts += [member.group or "", "已不在册" if member.left else ""]
    return "，".join([member.name, *filter(None, facts)])


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
    return name in PARTIAL_DATES and isinstance(old, str) and old.startswith(new)


def _alike(row: RosterRow, member: Known) -> bool:
    births = _birth(row.birth, row.id_number), _birth(member.birth, member.id_number)
    if births[0] is None or births[1] is None:
        return True  # one of the two is a bare name: the only bearer of the name is meant
    if (
        row.id_number
        and member.id_number
        and id_numbers.standard(row.id_number)[6:14] != id_numbers.standard(member.id_number)[6:14]
    ):
        return False
    return partial_dates.agree(births[0], births[1])


def _birth(birth: str | None, number: str | None) -> str | None:
    if birth is not None or number is None:
        return birth
    facts = _facts(number)
    return None if facts is None else facts.birth.isoformat()


def _facts(number: str) -> IdFacts | None:
    # a stored number may have been accepted against its check digit
    try:
        return id_numbers.check(number)
    except BadInput:
        return None

"""What the cells of one row, and the rows of one file, say against each other (逻辑校验)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from app.models.kinds import MemberKind
from app.services import partial_dates, party_dates
from app.services.id_numbers import IdFacts
from app.services.imports import heads as heads_
from app.services.imports.heads import Heads
from app.services.imports.roster_rows import Finding, RosterRow

NO_PROBATION = (date(1969, 4, 1), date(1977, 8, 11))
"""Between these days there was no probation: joining and becoming a full member fell on one day."""

_ADULT = 18


def check(rows: Sequence[RosterRow], facts: Mapping[int, IdFacts], heads: Heads) -> Iterator[Finding]:
    """Give what is wrong or odd in each row by itself."""
    for row in rows:
        known = facts.get(row.number)
        if known is not None:
            yield from _against_number(row, known, heads)
        if row.joined is not None:
            yield from _joining(row, heads)


def doubles(rows: Sequence[RosterRow], facts: Mapping[int, IdFacts], heads: Heads) -> list[Finding]:
    """Return a finding for each row whose person stands in an earlier row already."""
    found: list[Finding] = []
    by_number: dict[str, RosterRow] = {}
    by_name: defaultdict[str, list[RosterRow]] = defaultdict(list)
    for row in rows:
        known = facts.get(row.number)
        if known is not None and known.standard in by_number:
            first = by_number[known.standard].number
            found.append(
                _finding(row, heads, "id_number", f"与第{first}行是同一个人（身份证号相同），请只留一行。")
            )
            continue
        double = next(filter(None, (_same_person(row, other, facts) for other in by_name[row.name])), None)
        if double is not None:
            found.append(_finding(row, heads, "name", double))
            continue
        by_name[row.name].append(row)
        if known is not None:
            by_number[known.standard] = row
    return found


def _same_person(row: RosterRow, other: RosterRow, facts: Mapping[int, IdFacts]) -> str | None:
    if row.number in facts and other.number in facts:
        return None  # two numbers are two people
    if row.birth is None or other.birth is None:
        return f"与第{other.number}行同名，又缺身份证号和出生日期，无法区分是不是同一个人，请补填。"
    if partial_dates.agree(row.birth, other.birth):
        return f"与第{other.number}行是同一个人（姓名和出生日期相同），请只留一行，或补填身份证号。"
    return None


def _against_number(row: RosterRow, known: IdFacts, heads: Heads) -> Iterator[Finding]:
    if row.sex is not None and row.sex is not known.sex:
        reason = f"性别“{row.sex.label}”与身份证号不符（按身份证号应为“{known.sex.label}”），请核对。"
        yield _finding(row, heads, "sex", reason)
    written = known.birth.isoformat()
    if row.birth is not None and not partial_dates.agree(row.birth, written):
        # the national form lets the file's date differ from the card's
        reason = f"出生日期与身份证号中的{partial_dates.show(written)}不一致，请核对；以填写的为准导入。"
        yield _finding(row, heads, "birth", reason, wrong=False)


def _joining(row: RosterRow, heads: Heads) -> Iterator[Finding]:
    joined, regular = row.joined or "", row.regular
    if row.birth is not None:
        if partial_dates.surely_before(joined, row.birth):
            yield _finding(row, heads, "joined", "入党日期早于出生日期，请核对。")
        elif _surely_younger(row.birth, joined, _ADULT):
            yield _finding(row, heads, "joined", f"入党时未满{_ADULT}岁，请核对。", wrong=False)
    if regular is None:
        return
    if partial_dates.surely_before(regular, joined):
        yield _finding(row, heads, "regular", "转正日期早于入党日期，请核对。")
    elif regular == joined and len(joined) > len("2009") and not _without_probation(joined):
        reason = "转正日期与入党日期相同；只有1969年4月1日至1977年8月11日入党的没有预备期，请核对。"
        yield _finding(row, heads, "regular", reason)
    elif regular != joined and _surely_shorter_than_a_year(joined, regular):
        yield _finding(row, heads, "regular", "入党到转正不满一年，请核对。", wrong=False)
    if row.kind is MemberKind.PROBATIONARY:
        yield _finding(row, heads, "regular", "预备党员却填了转正日期，请核对。", wrong=False)


def _without_probation(joined: str) -> bool:
    first, last = NO_PROBATION
    return partial_dates.last_day(joined) >= first and partial_dates.first_day(joined) <= last


def _surely_younger(birth: str, on: str, years: int) -> bool:
    if int(on[:4]) - int(birth[:4]) > years:
        return False
    return party_dates.age_on(partial_dates.first_day(birth), partial_dates.last_day(on)) < years


def _surely_shorter_than_a_year(joined: str, regular: str) -> bool:
    if int(regular[:4]) - int(joined[:4]) > 1 or _without_probation(joined):
        return False
    start, end = partial_dates.first_day(joined), partial_dates.last_day(regular)
    return party_dates.months_between(start, end) < party_dates.PROBATION_MONTHS


def _finding(row: RosterRow, heads: Heads, name: str, reason: str, *, wrong: bool = True) -> Finding:
    column = heads.of(name)
    return Finding(row.number, heads_.own_word(name) if column is None else column.head, name, reason, wrong)

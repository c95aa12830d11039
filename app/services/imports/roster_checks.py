"""What the cells of one row, and the rows of one file, say against each other (逻辑校验)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.services import partial_dates, party_dates
from app.services.id_numbers import IdFacts
from app.services.imports.heads import Heads
from app.services.imports.roster_drafts import draft_of, findings_of
from app.services.imports.roster_heads import ROSTER
from app.services.imports.roster_rows import RosterRow
from app.services.imports.table import Finding
from app.services.member_checks import MemberDraft, other_birth

NO_PROBATION = (date(1969, 4, 1), date(1977, 8, 11))
"""Between these days there was no probation: joining and becoming a full member fell on one day."""

_ADULT = 18


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in each row by itself, and the cleaned drafts by the rows' numbers."""

    findings: list[Finding]
    drafts: dict[int, MemberDraft]


def check(rows: Sequence[RosterRow], heads: Heads, today: date) -> Checked:
    """Find what is wrong or odd in each row by itself; of one cell only the graver finding."""
    findings: list[Finding] = []
    drafts: dict[int, MemberDraft] = {}
    for row in rows:
        if row.name is None:
            continue  # told already, and nothing else can be said of nobody
        draft, problems = draft_of(row, today)
        drafts[row.number] = draft
        wrong = findings_of(row, problems, heads) if problems else []
        findings += wrong
        told = {finding.column for finding in wrong}
        findings += (odd for odd in _oddities(row, heads) if odd.column not in told)
    return Checked(findings, drafts)


def doubles(rows: Sequence[RosterRow], facts: Mapping[int, IdFacts], heads: Heads) -> list[Finding]:
    """Return a finding for each row whose person stands in an earlier row already."""
    found: list[Finding] = []
    by_number: dict[str, RosterRow] = {}
    by_name: defaultdict[str, list[RosterRow]] = defaultdict(list)
    unnumbered: defaultdict[str, list[RosterRow]] = defaultdict(list)
    for row in rows:
        known = facts.get(row.number)
        if known is not None and known.standard in by_number:
            first = by_number[known.standard].number
            found.append(
                _finding(row, heads, "id_number", f"与第{first}行是同一个人（身份证号相同），请只留一行。")
            )
            continue
        # two numbers are two people
        others = by_name[row.name] if known is None else unnumbered[row.name]
        double = next(filter(None, (_same_person(row, other) for other in others)), None)
        if double is not None:
            found.append(_finding(row, heads, "name", double))
            continue
        by_name[row.name].append(row)
        if known is None:
            unnumbered[row.name].append(row)
        else:
            by_number[known.standard] = row
    return found


def _same_person(row: RosterRow, other: RosterRow) -> str | None:
    if row.birth is None or other.birth is None:
        return f"与第{other.number}行同名，又缺身份证号和出生日期，无法区分是不是同一个人，请补填。"
    if partial_dates.agree(row.birth, other.birth):
        return f"与第{other.number}行是同一个人（姓名和出生日期相同），请只留一行，或补填身份证号。"
    return None


def _oddities(row: RosterRow, heads: Heads) -> Iterator[Finding]:
    stated = other_birth(row.birth, row.id_number)
    if stated is not None:
        reason = (
            f"出生日期与身份证号不符（号码表示{partial_dates.show(stated)}），将按表中的日期导入，请核对。"
        )
        yield _finding(row, heads, "birth", reason, wrong=False)
    if row.joined is None:
        return
    if row.birth is not None and _surely_younger(row.birth, row.joined, _ADULT):
        yield _finding(row, heads, "joined", f"入党时未满{_ADULT}岁，请核对。", wrong=False)
    if row.regular is None or _without_probation(row.joined):
        return
    if row.regular == row.joined and len(row.joined) == len("2009-07"):
        reason = "转正与入党在同一个月；只有1969年4月1日至1977年8月11日入党的没有预备期，请核对。"
        yield _finding(row, heads, "regular", reason)
    elif _surely_shorter_than_a_year(row.joined, row.regular):
        yield _finding(row, heads, "regular", "入党到转正不满一年，请核对。", wrong=False)


def _without_probation(joined: str) -> bool:
    first, last = NO_PROBATION
    return partial_dates.last_day(joined) >= first and partial_dates.first_day(joined) <= last


def _surely_younger(birth: str, on: str, years: int) -> bool:
    if int(on[:4]) - int(birth[:4]) > years:
        return False
    return party_dates.age_on(partial_dates.first_day(birth), partial_dates.last_day(on)) < years


def _surely_shorter_than_a_year(joined: str, regular: str) -> bool:
    years = int(regular[:4]) - int(joined[:4])
    if years > 1 or (years == 1 and regular[4:] >= joined[4:]):
        return False
    start, end = partial_dates.first_day(joined), partial_dates.last_day(regular)
    return party_dates.months_between(start, end) < party_dates.PROBATION_MONTHS


def _finding(row: RosterRow, heads: Heads, name: str, reason: str, *, wrong: bool = True) -> Finding:
    column = heads.of(name)
    return Finding(row.number, ROSTER.words[name] if column is None else column.head, name, reason, wrong)

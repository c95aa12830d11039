"""方案修改: a working copy of a rulebook, edited in memory, checked all the while and saved as a version."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.points import Entry
from app.services.context import Changes, Context
from app.services.errors import BadInput
from app.services.periods import Period, Span
from app.services.points.findings import Finding, Severity
from app.services.points.key_words import place_words
from app.services.points.rulebook import read
from app.services.points.rulebooks import adopt_text_in, version_in
from app.services.points.rules import Grade, Rulebook
from app.services.points.rules_edit import Part, entries_of
from app.services.points.rules_items import ItemKind
from app.services.points.versions import parsed, timeline_in
from app.services.points.writing import dump

_NUMBERED = re.compile(r"第 (\d+) 个(.+)")
_FIRST_WEEKS = timedelta(days=90)
_YEAR = re.compile(r"20\d\d")

KIND_WORDS: dict[ItemKind, str] = {
    ItemKind.FIXED: "发生一次记固定的分，不用填数值。例：提交合理化建议，每项 +2 分。",
    ItemKind.PER_UNIT: "按次数计分：分值 × 次数。例：参加三会一课，每次 +1 分。",
    ItemKind.PER_QUANTITY: "按数量折算：每满多少数量得多少分，零头可舍去。例：志愿服务每 2 小时 +1 分。",
    ItemKind.MANUAL: "录入时直接填写分值，只能在最低分与最高分之间。",
    ItemKind.RANGE: "由有权的人酌情给分，须写事由，程序从不代填。例：急难险重表现 0 至 5 分。",
    ItemKind.ALLOTMENT: "每月或每季度评一次分，同一期以最后一次为准。例：每季度支委会评 0 至 10 分。",
    ItemKind.GRADE_MAP: "按评定的等次对应分值，以最后一次为准。例：民主评议优秀 30 分、合格 20 分。",
    ItemKind.LEVEL: "按级别对应分值，可逐项累加，也可就高不重复。例：市级表彰 5 分、局级 2.5 分。",
    ItemKind.BANDS: "按数字落在哪一段得分。例：测试 90 分及以上得 3 分，60 至 90 得 1 分。",
    ItemKind.COUNT_TABLE: "按本期累计次数查表，不是逐次相加。例：缺席 1 次扣 3 分，2 次扣 5 分，3 次起该类不得分。",
    ItemKind.TARGET: "本期合计达到（或不超过）某个数得分，达不到得 0 分。没有记录的人也计算。",
    ItemKind.SHORTFALL: "本期合计比应完成数每少一个扣分。没有记录的人按全部欠缺扣分。",
    ItemKind.TARGET_LINEAR: "以基准数为准，每多一个加分，每少一个扣分。没有记录的人也计算。",
    ItemKind.CASES: "从起始分开始，出现所列情形按最重的一种扣分，可以规定某种情形不得分。",
    ItemKind.TWO_WAY: "填正数加分，填负数扣分，两边的分值可以不同。",
    ItemKind.PERCENT: "把别处评出的分数按比例折算，以最后一次为准。例：考核得分 × 0.2。",
    ItemKind.VOID: "出现一次，所指的项目或类别本期不得分。",
    ItemKind.BONUS: "附在另一个项目的某条记录上，再加一些分。例：志愿服务中担任骨干，另加 1 分。",
    ItemKind.MULTIPLIER: "附在另一个项目的某条记录上，把它的分值乘以倍数。例：节假日服务按 2 倍计。",
}
"""What each kind means, with an example, in a secretary's words."""


@dataclass(frozen=True, slots=True)
class WorkingCopy:
    """A rulebook being edited.

    Attributes:
        rulebook: As it stands.
        used: Items that have entries, of whatever state: they keep their code and are never deleted.
        replaces: The day of the version it was taken from; None for a new one.

    """

    rulebook: Rulebook
    used: frozenset[str]
    replaces: date | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a finding points: a list and the code in it (None: the rulebook as a whole), and the key."""

    part: Part | None
    code: str = ""
    key: str = ""


def open_version(ctx: Context, version_id: int) -> WorkingCopy:
    """Return a version to be edited.

    Raises:
        NotFound: There is no such version.

    """
    with ctx.read() as session:
        version = version_in(session, version_id)
        rulebook = replace(parsed(version.text), effective_from=version.effective_from)
        return WorkingCopy(rulebook, _used_in(session), version.effective_from)


def copy_for_next_year(ctx: Context, version_id: int) -> WorkingCopy:
    """Return a copy of a version that begins with the next year of its calendar; retired items stay retired.

    In the first quarter of a year that has no version of its own yet, the copy is for that year.

    Raises:
        NotFound: There is no such version.

    """
    with ctx.read() as session:
        version = version_in(session, version_id)
        rulebook, used = parsed(version.text), _used_in(session)
        starts = timeline_in(session).starts
    opening = rulebook.calendar.opening
    former = Period.holding(version.effective_from, Span.YEAR, opening)
    year = Period.holding(max(former.start, ctx.today), Span.YEAR, opening)
    # in the first weeks of a year its own rulebook is what is still missing
    late = former.start < year.start and ctx.today < year.start + _FIRST_WEEKS and year.start not in starts
    start = year.start if late else year.end + timedelta(days=1)
    moved = int(Period.holding(start, Span.YEAR, opening).code) - int(former.code)
    return WorkingCopy(
        replace(
            rulebook,
            version=_next_years(rulebook.version, moved) or str(start.year),
            code=_next_years(rulebook.code, moved),
            basis="",
            effective_from=start,
        ),
        used,
    )


def new_rulebook(ctx: Context) -> WorkingCopy:
    """Return an empty rulebook of this year to begin with."""
    grades = (Grade("优秀", ge=90), Grade("合格", ge=60), Grade("不合格"))
    year = ctx.today.year
    rulebook = Rulebook(
        code=f"zhibu-{year}",
        title="党员积分管理办法",
        version=str(year),
        effective_from=date(year, 1, 1),
        grades=grades,
        publication_workdays=3,
    )
    with ctx.read() as session:
        return WorkingCopy(rulebook, _used_in(session))


def from_file(ctx: Context, rulebook: Rulebook) -> WorkingCopy:
    """Return a rulebook that was read from a file as a working copy."""
    with ctx.read() as session:
        return WorkingCopy(rulebook, _used_in(session))


def check(rulebook: Rulebook) -> tuple[Finding, ...]:
    """Check a rulebook as it would be saved; the errors come first."""
    findings = read(dump(rulebook))[1]
    return tuple(sorted(findings, key=lambda finding: finding.level is not Severity.ERROR))


def save(ctx: Context, copy: WorkingCopy, effective_from: date | None) -> Changes:
    """Save a working copy as the version that is in force from a day on.

    A version that begins on the same day is replaced; entries keep the version of their own day.

    Raises:
        BadRulebook: It has errors, each with its place.
        BadInput: No day is given; field `effective_from`.
        Refused: A period since then is settled, or entries by hand use items it has not.

    """
    if effective_from is None:
        raise BadInput("请填写施行日期。", field="effective_from")
    text = dump(replace(copy.rulebook, effective_from=effective_from))
    with ctx.write("保存积分方案") as work:
        work.new_ids.append(adopt_text_in(work, text, effective_from))
    return work.changes


def spot_of(rulebook: Rulebook, finding: Finding) -> Spot:
    """Return where a finding points, so that the form can go there."""
    head, *rest = finding.place.split(" · ")
    key = rest[-1] if rest else ""
    numbered = _NUMBERED.fullmatch(head)
    for part in Part:
        if head.startswith(f"{part.label} "):
            return Spot(part, head.removeprefix(f"{part.label} "), key)
        if numbered is not None and numbered[2] == part.label:
            listed = entries_of(rulebook, part)
            at = int(numbered[1]) - 1
            code = getattr(listed[at], "code", "") if at < len(listed) else ""
            return Spot(part, code, key)
    return Spot(None, "", key)


def line_of(rulebook: Rulebook, finding: Finding) -> str:
    """Return a finding as one line with the words of the forms instead of the file's keys."""
    spot = spot_of(rulebook, finding)
    item = rulebook.item_by_code.get(spot.code) if spot.part is Part.ITEM else None
    place = place_words(finding.place, None if item is None else item.kind)
    if spot.part is None:
        place = " · ".join(["方案总则", *place.split(" · ")[1:]])
    return f"{place}：{finding.plain}"


def _used_in(session: Session) -> frozenset[str]:
    query = select(Entry.item_code).where(Entry.item_code.is_not(None)).distinct()
    return frozenset(code for code in session.scalars(query) if code)


def _next_years(text: str, years: int) -> str:
    """Move the years that a text names: jiguan-2026 becomes jiguan-2027."""
    return _YEAR.sub(lambda match: str(int(match[0]) + years), text)

"""Charts of organisational life: attendance with what was made up since, and the coverage of make-ups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from fractions import Fraction

from app.models.kinds import ActivityKind, MemberClass
from app.services import makeup_rows
from app.services.life_lines import Count, Line
from app.services.makeup_rows import Coverage, MakeupRow
from app.services.periods import Period, Span, month_of, quarter_of
from app.services.reports.documents import QuarterBars
from app.services.reports.figures_data import Columns, Series
from app.services.reports.words import percent
from app.services.trends import answer
from app.services.trends.answer import Answer, Goal, NothingToDraw, Told
from app.services.trends.asking import Question, Split
from app.services.trends.parts import marked
from app.services.trends.reading import Reader

_HEADS = {
    Split.MONTH: "月份",
    Split.QUARTER: "季度",
    Split.GROUP: "党小组",
    Split.KLASS: "分类",
    Split.KIND: "活动类型",
    Split.MEMBER: "党员",
}


def attendance(reader: Reader, asked: Question) -> Answer:
    """Return the rate of attendance, with the absences made up since on top."""
    period = reader.period(asked.period)
    wanted = reader.wanted(asked.group_id, asked.klass)
    lines = [line for line in reader.lines(period.start, period.end) if line.member_id in wanted]
    if asked.split is Split.MEMBER:
        return _members(reader, period, lines)
    parts: dict[object, list[Line]] = defaultdict(list)
    for line in lines:
        place = _place(reader, asked.split, line.member_id, line.kind, period)
        parts[place(line.held_on) if callable(place) else place].append(line)
    keys = _ordered(reader, parts)
    if not keys:
        raise NothingToDraw(
            "这一期还没有考勤", "新建活动并登记考勤后，出勤情况会画在这里。", ("activities", ()), "去组织生活"
        )
    counts = [Count.of(parts[key]) for key in keys]
    shares = [
        (_share(count.present, count.expected), _share(count.made_up, count.expected)) for count in counts
    ]
    open_ = frozenset((at, 0) for at, key in enumerate(keys) if not reader.is_closed(_period(key, period)))
    data = Columns(
        title=f"{period.label}出勤情况",
        source=f"组织生活考勤，截至 {reader.today.isoformat()}；补学为缺席后已补的人次",
        labels=tuple(_label(key, period) for key in keys),
        series=(
            Series("实到", tuple(own for own, _ in shares)),
            Series("补学", tuple(made for _, made in shares)),
        ),
        unit="%",
        unsettled=open_,
        limit=100,
        totals=tuple(percent(count.present, count.expected) for count in counts),
    )
    table, told = [], {}
    for at, (key, count) in enumerate(zip(keys, counts, strict=True)):
        goal = _activities(key, period)
        after = percent(count.present + count.made_up, count.expected)
        own = percent(count.present, count.expected)
        cells = (str(count.expected), str(count.present), str(count.made_up), own, after)
        table.append(answer.Line((data.labels[at], *cells), goal))
        tip = f"{data.labels[at]}：应到 {count.expected} 人次，实到 {count.present}（{own}），补学 {count.made_up}，补后 {after}"
        told[at, 0] = Told(marked(tip, open_=(at, 0) in open_), goal)
    heads = (_HEADS[asked.split], "应到", "实到", "补学", "出勤率", "补后")
    return Answer(data, heads, tuple(table), told, _attended(lines), period.label)


def _members(reader: Reader, period: Period, lines: list[Line]) -> Answer:
    """Return the rate of every member as a bar, so that all names can be read."""
    mine: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        mine[line.member_id].append(line)
    rows = [(row, Count.of(mine[row.id])) for row in reader.people().values() if mine[row.id]]
    if not rows:
        raise NothingToDraw(
            "这一期还没有考勤", "新建活动并登记考勤后，出勤情况会画在这里。", ("activities", ()), "去组织生活"
        )
    whole = Count.of(lines)
    data = QuarterBars(
        title=f"{period.label}党员出勤率（%）",
        source=f"组织生活考勤，截至 {reader.today.isoformat()}",
        names=tuple(row.shown_name for row, _ in rows),
        totals=tuple(_share(count.present, count.expected) for _, count in rows),
        average=_share(whole.present, whole.expected),
        closed=reader.is_closed(period),
    )
    table, told = [], {}
    for at, (row, count) in enumerate(rows):
        goal: Goal = ("members", (("member_id", row.id),))
        own, after = (
            percent(count.present, count.expected),
            percent(count.present + count.made_up, count.expected),
        )
        cells = (str(count.expected), str(count.present), str(count.made_up), own, after)
        table.append(answer.Line((row.shown_name, *cells), goal))
        told[at, 0] = Told(
            f"{row.shown_name}：应到 {count.expected} 次，实到 {count.present}（{own}），补学 {count.made_up}，补后 {after}",
            goal,
        )
    heads = ("党员", "应到", "实到", "补学", "出勤率", "补后")
    return Answer(data, heads, tuple(table), told, _attended(lines), period.label)


def makeup(reader: Reader, asked: Question) -> Answer:
    """Return the make-ups that are done, open and overdue; a click opens the ledger of tasks."""
    period = reader.period(asked.period)
    wanted = reader.wanted(asked.group_id, asked.klass)
    tasks = [row for row in reader.tasks(period) if row.member_id in wanted]
    parts: dict[object, list[MakeupRow]] = defaultdict(list)
    for row in tasks:
        place = _place(reader, asked.split, row.member_id, row.first.kind, period)
        parts[place(row.first.held_on) if callable(place) else place].append(row)
    found = [(key, makeup_rows.coverage_of(parts[key])) for key in _ordered(reader, parts)]
    found = [(key, coverage) for key, coverage in found if coverage.due]
    if not found:
        raise NothingToDraw(
            "这一期没有需要补学的缺席", "有人缺席活动后，补学任务会自动出现。", ("makeup", ()), "去补学补领"
        )
    keys, counts = [key for key, _ in found], [coverage for _, coverage in found]
    open_ = frozenset((at, 0) for at, key in enumerate(keys) if not reader.is_closed(_period(key, period)))
    data = Columns(
        title=f"{period.label}补学覆盖",
        source=f"补学台账，截至 {reader.today.isoformat()}；按缺席活动的日期归期",
        labels=tuple(_label(key, period) for key in keys),
        series=(
            Series("已补", tuple(Fraction(each.done) for each in counts)),
            Series("未补", tuple(Fraction(each.due - each.done - each.overdue) for each in counts)),
            Series("逾期", tuple(Fraction(each.overdue) for each in counts)),
        ),
        unit="人次",
        decimals=0,
        unsettled=open_,
        totals=tuple(f"{each.done}/{each.due}" for each in counts),
    )
    table, told = [], {}
    for at, (key, each) in enumerate(zip(keys, counts, strict=True)):
        goal = _tasks(key, period, reader)
        cells = (str(each.due), str(each.done), str(each.overdue), percent(each.done, each.due))
        table.append(answer.Line((data.labels[at], *cells), goal))
        tip = f"{data.labels[at]}：应补 {each.due}，已补 {each.done}（{cells[3]}），逾期 {each.overdue}"
        told[at, 0] = Told(marked(tip, open_=(at, 0) in open_), goal)
    whole: Coverage = makeup_rows.coverage_of(tasks)
    summary = (
        f"应补 {whole.due}　已补 {whole.done}　逾期 {whole.overdue}　覆盖 {percent(whole.done, whole.due)}"
    )
    heads = (_HEADS[asked.split], "应补", "已补", "逾期", "覆盖率")
    return Answer(data, heads, tuple(table), told, summary, period.label)


def _place(
    reader: Reader, split: Split, member_id: int, kind: ActivityKind, period: Period
) -> object | Callable[..., object]:
    """Return what a line belongs to; a function of the day where that decides."""
    if split is Split.KIND:
        return kind
    if split is Split.GROUP:
        return reader.people()[member_id].group_name or ""
    if split is Split.KLASS:
        return reader.people()[member_id].klass
    if split is Split.QUARTER:
        return lambda day: quarter_of(day, period.opening)
    return lambda day: month_of(day, period.opening)


def _ordered(reader: Reader, parts: Mapping[object, object]) -> list[object]:
    known: list[object] = [*ActivityKind, *MemberClass, *(group.name for group in reader.groups()), ""]
    periods = sorted((key for key in parts if isinstance(key, Period)), key=lambda each: each.start)
    return [key for key in [*known, *periods] if key in parts]


def _period(key: object, period: Period) -> Period:
    return key if isinstance(key, Period) else period


def _label(key: object, period: Period) -> str:
    if isinstance(key, Period):
        return key.short_label if period.span is Span.YEAR or key.span is Span.MONTH else key.label
    return key.label if isinstance(key, ActivityKind | MemberClass) else str(key) or "未分组"


def _activities(key: object, period: Period) -> Goal:
    chosen = _period(key, period)
    quarter = chosen if chosen.span is Span.QUARTER else None
    if chosen.span is Span.MONTH:
        quarter = chosen.around(Span.QUARTER)
    focus: tuple[tuple[str, object], ...] = (("year", chosen.year),)
    if quarter is not None:
        focus += (("quarter", quarter.number),)
    if isinstance(key, ActivityKind):
        focus += (("kind", key.value),)
    return "activities", focus


def _tasks(key: object, period: Period, reader: Reader) -> Goal:
    chosen = _period(key, period)
    if chosen.span is Span.MONTH:
        chosen = chosen.around(Span.QUARTER)
    focus: tuple[tuple[str, object], ...] = (("period", chosen.code),)
    if isinstance(key, ActivityKind):
        focus += (("activity_kind", key.value),)
    group = next((group.id for group in reader.groups() if group.name == key), None)
    if group is not None:
        focus += (("group_id", group),)
    return "makeup", focus


def _attended(lines: list[Line]) -> str:
    whole = Count.of(lines)
    after = percent(whole.present + whole.made_up, whole.expected)
    return f"应到 {whole.expected} 人次　出勤率 {percent(whole.present, whole.expected)}　补后 {after}"


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part * 100, whole) if whole else None

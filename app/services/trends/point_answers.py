"""Charts of points: members, quarters, one member's line, their spread, months, groups, years and grades."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

from app.models.kinds import MemberClass
from app.services.points import trends
from app.services.points.facts import NoRulebook
from app.services.points.totals import MemberTotal, PeriodTotals
from app.services.reports.documents import CategoryBars
from app.services.reports.figures_data import Columns, Series
from app.services.reports.words import percent, points_text, signed_points
from app.services.trends.answer import Answer, Goal, Line, NothingToDraw, Told
from app.services.trends.asking import Question, Split
from app.services.trends.parts import (
    OPEN,
    SETTLED,
    TO_MEMBERS,
    marked,
    member_goal,
    nobody,
    taking,
    whose,
    written,
)
from app.services.trends.reading import Reader

_NAMES = 12


def members(reader: Reader, asked: Question) -> Answer:
    """Return one bar a member of a quarter or year."""
    totals = reader.totals(asked.period)
    rows = _rows(reader, totals, asked)
    data = trends.bars_of(totals, rows, trends.source_of(reader.ctx, totals))
    goals = [member_goal(totals.period, row.id) for row in rows]
    told = {
        (at, 0): Told(_member_tip(totals, row, data.categories, at), goals[at]) for at, row in enumerate(rows)
    }
    heads = ("姓名", "合计", *(part.label for part in data.categories))
    lines = [
        Line((row.name, *_own(totals, row, data.categories, at)), goals[at]) for at, row in enumerate(rows)
    ]
    return Answer(data, heads, tuple(lines), told, _summary(totals, rows), totals.period.label)


def quarters(reader: Reader, asked: Question) -> Answer:
    """Return the branch's average of each quarter of a year, by category."""
    year = reader.period(str(asked.year))
    found = [(quarter, reader.begun(quarter)) for quarter in year.quarters]
    known = [totals for _, totals in found if totals is not None]
    if not known:
        raise NoRulebook(year)
    groups = [(totals, [] if totals is None else taking(reader, totals, asked)) for _, totals in found]
    labels = [quarter.label.replace("第", "") for quarter, _ in found]
    goals: list[Goal | None] = [("points", (("period", quarter.code),)) for quarter, _ in found]
    title = f"{year.label}各季度平均积分{whose(reader, asked)}"
    return _averages(reader, title, labels, groups, goals, "季度", year.label)


def line(reader: Reader, asked: Question) -> Answer:
    """Return a member's quarters of a year against average and span of the branch."""
    if asked.member_id is None:
        raise NothingToDraw("请选择一名党员", "在上方输入姓名或拼音首字母。")
    year = reader.period(str(asked.year))
    found = [reader.begun(quarter) for quarter in year.quarters]
    data = trends.line_of(reader.ctx, year.quarters, found, asked.member_id)
    goals = [member_goal(quarter, asked.member_id) for quarter in year.quarters]
    told, lines = {}, []
    for at, quarter in enumerate(year.quarters):
        own, average = data.totals[at], data.averages[at]
        cells = (
            written(own, data.decimals),
            written(average, data.decimals),
            _difference(own, average, data.decimals),
        )
        state = "" if found[at] is None else SETTLED if data.closed[at] else OPEN
        lines.append(Line((quarter.short_label, *cells, state), goals[at] if own is not None else None))
        if own is not None:
            tip = f"{quarter.label}：本人 {cells[0]} 分，平均 {cells[1]} 分，相差 {cells[2]} 分"
            told[(at, 0)] = Told(marked(tip, open_=not data.closed[at]), goals[at])
    heads = ("季度", "本人", "支部平均", "相差", "状态")
    return Answer(data, heads, tuple(lines), told, data.name, year.label)


def spread(reader: Reader, asked: Question) -> Answer:
    """Return how many members have how many points."""
    totals = reader.totals(asked.period)
    rows = [row for row in _rows(reader, totals, asked) if not row.exempt]
    if not rows:
        raise NothingToDraw("没有参加积分的党员", "换一个党小组、分类或季度。", TO_MEMBERS, "去党员档案")
    steps = trends.steps_of([row.total for row in rows])
    goal: Goal = ("points", (("period", totals.period.code),))
    labels = [str(low) if below - low == 1 else f"{low}–{below - 1}" for low, below, _ in steps]
    lines, told = [], {}
    for at, (low, below, count) in enumerate(steps):
        names = [row.name for row in rows if low <= row.total < below]
        share = percent(count, len(rows))
        lines.append(Line((labels[at], str(count), share, _some(names)), goal))
        tip = f"{low} 分以上、不到 {below} 分：{count} 人，占 {share}"
        told[(at, 0)] = Told(f"{tip}\n{_some(names)}" if names else tip, goal)
    data = Columns(
        title=f"{totals.period.label}积分分布{whose(reader, asked)}",
        source=trends.source_of(reader.ctx, totals),
        labels=tuple(labels),
        series=(Series("人数", tuple(Fraction(count) for _, _, count in steps)),),
        unit="人",
        decimals=0,
        unsettled=frozenset((at, 0) for at in range(len(steps))) if totals.open else frozenset(),
    )
    heads = ("积分", "人数", "占比", "党员")
    return Answer(data, heads, tuple(lines), told, _summary(totals, rows), totals.period.label)


def groups(reader: Reader, asked: Question) -> Answer:
    """Return the average of each group or class in a quarter or year, by category."""
    totals = reader.totals(asked.period)
    parts: dict[str, list[MemberTotal]] = defaultdict(list)
    by_group = asked.split is not Split.KLASS
    for row in totals.rows:
        if not row.exempt:
            parts[(row.member.group_name or "未分组") if by_group else row.member.klass.label].append(row)
    if not parts:
        raise nobody()
    order = [*(group.name for group in reader.groups()), *(klass.label for klass in MemberClass)]
    parts = dict(
        sorted(parts.items(), key=lambda part: order.index(part[0]) if part[0] in order else len(order))
    )
    ids = {group.name: group.id for group in reader.groups()}
    klasses = {row.member.klass.label: row.member.klass.value for row in totals.rows}
    goals: list[Goal | None] = []
    for name in parts:
        chosen = ("group", ids.get(name)) if by_group else ("klass", klasses[name])
        goals.append(("trends", (("chart", "members"), ("period", totals.period.code), chosen)))
    what = "各党小组" if by_group else "各类党员"
    return _averages(
        reader,
        f"{totals.period.label}{what}平均积分",
        list(parts),
        [(totals, rows) for rows in parts.values()],
        goals,
        "党小组" if by_group else "分类",
        totals.period.label,
    )


def _averages(
    reader: Reader,
    title: str,
    labels: Sequence[str],
    groups: Sequence[tuple[PeriodTotals | None, Sequence[MemberTotal]]],
    goals: Sequence[Goal | None],
    head: str,
    period: str,
) -> Answer:
    """Return columns of averages, stacked by category where the parts add up to the total everywhere."""
    known = [totals for totals, rows in groups if totals is not None and rows]
    if not known:
        raise nobody()
    decimals = known[-1].decimals
    parts = [() if totals is None else trends.parts_of(totals, rows) for totals, rows in groups]
    stacked = all(part or not rows for part, (_, rows) in zip(parts, groups, strict=True))
    names = list(dict.fromkeys(each.label for part in parts for each in part)) if stacked else []
    averages = [trends.average([row.total for row in rows]) for _, rows in groups]
    by_name = [
        {each.label: sum(each.values, Fraction()) / len(each.values) for each in part} for part in parts
    ]
    series = [
        Series(name, tuple(part.get(name) if part else None for part in by_name)) for name in names
    ] or [Series("平均积分", tuple(averages))]
    lines, told, open_ = [], {}, set()
    for at, (totals, rows) in enumerate(groups):
        state = "" if totals is None else OPEN if totals.open else SETTLED
        cells = [written(each.values[at], decimals) for each in series] if names else []
        shown = written(averages[at], decimals)
        goal = goals[at] if averages[at] is not None else None
        lines.append(Line((labels[at], shown, *cells, str(len(rows)) if rows else "", state), goal))
        if totals is None or averages[at] is None:
            continue
        detail = "，".join(f"{name} {cell}" for name, cell in zip(names, cells, strict=False))
        tip = f"{labels[at]}：平均 {shown} 分，{len(rows)} 人" + (f"\n{detail}" if detail else "")
        told[at, 0] = Told(marked(tip, open_=totals.open), goal)
        if totals.open:
            open_.add((at, 0))
    data = Columns(
        title=title,
        source=trends.source_of(reader.ctx, known[-1]),
        labels=tuple(labels),
        series=tuple(series),
        decimals=decimals,
        unsettled=frozenset(open_),
        totals=tuple(written(average, decimals) for average in averages),
    )
    heads = (head, "平均", *names, "人数", "状态")
    return Answer(data, heads, tuple(lines), told, "", period)


def _rows(reader: Reader, totals: PeriodTotals, asked: Question) -> list[MemberTotal]:
    rows = reader.picked(totals, asked.group_id, asked.klass)
    if not rows:
        raise nobody()
    return rows


def _own(totals: PeriodTotals, row: MemberTotal, parts: Sequence[CategoryBars], at: int) -> tuple[str, ...]:
    if row.exempt:
        return ("不参加", *("" for _ in parts))
    return (row.total_text, *(points_text(part.values[at], totals.decimals) for part in parts))


def _member_tip(totals: PeriodTotals, row: MemberTotal, parts: Sequence[CategoryBars], at: int) -> str:
    if row.exempt:
        return f"{row.name}：不参加"
    shown = f"{row.name}：{row.total_text} 分"
    found = [
        f"{part.label} {points_text(part.values[at], totals.decimals)}" for part in parts if part.values[at]
    ]
    return f"{shown}（{'，'.join(found)}）" if found else shown


def _summary(totals: PeriodTotals, rows: Sequence[MemberTotal]) -> str:
    figures = sorted(row.total for row in rows if not row.exempt)
    average = trends.average(figures)
    if average is None:
        return "没有参加积分的党员"
    middle = figures[len(figures) // 2]
    shown = [
        f"{word} {totals.text(figure)} 分"
        for word, figure in (("平均", average), ("最高", figures[-1]), ("中位", middle), ("最低", figures[0]))
    ]
    away = len(rows) - len(figures)
    return "　".join([f"参加 {len(figures)} 人", *([f"不参加 {away} 人"] if away else []), *shown])


def _some(names: Sequence[str]) -> str:
    more = f" 等 {len(names)} 人" if len(names) > _NAMES else ""
    return f"{'、'.join(names[:_NAMES])}{more}"


def _difference(own: Fraction | None, average: Fraction | None, decimals: int) -> str:
    return "" if own is None or average is None else signed_points(own - average, decimals)

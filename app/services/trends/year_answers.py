"""Charts of points over time: months, years, and each year's grades."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from app.services.periods import Period
from app.services.points import trends
from app.services.points.facts import NoRulebook
from app.services.reports.figures_data import Columns, Heat, Series
from app.services.reports.words import percent, points_text, signed_points
from app.services.trends.answer import Answer, Goal, Line, NothingToDraw, Told
from app.services.trends.asking import Question
from app.services.trends.parts import OPEN, SETTLED, marked, member_goal, nobody, taking, whose, written
from app.services.trends.reading import Reader


def heat(reader: Reader, asked: Question) -> Answer:
    """Return what each month's entries brought each member; the base is no entry."""
    year = reader.period(str(asked.year))
    months = [month for month in year.months if month.start <= reader.today]
    got: dict[tuple[int, int], Fraction] = defaultdict(Fraction)
    names: dict[int, str] = {}
    known: dict[int, Period] = {}
    decimals, source = 1, ""
    present: set[tuple[int, int]] = set()
    for quarter in year.quarters:
        totals, content = reader.begun(quarter), reader.content(quarter)
        if totals is None or content is None:
            continue
        decimals, source = totals.decimals, trends.source_of(reader.ctx, totals)
        rows = reader.picked(totals, asked.group_id, asked.klass)
        names |= {row.id: row.name for row in rows}
        places = [at for at, month in enumerate(months) if quarter.contains(month.start)]
        known |= dict.fromkeys(places, quarter)
        present |= {(row.id, at) for row in rows if not row.exempt for at in places}
        for frozen in content.lines:
            for entry in frozen.entries:
                at = next((each for each in places if months[each].contains(entry.day)), None)
                if at is not None:
                    got[frozen.member_id, at] += entry.counted
    if not known:
        raise NoRulebook(year)
    if not names:
        raise nobody()
    values = tuple(
        tuple(got[member_id, at] if (member_id, at) in present else None for at in range(len(months)))
        for member_id in names
    )
    open_ = frozenset(at for at, quarter in known.items() if not reader.is_closed(quarter))
    labels = tuple(month.short_label for month in months)
    data = Heat(
        title=f"{year.label}党员每月得分{whose(reader, asked)}",
        source=f"{source}；不含基础分{'，带 * 的月份未结算' if open_ else ''}",
        names=tuple(names.values()),
        labels=labels,
        values=values,
        decimals=decimals,
        unsettled=open_,
    )
    told, lines = {}, []
    for row, (member_id, name) in enumerate(names.items()):
        cells = [written(value, decimals) for value in values[row]]
        total = sum((value for value in values[row] if value is not None), Fraction())
        lines.append(Line((name, *cells, points_text(total, decimals)), member_goal(year, member_id)))
        for at, month in enumerate(months):
            value = values[row][at]
            words = "不参加" if value is None else f"{signed_points(value, decimals)} 分"
            goal = member_goal(known[at], member_id) if at in known and value is not None else None
            told[row, at] = Told(marked(f"{name}　{month.label}：{words}", open_=at in open_), goal)
    return Answer(data, ("姓名", *labels, "合计"), tuple(lines), told, f"{len(names)} 名党员", year.label)


def years(reader: Reader, asked: Question) -> Answer:
    """Return the averages of the quarters, each year in a colour of its own."""
    wanted = list(reversed(reader.years()[:4]))
    series, lines, told, open_ = [], [], {}, set()
    decimals, source = 1, ""
    for at, year in enumerate(wanted):
        values: list[Fraction | None] = []
        for place, quarter in enumerate(year.quarters):
            totals = reader.begun(quarter)
            rows = [] if totals is None else taking(reader, totals, asked)
            average = trends.average([row.total for row in rows])
            values.append(average)
            if totals is None or average is None:
                continue
            decimals, source = totals.decimals, trends.source_of(reader.ctx, totals)
            goal: Goal = ("points", (("period", quarter.code),))
            state = OPEN if totals.open else SETTLED
            shown = points_text(average, decimals)
            lines.append(Line((quarter.label, shown, str(len(rows)), state), goal))
            tip = marked(f"{quarter.label}：平均 {shown} 分，{len(rows)} 人", open_=totals.open)
            told[place, at] = Told(tip, goal)
            if totals.open:
                open_.add((place, at))
        series.append(Series(year.label.replace("年度", "年"), tuple(values)))
    if not lines:
        raise NoRulebook(wanted[-1])
    data = Columns(
        title=f"各年度各季度平均积分{whose(reader, asked)}",
        source=source,
        labels=tuple(quarter.short_label for quarter in wanted[-1].quarters),
        series=tuple(series),
        decimals=decimals,
        stacked=False,
        unsettled=frozenset(open_),
    )
    span = f"{wanted[0].year}—{wanted[-1].year}年" if len(wanted) > 1 else wanted[0].label
    return Answer(data, ("季度", "平均", "人数", "状态"), tuple(lines), told, f"{len(wanted)} 个年度", span)


def grades(reader: Reader, asked: Question) -> Answer:
    """Return each year's shares of the grades; a year that is not settled is marked."""
    wanted = list(reversed(reader.years()[:6]))
    found = [
        (year, totals) for year in wanted if (totals := reader.begun(year)) is not None and totals.graded
    ]
    if not found:
        raise NothingToDraw(
            "没有可以画的等次",
            "积分方案里没有设定等次，或还没有年度积分。",
            ("points", (("tab", "rulebook"),)),
            "去看方案",
        )
    names = list(dict.fromkeys(name for _, totals in found for name in totals.grade_names))
    shares: dict[str, list[Fraction | None]] = {name: [] for name in names}
    lines, told, counted = [], {}, []
    for at, (year, totals) in enumerate(found):
        rows = [row for row in taking(reader, totals, asked) if row.grade]
        counts = {name: sum(row.grade == name for row in rows) for name in names}
        for name in names:
            shares[name].append(Fraction(counts[name] * 100, len(rows)) if rows else None)
        goal: Goal = ("points", (("period", year.code), ("tab", "year")))
        state = OPEN if totals.open else SETTLED
        cells = [f"{counts[name]}（{percent(counts[name], len(rows))}）" for name in names]
        lines.append(Line((year.label, *cells, state), goal))
        parts = "，".join(f"{name} {cell}" for name, cell in zip(names, cells, strict=True))
        told[at, 0] = Told(marked(f"{year.label}：{parts}", open_=totals.open), goal)
        counted.append(f"{len(rows)} 人")
    data = Columns(
        title=f"年度等次构成{whose(reader, asked)}",
        source=trends.source_of(reader.ctx, found[-1][1]),
        labels=tuple(year.label for year, _ in found),
        series=tuple(Series(name, tuple(values)) for name, values in shares.items()),
        unit="%",
        unsettled=frozenset((at, 0) for at, (_, totals) in enumerate(found) if totals.open),
        limit=100,
        totals=tuple(counted),
    )
    heads = ("年度", *names, "状态")
    return Answer(data, heads, tuple(lines), told, f"{len(found)} 个年度", found[-1][0].label)

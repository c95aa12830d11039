"""积分情况 of a printed archive: the year, the quarters by category, the curve, the entries."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction

from app.services.reports.archive_documents import ArchiveDoc, PointsOfYear, PrintMeta, QuarterPoints
from app.services.reports.blocks import Block, facts, note, table
from app.services.reports.documents import MemberLine
from app.services.reports.words import DASH, NOTHING, day_text, points_text, signed_points

_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500)


def points_blocks(doc: ArchiveDoc, meta: PrintMeta) -> list[Block]:
    """Return the blocks of the section."""
    points = doc.points
    if points is None:
        return [note("本年度没有参加积分管理的记录。")]
    total = DASH if points.total is None else points_text(points.total, points.decimals)
    blocks = [
        facts(
            [("年度积分", total), ("年度等次", points.grade or "未评定")],
            [("公示情况", points.published or NOTHING)],
        ),
        _quarters(points, meta.year),
    ]
    if points.curve is not None and sum(value is not None for value in points.curve.totals) > 1:
        blocks.append(chart(points.curve))
    blocks += [_entries(quarter, points.decimals) for quarter in points.quarters if quarter.lines]
    blocks.append(note(f"积分办法：{points.rulebook}。标“未结算”的季度积分仍可能变动。"))
    return blocks


def _quarters(points: PointsOfYear, year: int) -> Block:
    labels = list(dict.fromkeys(label for quarter in points.quarters for label, _ in quarter.categories))
    heads = ["季度", *labels, "合计", "支部平均", "状态"]
    rows = []
    for quarter in points.quarters:
        values = dict(quarter.categories)
        cells = [_points(values.get(label), points.decimals) for label in labels]
        average = _points(quarter.branch_average, points.decimals)
        state = quarter.note or ("已结算" if quarter.closed else "未结算")
        rows.append(
            [
                quarter.period.removeprefix(f"{year}年"),
                *cells,
                _points(quarter.total, points.decimals),
                average,
                state,
            ]
        )
    return table(heads, [2.2, *[1.4] * len(labels), 1.3, 1.4, 1.4], rows, caption="季度积分")


def _points(value: Fraction | None, decimals: int) -> str:
    return DASH if value is None else points_text(value, decimals)


def _entries(quarter: QuarterPoints, decimals: int) -> Block:
    rows = [
        (
            day_text(line.happened_on),
            line.category,
            line.item,
            signed_points(line.points, decimals),
            "是" if line.counted else "否",
            line.note,
        )
        for line in quarter.lines
    ]
    heads = ("日期", "类别", "事项", "分值", "记入", "备注")
    state = "" if quarter.closed else "（未结算）"
    return table(
        heads, (2.4, 2.2, 4.4, 1.1, 0.9, 2.3), rows, align="cclccl", caption=f"{quarter.period}明细{state}"
    )


def chart(line: MemberLine) -> Block:
    """Return the curve with every height as a share of the axis, so that the template only draws."""
    values = [v for row in (line.totals, line.averages, line.lows, line.highs) for v in row if v is not None]
    low, step, count = _axis(min(values), max(values))
    span = Fraction(step * count)

    def share(row: Iterable[Fraction | None]) -> list[float | None]:
        return [None if value is None else float((value - low) / span) for value in row]

    return {
        "kind": "chart",
        "title": line.title,
        "name": line.name,
        "labels": list(line.quarters),
        "totals": share(line.totals),
        "texts": ["" if v is None else points_text(v, line.decimals) for v in line.totals],
        "averages": share(line.averages),
        "lows": share(line.lows),
        "highs": share(line.highs),
        "closed": list(line.closed) or [True] * len(line.quarters),
        "ticks": [[n / count, str(low + n * step)] for n in range(count + 1)],
    }


def _axis(least: Fraction, most: Fraction) -> tuple[int, int, int]:
    """Return the lowest tick, the step and the number of steps of an axis of whole numbers."""
    spread = max(most - least, Fraction(1))
    step = next((s for s in _STEPS if spread / s <= 5), math.ceil(spread / 5))
    low = math.floor(least / step) * step
    return low, step, max(1, math.ceil((most - low) / step))

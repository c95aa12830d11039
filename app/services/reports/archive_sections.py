"""What stands in each section of a printed archive, as blocks that the template sets.

A block is a dict with `kind`: facts (labels and values), table, note, chart, basics or signature.
No cell is left blank: 无 stands for an empty list or a fact that may not exist, — for an empty cell.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from app.models.kinds import ActivityKind, RecordKind
from app.services.reports.archive_basics import basics_block
from app.services.reports.archive_documents import ArchiveDoc, ArchiveSection, LifeEvent, PrintMeta
from app.services.reports.archive_points import points_blocks
from app.services.reports.archive_records import record_block
from app.services.reports.blocks import Block, facts, soft, table
from app.services.reports.documents import MakeupRow
from app.services.reports.words import DASH, day_text, plain_number

_NUMERALS = "一二三四五六七八九十"
_HEADINGS = {
    ArchiveSection.STUDY: "学习培训与测试",
    ArchiveSection.APPRAISAL: "民主评议与组织生活会",
    ArchiveSection.PLEDGE: "承诺践诺、志愿服务与任务",
}
"""On paper there is room for all that a section holds; where it is chosen the short word stands."""
_APPRAISING = {kind.label for kind in (ActivityKind.LIFE_MEETING, ActivityKind.APPRAISAL)}


def sections_of(doc: ArchiveDoc, meta: PrintMeta) -> list[dict[str, Any]]:
    """Return the chosen sections in their order, numbered 一、二、…, each with its blocks."""
    chosen = [section for section in ArchiveSection if section in meta.sections and section in _WRITERS]
    return [
        {
            "id": section.value,
            "title": f"{_numeral(number)}、{_title(section, meta)}",
            "blocks": _WRITERS[section](doc, meta),
        }
        for number, section in enumerate(chosen, start=1)
    ]


def _numeral(number: int) -> str:
    return _NUMERALS[number - 1] if number <= 10 else f"十{_NUMERALS[number - 11]}"


def _title(section: ArchiveSection, meta: PrintMeta) -> str:
    if section in _HEADINGS:
        return _HEADINGS[section]
    return f"{meta.year}{section.label}" if section.label.startswith("年度") else section.label


def _records(*kinds: RecordKind) -> Callable[[ArchiveDoc, PrintMeta], list[Block]]:
    def write(doc: ArchiveDoc, _meta: PrintMeta) -> list[Block]:
        captions = len(kinds) > 1
        return [record_block(kind, doc.records.get(kind, ()), caption=captions) for kind in kinds]

    return write


def _basics(doc: ArchiveDoc, meta: PrintMeta) -> list[Block]:
    return [basics_block(doc, meta)]


def _own(doc: ArchiveDoc, _meta: PrintMeta) -> list[Block]:
    return [table(("名称", "内容"), (1, 3), [(label, value) for label, value in doc.own], align="cl")]


def _history(doc: ArchiveDoc, _meta: PrintMeta) -> list[Block]:
    steps = [(row.step, day_text(row.happened_on), row.detail) for row in doc.milestones]
    return [
        table(("步骤", "日期", "说明"), (3, 2.4, 5), steps, align="ccl", caption="入党历程"),
        record_block(RecordKind.PAPER, doc.records.get(RecordKind.PAPER, ()), caption=True),
    ]


def _life(doc: ArchiveDoc, _meta: PrintMeta) -> list[Block]:
    counts = [(r.expected, r.present, r.on_leave, r.unexcused, r.made_up) for r in doc.life]
    total = [sum(column) for column in zip(*counts, strict=True)]
    rows = [_life_row(row.kind, count) for row, count in zip(doc.life, counts, strict=True)]
    foot = _life_row("合计", total) if total else None
    heads = ("类型", "应到", "实到", "请假", "缺勤", "已补", "到会率", "补后参加率")
    return [
        table(heads, (2.6, 1, 1, 1, 1, 1, 1.4, 1.8), rows, foot=foot, caption="到会情况（次）"),
        _events(doc.life_events, "参加情况"),
    ]


def _events(events: Sequence[LifeEvent], caption: str) -> Block:
    rows = [(day_text(e.held_on), e.kind, e.topic, e.state, e.note) for e in events]
    heads = ("日期", "类型", "主题", "考勤", "备注")
    return table(heads, (2.4, 1.8, 5.4, 1.3, 1.6), rows, align="cclcc", caption=caption)


def _life_row(kind: str, counts: Sequence[int]) -> tuple[str, ...]:
    expected, present, _, _, made_up = counts
    return (kind, *map(str, counts), _rate(present, expected), _rate(present + made_up, expected))


def _rate(part: int, whole: int) -> str:
    return f"{part * 100 / whole:.1f}%" if whole else DASH


def _study(doc: ArchiveDoc, meta: PrintMeta) -> list[Block]:
    total, target = sum(hours for _, hours in doc.study.rows), doc.study.target
    lacking = target - total
    verdict = "已完成" if lacking <= 0 else f"还差 {plain_number(lacking)} 学时"
    hours = [(label, plain_number(value)) for label, value in doc.study.rows]
    return [
        facts(
            [
                (f"{meta.year}年学时", plain_number(total)),
                ("年度要求", plain_number(target)),
                ("完成情况", verdict),
            ]
        ),
        table(("学时来源", "学时"), (3, 1), hours, caption="学时构成"),
        *(
            record_block(kind, doc.records.get(kind, ()), caption=True)
            for kind in (RecordKind.TRAINING, RecordKind.EXAM)
        ),
    ]


def _dues(doc: ArchiveDoc, _meta: PrintMeta) -> list[Block]:
    paid = facts([("党费交至", day_text(doc.paid_to))])
    return [paid, record_block(RecordKind.DUES, doc.records.get(RecordKind.DUES, ()), caption=True)]


def _appraisal(doc: ArchiveDoc, _meta: PrintMeta) -> list[Block]:
    met = [event for event in doc.life_events if event.kind in _APPRAISING]
    return [
        record_block(RecordKind.APPRAISAL, doc.records.get(RecordKind.APPRAISAL, ()), caption=True),
        _events(met, "参加组织生活会和民主评议情况"),
    ]


def _makeup(doc: ArchiveDoc, _meta: PrintMeta) -> list[Block]:
    heads = (
        "活动",
        "未参加\n类别",
        "返岗日期\n认领期限\n认领日期",
        "任务、形式\n完成期限",
        "完成日期\n完成材料",
        "核验人\n核验日期",
        "结论\n积分",
    )
    return [table(heads, (3.1, 1.4, 3.3, 2.9, 3.3, 3.3, 1.4), map(_makeup_row, doc.makeups), align="lccllcc")]


def _makeup_row(row: MakeupRow) -> tuple[str, ...]:
    dates = (row.returned_on, row.claim_due, row.claimed_on)
    return (
        _lines(day_text(row.held_on), row.activity_kind, row.topic),
        row.absence,
        "\n".join(day_text(day) or DASH for day in dates) if any(dates) else "",
        _lines(row.task, row.form, day_text(row.due)),
        _lines(day_text(row.done_on), row.material),
        _lines(row.verified_by, day_text(row.verified_on)),
        _lines(row.outcome + ("（逾期）" if row.overdue else ""), row.effect),
    )


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _signature(doc: ArchiveDoc, _meta: PrintMeta) -> list[Block]:
    opinions = doc.opinions
    parts = (
        ("本人总结", opinions.summary),
        ("党支部意见", opinions.branch),
        ("上级党委意见", opinions.superior),
    )
    return [{"kind": "signature", "parts": [_opinion(title, text) for title, text in parts]}]


def _opinion(title: str, text: str) -> Block:
    """Choose the size of an opinion, or print it before the form where it would run into the signature."""
    small = _line_count(text, 36) > 5
    if small and _line_count(text, 42) > 6:
        return {"title": title, "text": "（见前）", "small": False, "before": soft(text)}
    return {"title": title, "text": soft(text), "small": small, "before": ""}


def _line_count(text: str, signs: int) -> int:
    return sum(max(1, math.ceil((len(line) + 2) / signs)) for line in text.split("\n"))


_WRITERS: dict[ArchiveSection, Callable[[ArchiveDoc, PrintMeta], list[Block]]] = {
    ArchiveSection.BASICS: _basics,
    ArchiveSection.OWN: _own,
    ArchiveSection.HISTORY: _history,
    ArchiveSection.RESUME: _records(RecordKind.EDUCATION, RecordKind.POST),
    ArchiveSection.LIFE: _life,
    ArchiveSection.STUDY: _study,
    ArchiveSection.MAKEUP: _makeup,
    ArchiveSection.POINTS: points_blocks,
    ArchiveSection.DUES: _dues,
    ArchiveSection.APPRAISAL: _appraisal,
    ArchiveSection.PLEDGE: _records(RecordKind.PLEDGE, RecordKind.VOLUNTEER, RecordKind.ASSIGNMENT),
    ArchiveSection.HONOURS: _records(RecordKind.AWARD, RecordKind.PENALTY),
    ArchiveSection.RELATION: _records(RecordKind.RELATION),
    ArchiveSection.FAMILY: _records(RecordKind.FAMILY),
    ArchiveSection.TALKS: _records(RecordKind.TALK),
    ArchiveSection.SIGNATURE: _signature,
}

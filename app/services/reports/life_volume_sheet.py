"""组织生活合订本 on A4: cover, contents, the record and the attendance sheet of every activity, the decisions."""

from __future__ import annotations

from typing import Any

from app.services.reports.blocks import soft
from app.services.reports.life_documents import ActivityPaper, VolumePaper
from app.services.reports.life_sheets import Sheet, activity_data
from app.services.reports.words import DASH, day_text

TITLE = "组织生活合订本"


def volume_sheet(doc: VolumePaper, operator: str) -> Sheet:
    """Return the bound volume of a period."""
    activities = [activity_data(each, operator) for each in doc.activities]
    data: dict[str, Any] = {
        "branch": soft(doc.branch),
        "unit": soft(doc.unit),
        "period": doc.period,
        "prepared_by": soft(doc.prepared_by),
        "summary": _summary(doc),
        "activities": activities,
        "contents": [_line(each) for each in doc.activities],
        "decisions": [line for each in doc.activities for line in _decisions(each)],
    }
    return Sheet("volume.typ", f"{doc.branch}{doc.period}{TITLE}", data)


def _summary(doc: VolumePaper) -> list[list[str]]:
    marked = [each for each in doc.activities if each.marked]
    expected, present = sum(each.expected for each in marked), sum(len(each.present) for each in marked)
    decided = [item for each in doc.activities for item in each.decisions]
    return [
        ["组织生活", f"{len(doc.activities)} 次"],
        ["到会", f"应到 {expected} 人次，实到 {present} 人次"],
        ["补学", f"已补 {sum(each.made_up for each in marked)} 人次"],
        ["议定事项", f"{len(decided)} 项，已办结 {sum(bool(item.done) for item in decided)} 项"],
    ]


def _line(doc: ActivityPaper) -> dict[str, str]:
    there = f"{len(doc.present)}/{doc.expected}" if doc.marked else DASH
    return {
        "day": day_text(doc.held_on),
        "kind": doc.kind.label,
        "topic": soft(doc.topic),
        "there": there,
    }


def _decisions(doc: ActivityPaper) -> list[dict[str, str]]:
    return [
        {
            "day": day_text(doc.held_on),
            "text": soft(item.text),
            "owner": soft(item.owner) or DASH,
            "due": item.due or DASH,
            "done": item.done,
        }
        for item in doc.decisions
    ]

"""补学提醒单: the words of a slip."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.models.kinds import MakeupForm, MakeupState
from app.services.reports.blocks import soft
from app.services.reports.life_documents import MissedLine, ReminderSheet, ReminderSlip
from app.services.reports.words import DASH, day_text


def slips(doc: ReminderSheet) -> list[dict[str, Any]]:
    """Return the words of every slip, in the order given; the template sees how many share a sheet."""
    return [_slip(slip, doc) for slip in doc.slips]


def _slip(slip: ReminderSlip, doc: ReminderSheet) -> dict[str, Any]:
    return {
        "name": soft(slip.name),
        "group": soft(slip.group),
        "lead": _lead(slip.missed),
        "missed": [_missed(line) for line in slip.missed],
        "how": _how(slip.missed, doc),
        "offered": soft("；".join(slip.offered)),
        "warning": soft(slip.warning),
    }


def _lead(missed: Sequence[MissedLine]) -> str:
    late = sum(line.overdue for line in missed)
    said = f"，其中 {late} 次已经逾期，请尽快办理" if late else "，请在期限内办理"
    return f"您有 {len(missed)} 次未参加的组织生活还没有补学{said}。"


def _missed(line: MissedLine) -> dict[str, Any]:
    return {
        "day": day_text(line.held_on),
        "kind": line.kind,
        "topic": soft(line.topic),
        "absence": line.absence or DASH,
        "limit": _limit(line),
        "overdue": line.overdue,
    }


def _limit(line: MissedLine) -> str:
    if line.state is MakeupState.WAITING:
        return "返岗后起算"
    if line.state is MakeupState.REPORTED:
        return "已上报，待核验"
    step = "认领" if line.state is MakeupState.OPEN else "完成"
    if line.limit is None:
        return f"尽快{step}"
    mark = "（暂定）" if line.provisional and line.state is MakeupState.OPEN else ""
    if line.overdue:
        late = "" if line.days_left is None else f"\n逾期 {-line.days_left} 个工作日"
        return f"{day_text(line.limit)}前{step}{mark}{late}"
    return f"{day_text(line.limit)}前{step}{mark}"


def _how(missed: Sequence[MissedLine], doc: ReminderSheet) -> str:
    states = {line.state for line in missed}
    to = doc.recorder or "党支部"
    parts = []
    if MakeupState.WAITING in states:
        parts.append(f"返岗当日告知{to}")
    if states & {MakeupState.WAITING, MakeupState.OPEN}:
        forms = "、".join(form.label for form in MakeupForm)
        parts.append(f"返岗后 {doc.claim_days} 个工作日内（返岗当日不计）向{to}认领补学任务，形式可选{forms}")
    if MakeupState.SENT_BACK in states:
        parts.append("被退回的请按意见补充后重新上报")
    parts.append(f"完成后把笔记、心得等材料交{to}核验，登记为“已补”")
    return "；".join(parts) + "。"

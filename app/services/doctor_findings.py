"""What the doctor (数据体检) finds: how much it matters, about whom, and where it is put right."""

from __future__ import annotations

from dataclasses import dataclass

from app.models.kinds import Kind
from app.models.member import Member


class Severity(Kind):
    """How much a finding matters; they are listed in this order."""

    WRONG = "wrong", "有误"
    CHECK = "check", "请核对"
    SOON = "soon", "提醒"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit: about whom, in one sentence, and the page where it is put right."""

    severity: Severity
    about: str
    text: str
    page: str
    focus: dict[str, object]


def of_member(member: Member, severity: Severity, text: str, **focus: object) -> Finding:
    """Return a finding that is put right in a member's archive."""
    return Finding(severity, member.name, text, "members", {"member_id": member.id, **focus})

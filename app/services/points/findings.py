"""What a check of a rulebook or of facts found, with the place and the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.models.kinds import Kind
from app.services.errors import AppError


class Severity(Kind):
    """Whether a finding stops the rulebook or may be accepted."""

    ERROR = "error", "错误"
    WARNING = "warning", "提醒"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence in Chinese about one place."""

    level: Severity
    place: str
    text: str

    @property
    def line(self) -> str:
        """Place and reason on one line."""
        return f"{self.place}：{self.text}"


def error(place: str, text: str) -> Finding:
    """Return a finding that stops the rulebook."""
    return Finding(Severity.ERROR, place, text)


def warning(place: str, text: str) -> Finding:
    """Return a finding that may be accepted."""
    return Finding(Severity.WARNING, place, text)


class BadRulebook(AppError):
    """A rulebook with errors; `findings` holds all of them."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        first = findings[0].line
        more = f"（共 {len(findings)} 处，请逐一修改）" if len(findings) > 1 else ""
        super().__init__(f"积分方案有误，没有保存。{first}{more}")
        self.findings = tuple(findings)


class BadFacts(AppError):
    """Facts that cannot be scored; `findings` holds all of them."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        first = findings[0].line
        more = f"（共 {len(findings)} 处）" if len(findings) > 1 else ""
        super().__init__(f"积分记录有误，没有计分。{first}{more}")
        self.findings = tuple(findings)

"""What a check of a rulebook or of facts found, with the place and the reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.models.kinds import Kind
from app.services.errors import AppError
from app.services.points.key_words import place_words

_KEY = re.compile(r"`([a-z_]+)`")
_NEEDLESS_GAP = re.compile(r" (?=[，。；：、])| $")


class Severity(Kind):
    """Whether a finding stops the rulebook or may be accepted."""

    ERROR = "error", "错误"
    WARNING = "warning", "提醒"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence in Chinese about one place; `plain` says it without the keys of the file, for the window."""

    level: Severity
    place: str
    text: str
    plain: str

    @property
    def line(self) -> str:
        """Place and reason on one line."""
        return f"{self.place}：{self.text}"

    @property
    def plain_line(self) -> str:
        """The same in the words of the forms, without the keys of the file."""
        return f"{place_words(self.place)}：{self.plain}"


def error(place: str, text: str, plain: str = "") -> Finding:
    """Return a finding that stops the rulebook.

    Args:
        place: Where.
        text: Why; a key of the file stands in backticks, right behind its Chinese word.
        plain: The sentence for the window, where leaving the keys out is not enough.

    """
    return _finding(Severity.ERROR, place, text, plain)


def warning(place: str, text: str, plain: str = "") -> Finding:
    """Return a finding that may be accepted; the arguments are those of `error`."""
    return _finding(Severity.WARNING, place, text, plain)


def _finding(level: Severity, place: str, text: str, plain: str) -> Finding:
    keyed = _NEEDLESS_GAP.sub("", _KEY.sub(r" \1 ", text))
    return Finding(level, place, keyed, plain or _KEY.sub("", text))


class BadRulebook(AppError):
    """A rulebook with errors; `findings` holds all of them."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        first = findings[0].plain_line
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

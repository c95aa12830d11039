"""组织生活要求: how often each kind is to be held, and on which day; preset with its source, edited by the branch."""

from __future__ import annotations

import calendar
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.kinds import ActivityKind
from app.models.org import Setting
from app.services.context import Changes, Context, Work
from app.services.errors import BadInput
from app.services.files import clean_text
from app.services.locations import resource
from app.services.periods import Period, Span

_KEY = "life_requirements"
_MOST_TIMES = 31
_DAYS_BETWEEN = 10


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line: `times` in every `span`, on `day` of the (last) month where one is fixed.

    `since` is the day from which it holds; a period that ended before asks for nothing.
    """

    kind: ActivityKind
    span: Span
    times: int = 1
    day: int | None = None
    source: str = ""
    since: date | None = None

    @property
    def words(self) -> str:
        """The rule in half a line, e.g. 每月1次，5日."""
        day = "" if self.day is None else f"，{self.day}日"
        return f"每{self.span.label}{self.times}次{day}"

    def asks(self, period: Period) -> bool:
        """Whether it holds in this period."""
        return self.since is None or period.end >= self.since

    def days(self, period: Period) -> tuple[date, ...]:
        """Return the day by which each of the times in `period` is to be held."""
        if self.day is None and self.times == 1:
            return (period.end,)
        months = period.months
        if self.times <= len(months):
            chosen = [months[len(months) * number // self.times - 1] for number in range(1, self.times + 1)]
            return tuple(_day_of(month, self.day) for month in chosen)
        first = self.day or _DAYS_BETWEEN
        return tuple(
            _day_of(months[number % len(months)], first + _DAYS_BETWEEN * (number // len(months)))
            for number in range(self.times)
        )


def load(ctx: Context) -> tuple[Requirement, ...]:
    """Return the requirements of this file, the presets where none were saved."""
    with ctx.read() as session:
        return load_in(session)


def load_in(session: Session) -> tuple[Requirement, ...]:
    """Return the requirements inside an open session."""
    kept = session.scalar(select(Setting.value).where(Setting.key == _KEY))
    return presets() if kept is None else tuple(_read(raw) for raw in kept)


def presets() -> tuple[Requirement, ...]:
    """Return what the regulations and common practice ask for."""
    raw = tomllib.loads(resource("requirements.toml").read_text(encoding="utf-8"))
    return tuple(_read(item) for item in raw["requirement"])


def save(ctx: Context, wanted: Sequence[Requirement]) -> Changes:
    """Save the requirements of the branch; an empty list asks for nothing.

    Raises:
        BadInput: A number is out of its range, or a kind has two lines; `field` is "<line>.<name>".

    """
    lines = [_checked(number, line) for number, line in enumerate(wanted)]
    kinds = [line.kind for line in lines]
    for number, kind in enumerate(kinds):
        if kind in kinds[:number]:
            raise BadInput(f"“{kind.label}”已有一行要求，请合并为一行。", field=f"{number}.kind")
    with ctx.write("修改组织生活要求") as work:
        _keep_in(work, lines)
    return work.changes


def begin_in(work: Work) -> None:
    """Let the presets hold from this month on: a branch set up today has missed nothing before."""
    first = work.today.replace(day=1)
    _keep_in(work, [replace(line, since=first) for line in presets()])


def _keep_in(work: Work, lines: Sequence[Requirement]) -> None:
    row = work.session.scalar(select(Setting).where(Setting.key == _KEY))
    value = [_plain(line) for line in lines]
    if row is None:
        work.session.add(Setting(key=_KEY, value=value))
    elif row.value != value:
        row.value = value


def _checked(number: int, line: Requirement) -> Requirement:
    if not 1 <= line.times <= _MOST_TIMES:
        raise BadInput(f"次数请填 1 到 {_MOST_TIMES} 之间的整数。", field=f"{number}.times")
    if line.day is not None and not 1 <= line.day <= _MOST_TIMES:
        raise BadInput("固定日期请填 1 到 31，月末不足的按最后一天；不固定可留空。", field=f"{number}.day")
    source = clean_text(line.source, limit=200, field=f"{number}.source")
    return Requirement(line.kind, line.span, line.times, line.day, source, line.since)


def _plain(line: Requirement) -> dict[str, Any]:
    return {
        "kind": line.kind.value,
        "span": line.span.value,
        "times": line.times,
        "day": line.day,
        "source": line.source,
        "since": None if line.since is None else line.since.isoformat(),
    }


def _read(raw: dict[str, Any]) -> Requirement:
    since = raw.get("since")
    return Requirement(
        kind=ActivityKind(raw["kind"]),
        span=Span(raw["span"]),
        times=raw.get("times", 1),
        day=raw.get("day"),
        source=raw.get("source", ""),
        since=None if since is None else date.fromisoformat(since),
    )


def _day_of(month: Period, day: int | None) -> date:
    """Return that day of a month, the last one where the month is shorter or no day is fixed."""
    last = calendar.monthrange(month.start.year, month.start.month)[1]
    return month.start.replace(day=last if day is None else min(day, last))

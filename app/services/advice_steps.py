"""提醒与建议的步骤: from how many absences or months on what is advised; preset with its source, edited by the branch."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.kinds import Kind
from app.models.org import Setting
from app.services.context import Changes, Context
from app.services.errors import BadInput
from app.services.files import clean_text
from app.services.locations import resource

_KEY = "advice_steps"
_MOST, _MOST_PERCENT = 36, 100


class StepKind(Kind):
    """What a step counts."""

    UNEXCUSED = "unexcused", "当年无故缺席（次）"
    LATE = "late", "迟到几次折算缺席"
    LEAVE = "leave", "请假几次折算缺席"
    MONTHS = "months", "连续未参加（月）"
    ON_LEAVE = "on_leave", "其间均为请假"
    RATE = "rate", "当年参加率低于（%）"


@dataclass(frozen=True, slots=True)
class AdviceStep:
    """From `count` on this is advised, for `RATE` below that many percent.

    `ON_LEAVE` counts nothing and stands in for the steps by months. `LATE` and `LEAVE` advise nothing by
    themselves: so many of them count as one unexcused absence (折算).
    """

    kind: StepKind
    count: int
    advice: str
    source: str


def load(ctx: Context) -> tuple[AdviceStep, ...]:
    """Return the steps of this file, the presets where none were saved."""
    with ctx.read() as session:
        return load_in(session)


def load_in(session: Session) -> tuple[AdviceStep, ...]:
    """Return the steps inside an open session, each kind from its lowest count."""
    kept = session.scalar(select(Setting.value).where(Setting.key == _KEY))
    if kept is None:
        return presets()
    return _ordered(
        AdviceStep(StepKind(raw["kind"]), raw["count"], raw["advice"], raw["source"]) for raw in kept
    )


def presets() -> tuple[AdviceStep, ...]:
    """Return what regulations and the rules of some units say."""
    raw = tomllib.loads(resource("advice.toml").read_text(encoding="utf-8"))
    return _ordered(AdviceStep(kind, **item) for kind in StepKind for item in raw.get(kind.value, ()))


def save(ctx: Context, wanted: Sequence[AdviceStep]) -> Changes:
    """Save the steps of the branch; a kind without steps advises nothing.

    Raises:
        BadInput: A count is out of range or there twice, or words are missing; `field` is "<line>.<name>".

    """
    lines = [_checked(number, line) for number, line in enumerate(wanted)]
    seen: set[tuple[StepKind, int]] = set()
    for number, line in enumerate(lines):
        if (line.kind, line.count) in seen:
            raise BadInput(f"“{line.kind.label}”已有同样的一行，请合并。", field=f"{number}.count")
        seen.add((line.kind, line.count))
    value = [_plain(line) for line in _ordered(lines)]
    with ctx.write("修改缺席建议的步骤") as work:
        row = work.session.scalar(select(Setting).where(Setting.key == _KEY))
        if row is None:
            work.session.add(Setting(key=_KEY, value=value))
        elif row.value != value:
            row.value = value
    return work.changes


def _checked(number: int, line: AdviceStep) -> AdviceStep:
    on_leave = line.kind is StepKind.ON_LEAVE
    most = _MOST_PERCENT if line.kind is StepKind.RATE else _MOST
    if not on_leave and not 1 <= line.count <= most:
        raise BadInput(f"请填 1 到 {most} 之间的整数。", field=f"{number}.count")
    words = {
        key: clean_text(text, limit=200, field=f"{number}.{key}")
        for key, text in (("advice", line.advice), ("source", line.source))
    }
    if not words["advice"]:
        raise BadInput("请写明建议怎么做。", field=f"{number}.advice")
    if not words["source"]:
        raise BadInput("请写明依据，例如上级文件或本单位制度的名称。", field=f"{number}.source")
    return AdviceStep(line.kind, 0 if on_leave else line.count, words["advice"], words["source"])


def _ordered(lines: Iterable[AdviceStep]) -> tuple[AdviceStep, ...]:
    order = list(StepKind)
    return tuple(sorted(lines, key=lambda line: (order.index(line.kind), line.count)))


def _plain(line: AdviceStep) -> dict[str, Any]:
    return {
        "kind": line.kind.value,
        "count": line.count,
        "advice": line.advice,
        "source": line.source,
    }

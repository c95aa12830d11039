"""Finds and locates what was done to 操作日志 behind the program's back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.audit import Action, AuditSegment
from app.models.kinds import FormerState
from app.services.audit_chain import (
    GENESIS,
    Line,
    key_id,
    link,
    plain_link,
    segment_seal,
    short,
    stored_lines,
)

if TYPE_CHECKING:
    from app.services.context import Context

_MOST = 20
"""Findings that are told one by one; a log that was replaced breaks in every line."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where the log does not fit; `line` is the number of the line, None for the log as a whole."""

    line: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head that was seen outside the database: on paper, in a file's name, beside the database.

    `head` may be the beginning only.
    """

    head: str
    where: str


def findings(ctx: Context, anchors: Iterable[Anchor] = ()) -> tuple[Finding, ...]:
    """Recompute the whole log and return every place that does not fit, empty when all is well."""
    with ctx.read() as session:
        return findings_in(session, ctx.store.audit_key, anchors)


def findings_in(session: Session, key: bytes, anchors: Iterable[Anchor] = ()) -> tuple[Finding, ...]:
    """Do the same in an open session of any file, e.g. of a copy."""
    return tuple(_Walk(session, key, tuple(anchors)).found())


def foreign_parts(ctx: Context) -> tuple[str, ...]:
    """Return a sentence for each part of the log that was sealed with another key; no finding, but to be known."""
    with ctx.read() as session:
        return tuple(_Walk(session, ctx.store.audit_key, ()).foreign())


def former_state(session: Session, key: bytes) -> FormerState:
    """Tell how the log is before another key takes over."""
    walk = _Walk(session, key, ())
    if any(segment.key_id not in walk.keys for segment in walk.segments):
        return FormerState.UNKNOWN
    return FormerState.BROKEN if walk.lines() else FormerState.VERIFIED


class _Walk:
    """One pass over the log; after a line that does not fit it goes on from what is stored there."""

    def __init__(self, session: Session, key: bytes, anchors: tuple[Anchor, ...]) -> None:
        self.session = session
        # files that were written without a key file beside them carry the empty key
        self.keys = {key_id(known): known for known in (key, b"")}
        self.segments = list(session.scalars(select(AuditSegment).order_by(AuditSegment.id)))
        self.waiting = list(anchors)
        self._lined: set[int] = set()
        self._first_sealed: int | None = None

    def found(self) -> list[Finding]:
        """Return everything that does not fit."""
        lines = self.lines()
        found = [*self._segments(lines), *lines, *self._actions()]
        if len(found) > _MOST:
            found = [*found[:_MOST], Finding(None, f"……另有 {len(found) - _MOST} 处不符。")]
        return [*found, *(Finding(None, _cut(anchor)) for anchor in self.waiting)]

    def lines(self) -> list[Finding]:
        """Check line after line."""
        found: list[Finding] = []
        former, last = GENESIS, 0
        ahead = list(self.segments)
        check: Callable[[str, Line], str] = plain_link
        for line in stored_lines(self.session):
            while ahead and line.id > ahead[0].starts_after:
                segment = ahead.pop(0)
                check = self._by_key(segment)
                if segment.former_head != former:
                    found.append(Finding(line.id, _resealed(line)))
                if self._first_sealed is None:
                    self._first_sealed = line.action_id
            if line.id != last + 1:
                found.append(Finding(line.id, _gap(last + 1, line)))
            if line.action is None:
                found.append(Finding(line.id, f"操作日志第 {line.id} 条所属的操作被删去了。"))
            elif check(former, line) != line.chain:
                found.append(Finding(line.id, _changed(line)))
            former, last = line.chain, line.id
            self._lined.add(line.action_id)
            self._see(former)
        return [*found, *(Finding(None, _short_of(s)) for s in ahead if s.starts_after > last)]

    def _by_key(self, segment: AuditSegment) -> Callable[[str, Line], str]:
        key = self.keys.get(segment.key_id)
        # nobody here can check what another computer's key has sealed
        return (lambda _former, line: line.chain) if key is None else partial(link, key)

    def foreign(self) -> Iterator[str]:
        """Name the parts that only another key could check."""
        ends = [segment.starts_after for segment in self.segments[1:]]
        for segment, end in zip(self.segments, ends, strict=False):
            if segment.key_id not in self.keys and end > segment.starts_after:
                yield (
                    f"操作日志第 {segment.starts_after + 1} 到 {end} 条是用另一把密钥封存的，本机不能核对；"
                    "恢复过别处的备份或接收过移交包时属于正常。"
                )

    def _segments(self, lines: list[Finding]) -> Iterator[Finding]:
        for segment in self.segments:
            key = self.keys.get(segment.key_id)
            if key is None and segment is self.segments[-1]:
                yield Finding(None, "操作日志是用另一把密钥封存的，本机的密钥无法核对。")
            elif (
                key is not None
                and segment_seal(key, {n: getattr(segment, n) for n in _SEALED}) != segment.seal
            ):
                yield Finding(None, f"{_when(segment.at)}的日志封签被改动过。")
            elif segment.former_state is FormerState.BROKEN:
                yield Finding(None, _broken(segment, lines))

    def _actions(self) -> Iterator[Finding]:
        """Find acts without a line, which came from outside; before the first key an idle act had none."""
        if self._first_sealed is None:
            return
        query = select(Action.id, Action.label).where(Action.id >= self._first_sealed).order_by(Action.id)
        for number, label in self.session.execute(query):
            if number not in self._lined:
                yield Finding(None, f"操作“{label}”（第 {number} 步）没有日志记录，是从外部加进来的。")

    def _see(self, chain: str) -> None:
        if self.waiting:
            self.waiting = [anchor for anchor in self.waiting if not chain.startswith(anchor.head)]


_SEALED = ("id", "uuid", "starts_after", "key_id", "former_head", "former_state", "at")


def _broken(segment: AuditSegment, lines: list[Finding]) -> str:
    when, last = _when(segment.at), segment.starts_after
    if any(finding.line is not None and finding.line <= last for finding in lines):
        return f"{when}更换日志密钥时，此前的记录已核对不符。"
    return (
        f"操作日志被整体换过：{when}打开时，第 1 到 {last} 条没有一条是用本机密钥封存的，"
        "而本机密钥此前已经封存过这份数据的日志。"
    )


def _changed(line: Line) -> str:
    return (
        f"操作日志从第 {line.id} 条起被改动过：{_day(line.at)}“{line.label}”（{line.operator or '未署名'}）"
        "的内容、时间或次序与封存的不符。"
    )


def _resealed(line: Line) -> str:
    return f"操作日志第 {line.id} 条之前被改动过：密钥更换前的最后一条与当时封存的不符。"


def _short_of(segment: AuditSegment) -> str:
    return f"操作日志至少应有 {segment.starts_after} 条，后面的部分被截去了。"


def _gap(first: int, line: Line) -> str:
    if line.id < first:
        return f"操作日志第 {line.id} 条的次序被改动过。"
    missing = f"第 {first} 条" if line.id == first + 1 else f"第 {first} 到 {line.id - 1} 条"
    return f"操作日志缺少{missing}（在 {_day(line.at)}“{line.label or '未知操作'}”之前），已被删去。"


def _cut(anchor: Anchor) -> str:
    return (
        f"操作日志里找不到校验码 {short(anchor.head)}（{anchor.where}）："
        "那时的记录被改动过，或者后面的部分被截去了。"
    )


def _day(at: str | None) -> str:
    return "时间不明" if at is None else at.replace("T", " ")[:16]


def _when(at: datetime) -> str:
    return f"{at:%Y年%m月%d日 %H:%M}"

"""The lines of an import's preview: what each row of the file would do, and why some cannot."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from app.models.kinds import Kind
from app.services.imports.cells import text_of
from app.services.imports.table import FieldChange, Finding, Mode, Preview, RowPreview, Status
from app.services.member_history import FIELD_LABELS, shown_value
from app.ui.widgets.table_model import Column

WRONG = "wrong"
STATES: dict[str, tuple[str, str]] = {
    Status.NEW: ("新增", "ok"),
    Status.UPDATE: ("更新", "info"),
    Status.SAME: ("相同", "neutral"),
    Status.CONFLICT: ("冲突", "warn"),
    WRONG: ("有误", "bad"),
}
"""Word and tone of each state, in the order they are told."""

MODES: tuple[tuple[Mode, str], ...] = (
    (Mode.UPDATE, "以名册为准更新"),
    (Mode.FILL, "只补空白"),
    (Mode.SKIP, "跳过，不改"),
)
_EMPTY = "（空）"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file.

    Attributes:
        number: The sheet's own row number.
        words: The row's story in one line.
        facts: (field or column, what happens to it) for the panel.
        notes: What is pointed out without keeping the row out.

    """

    number: int
    name: str
    state: str
    words: str
    facts: tuple[tuple[str, str], ...]
    notes: tuple[tuple[str, str], ...]


def lines_of(preview: Preview, mode: Mode) -> list[Line]:
    """Return every row of the file in its order; `mode` says what happens to members there are."""
    findings: defaultdict[int, list[Finding]] = defaultdict(list)
    for finding in preview.findings:
        findings[finding.row].append(finding)
    good = [_good(seen, mode, findings[seen.row.number]) for seen in preview.rows]
    wrong = [_wrong(preview, number, findings[number]) for number in preview.table.wrong_rows]
    return sorted([*good, *wrong], key=lambda line: line.number)


def written(preview: Preview, mode: Mode) -> int:
    """Return how many rows an import in this mode would write."""
    return sum(_writes(seen, mode) for seen in preview.rows)


def line_columns() -> list[Column[Line]]:
    """Return the columns of the preview."""
    return [
        Column(
            "number",
            "行",
            lambda line: str(line.number),
            width=52,
            align="right",
            sort=lambda line: line.number,
        ),
        Column("name", "姓名", lambda line: line.name, width=104),
        Column(
            "state",
            "结果",
            lambda line: STATES[line.state][0],
            width=76,
            tone=lambda line: STATES[line.state][1],
            badge=True,
        ),
        Column("words", "说明", lambda line: line.words, width=0, tip=lambda line: line.words),
    ]


def _writes(seen: RowPreview, mode: Mode) -> bool:
    if seen.status is Status.NEW:
        return True
    return seen.status is Status.UPDATE and bool(_applied(seen, mode))


def _applied(seen: RowPreview, mode: Mode) -> list[FieldChange]:
    if mode is Mode.SKIP:
        return []
    return [change for change in seen.changes if mode is Mode.UPDATE or change.old in (None, "")]


def _good(seen: RowPreview, mode: Mode, findings: list[Finding]) -> Line:
    notes = tuple((finding.column, finding.reason) for finding in findings)
    facts: tuple[tuple[str, str], ...] = ()
    if seen.status is Status.CONFLICT:
        words = seen.reason or ""
        facts = (("原因", words),)
    elif seen.status is Status.NEW:
        words = "新党员"
        facts = tuple(
            (_label(name), _show(name, value))
            for name in FIELD_LABELS.keys() | {"group"}
            if (value := getattr(seen.row, name, None)) not in (None, "", {})
        )
        facts = tuple(sorted(facts, key=lambda fact: _place(fact[0])))
    elif seen.status is Status.UPDATE:
        applied = _applied(seen, mode)
        facts = tuple(
            (_label(c.field), f"{_show(c.field, c.old) or _EMPTY} → {_show(c.field, c.new)}") for c in applied
        )
        words = "修改 " + "、".join(label for label, _ in facts) if facts else "按所选方式不改动"
    else:
        words = "与现有档案相同"
    if notes:
        words += "；提示：" + "；".join(f"{column}{reason}" for column, reason in notes)
    return Line(seen.row.number, seen.row.name, seen.status, words, facts, notes)


def _wrong(preview: Preview, number: int, findings: list[Finding]) -> Line:
    column = preview.table.heads.of("name")
    name = "" if column is None else text_of(preview.table.grid.rows[number - 1][column.place])
    reasons = tuple((f.column, f.reason) for f in findings if f.wrong)
    notes = tuple((f.column, f.reason) for f in findings if not f.wrong)
    return Line(number, name, WRONG, "；".join(f"{head}：{why}" for head, why in reasons), reasons, notes)


def _label(field: str) -> str:
    return "党小组" if field == "group" else FIELD_LABELS.get(field, field)


_ORDER = [*FIELD_LABELS.values()]


def _place(label: str) -> int:
    return _ORDER.index(label) if label in _ORDER else len(_ORDER)


def _show(field: str, value: Any) -> str:
    if isinstance(value, bool):
        return "有" if value else "无"
    if isinstance(value, Kind):
        return value.label
    return "" if value is None else shown_value(field, value)

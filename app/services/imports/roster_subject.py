"""花名册 as one of the kinds of sheets that can be imported."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.models.kinds import Kind
from app.services import member_custom_cells
from app.services.context import Context, Work
from app.services.imports import roster, roster_match, roster_store
from app.services.imports.heads import Heads
from app.services.imports.roster_heads import ROSTER
from app.services.imports.roster_rows import PERSON_FIELDS, RosterRow
from app.services.imports.sheet import Grid
from app.services.imports.subject import Choices, Subject
from app.services.imports.table import Mode, Preview, Table
from app.services.member_fields import FIELD_LABELS
from app.services.member_history import shown_value
from app.services.progress import Progress

_ORDER = [*FIELD_LABELS]


class Roster(Subject):
    """花名册."""

    key = "roster"
    title = "花名册"
    noun = "名"
    examples = roster.EXAMPLES
    hint = "标题行、合并单元格、页脚都会自动跳过；没有对应字段的列保存在“其他信息”中。"
    words = ROSTER
    keeps_unknown = True

    def parse(self, ctx: Context, grid: Grid, heads: Heads, choices: Choices) -> Table:
        """Understand the rows of a roster."""
        return roster.parse(grid, heads, ctx.today, choices.waivers, member_custom_cells.readers(ctx))

    def compare(self, ctx: Context, table: Table, choices: Choices) -> Preview:
        """Compare the rows with the members there are."""
        return roster_match.preview(table, roster_store.known_members(ctx), choices.picks)

    def write_in(self, work: Work, preview: Preview, mode: Mode, progress: Progress) -> None:
        """Write new members and changes."""
        roster_store.write_in(work, preview, mode, progress)

    def label(self, name: str) -> str:
        """Return the word of a field."""
        return "党小组" if name == "group" else FIELD_LABELS.get(name, name)

    def shown(self, name: str, value: Any) -> str:
        """Return a value in words, numbers masked."""
        if isinstance(value, bool):
            return "有" if value else "无"
        if isinstance(value, Kind):
            return value.label
        return "" if value is None else shown_value(name, value)

    def facts(self, row: RosterRow) -> Iterable[tuple[str, Any]]:
        """Give the fields of a new member in the order of forms."""
        named = {name: getattr(row, name) for name in PERSON_FIELDS} | {"extra": dict(row.extra)}
        given = [(name, value) for name, value in named.items() if value not in (None, "", {})]
        return sorted(given, key=lambda fact: _ORDER.index("group_id" if fact[0] == "group" else fact[0]))

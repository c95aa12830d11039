"""The columns and words of an import's preview."""

from __future__ import annotations

from app.services.imports.table import Mode, Status
from app.services.imports.told import SKIPPED, STATE_WORDS, WRONG, Line, Story
from app.ui.widgets.table_model import Column

TONES: dict[str, str] = {
    Status.NEW: "ok",
    Status.UPDATE: "info",
    Status.SAME: "neutral",
    SKIPPED: "neutral",
    Status.CONFLICT: "warn",
    WRONG: "bad",
}
MODES: tuple[tuple[Mode, str], ...] = (
    (Mode.UPDATE, "以表格为准更新"),
    (Mode.FILL, "只补空白"),
    (Mode.SKIP, "跳过，不改"),
)


def line_columns() -> list[Column[Line]]:
    """Return the columns of the preview."""
    return [
        Column(
            "number", "行", lambda line: line.label, width=60, align="right", sort=lambda line: line.number
        ),
        Column("name", "姓名", lambda line: line.name, width=104),
        Column(
            "state",
            "结果",
            lambda line: STATE_WORDS[line.state],
            width=76,
            tone=lambda line: TONES[line.state],
            badge=True,
        ),
        Column("words", "说明", lambda line: line.words, width=0, tip=lambda line: line.words),
    ]


def count_words(story: Story) -> str:
    """Say what the file holds and what would become of it."""
    look, counts = story.look, story.counts
    if look.preview is None:
        return ""
    table = look.preview.table
    told = "　".join(f"{word} {counts[state]}" for state, word in STATE_WORDS.items() if counts[state])
    return (
        f"工作表“{table.sheet}”共 {table.total} 行：{told}"
        if told
        else f"工作表“{table.sheet}”没有可导入的行"
    )


def mapping_words(story: Story | None) -> str:
    """Say how many columns nothing is made of."""
    if story is None:
        return "列的对应"
    unknown = sum(column.field is None for column in story.look.mapped.columns)
    return f"列的对应（{unknown} 列没有对应字段）" if unknown else "列的对应"

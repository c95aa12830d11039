"""积分条目 and 考试成绩 from sheets: each row becomes a draft entry, to be reviewed like any other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.kinds import EntryState, SourceKind
from app.models.points import Entry
from app.services.context import Context, Work
from app.services.errors import AppError, BadInput
from app.services.imports import flatten, line_values, roster_values
from app.services.imports.cells import Read, is_blank, text_of
from app.services.imports.lines import PERSON, Line, LineField, LineSubject, always, vocabulary
from app.services.imports.sheet import Grid, Value
from app.services.imports.subject import Choices, Question
from app.services.imports.table import Table
from app.services.points import entries, rulebooks
from app.services.points.entries import EntryDraft
from app.services.points.rulebook_view import ItemRow, ValueForm
from app.services.points.rules_items import ItemKind
from app.services.points.values import typed_text
from app.services.progress import Progress

_SCORED = frozenset(
    {ItemKind.BANDS, ItemKind.PERCENT, ItemKind.TARGET, ItemKind.TARGET_LINEAR, ItemKind.PER_QUANTITY}
)
_SKIP = "-"
_MOST_WORDS = 12


def value(cell: Value) -> Read:
    """Read what an item takes: a number, or the word of a grade or a level; 分 may stand behind it."""
    found = text_of(cell).removesuffix("分").strip()
    return (None if is_blank(found) else found), None


def number(cell: Value) -> Read:
    """Read a score.

    Raises:
        BadInput: It is no number.

    """
    found, odd = value(cell)
    if found is not None and not found.replace(".", "", 1).lstrip("+-").isdigit():
        raise BadInput(f"“{found[:20]}”不是分数，请填数字。", field="value")
    return found, odd


_HAPPENED = "日期 时间 发生日期 登记时间 填写日期 赋分日期 积分日期 登记日期 考试日期 考试时间"


class EntrySubject(LineSubject):
    """A kind of sheet whose rows become draft entries."""

    identity = ("item_code", "happened_on", "value", "reason")

    def questions(self, ctx: Context, table: Table, choices: Choices) -> tuple[Question, ...]:
        """Ask which item of the rulebook each word of the sheet means, unless it is the item's own."""
        items = rulebooks.items_on(ctx, ctx.today)
        offered = (
            (_SKIP, "不导入"),
            *((item.code, f"{item.code} {item.text}") for item in self.offered(items)),
        )
        words = list(dict.fromkeys(str(line.values.get("item") or "") for line in table.rows))
        return tuple(
            Question(
                _asked(word),
                f"“{word}”记入" if word else self.default_label,
                offered,
                choices.answers.get(_asked(word), ""),
            )
            for word in words
            if _own_code(items, word) is None
        )[:_MOST_WORDS]

    default_label: ClassVar[str] = "没有写项目的记入"

    def offered(self, items: Iterable[ItemRow]) -> Iterable[ItemRow]:
        """Return the items that may be chosen."""
        return (item for item in items if item.form is not ValueForm.RIDES)

    def parse(self, ctx: Context, grid: Any, heads: Any, choices: Choices) -> Table:
        """Understand the rows and look their items up."""
        table = super().parse(ctx, grid, heads, choices)
        items = rulebooks.items_on(ctx, ctx.today)
        lines = []
        for line in table.rows:
            word = str(line.values.get("item") or "")
            code = _own_code(items, word) or choices.answers.get(_asked(word), "")
            if code != _SKIP:
                lines.append(replace(line, values={**line.values, "item_code": code}))
        return replace(table, rows=tuple(lines), total=table.total - len(table.rows) + len(lines))

    def stored_in(self, session: Session, table: Table) -> Mapping[Any, Any]:
        """Return the entries that were not reversed by member, item, day and value."""
        days = [line.values["happened_on"] for line in table.rows]
        if not days:
            return {}
        query = select(Entry).where(
            Entry.happened_on.between(min(days), max(days)), Entry.state != EntryState.REVERSED
        )
        return {
            (e.member_id, e.item_code, e.happened_on, typed_text(e.value, e.value_text), e.reason or ""): e
            for e in session.scalars(query)
        }

    def key_of(self, line: Line) -> tuple[Any, ...]:
        """Return what makes two lines the same entry."""
        values = line.values
        return (
            line.member_id, values["item_code"], values["happened_on"], values.get("value") or "",
            values.get("reason") or "",
        )  # fmt: skip

    def refusal_in(self, work: Work, line: Line) -> str:
        """Ask the points whether the entry could be saved."""
        if not line.values["item_code"]:
            word = line.values.get("item")
            return (
                f"积分方案中没有“{word}”这一项，请在上方选择记入哪一项。"
                if word
                else "请在上方选择记入哪一项。"
            )
        refusal: AppError | None = entries.refusal_in(work, _draft(line))
        return "" if refusal is None else refusal.message

    def add_in(self, work: Work, lines: list[Line], progress: Progress) -> None:
        """Save all entries as drafts."""
        progress.step(0, len(lines), "正在录入积分")
        entries.add_many_in(work, [_draft(line) for line in lines], SourceKind.IMPORT)


def _draft(line: Line) -> EntryDraft:
    assert line.member_id is not None
    values = line.values
    return EntryDraft(
        member_id=line.member_id,
        item_code=values["item_code"],
        happened_on=values["happened_on"],
        value=values.get("value") or "",
        reason=values.get("reason") or "",
        document=values.get("document") or "",
    )


def _asked(word: str) -> str:
    return f"item:{word}"


def _own_code(items: Iterable[ItemRow], word: str) -> str | None:
    return next((item.code for item in items if word and word in (item.code, item.text)), None)


class PointEntries(EntrySubject):
    """积分条目."""

    key = "entries"
    title = "积分条目"
    noun = "条"
    examples = "姓名、日期、项目、分值、事由"
    hint = "一行一条：姓名、日期、项目、分值、事由；季度导出表和个人考核记录表也认得。"
    fields = (
        *PERSON,
        LineField(
            "happened_on", _HAPPENED, always(line_values.day("happened_on")), needed=True, needed_column=True
        ),
        LineField(
            "item",
            "项目 积分项目 考核项目 赋分项目 项目名称 考核内容 类别 编号 项目编号",
            always(roster_values.line),
        ),
        LineField("value", "分值 分数 得分 加分 积分 数值 次数 加扣分 等次 加减分", always(value)),
        LineField("reason", "事由 加扣分事由 原因 说明 备注 内容 具体事项", always(roster_values.paragraph)),
        LineField("document", "依据 文件 文号 依据文件 证明材料", always(roster_values.line)),
    )
    words = vocabulary(fields)

    def flatten(self, grid: Grid) -> Grid:
        """Rearrange the quarter's export and the personal record sheet."""
        return flatten.points(grid)


class ExamScores(EntrySubject):
    """考试成绩."""

    key = "exams"
    title = "考试成绩"
    noun = "条"
    examples = "姓名、考试名称、日期、成绩"
    hint = "一行一人一次：姓名、考试名称、日期、成绩；导入前选定记入积分方案的哪一项。"
    default_label = "成绩记入"
    fields = (
        *PERSON,
        LineField(
            "value",
            "成绩 分数 得分 考试成绩 考试分数 测试成绩 总分",
            always(number),
            needed=True,
            needed_column=True,
        ),
        LineField("happened_on", _HAPPENED, always(line_values.day("happened_on")), needed=True),
        LineField(
            "reason", "考试名称 考试 科目 测试名称 考试内容 名称 备注", always(roster_values.paragraph)
        ),
    )
    words = vocabulary(fields)

    def offered(self, items: Iterable[ItemRow]) -> Iterable[ItemRow]:
        """Return the items that turn a number into points, those made for scores first."""
        listed = [item for item in items if item.form in (ValueForm.NUMBER, ValueForm.POINTS)]
        return sorted(listed, key=lambda item: item.kind not in _SCORED)

    def shown(self, name: str, value: Any) -> str:
        """Return a value in words."""
        return f"{value} 分" if name == "value" else super().shown(name, value)

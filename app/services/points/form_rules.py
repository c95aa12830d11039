"""赋分细则: a rulebook as the sheets a branch hands round and signs, from the version in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from app.models.kinds import AuditKind
from app.services import audit, exports
from app.services.context import Context
from app.services.errors import NotFound
from app.services.files import write_atomic
from app.services.points import wording
from app.services.points.rulebook_view import view
from app.services.points.rules import BaseMode, Category, Item, Mode, Rulebook
from app.services.points.rules_bounds import highest_category, highest_total, item_costs
from app.services.points.rules_items import Number
from app.services.points.rules_numbers import number_text
from app.services.points.versions import timeline_in
from app.services.reports.form_documents import RulesSheet, TaskLine
from app.services.reports.words import BASE

TITLE = "党员工作任务及赋分细则"


def rules_sheet(ctx: Context) -> RulesSheet:
    """Return the rulebook in force today as its sheets.

    Raises:
        NotFound: None is in force.

    """
    with ctx.read() as session:
        rulebook = timeline_in(session).on(ctx.today)
    if rulebook is None:
        raise NotFound("今天没有施行中的积分方案，请先在“积分方案”里启用一个。")
    head = exports.sheet_head(ctx)
    return RulesSheet(
        head=head,
        branch=head.unit,
        title=f"{rulebook.title}（{rulebook.version}）" if rulebook.version else rulebook.title,
        modules=(*_modules(rulebook), ("总分", wording.total_words(rulebook), _whole(rulebook))),
        tasks=tuple(_tasks(rulebook)),
        remarks=tuple(_remarks(rulebook)),
    )


def export_rules(ctx: Context, path: Path) -> Path:
    """Write the rulebook in force today as a workbook to be handed round.

    Raises:
        NotFound: None is in force.
        FileBusy: The file cannot be written; a former one is untouched.

    """
    from app.services.reports.excel_rules import rules_bytes

    sheet = rules_sheet(ctx)
    data = rules_bytes(sheet)
    audit.log_event(ctx, AuditKind.EXPORT, f"导出{TITLE}，{len(sheet.tasks)} 项")
    write_atomic(path, data)
    return path


def range_words(rulebook: Rulebook, category: Category) -> str:
    """Say between which points a category lies: "0 至 60 分", "满分 20 分，最低 0 分"."""
    if category.mode is Mode.DEDUCT and category.full is not None:
        return f"满分 {number_text(category.full)} 分，最低 {number_text(max(category.floor or 0, 0))} 分"
    low: Number | None = category.floor
    if low is None and not any(item_costs(item) for item in _inside(rulebook, category)):
        low = 0
    high = highest_category(rulebook, category)
    if low is not None and high is not None:
        return f"{number_text(low)} 至 {number_text(high)} 分"
    lowest = "可扣分，不设下限" if low is None else f"{number_text(low)} 分起"
    return f"{lowest}，{'不设上限' if high is None else f'最高 {number_text(high)} 分'}"


def _inside(rulebook: Rulebook, category: Category) -> Iterator[Item]:
    yield from (item for item in rulebook.items if item.category == category.code)
    for child in rulebook.categories:
        if child.parent == category.code:
            yield from _inside(rulebook, child)


def _modules(rulebook: Rulebook) -> Iterator[tuple[str, str, str]]:
    if rulebook.base.mode is BaseMode.GRANTED:
        yield BASE, "每名党员期初计入", f"{number_text(rulebook.base.points)} 分"
    elif rulebook.base.mode is BaseMode.CARRY_OVER:
        yield BASE, wording.base_words(rulebook.base), "按上年积分结转"
    for category in rulebook.categories:
        if category.parent is None:
            items = [item.text for item in _inside(rulebook, category) if not item.retired]
            yield category.name, "；".join(items), range_words(rulebook, category)


def _whole(rulebook: Rulebook) -> str:
    most = highest_total(rulebook)
    return "不设上限" if most is None else f"最高 {number_text(most)} 分"


def _tasks(rulebook: Rulebook) -> Iterator[TaskLine]:
    for category in rulebook.categories:
        for item in rulebook.items:
            if item.category == category.code and not item.retired:
                yield TaskLine(
                    category.name,
                    item.text,
                    wording.rule_words(item.rule),
                    "" if item.cap is None else wording.cap_words(item.cap),
                    "、".join(item.classes) or "全体党员",
                    "；".join(_notes(item)),
                )


def _notes(item: Item) -> Iterable[str]:
    if item.joint:
        yield f"与“{item.joint}”组合并封顶"
    if item.proof:
        yield "须附证明材料"
    if item.approval:
        yield f"{item.approval}审定"
    if item.source is not None:
        yield f"由{item.source.label}自动产生"


def _remarks(rulebook: Rulebook) -> Iterator[str]:
    seen = view(rulebook)
    yield "说明：" + "；".join(f"{name}：{words}" for name, words in seen.facts) + "。"
    if seen.grades:
        yield "等次：" + "；".join(f"{name}：{words}" for name, words in seen.grades) + "。"
    if seen.vetoes:
        yield "一票否决：" + "；".join(f"{text}，{words}" for text, words in seen.vetoes) + "。"

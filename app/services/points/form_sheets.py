"""积分表册: members' forms by month, quarter and year, filled from the settled period or the open one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from app.models.kinds import AuditKind
from app.services import audit, exports
from app.services.context import Context
from app.services.files import write_atomic
from app.services.periods import Period, Span
from app.services.points import settlements, snapshot, wording, year_end
from app.services.points.facts import scoring_in
from app.services.points.rules import Category, Item, Rulebook
from app.services.points.rules_items import RIDING
from app.services.points.rules_numbers import half_up, number_text
from app.services.points.snapshot import FrozenEntry, FrozenLine, Snapshot
from app.services.points.versions import parsed
from app.services.reports.documents import Seal
from app.services.reports.form_documents import (
    FormBook,
    FormEntry,
    FormLine,
    MemberForm,
    ReportedSheet,
    ReportLine,
)
from app.services.reports.words import BASE, points_text

MONTH_TITLE, QUARTER_TITLE, YEAR_TITLE = "党员积分制管理积分表", "党员量化考核表", "党员积分制管理考核登记表"
REPORTED_TITLE = "党员积分上报表"
_REMARK_LENGTH = 200


def month_forms(ctx: Context, month: str) -> FormBook:
    """Return the forms of a month ("2026-09"), with the figures of the period that is settled around it.

    Raises:
        BadInput: `month` is no period.
        NoRulebook: No rulebook is in force at its end.

    """
    return _forms(ctx, Period.parse(month))


def quarter_forms(ctx: Context, quarter: str) -> FormBook:
    """Return the forms of a quarter ("2026Q3").

    Raises:
        BadInput: `quarter` is no period.
        NoRulebook: No rulebook is in force at its end.

    """
    return _forms(ctx, Period.parse(quarter))


def year_forms(ctx: Context, year: str) -> FormBook:
    """Return the forms of a year, with the totals of its parts.

    Raises:
        BadInput: `year` is no period.
        NoRulebook: No rulebook is in force at its end.

    """
    table = year_end.year_table(ctx, year)
    parts = {row.member_id: tuple(zip(table.heads, row.parts, strict=True)) for row in table.rows}
    return _forms(ctx, Period.parse(year), parts)


def reported_sheet(ctx: Context, quarter: str) -> ReportedSheet:
    """Return the sheet of a quarter that is handed up: who takes part, with points and remark by category.

    Raises:
        BadInput: `quarter` is no period.
        NoRulebook: No rulebook is in force at its end.

    """
    seen, _ = _seen(ctx, Period.parse(quarter))
    names = _tops(parsed(seen.rulebook_text))
    heads = (BASE, *seen.heads) if seen.has_base else seen.heads
    return ReportedSheet(
        branch=seen.branch,
        period=seen.period.label,
        filled_on=ctx.today,
        heads=heads,
        lines=tuple(_report_line(seen, line, names) for line in seen.taking_part),
        decimals=seen.decimals,
    )


def export_month_forms(ctx: Context, month: str, path: Path) -> Path:
    """Write the forms of a month as a workbook.

    Raises:
        FileBusy: The file cannot be written; a former one is untouched.

    """
    from app.services.reports.excel_forms import month_forms_bytes

    book = month_forms(ctx, month)
    return _write(ctx, path, month_forms_bytes(book), f"{book.period}{MONTH_TITLE}", len(book.members))


def export_quarter_forms(ctx: Context, quarter: str, path: Path) -> Path:
    """Write the forms of a quarter as a workbook.

    Raises:
        FileBusy: The file cannot be written; a former one is untouched.

    """
    from app.services.reports.excel_forms import quarter_forms_bytes

    book = quarter_forms(ctx, quarter)
    return _write(ctx, path, quarter_forms_bytes(book), f"{book.period}{QUARTER_TITLE}", len(book.members))


def export_year_forms(ctx: Context, year: str, path: Path) -> Path:
    """Write the forms of a year as a workbook.

    Raises:
        FileBusy: The file cannot be written; a former one is untouched.

    """
    from app.services.reports.excel_forms import year_forms_bytes

    book = year_forms(ctx, year)
    return _write(ctx, path, year_forms_bytes(book), f"{book.period}{YEAR_TITLE}", len(book.members))


def export_reported(ctx: Context, quarter: str, path: Path) -> Path:
    """Write the sheet of a quarter that is handed up as a workbook.

    Raises:
        FileBusy: The file cannot be written; a former one is untouched.

    """
    from app.services.reports.excel_forms import reported_bytes

    sheet = reported_sheet(ctx, quarter)
    return _write(ctx, path, reported_bytes(sheet), f"{sheet.period}{REPORTED_TITLE}", len(sheet.lines))


def form_file_name(ctx: Context, period: str, title: str) -> str:
    """Return what the workbook of a form is usually called."""
    return exports.file_name(f"{exports.sheet_head(ctx).unit}{Period.parse(period).label}{title}", ".xlsx")


def _write(ctx: Context, path: Path, data: bytes, what: str, people: int) -> Path:
    audit.log_event(ctx, AuditKind.EXPORT, f"导出{what}，{people} 人")
    write_atomic(path, data)
    return path


def _seen(ctx: Context, period: Period) -> tuple[Snapshot, Seal | None]:
    settled = settlements.settled(ctx, period.code)
    if settled is not None:
        return settled.snapshot, settled.seal
    return snapshot.build(ctx, period.code), None


def _forms(
    ctx: Context, period: Period, parts: dict[int, tuple[tuple[str, str], ...]] | None = None
) -> FormBook:
    with ctx.read() as session:
        scoring = scoring_in(session, period.code)
    period, calendar = scoring.period, scoring.rulebook.calendar
    # a month inside a quarter shows what the quarter counted of it, so that both always agree
    inside = period.span is Span.MONTH and calendar.sub is not Span.MONTH
    whole, seal = _seen(ctx, period.around(calendar.sub) if inside else period)
    rulebook = parsed(whole.rulebook_text)
    return FormBook(
        head=exports.sheet_head(ctx),
        branch=whole.branch,
        period=period.label,
        rulebook=whole.rulebook,
        decimals=whole.decimals,
        months=tuple(month.number for month in period.months),
        members=tuple(
            _member(whole, rulebook, line, period if inside else None, (parts or {}).get(line.member_id, ()))
            for line in whole.taking_part
        ),
        seal=seal,
    )


def _member(
    seen: Snapshot,
    rulebook: Rulebook,
    line: FrozenLine,
    only: Period | None,
    parts: tuple[tuple[str, str], ...],
) -> MemberForm:
    entries = [entry for entry in line.entries if only is None or only.contains(entry.day)]
    lines = tuple(_lines(rulebook, line.klass, entries))
    left = "" if line.left_on is None else f"{line.left_on.month}月{line.left_on.day}日离开"
    total = sum((each.total() for each in lines), Fraction()) if only is not None else line.total
    return MemberForm(
        name=line.name,
        group=line.group,
        klass=line.klass,
        lines=lines,
        rest=() if only is not None else tuple(_rest(seen, line, lines)),
        parts=parts,
        total=Fraction(half_up(total, seen.decimals)),
        note="；".join(part for part in (line.veto, left, line.reason) if part),
    )


def _lines(rulebook: Rulebook, klass: str, entries: Sequence[FrozenEntry]) -> list[FormLine]:
    """Return every item the member can earn, in the rulebook's order, and whatever else was entered."""
    names = _tops(rulebook)
    by_item: dict[tuple[str, str], list[FormEntry]] = defaultdict(list)
    for entry in entries:
        by_item[entry.category, entry.item].append(FormEntry(entry.day, entry.counted, entry.note))
    found: list[FormLine] = []
    begun: set[str] = set()
    for category in _ordered(rulebook):
        for item in rulebook.items:
            if item.category != category.code:
                continue
            own = by_item.pop((category.name, item.text), [])
            offered = not item.retired and (not item.classes or klass in item.classes)
            if own or offered:
                project = names[category.name]
                worth = "" if project in begun else _worth(rulebook, category)
                begun.add(project)
                found.append(_line(project, category, item, worth, own))
    for (name, text), own in by_item.items():
        found.append(FormLine(names.get(name, name), text, "", "", "", tuple(own)))
    order = {name: at for at, name in enumerate(dict.fromkeys(names.values()))}
    return sorted(found, key=lambda line: order.get(line.project, len(order)))


def _line(project: str, category: Category, item: Item, worth: str, entries: Sequence[FormEntry]) -> FormLine:
    words = wording.item_words(item)
    extra = category.outside_total_cap or item.kind in RIDING
    return FormLine(project, item.text, "" if extra else words, worth, words if extra else "", tuple(entries))


def _ordered(rulebook: Rulebook) -> list[Category]:
    """Return the categories so that those inside another follow it."""
    found: list[Category] = []

    def take(parent: str | None) -> None:
        for category in rulebook.categories:
            if category.parent == parent:
                found.append(category)
                take(category.code)

    take(None)
    return found


def _tops(rulebook: Rulebook) -> dict[str, str]:
    """Return for every category's name that of the category at the top around it."""
    by_code, found = rulebook.category_by_code, {}
    for category in rulebook.categories:
        top = category
        while top.parent is not None:
            top = by_code[top.parent]
        found[category.name] = top.name
    return found


def _worth(rulebook: Rulebook, category: Category) -> str:
    while category.parent is not None:
        category = rulebook.category_by_code[category.parent]
    most = category.cap if category.full is None else category.full
    return "" if most is None else number_text(most)


def _rest(seen: Snapshot, line: FrozenLine, lines: Sequence[FormLine]) -> list[tuple[str, Fraction]]:
    """Return what the categories hold beyond the entries: full marks, targets, what their caps cut."""
    sums: dict[str, Fraction] = defaultdict(Fraction)
    for each in lines:
        sums[each.project] += each.total()
    found = [(BASE, line.base)] if seen.has_base else []
    for name, points in zip(seen.heads, line.categories, strict=True):
        if points != sums[name]:
            found.append((name, points - sums[name]))
    beyond = line.total - line.base - sum(line.categories)
    return [*found, ("总分", beyond)] if beyond else found


def _report_line(seen: Snapshot, line: FrozenLine, names: dict[str, str]) -> ReportLine:
    sums: dict[str, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for entry in line.entries:
        sums[names.get(entry.category, entry.category)][entry.item] += entry.counted
    notes = {
        name: [f"{item} {points_text(points, seen.decimals)}" for item, points in items.items() if points]
        for name, items in sums.items()
    }
    parts = [(BASE, line.base)] if seen.has_base else []
    parts += list(zip(seen.heads, line.categories, strict=True))
    return ReportLine(
        line.name,
        tuple(
            (Fraction(half_up(points, seen.decimals)), _short(notes.get(name, ()))) for name, points in parts
        ),
        Fraction(half_up(line.total, seen.decimals)),
    )


def _short(notes: Sequence[str]) -> str:
    text = "；".join(notes)
    return text if len(text) <= _REMARK_LENGTH else f"{text[:_REMARK_LENGTH]}……"

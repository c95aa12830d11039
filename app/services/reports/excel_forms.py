"""积分表册 as workbooks: a member's form by month, quarter or year on a worksheet each, and the sheet handed up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from app.services.reports.excel_kit import Book, Look, Value, foot_mark
from app.services.reports.excel_table import Column, Table
from app.services.reports.form_documents import FormBook, FormLine, MemberForm, ReportedSheet
from app.services.reports.words import BASE, DASH, day_text, points_text

_LANDSCAPE, _PORTRAIT = 138, 92
_QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")
_QUARTER_MONTHS = 3
_REST = "满分、目标和封顶"
_GIVEN = "按方案计入"


def month_forms_bytes(book: FormBook) -> bytes:
    """Return 党员分类积分制管理积分表 of a month: what was deducted and earned, item by item."""
    columns = [
        Column("考核项目", least=14, most=20),
        Column("考核内容", align="left", least=26, most=44, stretch=1),
        Column("扣分", align="right", least=8, most=10, decimals=book.decimals),
        Column("得分", align="right", least=8, most=10, decimals=book.decimals),
        Column("备注", align="left", least=18, most=36, stretch=1),
    ]

    def rows(member: MemberForm) -> list[list[Value]]:
        return [
            [
                line.project,
                line.content,
                -line.total(lambda points: points < 0) or "",
                line.total(lambda points: points > 0) or "",
                "；".join(dict.fromkeys(entry.note for entry in line.entries if entry.note)),
            ]
            for line in member.lines
        ]

    return _member_sheets(
        book,
        columns,
        rows,
        title="党员积分制管理积分表",
        head=lambda member: (
            f"党支部：{book.branch}　　党员姓名：{member.name}　　月份：{book.period}"
            f"　　得分合计：{_total(book, member)}"
        ),
    )


def quarter_forms_bytes(book: FormBook) -> bytes:
    """Return 党员量化考核表 of a quarter: standards beside what was earned."""
    columns = [
        Column("项目", least=14, most=18),
        Column("内容", align="left", least=20, most=34, stretch=1),
        Column("计分标准", align="left", least=16, most=30, stretch=1),
        Column("分值（分）", least=10, most=12),
        Column("加分标准", align="left", least=14, most=26, stretch=0.6),
        Column("得分（分）", align="right", least=10, most=12, decimals=book.decimals),
    ]

    def rows(member: MemberForm) -> list[list[Value]]:
        found: list[list[Value]] = [
            [line.project, line.content, line.standard, line.worth, line.award, line.total() or ""]
            for line in member.lines
        ]
        for project, points in member.rest:
            found.append([project, _rest(project), "", "", "", points])
        return found

    return _member_sheets(
        book,
        columns,
        rows,
        title="党员量化考核表",
        head=lambda member: (
            f"党支部：{book.branch}　　姓名：{member.name}　　人员类别：{member.klass}"
            f"　　季度：{book.period}　　得分：{_total(book, member)}"
        ),
    )


def year_forms_bytes(book: FormBook) -> bytes:
    """Return 党员积分制管理考核登记表 of a year: quarters with their months, and the year."""
    columns = [
        Column("考核项目", least=12, most=15),
        Column("考核内容", align="left", least=20, most=30, stretch=1),
    ]
    for at, quarter in enumerate(_QUARTERS):
        months = book.months[at * _QUARTER_MONTHS : (at + 1) * _QUARTER_MONTHS]
        heads = [*(f"{month}" for month in months), "合计"]
        columns += [
            Column(head, group=quarter, align="right", least=5.5, most=7, decimals=book.decimals)
            for head in heads
        ]
    columns.append(Column("年度积分", align="right", least=8, most=10, decimals=book.decimals))

    def rows(member: MemberForm) -> list[list[Value]]:
        found: list[list[Value]] = [
            [line.project, line.content, *_by_month(book, line), line.total() or ""] for line in member.lines
        ]
        for project, points in member.rest:
            found.append([project, _rest(project), *[""] * (len(columns) - _PROJECT_COLUMNS - 1), points])
        return found

    return _member_sheets(
        book,
        columns,
        rows,
        title=f"{book.period}党员积分制管理考核登记表",
        head=lambda member: (
            f"党支部：{book.branch}　　姓名：{member.name}　　类别：{member.klass}"
            f"　　党小组：{member.group or DASH}　　年度积分：{_total(book, member)}"
        ),
    )


def reported_bytes(sheet: ReportedSheet) -> bytes:
    """Return 季度上报表: plain heads in the first row, so that another system can read it."""
    heads = [Column("党支部名称", align="left", least=16, most=34), Column("姓名", least=10, most=16)]
    for head in sheet.heads:
        heads.append(Column(head, align="right", least=10, most=16, decimals=sheet.decimals))
        heads.append(Column(f"{head}备注", align="left", least=14, most=30))
    heads += [
        Column("合计得分", align="right", least=10, most=12, decimals=sheet.decimals),
        Column("填写日期", least=16, most=18),
        Column("具体季度", least=14, most=18),
    ]
    rows: list[list[Value]] = [
        [
            sheet.branch,
            line.name,
            *(cell for points, note in line.parts for cell in (points, note)),
            line.total,
            sheet.filled_on,
            sheet.period,
        ]
        for line in sheet.lines
    ]
    made = Book(f"{sheet.branch}{sheet.period}党员积分制")
    table = Table(made, "党员积分制", heads, page_width=_LANDSCAPE, row_height=20)
    table.measure(rows)
    table.heads(frozen_columns=2)
    table.rows(rows)
    return made.save()


_PROJECT_COLUMNS = 2


def _member_sheets(
    book: FormBook,
    columns: Sequence[Column],
    rows: Callable[[MemberForm], list[list[Value]]],
    *,
    title: str,
    head: Callable[[MemberForm], str],
) -> bytes:
    made = Book(f"{book.branch}{book.period}{title}")
    wide = len(columns) > _PORTRAIT_COLUMNS
    for number, member in enumerate(book.members, start=1):
        table = Table(made, f"{number}{member.name}", columns, page_width=_LANDSCAPE if wide else _PORTRAIT)
        if not wide:
            table.sheet.page_setup.orientation = "portrait"
        found = rows(member)
        table.sheet.page_setup.fitToHeight = int(len(found) <= _ONE_PAGE_ROWS)
        table.measure(found)
        if book.seal is not None:
            foot_mark(table.sheet, f"{title}　{book.seal.mark}")
        table.title(title if book.seal else f"{title}（未结算）")
        table.note(head(member))
        table.heads(frozen_columns=_PROJECT_COLUMNS)
        first = table.row
        table.rows(found)
        _join_projects(made, table, first, [str(row[0]) for row in found])
        _feet(book, table, member)
    if not book.members:
        table = Table(made, "积分表", columns, page_width=_LANDSCAPE)
        table.measure([])
        table.title(title)
        table.wide_row("这一期没有参加积分的党员。")
    return made.save()


_PORTRAIT_COLUMNS = 6
_ONE_PAGE_ROWS = 40
_PEN = "　" * 9


def _join_projects(made: Book, table: Table, first: int, names: Sequence[str]) -> None:
    """Let the cells of one project be one."""
    at = 0
    while at < len(names):
        end = at
        while end + 1 < len(names) and names[end + 1] == names[at]:
            end += 1
        if end > at:
            made.merged(table.sheet, (first + at, 1, first + end, 1), names[at], Look())
        at = end + 1


def _feet(book: FormBook, table: Table, member: MemberForm) -> None:
    parts = "　".join(f"{head} {text or DASH}" for head, text in member.parts)
    if parts:
        table.wide_row(f"各期积分：{parts}")
    table.wide_row(f"得分合计：{_total(book, member)}" + (f"　　备注：{member.note}" if member.note else ""))
    state = "尚未结算，数字还会变" if book.seal is None else f"已于{day_text(book.seal.closed_on)}结算"
    table.note(f"说明：积分办法为{book.rulebook}；{book.period}{state}。只列记入合计的分值。")
    table.sign_line(f"党支部书记（签字）：{_PEN}本人（签字）：{_PEN}日期：")


def _by_month(book: FormBook, line: FormLine) -> list[Value]:
    cells: list[Value] = []
    for at in range(0, len(book.months), _QUARTER_MONTHS):
        months = book.months[at : at + _QUARTER_MONTHS]
        sums = [
            sum((entry.counted for entry in line.entries if entry.day.month == month), Fraction())
            for month in months
        ]
        cells += [*(points or "" for points in sums), sum(sums, Fraction()) or ""]
    return cells


def _rest(project: str) -> str:
    return _GIVEN if project == BASE else _REST


def _total(book: FormBook, member: MemberForm) -> str:
    return "不参加积分管理" if member.total is None else points_text(member.total, book.decimals)

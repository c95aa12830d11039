"""年度台账 as a workbook: 年度积分汇总一览表, 加扣分登记表 and a 积分管理卡 for every member."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from app.services.reports.excel_kit import Book, Value, foot_mark
from app.services.reports.excel_table import Column, Table
from app.services.reports.words import DASH, points_text
from app.services.reports.year_documents import YearAdjustment, YearBook, YearEntry, YearMember

_PAGE_WIDTH = 138


def year_book_bytes(book: YearBook) -> bytes:
    """Return the workbook."""
    made = Book(f"{book.branch}{book.period}党员积分台账")
    _summary(made, book)
    _register(made, book)
    for number, member in enumerate(book.members, start=1):
        _card(made, book, number, member)
    return made.save()


def _begin(table: Table, book: YearBook, title: str) -> None:
    if book.seal is not None:
        foot_mark(table.sheet, f"{title}　{book.seal.mark}")
    table.title(title if book.seal else f"{title}（未评定）")


def _summary(made: Book, book: YearBook) -> None:
    columns = [
        Column("序号", least=6, most=8),
        Column("姓名", least=10, most=16),
        Column("党小组", least=12, most=22),
        Column("人员类别", least=10, most=10),
        *(Column(part, group="各期积分", align="right", least=10, most=12) for part in book.parts),
        Column("年度积分", align="right", least=10, most=12, decimals=book.decimals),
        Column("等次", least=10, most=14),
        Column("备注", align="left", least=20, most=44, stretch=1),
    ]
    rows: list[list[Value]] = [
        [
            number,
            member.name,
            member.group or DASH,
            member.kind,
            *(part or DASH for part in member.parts),
            DASH if member.total is None else member.total,
            member.grade or DASH,
            member.note,
        ]
        for number, member in enumerate(book.members, start=1)
    ]
    table = Table(made, "年度汇总", columns, page_width=_PAGE_WIDTH, row_height=22)
    table.measure(rows)
    _begin(table, book, f"{book.branch}{book.period}党员积分汇总一览表")
    table.unit_line(book.head)
    table.heads(frozen_columns=2)
    table.rows(rows)
    table.wide_row(f"表间关系：{book.cross_check}。")
    table.note(f"说明：积分办法为{book.rulebook}。")
    table.sign_line("党支部书记（签字）：", "填表人（签字）：")


def _register(made: Book, book: YearBook) -> None:
    """Write every entry that added or took points, by day: 党员积分制管理考核记录表."""
    columns = [
        Column("登记时间", least=17, most=17),
        Column("姓名", least=10, most=16),
        Column("类别", least=12, most=22),
        Column("加扣分事由", align="left", least=30, most=60, stretch=1),
        Column("加分", align="right", least=8, most=10, decimals=book.decimals),
        Column("扣分", align="right", least=8, most=10, decimals=book.decimals),
        Column("支部书记审核签名", least=20, most=24),
    ]
    rows: list[list[Value]] = []
    for name, entry in _by_day(book):
        reason = f"{entry.item}：{entry.note}" if entry.note else entry.item
        plus, minus = (entry.counted, "") if entry.counted > 0 else ("", -entry.counted)
        rows.append([entry.day, name, entry.category, reason, plus, minus, ""])
    adjusted = [_adjusted(each) for each in book.adjustments]
    table = Table(made, "加扣分登记", columns, page_width=_PAGE_WIDTH, row_height=20)
    table.measure(rows + adjusted)
    _begin(table, book, f"{book.branch}{book.period}党员加扣分登记表")
    table.unit_line(book.head)
    table.heads(frozen_columns=2)
    table.rows(rows)
    if not rows:
        table.wide_row("本年度没有加扣分记录。")
    if adjusted:
        table.wide_row("结算后的调整：列入记账日所在的一期；年度合计按更正后的记录计算，不重复计。")
        table.rows(adjusted)
    table.note("说明：只列记入合计的分值；超出上限不记入的见积分表明细。")


def _adjusted(each: YearAdjustment) -> list[Value]:
    plus, minus = (each.points, "") if each.points > 0 else ("", -each.points)
    return [each.day, each.name, "调整", f"{each.origin}：{each.reason}", plus, minus, ""]


def _by_day(book: YearBook) -> list[tuple[str, YearEntry]]:
    """Return every entry that counted, by day, then in the order of the branch."""
    found = [(member.name, entry) for member in book.members for entry in member.entries if entry.counted]
    return sorted(found, key=lambda pair: pair[1].day)


def _card(made: Book, book: YearBook, number: int, member: YearMember) -> None:
    """Write one member's card: items by months with what counted, then quarters and year."""
    columns = [
        Column("序号", least=6, most=6),
        Column("类别", least=12, most=18),
        Column("内容", align="left", least=24, most=40, stretch=1),
        *(
            Column(f"{month}月", align="right", least=6, most=7, decimals=book.decimals)
            for month in book.months
        ),
        Column("合计", align="right", least=8, most=10, decimals=book.decimals),
    ]
    rows = _card_rows(book, member)
    table = Table(made, f"{number}{member.name}", columns, page_width=_PAGE_WIDTH, row_height=20)
    table.measure(rows)
    _begin(table, book, f"{member.name}积分管理卡（{book.period}）")
    table.note(
        f"党组织：{book.branch}　　姓名：{member.name}　　类别：{member.klass}　　党小组：{member.group or DASH}"
    )
    table.heads(frozen_columns=3)
    table.rows(rows)
    if rows:
        sums = [sum((_number(row[at]) for row in rows), Fraction()) for at in range(3, len(columns))]
        table.foot("月度积分", 3, sums)
    else:
        table.wide_row("本年度没有积分记录。")
    parts = "　".join(f"{head} {text or DASH}" for head, text in zip(book.parts, member.parts, strict=True))
    table.wide_row(f"季度积分：{parts}")
    table.wide_row(f"年度积分：{_total(book, member)}　　等次：{member.grade or DASH}")
    if member.note:
        table.note(f"备注：{member.note}")
    table.sign_line("党支部书记（签字）：", "本人（签字）：")


def _card_rows(book: YearBook, member: YearMember) -> list[list[Value]]:
    months: dict[tuple[str, str], dict[int, Fraction]] = defaultdict(dict)
    for entry in member.entries:
        sums = months[entry.category, entry.item]
        sums[entry.day.month] = sums.get(entry.day.month, Fraction()) + entry.counted
    return [
        [
            number,
            category,
            item,
            *(sums.get(month, "") for month in book.months),
            sum(sums.values(), Fraction()),
        ]
        for number, ((category, item), sums) in enumerate(sorted(months.items()), start=1)
    ]


def _number(value: Value) -> Fraction:
    return value if isinstance(value, Fraction) else Fraction()


def _total(book: YearBook, member: YearMember) -> str:
    if member.total is None:
        return "不参加积分管理"
    total = points_text(member.total, book.decimals)
    return f"{total}（含基础分 {points_text(member.base, book.decimals)}）" if member.base else total

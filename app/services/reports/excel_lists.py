"""Lists as workbooks: the national 党员基本信息汇总表 and the 补学登记表."""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING

from app.services.reports.documents import PROVISIONAL_NOTE
from app.services.reports.excel_kit import Book, Value
from app.services.reports.excel_table import Column, Table, full_date
from app.services.reports.words import DASH, day_text

if TYPE_CHECKING:
    from app.services.reports.documents import ActivityCount, ListSheet, MakeupRow, MakeupSheet, RosterSheet

# the order of the national sheet; the import assistant reads these heads back
ROSTER_COLUMNS = (
    Column("序号", most=7),
    Column("姓名", least=10, most=18),
    Column("所在党支部", least=16, most=26, stretch=1),
    Column("公民身份证号", least=20, most=20),
    Column("性别", most=6),
    Column("民族", least=8, most=10),
    Column("出生日期", least=12, most=14),
    Column("学历", least=12, most=16),
    Column("人员类别", least=10, most=10),
    Column("加入党组织日期", least=12, most=14),
    Column("转为正式党员日期", least=12, most=14),
    Column("工作岗位", least=12, most=20),
    Column("手机号", least=13, most=13),
    Column("固定电话", least=13, most=15),
    Column("家庭住址", align="left", least=20, most=30, stretch=1),
    Column("党籍状态", least=8, most=10),
    Column("是否为失联党员", least=9, most=9),
    Column("失去联系日期", least=10, most=12),
    Column("是否为流动党员", least=9, most=9),
    Column("外出流向", least=10, most=18),
)

# from so many characters a cell reads better from the left
_SENTENCE = 12
# the year stands in the title; 22 columns must stay readable on A4
_SHORT_DATE = 'm"月"d"日"'


def _day(head: str, group: str) -> Column:
    return Column(head, group=group, least=9.5, most=9.5, date_format=_SHORT_DATE)


_MAKEUP_COLUMNS = (
    Column("序号", least=5, most=5),
    _day("日期", "活动"),
    Column("类型", group="活动", least=8.5, most=8.5),
    Column("主题", group="活动", align="left", least=18, most=24, stretch=1),
    Column("姓名", least=8, most=9),
    Column("党小组", least=8, most=9),
    Column("类别", group="未参加", least=6, most=6),
    Column("批准人\n及时间", group="未参加", least=10.5, most=10.5),
    _day("返岗\n日期", "认领"),
    _day("认领\n期限", "认领"),
    _day("认领\n日期", "认领"),
    Column("任务", group="补学", align="left", least=14, most=18, stretch=1),
    Column("形式", group="补学", least=7, most=9),
    _day("完成\n期限", "补学"),
    _day("完成\n日期", "补学"),
    Column("完成\n材料", group="补学", least=8, most=9),
    Column("核验人", group="核验", least=7, most=8),
    _day("日期", "核验"),
    Column("结论", group="核验", least=8, most=8),
    Column("积分\n影响", least=6.5, most=8),
    Column("本人签字", least=10, most=10),
    Column("支部书记\n签字", least=10, most=10),
)


def roster_bytes(sheet: RosterSheet) -> bytes:
    """Return the roster in the national order: heads in row 4, members from row 5, one footer row."""
    book = Book(f"{sheet.branch}党员基本信息汇总表")
    rows: list[list[Value]] = [
        [number, *(text or sheet.blank for text in astuple(row))]
        for number, row in enumerate(sheet.rows, start=1)
    ]
    table = Table(book, "党员基本信息汇总表", ROSTER_COLUMNS, page_width=250)
    table.measure(rows)
    table.title("党员基本信息汇总表")
    table.unit_line(sheet.head)
    table.note("说明：公民身份证号和电话按文本填写；日期写到日，只知道年月的写到月。")
    table.heads(frozen_columns=2)
    table.rows(rows)
    table.note(f"合计：{len(sheet.rows)} 人。")
    return book.save()


def list_bytes(sheet: ListSheet) -> bytes:
    """Return any list as a workbook; every cell is text, so that numbers of people stay whole."""
    book = Book(sheet.title)
    # the room that is left on the page goes where the text is
    shares = [
        1 + sum(len(row[at]) for row in sheet.rows) / max(1, len(sheet.rows))
        for at in range(len(sheet.heads))
    ]
    columns = [
        Column(head, align="left" if share > _SENTENCE else "center", least=8, most=60, stretch=share)
        for head, share in zip(sheet.heads, shares, strict=True)
    ]
    table = Table(book, sheet.title, [Column("序号", most=7), *columns], page_width=132)
    rows: list[list[Value]] = [[number, *row] for number, row in enumerate(sheet.rows, start=1)]
    table.measure(rows)
    table.title(sheet.title)
    # who fills in and who checks is asked of forms, not of a list printed for oneself
    table.note(f"单位：{sheet.head.unit}　　日期：{day_text(sheet.head.filled_on)}")
    table.heads(frozen_columns=2)
    table.rows(rows)
    if not rows:
        table.wide_row("没有内容。")
    table.note(f"合计：{len(rows)} 行。")
    return book.save()


def makeup_register_bytes(sheet: MakeupSheet) -> bytes:
    """Return the register of absences and make-ups, and the figures of the activities where given."""
    book = Book(f"{sheet.branch}{sheet.period}补学登记表")
    rows = [_makeup(number, row) for number, row in enumerate(sheet.rows, start=1)]
    table = Table(book, "补学登记表", _MAKEUP_COLUMNS, page_width=190, row_height=32)
    table.measure(rows)
    table.title(f"{sheet.branch}{sheet.period}补学登记表")
    table.unit_line(sheet.head)
    table.heads(frozen_columns=5)
    table.rows(rows)
    if not rows:
        table.wide_row("本期没有需要补学的缺席。")
    done = sum(row.done_on is not None for row in sheet.rows)
    late = sum(row.overdue for row in sheet.rows)
    table.note(f"合计：应补 {len(rows)} 人次，已完成 {done} 人次，逾期 {late} 人次。")
    if any(row.provisional for row in sheet.rows):
        table.note(f"（暂定）{PROVISIONAL_NOTE}")
    if sheet.activities:
        _activities(book, sheet)
    return book.save()


def _makeup(number: int, row: MakeupRow) -> list[Value]:
    outcome = row.outcome or DASH
    return [
        number,
        row.held_on,
        row.activity_kind,
        row.topic,
        row.name,
        row.group or DASH,
        row.absence,
        row.approved_by.replace(" ", "\n") or DASH,
        full_date(row.returned_on),
        _claim_due(row),
        full_date(row.claimed_on),
        row.task or DASH,
        row.form or DASH,
        full_date(row.due),
        full_date(row.done_on),
        row.material or DASH,
        row.verified_by or DASH,
        full_date(row.verified_on),
        f"{outcome}\n（逾期）" if row.overdue else outcome,
        row.effect or DASH,
        "",
        "",
    ]


def _claim_due(row: MakeupRow) -> Value:
    due = row.claim_due
    if due is None or not row.provisional:
        return full_date(due)
    return f"{due.year}年\n{due.month}月{due.day}日\n（暂定）"


def _activities(book: Book, sheet: MakeupSheet) -> None:
    columns = (
        Column("序号", most=8),
        Column("活动日期", least=18, most=18),
        Column("类型", least=12, most=16),
        Column("主题", align="left", least=30, most=60, stretch=1),
        *(Column(head, group="人数", least=9, most=9) for head in ("应到", "实到", "请假", "缺勤", "已补")),
        Column("到会率", least=10, most=10),
        Column("补后参加率", least=12, most=12),
    )
    rows = [_activity(number, row) for number, row in enumerate(sheet.activities, start=1)]
    table = Table(book, "活动到会情况", columns, page_width=132)
    table.measure(rows)
    table.title(f"{sheet.branch}{sheet.period}组织生活到会情况")
    table.unit_line(sheet.head)
    table.heads(frozen_columns=2)
    table.rows(rows)
    table.note("说明：到会率 = 实到 ÷ 应到；补后参加率 =（实到 + 已补）÷ 应到。")


def _activity(number: int, row: ActivityCount) -> list[Value]:
    return [
        number,
        row.held_on,
        row.kind,
        row.topic,
        row.expected,
        row.present,
        row.on_leave,
        row.unexcused,
        row.made_up,
        _rate(row.present, row.expected),
        _rate(row.present + row.made_up, row.expected),
    ]


def _rate(part: int, whole: int) -> str:
    return f"{round(part * 1000 / whole) / 10:.1f}%" if whole else DASH

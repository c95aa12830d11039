"""积分方案 as a workbook to be handed round: modules with their range of points, and 工作任务及赋分细则."""

from __future__ import annotations

from app.services.reports.excel_kit import Book, Look, Value
from app.services.reports.excel_table import Column, Table
from app.services.reports.form_documents import RulesSheet

_PAGE_WIDTH = 138
_MODULES, _TASKS = "综合考评模块", "赋分细则"


def rules_bytes(sheet: RulesSheet) -> bytes:
    """Return the workbook."""
    made = Book(f"{sheet.branch}{sheet.title}赋分细则")
    _tasks(made, sheet)
    _modules(made, sheet)
    return made.save()


def _tasks(made: Book, sheet: RulesSheet) -> None:
    columns = [
        Column("序号", least=6, most=8),
        Column("考核项目", least=14, most=20),
        Column("工作任务", align="left", least=26, most=48, stretch=1),
        Column("赋分标准", align="left", least=20, most=44, stretch=1),
        Column("分值上限", least=12, most=22),
        Column("适用人员", least=10, most=20),
        Column("备注", align="left", least=14, most=30, stretch=0.5),
    ]
    rows: list[list[Value]] = [
        [number, line.project, line.content, line.standard, line.limit, line.people, line.note]
        for number, line in enumerate(sheet.tasks, start=1)
    ]
    table = Table(made, _TASKS, columns, page_width=_PAGE_WIDTH, row_height=22)
    table.measure(rows)
    table.title(f"{sheet.branch}党员工作任务及赋分细则")
    table.unit_line(sheet.head)
    table.heads(frozen_columns=2)
    table.rows(rows)
    for remark in sheet.remarks:
        table.note(remark)


def _modules(made: Book, sheet: RulesSheet) -> None:
    columns = [
        Column("模块名称", least=16, most=24),
        Column("主要内容", align="left", least=50, most=80, stretch=1),
        Column("积分范围", least=20, most=34),
    ]
    rows: list[list[Value]] = [list(module) for module in sheet.modules]
    table = Table(made, _MODULES, columns, page_width=_PAGE_WIDTH, row_height=30)
    table.measure(rows)
    table.title(f"{sheet.branch}党员积分综合考评表")
    table.note(f"单位（盖章）：{sheet.head.unit}　　　填表人：{sheet.head.prepared_by}")
    table.heads(frozen_columns=1)
    table.rows(rows[:-1])
    for column, value in enumerate(rows[-1], start=1):
        made.put(
            table.sheet, table.row, column, value, Look(bold=True, align="left" if column == 2 else "center")
        )
    table.sheet.row_dimensions[table.row].height = 30
    table.row += 1
    table.note(f"说明：积分办法为{sheet.title}。")

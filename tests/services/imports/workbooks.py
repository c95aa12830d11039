"""Sheets as secretaries keep them: the layouts the import has to understand, built with openpyxl."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.services import id_numbers
from app.services.imports.roster_rows import RosterRow
from app.services.imports.table import Table

TODAY = date(2026, 11, 22)


def heads_of(words: str) -> list[str]:
    """Heads parted by blanks."""
    return words.split()


NATIONAL = heads_of(
    "序号 姓名 所在党支部 公民身份证号 性别 民族 出生日期 学历 人员类别 加入党组织日期 转为正式党员日期 工作岗位 "
    "手机号 固定电话 家庭住址 党籍状态 是否为失联党员 失去联系日期 是否为流动党员 外出流向"
)
LAYOUT_9 = heads_of(
    "姓名 身份证号 性别 籍贯 出生年月 学历 工作地 工作单位 预/正 手机号码 QQ号 微信号 入党时间 历史党费缴至 转正时间 "
    "入党介绍人1 入党介绍人2 入党申请书 入党志愿书 政治审查材料 培养教育考察材料 转正申请书 备注"
)
LAYOUT_11 = heads_of(
    "姓名 性别 民族（全称） 籍贯 电话 出生日期 参加工作日期 身份证号码 家庭住址 户口所在地派出所 最高学历 入学时间 "
    "毕业时间 毕业院校 专业 学位 学位授予日期 教育类别 其他党团 加入其他党团日期"
)
LAYOUT_13 = heads_of(
    "部门 工号 姓名 身份证 性别 出生 学历 职称 党员状态 党内职务 党龄 入党日期 转正日期 党费状态 全国党员信息系统编码 "
    "年度培训学时 目标学时"
)


def number_for(birth: str, order: int = 101, *, region: str = "341802") -> str:
    """A valid identity number; `birth` is YYYYMMDD, an odd `order` is a man's."""
    body = f"{region}{birth}{order:03d}"
    return body + id_numbers.check_digit(body)


def person(name: str, birth: str = "1985-06-01", order: int = 101, **cells: Any) -> dict[str, Any]:
    """A person's cells by national heads; `cells` override by head."""
    base = {
        "姓名": name,
        "公民身份证号": number_for(birth.replace("-", ""), order),
        "性别": "男" if order % 2 else "女",
        "民族": "汉族",
        "出生日期": birth,
        "人员类别": "正式党员",
        "加入党组织日期": "2009-07-01",
        "转为正式党员日期": "2010-07-01",
    }
    return base | cells


def fill(
    sheet: Worksheet, heads: Sequence[str], people: Sequence[dict[str, Any]], first_row: int = 1
) -> None:
    """Write heads and people into a sheet."""
    for place, head in enumerate(heads, start=1):
        sheet.cell(first_row, place, head)
    for row, cells in enumerate(people, start=first_row + 1):
        unknown = set(cells) - set(heads)
        assert not unknown, unknown
        for place, head in enumerate(heads, start=1):
            value = cells.get(head)
            cell = sheet.cell(row, place, value)
            if isinstance(value, str) and not value.startswith("="):
                cell.number_format = "@"


def save(path: Path, build: Callable[[Worksheet], None]) -> Path:
    """Save a workbook of one sheet that `build` fills."""
    book = Workbook()
    build(book.worksheets[0])
    book.save(path)
    return path


def national(path: Path, people: Sequence[dict[str, Any]], *, footer: bool = True) -> Path:
    """The national 19-column sheet: title, unit row, heads on row 4, a footer under the list."""

    def build(sheet: Worksheet) -> None:
        sheet.title = "党员基本信息汇总表"
        sheet["A1"] = "党员基本信息汇总表"
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(NATIONAL))
        sheet["A2"] = "单位（盖章）：某市水利局   填表人：李记录   填表时间：2026年11月22日"
        sheet.merge_cells(start_row=2, start_column=1, end_row=2, end_column=len(NATIONAL))
        fill(sheet, NATIONAL, [{"序号": i, **one} for i, one in enumerate(people, start=1)], first_row=4)
        if footer:
            last = 5 + len(people)
            sheet.cell(last, 1, "填表说明：本表由党支部填写，一式两份。")
            sheet.merge_cells(start_row=last, start_column=1, end_row=last, end_column=len(NATIONAL))

    return save(path, build)


def plain(path: Path, heads: Sequence[str], people: Sequence[dict[str, Any]]) -> Path:
    """A sheet with the heads in its first row and nothing else."""
    return save(path, lambda sheet: fill(sheet, heads, people))


def repacked(source: Path, target: Path, changes: dict[str, Callable[[bytes], bytes]]) -> Path:
    """A copy of a workbook with some of its parts changed, as only a hostile hand would."""
    out = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, changes.get(name, lambda same: same)(content))
        for name in set(changes) - set(old.namelist()):
            new.writestr(name, changes[name](b""))
    target.write_bytes(out.getvalue())
    return target


def only(found: Table) -> RosterRow:
    """The one row of a sheet in which nothing is wrong."""
    assert [f for f in found.findings if f.wrong] == []
    (row,) = found.rows
    return row


def reasons(found: Table, *, wrong: bool = True) -> list[tuple[int, str, str]]:
    """Row, head and reason of the findings."""
    return [(f.row, f.column, f.reason) for f in found.findings if f.wrong is wrong]

"""The repeating records of a printed archive: which columns each kind has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.models.kinds import RecordKind
from app.services.reports.archive_documents import RecordRow
from app.services.reports.blocks import Block, table
from app.services.reports.words import day_text, span_text


@dataclass(frozen=True, slots=True)
class _Column:
    head: str
    width: float
    text: Callable[[RecordRow], str]
    align: str = "c"


def _span(row: RecordRow) -> str:
    return span_text(row.started, row.ended, open_ended=row.open_ended)


def _day(row: RecordRow) -> str:
    return day_text(row.started)


def _until(row: RecordRow) -> str:
    return day_text(row.ended or row.started)


def _title(row: RecordRow) -> str:
    return row.title


def _organ(row: RecordRow) -> str:
    return row.organ


def _detail(row: RecordRow) -> str:
    return row.detail


def _amount(row: RecordRow) -> str:
    return row.amount


def _note(row: RecordRow) -> str:
    return row.note


_LAYOUTS: dict[RecordKind, tuple[_Column, ...]] = {
    RecordKind.EDUCATION: (
        _Column("起止时间", 3.7, _span),
        _Column("毕业院校", 3, _organ),
        _Column("专业", 2.6, _detail),
        _Column("学历、学位", 2.6, _title),
        _Column("备注", 1.5, _note),
    ),
    RecordKind.POST: (
        _Column("起止时间", 3.7, _span),
        _Column("单位", 3.8, _organ),
        _Column("职务", 2.8, _title),
        _Column("类别", 1.6, _detail),
        _Column("备注", 1.5, _note),
    ),
    RecordKind.PAPER: (
        _Column("材料名称", 4, _title, "l"),
        _Column("形成日期", 2.6, _day),
        _Column("原件或\n复印件", 1.6, _detail),
        _Column("存放处", 2, _organ),
        _Column("页数", 1.1, _amount),
        _Column("备注", 1.6, _note),
    ),
    RecordKind.AWARD: (
        _Column("日期", 2.3, _day),
        _Column("奖励名称", 3, _title, "l"),
        _Column("授予机关", 3, _organ),
        _Column("事由", 2.4, _detail, "l"),
        _Column("文号", 2.2, _note),
    ),
    RecordKind.PENALTY: (
        _Column("日期", 2.3, _day),
        _Column("处分名称", 3, _title, "l"),
        _Column("决定机关", 3, _organ),
        _Column("事由", 2.4, _detail, "l"),
        _Column("文号", 2.2, _note),
    ),
    RecordKind.TRAINING: (
        _Column("时间", 3.2, _span),
        _Column("培训内容", 4, _title, "l"),
        _Column("主办单位", 2.8, _organ),
        _Column("学时", 1.5, _amount),
        _Column("备注", 1.5, _note),
    ),
    RecordKind.RELATION: (
        _Column("日期", 2.3, _day),
        _Column("类型", 1.6, _title),
        _Column("转出、转入党组织", 4.4, _organ, "l"),
        _Column("介绍信编号", 2.2, _amount),
        _Column("备注", 1.8, _note),
    ),
    RecordKind.PLEDGE: (
        _Column("日期", 2.1, _day),
        _Column("承诺事项", 4.6, _title, "l"),
        _Column("践诺情况", 4.6, _detail, "l"),
        _Column("评议", 1.6, _note),
    ),
    RecordKind.VOLUNTEER: (
        _Column("日期", 2.4, _span),
        _Column("项目", 4.4, _title, "l"),
        _Column("组织单位", 2.8, _organ),
        _Column("时长", 1.5, _amount),
        _Column("备注", 1.6, _note),
    ),
    RecordKind.TALK: (
        _Column("日期", 2.3, _day),
        _Column("谈话人", 1.8, _organ),
        _Column("事由", 2.4, _title, "l"),
        _Column("谈话内容", 5, _detail, "l"),
        _Column("备注", 1.6, _note),
    ),
    RecordKind.FAMILY: (
        _Column("称谓", 1.4, _detail),
        _Column("姓名", 1.8, _title),
        _Column("出生年月", 2, _day),
        _Column("政治面貌", 1.6, _amount),
        _Column("工作单位及职务", 4.4, _organ, "l"),
        _Column("备注", 1.4, _note),
    ),
    RecordKind.APPRAISAL: (
        _Column("年度", 1.5, _day),
        _Column("评议等次", 1.6, _title),
        _Column("测评票数", 2, _amount),
        _Column("组织意见", 5, _detail, "l"),
        _Column("备注", 1.6, _note),
    ),
    RecordKind.DUES: (
        _Column("交至", 2, _until),
        _Column("交纳方式", 2.6, _title),
        _Column("标准或金额", 2.4, _amount),
        _Column("说明", 3.6, _detail, "l"),
        _Column("备注", 1.8, _note),
    ),
    RecordKind.EXAM: (
        _Column("日期", 2.3, _day),
        _Column("测试名称", 4.2, _title, "l"),
        _Column("组织单位", 2.8, _organ),
        _Column("成绩", 1.5, _amount),
        _Column("结果", 1.5, _detail),
        _Column("备注", 1.5, _note),
    ),
    RecordKind.ASSIGNMENT: (
        _Column("完成日期", 2.3, _day),
        _Column("任务名称", 4.2, _title, "l"),
        _Column("交办的组织", 2.8, _organ),
        _Column("数量", 1.2, _amount),
        _Column("完成情况", 1.8, _detail),
        _Column("备注", 1.5, _note),
    ),
}


def record_block(kind: RecordKind, rows: Sequence[RecordRow], *, caption: bool) -> Block:
    """Return the table of the records of one kind, with the kind as caption where several share a section."""
    columns = _LAYOUTS[kind]
    return table(
        [column.head for column in columns],
        [column.width for column in columns],
        [[column.text(row) for column in columns] for row in rows],
        align="".join(column.align for column in columns),
        caption=kind.label if caption else "",
    )

"""Finding the head row of a roster among its title rows, and what each column means (表头识别).

Real sheets carry one to four rows above the heads, two-level heads with merged cells, and a dozen words
for the same thing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from app.services.errors import BadFile
from app.services.imports.sheet import Grid, Value

_SEARCHED_ROWS = 40
_LEVELS = 3
_LEAST_FIELDS = 3

SYNONYMS: dict[str, str] = {
    "name": "姓名 党员姓名 名字",
    "sex": "性别",
    "ethnicity": "民族",
    "native_place": "籍贯 祖籍",
    "id_number": "身份证号 公民身份证号 身份证 身份证号码 公民身份号码 公民身份证号码 居民身份证号 "
    "居民身份证号码 证件号码 证件号 身份号码",
    "birth": "出生日期 出生年月 出生 出生年月日 出生时间 生日",
    "education": "学历 最高学历 文化程度 现有学历 学历情况",
    "degree": "学位 最高学位",
    "kind": "人员类别 预/正 正式/预备 党员类别 党员状态 党员类型 是否正式党员 政治面貌 党员身份",
    "branch": "所在党支部 党支部 党支部名称 所在支部 支部名称 支部 所属党支部 所属支部 所在党组织 所属党组织",
    "group": "党小组 所在党小组 所属党小组 小组 党小组名称",
    "joined": "加入党组织日期 入党时间 入党日期 入党年月 加入党组织时间 加入中共党组织日期 入党年月日 参加党组织日期",
    "regular": "转为正式党员日期 转正时间 转正日期 转正年月 转为正式党员时间 转正年月日",
    "introducers": "入党介绍人 入党介绍人1 入党介绍人2 介绍人 入党介绍人一 入党介绍人二",
    "party_post": "党内职务 党内任职 党务职务",
    "job": "工作岗位 岗位 从事岗位 岗位类别",
    "unit": "工作单位 单位 所在单位 部门 所在部门 科室 单位及部门 工作部门 单位名称 处室 工作/学习单位",
    "post": "职务 行政职务 工作单位及职务 单位职务 单位及职务 现任职务",
    "title": "职称 专业技术职务 技术职称 从事专业技术职务",
    "employee_no": "工号 员工编号 职工号 员工编码 人员编号 集团员工编码",
    "former_name": "曾用名",
    "work_start": "参加工作日期 参加工作时间 工作时间 参加工作年月",
    "phone": "手机号 手机号码 联系电话 电话 手机 移动电话 联系方式 电话号码 本人联系电话",
    "landline": "固定电话 座机 办公电话 固话 住宅电话",
    "address": "家庭住址 住址 现居住地 家庭地址 居住地址 现住址 居住地 详细住址",
    "status": "党籍状态",
    "lost": "是否为失联党员 是否失联党员 是否失联 失联党员",
    "lost_since": "失去联系日期 失联日期 失联时间 失去联系时间",
    "mobile": "是否为流动党员 是否流动党员 是否流动 流动党员",
    "mobile_to": "外出流向 流向 流动去向 外出地点",
    "dues_paid_to": "历史党费缴至 党费缴至 党费交至 党费缴纳至 党费交纳至",
    "note": "备注 说明",
    "serial": "序号 编号 顺序 序 no",
    "party_age": "党龄 年龄",
    "problem": "原行号和问题",
}
"""Heads by the field they fill; the first one is the field's own word in messages."""

_PAPERS = "入党申请书 入党志愿书 政治审查材料 政审材料 培养教育考察材料 培养考察材料 转正申请书 自传 思想汇报"
NOT_STORED = frozenset({"serial", "party_age", "problem"})
"""Fields that are counted, computed, or written by the file of wrong rows."""

PAPERS: frozenset[str] = frozenset(_PAPERS.split())
"""Columns that say with yes or no whether a paper of admission (入党材料) is there."""

REPEATABLE = frozenset({"introducers"})
"""Fields that may have several columns."""

_REMARK = re.compile(r"[(（【\[].*?[)）】\]]")
_NOISE = re.compile(r"[\s*:：.。,，、;；\"“”'‘’_]+")


def _flat(text: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).lower()


_FIELD_BY_HEAD = {_flat(head): name for name, heads in SYNONYMS.items() for head in heads.split(" ")}
_PAPER_BY_HEAD = {_flat(head): head for head in PAPERS}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a roster: its place from 0, its head as written, and the field it fills.

    `field` is a key of `SYNONYMS`, "paper" for a paper of admission, or None for a column nobody knows.
    """

    place: int
    head: str
    field: str | None


@dataclass(frozen=True, slots=True)
class Heads:
    """Where the heads of a sheet end (row from 0) and what its columns mean."""

    last_row: int
    columns: tuple[Column, ...]

    def of(self, name: str) -> Column | None:
        """Return the first column that fills a field."""
        return next((column for column in self.columns if column.field == name), None)


def find(grid: Grid) -> Heads | None:
    """Return the heads of a sheet, or None if it is no roster: a name column and two others are the least."""
    best: Heads | None = None
    best_score = _LEAST_FIELDS - 1
    for levels in range(1, _LEVELS + 1):
        for last in range(levels - 1, min(_SEARCHED_ROWS, len(grid.rows))):
            block = grid.rows[last - levels + 1 : last + 1]
            columns = _columns(block)
            score = sum(column.field is not None for column in columns)
            if score > best_score and any(column.field == "name" for column in columns):
                best, best_score = Heads(last, columns), score
    return best


def no_heads(names: Sequence[str]) -> BadFile:
    """Return the error for a file none of whose sheets has heads."""
    seen = "、".join(names[:5])
    return BadFile(
        f"没有找到名册的表头（看过的工作表：{seen or '无'}）。表头一行至少要有“姓名”和另外两列，"
        "如：身份证号、性别、出生日期、入党时间、转正时间、人员类别、联系电话。"
    )


def is_head_word(text: str) -> bool:
    """Return whether a cell repeats a head, as on each printed page of a long list."""
    return _FIELD_BY_HEAD.get(_flat(text)) == "name"


def own_word(name: str) -> str:
    """Return the program's own word for a field."""
    return SYNONYMS[name].split(" ", 1)[0]


def _columns(block: list[list[Value]]) -> tuple[Column, ...]:
    found: list[Column] = []
    taken: set[str] = set()
    for place in range(max(map(len, block), default=0)):
        texts = _levels([row[place] if place < len(row) else "" for row in block])
        if not texts:
            continue
        name = _meaning(texts)
        if name in taken and name not in REPEATABLE and name != "paper":
            name = None
        if name is not None:
            taken.add(name)
        found.append(Column(place, _title(texts), name))
    return tuple(found)


def _levels(values: list[Value]) -> list[str]:
    texts: list[str] = []
    for value in values:
        text = " ".join(str(value).split())
        if text and text not in texts[-1:]:
            texts.append(text)
    return texts


def _title(texts: list[str]) -> str:
    # a head, not a title that stretches over the whole sheet
    return texts[-1] if len(texts) == 1 or _known(texts[-1]) else "".join(texts[-2:])


def _meaning(texts: list[str]) -> str | None:
    tries = [texts[-1], *("".join(texts[start:]) for start in range(len(texts) - 1)), *reversed(texts[:-1])]
    return next((name for name in map(_known, tries) if name is not None), None)


def _known(text: str) -> str | None:
    for written in (text, _REMARK.sub("", text)):
        flat = _flat(written)
        if flat in _PAPER_BY_HEAD:
            return "paper"
        if flat in _FIELD_BY_HEAD:
            return _FIELD_BY_HEAD[flat]
    return None

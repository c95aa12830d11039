"""The rulebook's exchange file (积分方案文件): TOML text in, a checked rulebook out, and its hash."""

from __future__ import annotations

import hashlib
import re
import tomllib
from fractions import Fraction
from typing import Any

from app.services.errors import BadInput
from app.services.periods import CALENDAR, Opening, Span, Window
from app.services.points.findings import BadRulebook, Finding, Severity, error
from app.services.points.lint import lint
from app.services.points.reading import Table
from app.services.points.rules import (
    BRANCH_AVERAGE,
    Annual,
    Base,
    BaseMode,
    Calendar,
    Cap,
    Category,
    Exempt,
    Grade,
    Item,
    Joint,
    MakeupEffect,
    Mode,
    Quota,
    Rulebook,
    Source,
    Veto,
    VetoEffect,
)
from app.services.points.rules_items import ItemKind
from app.services.points.rules_numbers import exact

SCHEMA = 1
WHOLE_FILE = "方案"
_TOML_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")
_TOML_REASONS = (
    ("Cannot overwrite", "同一个键写了两次"),
    ("Cannot declare", "同一个表写了两次"),
    ("Cannot mutate", "同一个表写了两次"),
    ("Unterminated string", "引号没有成对"),
    ("Illegal character", "含有不允许的字符"),
    ("Expected '='", "键的后面缺少等号"),
    ("Invalid date", "日期不存在"),
    ("Invalid value", "值的写法不对，文字要加引号"),
    ("Unclosed", "括号没有成对"),
)


def parse(text: str) -> Rulebook:
    """Read a rulebook and check it.

    Raises:
        BadRulebook: With every error, each with its place and reason.

    """
    rulebook, found = read(text)
    errors = [finding for finding in found if finding.level is Severity.ERROR]
    if errors:
        raise BadRulebook(errors)
    return rulebook


def read(text: str) -> tuple[Rulebook, tuple[Finding, ...]]:
    """Read a rulebook as far as it can be read, with all findings; for editors that show both.

    Raises:
        BadRulebook: The text is no TOML at all.

    """
    return read_data(_load(text))


def read_data(data: dict[str, Any]) -> tuple[Rulebook, tuple[Finding, ...]]:
    """Read a rulebook from the tables of its file, e.g. as a workbook gave them, with all findings."""
    found: list[Finding] = []
    unknown: list[str] = []
    top = Table(data, WHOLE_FILE, found, unknown)
    rulebook = _rulebook(top, unknown)
    seen = {finding.place for finding in found}
    # an error of form at a place often makes one of meaning there: one line is enough
    found.extend(finding for finding in lint(rulebook) if finding.place not in seen)
    return rulebook, tuple(found)


def content_hash(text: str) -> str:
    """Return the hash of a rulebook's text, which closings print so that a sheet can be matched to its rules."""
    return hashlib.sha256(text.encode()).hexdigest()


def _load(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.removeprefix("\ufeff"), parse_float=_exact_float)
    except tomllib.TOMLDecodeError as broken:
        raise BadRulebook([_toml_finding(str(broken))]) from broken
    except RecursionError as broken:
        raise BadRulebook([error(WHOLE_FILE, "括号嵌套过深，无法读取。")]) from broken


def _exact_float(text: str) -> object:
    number = exact(text)
    # an unusable number stays a float, which the reader refuses with its place
    return float("nan") if number is None else number


def _toml_finding(message: str) -> Finding:
    match = _TOML_PLACE.search(message)
    place = f"第 {match[1]} 行第 {match[2]} 列" if match else "文件末尾"
    reason = next((words for start, words in _TOML_REASONS if start in message), "语法有误")
    return error(place, f"不是有效的 TOML：{reason}。")


def _rulebook(top: Table, unknown: list[str]) -> Rulebook:
    # a file without the number is read as the first format, which has no predecessor
    top.whole("schema", SCHEMA, SCHEMA)
    code = top.code("code", required=True)
    cap, floor = _total(top)
    rulebook = Rulebook(
        code=code,
        title=top.text("title") or code,
        version=top.text("version"),
        basis=top.text("basis"),
        effective_from=top.day("effective_from"),
        decimals=_decimals(top),
        calendar=_calendar(top),
        base=_base(top),
        total_cap=cap,
        total_floor=floor,
        categories=tuple(map(_category, top.tables("category", "类别"))),
        joints=tuple(map(_joint, top.tables("joint", "合并封顶"))),
        items=tuple(map(_item, top.tables("item", "积分项目"))),
        grades=tuple(map(_grade, top.tables("grade", "等次", by="name"))),
        vetoes=tuple(map(_veto, top.tables("veto", "一票否决"))),
        quota=_quota(top),
        publication_workdays=_publication(top),
        exempt=_exempt(top),
        makeup=_makeup(top),
    )
    top.close()
    # the list fills while the tables are read
    object.__setattr__(rulebook, "unknown_keys", tuple(unknown))
    return rulebook


def _decimals(top: Table) -> int:
    decimals = top.whole("decimals", 0, 6)
    return 1 if decimals is None else decimals


def _calendar(top: Table) -> Calendar:
    table = top.table("period")
    if table is None:
        return Calendar()
    cycle = table.choice("cycle", Span, Span.YEAR)
    usual = Span.MONTH if cycle is Span.MONTH else Span.QUARTER
    opening = CALENDAR
    starts = table.text("starts")
    if starts:
        try:
            opening = Opening.parse(starts)
        except BadInput as bad:
            table.wrong("starts", bad.message)
    calendar = Calendar(
        cycle=cycle,
        opening=opening,
        sub=table.choice("sub", Span, usual),
        annual=table.choice("annual", Annual, Annual.RUNNING),
    )
    table.close()
    return calendar


def _base(top: Table) -> Base:
    table = top.table("base")
    if table is None:
        return Base()
    mode = table.choice("mode", BaseMode, BaseMode.ZERO, required=True)
    points, factor = table.number("points"), table.number("factor")
    if table.is_word("newcomer", BRANCH_AVERAGE):
        base = Base(mode, points or 0, factor or 0, BRANCH_AVERAGE)
    else:
        newcomer = table.number("newcomer")
        base = Base(mode, points or 0, factor or 0, newcomer)
    table.close()
    return base


def _total(top: Table) -> tuple[Any, Any]:
    table = top.table("total")
    if table is None:
        return None, None
    bounds = table.number("cap"), table.number("floor")
    table.close()
    return bounds


def _category(table: Table) -> Category:
    code = table.code("code", required=True)
    category = Category(
        code=code,
        name=table.text("name") or code,
        mode=table.choice("mode", Mode, Mode.EARN),
        full=table.number("full"),
        cap=table.number("cap"),
        floor=table.number("floor"),
        parent=table.code("parent") or None,
        outside_total_cap=table.flag("outside_total_cap"),
    )
    table.close()
    return category


def _joint(table: Table) -> Joint:
    joint = Joint(table.code("code", required=True), _cap(table))
    table.close()
    return joint


def _cap(table: Table) -> Cap:
    points = table.number("points", required=True)
    return Cap(points or 0, table.choice("per", Window, Window.YEAR, required=True))


def _item_cap(table: Table) -> Cap | None:
    inner = table.table("cap")
    if inner is None:
        return None
    cap = _cap(inner)
    inner.close()
    return cap


def _item(table: Table) -> Item:
    code = table.code("code", required=True)
    kind = table.choice("kind", ItemKind, ItemKind.FIXED, required=True)
    known = not table.has("kind") or table.is_word("kind", kind.value)
    item = Item(
        code=code,
        category=table.code("category", required=True),
        text=table.text("text") or code,
        rule=table.rule(kind),
        cap=_item_cap(table),
        joint=table.code("joint") or None,
        classes=table.texts("classes"),
        proof=table.flag("proof"),
        approval=table.text("approval"),
        source=_source(table),
        when=_when(table),
        retired=table.flag("retired"),
    )
    if known:
        table.close()
    return item


def _source(table: Table) -> Source | None:
    return table.choice("source", Source, Source.ATTENDANCE) if table.has("source") else None


def _when(table: Table) -> dict[str, tuple[str, ...]]:
    inner = table.table("when")
    return {} if inner is None else inner.all_texts()


def _grade(table: Table) -> Grade:
    grade = Grade(
        name=table.text("name", required=True),
        ge=table.number("ge"),
        lt=table.number("lt"),
        le=table.number("le"),
    )
    table.close()
    return grade


def _veto(table: Table) -> Veto:
    code = table.code("code", required=True)
    veto = Veto(
        code=code,
        text=table.text("text") or code,
        effect=table.choice("effect", VetoEffect, VetoEffect.ZERO, required=True),
        grade=table.text("grade") or None,
    )
    if veto.effect is VetoEffect.GRADE and veto.grade is None:
        table.wrong("grade", "限定等次的一票否决要写明等次。")
    table.close()
    return veto


def _quota(top: Table) -> Quota | None:
    table = top.table("quota")
    if table is None:
        return None
    grade = table.text("grade", required=True)
    share = table.share("at_most")
    table.close()
    return Quota(grade, Fraction(share))


def _publication(top: Table) -> int | None:
    table = top.table("publication")
    if table is None:
        return None
    workdays = table.whole("workdays", 1, 60)
    table.close()
    return workdays


def _exempt(top: Table) -> Exempt:
    table = top.table("exempt")
    if table is None:
        return Exempt()
    exempt = Exempt(table.texts("classes"), table.flag("needs_approval"))
    table.close()
    return exempt


def _makeup(top: Table) -> MakeupEffect:
    table = top.table("makeup")
    if table is None:
        return MakeupEffect.CANCEL
    effect = table.choice("effect", MakeupEffect, MakeupEffect.CANCEL)
    table.close()
    return effect

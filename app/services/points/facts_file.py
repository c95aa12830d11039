"""The facts file of `score`: JSON in, members and facts out, every mistake named with the fact's id."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from app.services.errors import BadInput
from app.services.periods import Period
from app.services.points.findings import BadFacts, Finding, error
from app.services.points.rules import Item, Rulebook
from app.services.points.rules_items import RIDING, Bonus, Multiplier, Number
from app.services.points.rules_numbers import exact, fits, simplest
from app.services.points.scoring_facts import Fact, Key, Member, fit

FILE = "数据文件"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST_INTEGER = 15
_LIKENESS = 0.75
_FACT_KEYS = ("id", "member", "item", "veto", "date", "value", "on")
_MEMBER_KEYS = ("name", "class", "exempt")


@dataclass(frozen=True, slots=True)
class Trial:
    """What a facts file asks to be scored."""

    period: Period
    as_of: date | None
    members: tuple[Member, ...]
    facts: tuple[Fact, ...]
    last_year: Mapping[Key, Number]


def read_facts(text: str, rulebook: Rulebook) -> Trial:
    """Read and check a facts file against a rulebook.

    Raises:
        BadFacts: With every mistake, each with the fact's id and the reason.

    """
    data = _load(text)
    found: list[Finding] = []
    period = _period(data, rulebook, found)
    members = tuple(_members(data, found))
    known = {member.key for member in members}
    last_year = dict(_last_year(data, known, found))
    as_of = _as_of(data, found)
    facts = _Reader(rulebook, known, period, found).read(data)
    if found or period is None:
        raise BadFacts(found)
    return Trial(period, as_of, members, tuple(facts), last_year)


def _load(text: str) -> dict[str, Any]:
    try:
        data = json.loads(
            text.removeprefix("\ufeff"), parse_float=_number, parse_int=_integer, parse_constant=_number
        )
    except json.JSONDecodeError as broken:
        place = f"{FILE} 第 {broken.lineno} 行第 {broken.colno} 列"
        raise BadFacts([error(place, "不是有效的 JSON，请检查引号、逗号和括号。")]) from broken
    except RecursionError as broken:
        raise BadFacts([error(FILE, "括号嵌套过深，无法读取。")]) from broken
    if not isinstance(data, dict):
        raise BadFacts([error(FILE, "最外层应为一个对象（花括号）。")])
    return data


def _number(text: str) -> object:
    number = exact(text)
    # unusable numbers stay floats, which are refused where they stand
    return float("nan") if number is None else number


def _integer(text: str) -> object:
    return int(text) if len(text) <= _LONGEST_INTEGER else float("nan")


def _period(data: Mapping[str, Any], rulebook: Rulebook, found: list[Finding]) -> Period | None:
    code = data.get("period")
    if not isinstance(code, str):
        found.append(error(f"{FILE} · period", "缺少周期，请写成“2026”“2026H1”“2026Q3”或“2026-09”。"))
        return None
    try:
        return rulebook.calendar.parse(code)
    except BadInput as bad:
        found.append(error(f"{FILE} · period", bad.message))
        return None


def _as_of(data: Mapping[str, Any], found: list[Finding]) -> date | None:
    if data.get("as_of") is None:
        return None
    day = _day(data["as_of"])
    if day is None:
        found.append(
            error(f"{FILE} · as_of", f"“{_short(data['as_of'])}”不是有效日期，请写成 2026-12-31 的样子。")
        )
    return day


def _day(value: object) -> date | None:
    if not isinstance(value, str) or _DAY.fullmatch(value) is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _members(data: Mapping[str, Any], found: list[Finding]) -> Iterator[Member]:
    rows = data.get("members")
    if not isinstance(rows, list):
        found.append(error(f"{FILE} · members", "缺少党员名单（列表）。"))
        return
    seen: set[str] = set()
    for number, row in enumerate(rows, 1):
        name = row.get("name") if isinstance(row, dict) else None
        if not isinstance(name, str) or not name.strip():
            found.append(error(f"第 {number} 名党员", "缺少姓名 name。"))
            continue
        if name in seen:
            found.append(error(f"党员 {name}", "姓名重复，请加编号区别，如“张伟#2”。"))
        seen.add(name)
        klass, exempt = row.get("class"), row.get("exempt")
        if klass is not None and not isinstance(klass, str):
            found.append(error(f"党员 {name}", "类别 class 应为文字。"))
        if exempt is not None and not isinstance(exempt, bool):
            found.append(error(f"党员 {name}", "exempt 应为 true 或 false。"))
        found.extend(_slips(row, _MEMBER_KEYS, f"党员 {name}"))
        yield Member(
            name, klass if isinstance(klass, str) else None, exempt if isinstance(exempt, bool) else None
        )


def _last_year(
    data: Mapping[str, Any], known: set[Key], found: list[Finding]
) -> Iterator[tuple[Key, Number]]:
    totals = data.get("last_year")
    if totals is None:
        return
    if not isinstance(totals, dict):
        found.append(error(f"{FILE} · last_year", "应为“姓名: 分数”的对象。"))
        return
    for name, total in totals.items():
        place = f"{FILE} · last_year · {name}"
        if name not in known:
            found.append(error(place, "党员不在名单 members 中。"))
        elif isinstance(total, bool) or not isinstance(total, int | Fraction) or not fits(total):
            found.append(error(place, "上年积分应为数字。"))
        else:
            yield name, simplest(total)


def _slips(row: Mapping[str, Any], known: Sequence[str], place: str) -> Iterator[Finding]:
    """Yield keys that look like a slip of a known one; any other (a reason, a remark) is let through."""
    for key in row:
        meant = [] if key in known else get_close_matches(key, known, n=1, cutoff=_LIKENESS)
        if meant and meant[0] not in row:
            yield error(place, f"不认识的键“{_short(key)}”，是不是“{meant[0]}”？")


def _short(value: object) -> str:
    return str(value)[:40]


class _Reader:
    """Reads the list of facts, keeping on after a mistake so that all are told at once."""

    def __init__(
        self, rulebook: Rulebook, members: set[Key], period: Period | None, found: list[Finding]
    ) -> None:
        self._rulebook = rulebook
        self._members = members
        self._period = period
        self._found = found
        self._by_id: dict[Key, Fact] = {}

    def read(self, data: Mapping[str, Any]) -> list[Fact]:
        rows = data.get("facts", [])
        if not isinstance(rows, list):
            self._found.append(error(f"{FILE} · facts", "应为积分记录的列表。"))
            return []
        facts = [fact for number, row in enumerate(rows, 1) if (fact := self._fact(number, row)) is not None]
        if len({type(fact.id) for fact in facts}) > 1:
            self._found.append(error(f"{FILE} · facts", "记录编号 id 应全部是数字，或全部是文字。"))
        for fact in facts:
            self._check_ride(fact)
        return facts

    def _fact(self, number: int, row: object) -> Fact | None:
        key = row.get("id") if isinstance(row, dict) else None
        if not isinstance(row, dict) or isinstance(key, bool) or not isinstance(key, int | str) or key == "":
            self._found.append(error(f"第 {number} 条记录", "缺少编号 id（整数）。"))
            return None
        place = f"记录 {key}"
        before = len(self._found)
        if key in self._by_id:
            self._found.append(error(place, "编号重复。"))
        self._found.extend(_slips(row, _FACT_KEYS, place))
        fact = Fact(
            id=key,
            member=self._member(row, place),
            day=self._date(row, place),
            item=self._code(row, "item", self._rulebook.item_by_code, place),
            veto=self._code(row, "veto", self._rulebook.veto_by_code, place),
            value=self._value(row, place),
            on=row.get("on"),
        )
        if (row.get("item") is None) == (row.get("veto") is None):
            self._found.append(error(place, "应当写明积分项目 item 或一票否决 veto，二者只能有一个。"))
        self._by_id.setdefault(key, fact)
        return fact if len(self._found) == before else None

    def _member(self, row: Mapping[str, Any], place: str) -> str:
        name = row.get("member")
        if not isinstance(name, str) or name not in self._members:
            reason = "缺少党员 member。" if name is None else f"党员“{_short(name)}”不在名单 members 中。"
            self._found.append(error(place, reason))
            return ""
        return name

    def _date(self, row: Mapping[str, Any], place: str) -> date:
        day, period = _day(row.get("date")), self._period
        if day is None:
            given = row.get("date")
            reason = (
                "缺少日期 date。"
                if given is None
                else f"日期“{_short(given)}”无效，请写成 2026-03-12 的样子。"
            )
            self._found.append(error(place, reason))
            return date.min
        if period is not None and not period.contains(day):
            span = f"{period.start} 至 {period.end}"
            self._found.append(error(place, f"日期 {day} 不在周期 {period.code}（{span}）之内。"))
        return day

    def _code(self, row: Mapping[str, Any], key: str, known: Mapping[str, object], place: str) -> str | None:
        code = row.get(key)
        if code is None:
            return None
        if not isinstance(code, str) or code not in known:
            name = "积分项目" if key == "item" else "一票否决"
            self._found.append(error(place, f"{name}“{_short(code)}”不在方案中。"))
            return None
        return code

    def _value(self, row: Mapping[str, Any], place: str) -> Any:
        value = row.get("value")
        code = row.get("item")
        item = self._rulebook.item_by_code.get(code) if isinstance(code, str) else None
        if item is None:
            if row.get("veto") is not None and value is not None:
                self._found.append(error(place, "一票否决不带数值，请删除 value。"))
            return None
        return self._fitted(lambda: fit(item.rule, value), place)

    def _fitted(self, read: Callable[[], Any], place: str) -> Any:
        try:
            return read()
        except BadInput as bad:
            self._found.append(error(place, bad.message))
            return None

    def _check_ride(self, fact: Fact) -> None:
        place = f"记录 {fact.id}"
        item = self._rulebook.item_by_code.get(fact.item or "")
        riding = item is not None and item.kind in RIDING
        if not riding:
            if fact.on is not None:
                self._found.append(error(place, "只有附加分和加倍项目可以写 on。"))
            return
        if fact.on is None:
            self._found.append(error(place, "缺少 on：附加分和加倍要写明附在哪条记录上。"))
            return
        base = (
            self._by_id.get(fact.on)
            if isinstance(fact.on, int | str) and not isinstance(fact.on, bool)
            else None
        )
        reason = self._ride_reason(fact, item, base)
        if reason:
            self._found.append(error(place, reason))

    def _ride_reason(self, fact: Fact, item: Item | None, base: Fact | None) -> str:
        if base is None:
            return f"on 指向的记录“{_short(fact.on)}”不存在。"
        if base.member != fact.member:
            return f"on 指向的记录 {base.id} 是另一名党员的。"
        rule = item.rule if item else None
        if isinstance(rule, Bonus | Multiplier) and base.item != rule.on:
            return f"on 指向的记录 {base.id} 不是项目“{rule.on}”的记录。"
        return ""

"""Read tables of a rulebook one key at a time, collecting every error with its place instead of stopping."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from fractions import Fraction
from typing import Any, TypeVar

from app.models.kinds import Kind
from app.services.periods import Span
from app.services.points.findings import Finding, error
from app.services.points.rules_items import Band, CountRow, ItemKind, Number, Pick, Rounding, Rule
from app.services.points.rules_numbers import exact, fits
from app.services.points.rules_parameters import PARAMETERS, RULES, Parameter, Shape

_K = TypeVar("_K", bound=Kind)
VOID_WORD = "void"
_LONGEST_TEXT = 2000
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SHARE = re.compile(r"([0-9]{1,6})/([0-9]{1,6})|([0-9]{1,3}(?:\.[0-9]{1,6})?)%|([01](?:\.[0-9]{1,6})?)")


class Table:
    """One table of the file; every key that is read is ticked off, the rest is unknown."""

    def __init__(self, data: Mapping[str, Any], place: str, found: list[Finding], unknown: list[str]) -> None:
        self.place = place
        self._data = data
        self._found = found
        self._unknown = unknown
        self._read: set[str] = set()

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self._data

    def wrong(self, key: str, text: str, plain: str = "") -> None:
        """Note an error at a key; `plain` is what the window says of it."""
        self._found.append(error(f"{self.place} · {key}" if key else self.place, text, plain))

    def close(self) -> None:
        """Note the keys that nobody read."""
        self._unknown.extend(f"{self.place} · {key}" for key in self._data if key not in self._read)

    def _take(self, key: str, *, required: bool) -> Any:
        self._read.add(key)
        if key not in self._data and required:
            self.wrong(key, "缺少此项，请补上。")
        return self._data.get(key)

    def text(self, key: str, *, required: bool = False) -> str:
        """Return a text, "" where there is none."""
        value = self._take(key, required=required)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.wrong(key, "应为文字，请加引号。")
            return ""
        if len(value) > _LONGEST_TEXT:
            self.wrong(key, f"文字过长，最多 {_LONGEST_TEXT} 字。")
        if required and not value.strip():
            self.wrong(key, "不能为空。")
        return value.strip()

    def code(self, key: str, *, required: bool = False) -> str:
        """Return a code: a short text."""
        text = self.text(key, required=required)
        if len(text) > 60 or "\n" in text:
            self.wrong(key, "编码过长或含换行，请改短。")
        return text

    def number(self, key: str, *, required: bool = False) -> Number | None:
        """Return an exact number."""
        value = self._take(key, required=required)
        return None if value is None else self._number(key, value)

    def _number(self, key: str, value: Any) -> Number | None:
        if isinstance(value, bool) or not isinstance(value, int | Fraction) or not fits(value):
            self.wrong(key, "应为不超过十亿、小数不超过 9 位的数字。")
            return None
        return value

    def whole(self, key: str, least: int, most: int) -> int | None:
        """Return a whole number inside the bounds."""
        value = self._take(key, required=False)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.wrong(key, f"应为 {least} 至 {most} 的整数。")
            return None
        return value

    def flag(self, key: str) -> bool:
        """Return true or false (absent: false)."""
        value = self._take(key, required=False)
        if value is not None and not isinstance(value, bool):
            self.wrong(key, "应为 true 或 false。", "应为“是”或“否”。")
        return value is True

    def day(self, key: str) -> date | None:
        """Return a calendar day."""
        value = self._take(key, required=False)
        if value is None:
            return None
        if isinstance(value, str) and _DAY.fullmatch(value):
            with suppress(ValueError):
                return date.fromisoformat(value)
        if isinstance(value, datetime) or not isinstance(value, date):
            self.wrong(key, "应为日期，写作 2026-01-01。")
            return None
        return value

    def choice(self, key: str, kind: type[_K], default: _K, *, required: bool = False) -> _K:
        """Return a word of a closed list."""
        value = self._take(key, required=required)
        if value is None:
            return default
        known = {member.value: member for member in kind}
        if not isinstance(value, str) or value not in known:
            start = f"“{value}”不在可选范围内，可选："
            words = "、".join(member.label for member in kind)
            self.wrong(key, f"{start}{'、'.join(known)}。", f"{start}{words}。")
            return default
        return known[value]

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self._take(key, required=False)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            self.wrong(key, '应为文字的列表，如 ["在职", "流动"]。')
            return ()
        return tuple(value)

    def table(self, key: str) -> Table | None:
        """Return a table inside this one."""
        value = self._take(key, required=False)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.wrong(key, '应为一组键值，如 { points = 12, per = "year" }。', "格式不对，应为一组内容。")
            return None
        return Table(value, f"{self.place} · {key}" if self.place else key, self._found, self._unknown)

    def tables(self, key: str, name: str, by: str = "code") -> list[Table]:
        """Return a list of tables, each placed by its `by` or else by its number."""
        value = self._take(key, required=False)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            self.wrong(key, f"应为多组键值（[[{key}]]）。", f"格式不对，应为{name}的列表。")
            return []
        return [self._row(name, by, number, row) for number, row in enumerate(value, 1)]

    def _row(self, name: str, by: str, number: int, row: dict[str, Any]) -> Table:
        title = row.get(by)
        place = f"{name} {title}" if isinstance(title, str) and title else f"第 {number} 个{name}"
        return Table(row, place, self._found, self._unknown)

    def pairs(self, key: str, *, required: bool = False) -> dict[str, Any]:
        """Return a table of free keys as it is."""
        value = self._take(key, required=required)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.wrong(key, '应为一组键值，如 { "优秀" = 30 }。')
            return {}
        return value

    def rule(self, kind: ItemKind) -> Rule:
        """Return the rule of an item with the parameters of its kind."""
        given = {}
        for parameter in PARAMETERS[kind]:
            value = self._parameter(parameter)
            if value is not None:
                given[parameter.name] = value
        return RULES[kind](**given)

    def _parameter(self, parameter: Parameter) -> Any:
        key, needed = parameter.key, parameter.required
        match parameter.shape:
            case Shape.NUMBER:
                return self.number(key, required=needed)
            case Shape.TEXT:
                return self.text(key, required=needed)
            case Shape.CODE:
                return self.code(key, required=needed) or None
            case Shape.SPAN:
                return self.choice(key, Span, Span.QUARTER, required=needed)
            case Shape.ROUNDING:
                return self.choice(key, Rounding, Rounding.NONE)
            case Shape.PICK:
                return self.choice(key, Pick, Pick.EACH)
            case Shape.POINTS_OF | Shape.CASES:
                return self._points_of(key, needed=needed, void=parameter.shape is Shape.CASES)
            case Shape.BANDS:
                return self._bands(key)
            case Shape.TABLE:
                return self._count_rows(key)

    def _points_of(self, key: str, *, needed: bool, void: bool) -> dict[str, Number | None]:
        answer: dict[str, Number | None] = {}
        for name, value in self.pairs(key, required=needed).items():
            if void and value == VOID_WORD:
                answer[name] = None
            elif (number := self._number(f"{key}.{name}", value)) is not None:
                answer[name] = number
        return answer

    def _bands(self, key: str) -> tuple[Band, ...]:
        answer = []
        for row in self._rows(key, "分段"):
            ge, lt, points = row.number("ge"), row.number("lt"), row.number("points", required=True)
            row.close_strictly()
            answer.append(Band(ge, lt, points or 0))
        return tuple(answer)

    def _count_rows(self, key: str) -> tuple[CountRow, ...]:
        answer = []
        for row in self._rows(key, "次数段"):
            first, last = row.whole("from", 0, 10**6), row.whole("to", 0, 10**6)
            points = None if row.is_word("points", VOID_WORD) else (row.number("points", required=True) or 0)
            row.close_strictly()
            answer.append(CountRow(1 if first is None else first, last, points))
        return tuple(answer)

    def _rows(self, key: str, name: str) -> list[Table]:
        if not self.has(key):
            self._take(key, required=True)
        rows = self.tables(key, name)
        for row in rows:
            row.place = f"{self.place} · {row.place}"
        return rows

    def is_word(self, key: str, word: str) -> bool:
        """Whether the value is this word."""
        self._read.add(key)
        return bool(self._data.get(key) == word)

    def all_texts(self) -> dict[str, tuple[str, ...]]:
        """Return every key with its list of texts."""
        return {key: self.texts(key) for key in self._data}

    def share(self, key: str) -> Number:
        """Return a part of a whole, written "1/3", "30%" or 0.3; 1 where it cannot be read."""
        value = self._take(key, required=True)
        if value is None:
            return 1
        share = share_of(value)
        if share is None or not 0 < share <= 1:
            self.wrong(key, f'比例“{value}”无法识别，请写成 "1/3"、"30%" 或 0.3。')
            return 1
        return share

    def close_strictly(self) -> None:
        """Note keys that nobody read as errors: in a band or a table they would change its meaning."""
        for key in self._data:
            if key not in self._read:
                self.wrong(key, "不认识这个键，请删除或改正。")


def share_of(value: object) -> Number | None:
    """Return a part of a whole, written "1/3", "30%" or 0.3; None where it is none of these."""
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return value
    match = _SHARE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return None
    over, under, percent, plain = match.groups()
    if over:
        return Fraction(int(over), int(under)) if int(under) else None
    number = exact(percent or plain)
    return Fraction(number) / 100 if percent and number is not None else number

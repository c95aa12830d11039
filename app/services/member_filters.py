"""高级筛选: conditions on any field of the archive, joined by 全部 or 任一, in groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.models.kinds import Kind
from app.services import member_facts, partial_dates
from app.services.context import Context
from app.services.errors import BadInput
from app.services.member_fields import MemberField, Shape


class Op(Kind):
    """How a field is compared."""

    IS = "is", "是"
    IS_NOT = "is_not", "不是"
    HAS = "has", "包含"
    HAS_NOT = "has_not", "不包含"
    EQUAL = "equal", "等于"
    AT_LEAST = "at_least", "不少于"
    AT_MOST = "at_most", "不多于"
    BEFORE = "before", "早于"
    SINCE = "since", "不早于"
    WITHIN = "within", "在"
    EMPTY = "empty", "未填"
    FILLED = "filled", "已填"

    @property
    def needs_value(self) -> bool:
        """Whether something is compared with."""
        return self not in (Op.EMPTY, Op.FILLED)


_PRESENT = (Op.EMPTY, Op.FILLED)
_TEXT_OPS = (Op.HAS, Op.HAS_NOT, Op.IS, Op.IS_NOT, *_PRESENT)
_CHOICE_OPS = (Op.IS, Op.IS_NOT, *_PRESENT)
_DATE_OPS = (Op.WITHIN, Op.BEFORE, Op.SINCE, *_PRESENT)
_NUMBER_OPS = (Op.AT_LEAST, Op.AT_MOST, Op.EQUAL, *_PRESENT)
_OPS: dict[Shape, tuple[Op, ...]] = {
    Shape.CODE: _CHOICE_OPS,
    Shape.GROUP: _CHOICE_OPS,
    Shape.CHOICE: _CHOICE_OPS,
    Shape.FLAG: (Op.IS,),
    Shape.DATE: _DATE_OPS,
    Shape.DAY: _DATE_OPS,
    Shape.NUMBER: _NUMBER_OPS,
    Shape.FIGURE: _NUMBER_OPS,
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition; `value` is text: a code's stored value, a group's id, 1 or 0, a date, a number, words."""

    key: str
    op: Op
    value: str = ""


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """Conditions of which all (`every`) or any must hold."""

    rules: tuple[Rule, ...]
    every: bool = True


@dataclass(frozen=True, slots=True)
class Query:
    """Groups of which all (`every`) or any must hold; none restricts nothing."""

    groups: tuple[RuleGroup, ...] = ()
    every: bool = True

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every condition of every group."""
        return tuple(rule for group in self.groups for rule in group.rules)


EVERYBODY = Query()


def ops_of(field: MemberField) -> tuple[Op, ...]:
    """Return how a field may be compared, the usual way first."""
    return _OPS.get(field.shape, _TEXT_OPS)


def matching(ctx: Context, query: Query, on: date | None = None) -> set[int]:
    """Return the members that fit, those who left included; fields that are gone by now restrict nothing.

    Ages are counted on a day, today where none is given.

    Raises:
        BadInput: A value cannot be compared with; the sentence names the field.

    """
    with ctx.read() as session:
        fields = {field.key: field for field in member_facts.fields_in(session)}
        wanted = (rule.key for rule in query.rules if rule.key in fields)
        facts = member_facts.values_in(session, wanted, on or ctx.today)
    parts = [
        (
            group.every,
            [_test(fields[rule.key], rule, ctx.today) for rule in group.rules if rule.key in fields],
        )
        for group in query.groups
    ]
    parts = [(every, tests) for every, tests in parts if tests]
    join = all if query.every else any
    return {
        member_id
        for member_id, values in facts.items()
        if not parts
        or join((all if every else any)(test(values) for test in tests) for every, tests in parts)
    }


def words(query: Query, fields: Iterable[MemberField], groups: Mapping[int, str]) -> str:
    """Return the conditions as a sentence."""
    by_key = {field.key: field for field in fields}
    parts = []
    for group in query.groups:
        told = [_words(by_key[rule.key], rule, groups) for rule in group.rules if rule.key in by_key]
        if told:
            text = ("，且" if group.every else "，或").join(told)
            parts.append(f"（{text}）" if len(query.groups) > 1 and len(told) > 1 else text)
    return (" 并且 " if query.every else " 或者 ").join(parts)


def as_data(query: Query) -> dict[str, Any]:
    """Return a query as plain data for the store."""
    return {
        "every": query.every,
        "groups": [
            {"every": group.every, "rules": [[rule.key, rule.op.value, rule.value] for rule in group.rules]}
            for group in query.groups
        ],
    }


def from_data(data: Any) -> Query:
    """Return the query of plain data; conditions of another version of the program are left out."""
    known = {op.value for op in Op}
    plain = data if isinstance(data, dict) else {}
    groups = []
    for group in plain.get("groups", ()):
        rules = tuple(
            Rule(str(key), Op(op), str(value)) for key, op, value in group.get("rules", ()) if op in known
        )
        groups.append(RuleGroup(rules, bool(group.get("every", True))))
    return Query(tuple(group for group in groups if group.rules), bool(plain.get("every", True)))


Test = Callable[[Mapping[str, Any]], bool]


def _test(field: MemberField, rule: Rule, today: date) -> Test:
    key = rule.key
    if rule.op is Op.EMPTY:
        return lambda values: values[key] in (None, "", ())
    if rule.op is Op.FILLED:
        return lambda values: values[key] not in (None, "", ())
    if not rule.value.strip():
        raise BadInput(f"请填写“{field.label}”要比较的内容。", field=key)
    if field.shape in (Shape.DATE, Shape.DAY):
        return _date_test(field, rule, today)
    if field.shape in (Shape.NUMBER, Shape.FIGURE):
        return _number_test(field, rule)
    if field.shape is Shape.FLAG:
        return lambda values: bool(values[key]) == (rule.value == "1")
    if field.shape in (Shape.CODE, Shape.GROUP, Shape.CHOICE):
        return lambda values: (_plain(values[key]) == rule.value) == (rule.op is Op.IS)
    return _text_test(key, rule)


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def _text_test(key: str, rule: Rule) -> Test:
    wanted = rule.value.strip().casefold()

    def test(values: Mapping[str, Any]) -> bool:
        held = values[key]
        texts = [word.casefold() for word in (held if isinstance(held, tuple) else (_plain(held),))]
        if rule.op in (Op.IS, Op.IS_NOT):
            return (wanted in texts) == (rule.op is Op.IS)
        return any(wanted in text for text in texts) == (rule.op is Op.HAS)

    return test


def _date_test(field: MemberField, rule: Rule, today: date) -> Test:
    wanted = partial_dates.parse(rule.value, today=today, field=field.key)
    first = partial_dates.first_day(wanted)

    def test(values: Mapping[str, Any]) -> bool:
        held = _plain(values[field.key])
        if not held:
            return False
        if rule.op is Op.WITHIN:
            return held.startswith(wanted)
        if rule.op is Op.BEFORE:
            return partial_dates.last_day(held) < first
        return partial_dates.first_day(held) >= first

    return test


def _number_test(field: MemberField, rule: Rule) -> Test:
    from decimal import Decimal, InvalidOperation

    try:
        wanted = Decimal(rule.value.strip())
    except InvalidOperation:
        raise BadInput(f"“{field.label}”要与一个数比较，如 35。", field=field.key) from None
    compare: dict[Op, Callable[[Decimal], bool]] = {
        Op.AT_LEAST: lambda held: held >= wanted,
        Op.AT_MOST: lambda held: held <= wanted,
        Op.EQUAL: lambda held: held == wanted,
    }
    fits = compare[rule.op]

    def test(values: Mapping[str, Any]) -> bool:
        held = values[field.key]
        if held in (None, ""):
            return False
        try:
            return fits(Decimal(str(held)))
        except InvalidOperation:
            return False  # an import may have brought words into a field of numbers: the doctor tells

    return test


def _words(field: MemberField, rule: Rule, groups: Mapping[int, str]) -> str:
    if not rule.op.needs_value:
        return f"{field.label}{rule.op.label}"
    value = rule.value
    if field.shape is Shape.FLAG:
        return field.label if value == "1" else f"非{field.label}"
    if field.shape is Shape.CODE and field.kind is not None:
        value = next((code.label for code in field.kind if code.value == value), value)
    if field.shape is Shape.GROUP:
        value = groups.get(int(value), value) if value.isdigit() else value
    return f"{field.label}{rule.op.label}“{value}”"

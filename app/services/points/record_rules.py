"""What one record of the archive (档案记录) earns by itself: rulebook and records in, wanted entries out.

Which record feeds which source: 测试成绩 → 测试, 志愿服务, 党费, 奖励 and 处分 → 表彰, 民主评议, 任务完成 → 任务.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.models.kinds import MemberClass, RecordKind, SourceKind
from app.services import partial_dates
from app.services.errors import BadInput
from app.services.points.posting_rules import ONCE, Wanted, costs
from app.services.points.rules import Item, Rulebook, Source
from app.services.points.rules_items import (
    Bands,
    Cases,
    CountTable,
    GradeMap,
    ItemKind,
    Level,
    Percent,
    PerQuantity,
    PerUnit,
    Rule,
    Shortfall,
    Target,
    TargetLinear,
)
from app.services.points.rules_numbers import simplest
from app.services.points.scoring_facts import fit

SOURCE_OF: Mapping[RecordKind, Source] = {
    RecordKind.EXAM: Source.EXAM,
    RecordKind.VOLUNTEER: Source.VOLUNTEER,
    RecordKind.DUES: Source.DUES,
    RecordKind.AWARD: Source.HONOUR,
    RecordKind.PENALTY: Source.HONOUR,
    RecordKind.APPRAISAL: Source.APPRAISAL,
    RecordKind.ASSIGNMENT: Source.ASSIGNMENT,
}
RECORD_SOURCES = frozenset(SourceKind(source.value) for source in SOURCE_OF.values())
"""The sources of entries whose `source_id` is a record of an archive."""

_ONCE_EACH = frozenset(
    {
        ItemKind.FIXED,
        ItemKind.PER_UNIT,
        ItemKind.PER_QUANTITY,
        ItemKind.COUNT_TABLE,
        ItemKind.TARGET,
        ItemKind.SHORTFALL,
        ItemKind.TARGET_LINEAR,
        ItemKind.VOID,
    }
)
_BY_NUMBER = frozenset({ItemKind.BANDS, ItemKind.PERCENT})
_BY_WORD = frozenset({ItemKind.GRADE_MAP, ItemKind.LEVEL, ItemKind.CASES})

FITTING: Mapping[Source, frozenset[ItemKind]] = {
    Source.ATTENDANCE: _ONCE_EACH,
    Source.MAKEUP: _ONCE_EACH,
    Source.EXAM: _ONCE_EACH | _BY_NUMBER | _BY_WORD,
    Source.VOLUNTEER: _ONCE_EACH | _BY_NUMBER,
    Source.DUES: _ONCE_EACH | _BY_WORD,
    Source.HONOUR: _ONCE_EACH | _BY_WORD,
    Source.APPRAISAL: _ONCE_EACH | _BY_WORD,
    Source.ASSIGNMENT: _ONCE_EACH | _BY_NUMBER | _BY_WORD,
}
"""The kinds of items whose value each source can tell; the others need a person's judgement."""

CONDITIONS: Mapping[Source, tuple[str, ...]] = {
    Source.ATTENDANCE: ("activity", "presence"),
    Source.MAKEUP: ("activity", "presence", "makeup"),
    Source.EXAM: ("result", "name"),
    Source.VOLUNTEER: ("name",),
    Source.DUES: ("way",),
    Source.HONOUR: ("record", "level", "name"),
    Source.APPRAISAL: ("grade",),
    Source.ASSIGNMENT: ("result", "name"),
}
"""The keys of `when` that each source knows."""

_BY_RESULT = ("result", "way", "level", "grade")
_MEASURED: Mapping[RecordKind, tuple[str, ...]] = {
    RecordKind.VOLUNTEER: ("小时", "学时", "课时"),
    RecordKind.EXAM: ("分",),
}
"""The units in which a record's quantity counts; every other unit counts the record once."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A record with what its member is.

    `words` say what came of it (grade, level, result), `quantity` is in hundredths.
    """

    record_id: int
    member_id: int
    kind: RecordKind
    day: date
    title: str
    words: tuple[str, ...]
    quantity: int | None
    klass: MemberClass


def day_of(kind: RecordKind, starts: str | None, ends: str | None, entered_on: date) -> date | None:
    """Return the day on which a record counts, None where it has none.

    What lasts counts when it ends. Of a date without its day or month the last day that it may mean stands, but
    none after the day on which the record was entered. Dues count on the day they were paid, which is the day
    of the record where nothing else is written.
    """
    if kind is RecordKind.DUES:
        text = starts or entered_on.isoformat()
    elif kind is RecordKind.PENALTY:
        text = starts or ""
    else:
        text = ends or starts or ""
    if not text:
        return None
    return min(partial_dates.last_day(text), max(partial_dates.first_day(text), entered_on))


def words_of(kind: RecordKind, title: str, detail: str | None, amount: str, note: str) -> tuple[str, ...]:
    """Return what says what came of a record, the plainest first."""
    match kind:
        case RecordKind.EXAM | RecordKind.ASSIGNMENT:
            found = [detail or ""]
        case RecordKind.AWARD:
            found = [amount, note, title]
        case RecordKind.PENALTY:
            found = [title, title.removeprefix("党内")]
        case _:
            found = [title]
    return tuple(word.strip() for word in found if word.strip())


def wanted_of_records(
    rulebook_on: Callable[[date], Rulebook | None], records: Iterable[Recorded]
) -> list[Wanted]:
    """Return the entries that these records should have by the rulebook of each record's day."""
    return [
        wanted
        for record in records
        if (rulebook := rulebook_on(record.day)) is not None
        for wanted in _wanted(rulebook, record)
    ]


def _wanted(rulebook: Rulebook, record: Recorded) -> Iterator[Wanted]:
    source = SOURCE_OF[record.kind]
    for item in rulebook.items_from(source):
        value = _value(item.rule, record) if _applies(item, record) else None
        if value is not None:
            kind = SourceKind(source.value)
            yield Wanted(kind, record.record_id, record.member_id, item.code, record.day, *value)


def _applies(item: Item, record: Recorded) -> bool:
    if item.classes and record.klass.label not in item.classes:
        return False
    if SOURCE_OF[record.kind] is Source.HONOUR and record.kind.label not in _honours(item):
        return False
    names = item.when.get("name", ())
    if names and not any(name in record.title for name in names):
        return False
    asked = [item.when[key] for key in _BY_RESULT if item.when.get(key)]
    return all(_chosen(record, words) is not None for words in asked)


def _honours(item: Item) -> tuple[str, ...]:
    """Return the kinds of records that an item of 表彰 takes: without a condition those that its points suit."""
    named = item.when.get("record", ())
    if named:
        return named
    points = [0 if each is None else each for each in _points_of(item.rule).values()]
    if points:
        suits = (
            (RecordKind.AWARD, any(each > 0 for each in points)),
            (RecordKind.PENALTY, any(each < 0 for each in points) or max(points) == 0),
        )
        return tuple(kind.label for kind, fits in suits if fits)
    return (RecordKind.PENALTY.label if costs(item) else RecordKind.AWARD.label,)


def _points_of(rule: Rule) -> Mapping[str, int | Fraction | None]:
    match rule:
        case GradeMap(points_of=points) | Level(points_of=points):
            return points
        case Cases(cases=cases):
            return cases
        case _:
            return {}


def _value(rule: Rule, record: Recorded) -> tuple[int | None, str | None] | None:
    """Return the value as entries keep it, hundredths or a word; None where the record does not say it."""
    if rule.kind in _BY_WORD:
        word = _chosen(record, tuple(_points_of(rule)))
        return None if word is None else (None, word)
    if rule.kind not in FITTING[SOURCE_OF[record.kind]]:
        return None
    number = _number(rule, record)
    try:
        fit(rule, None if number is None else simplest(Fraction(number, ONCE)))
    except BadInput:
        return None
    return number, None


def _number(rule: Rule, record: Recorded) -> int | None:
    match rule:
        case CountTable():
            return ONCE
        case Bands() | Percent():
            return record.quantity
        case PerUnit(unit=unit):
            return _counted(record, unit or "次")
        case PerQuantity(unit=unit) | Shortfall(unit=unit) | TargetLinear(unit=unit):
            return _counted(record, unit)
        case Target():
            return _counted(record, "")
        case _:
            return None


def _counted(record: Recorded, unit: str) -> int | None:
    if record.kind is RecordKind.ASSIGNMENT:
        return record.quantity or ONCE
    units = _MEASURED.get(record.kind, ())
    return record.quantity if unit in units or (units and not unit) else ONCE


def _chosen(record: Recorded, choices: tuple[str, ...]) -> str | None:
    """Return which of the words a record says; the name of an award may hold it among others (市级优秀党员)."""
    for word in record.words:
        if word in choices:
            return word
    if record.kind is not RecordKind.AWARD:
        return None
    held = (choice for word in record.words for choice in choices if choice in word)
    return max(held, key=len, default=None)

"""放假安排 from sheets: a row for each holiday with its make-up working days, or a row for each day."""

# A kind of sheet may use less than its base hands it.
# ruff: noqa: ARG002

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.activity import CalendarDay
from app.services import calendar_days, partial_dates
from app.services.context import Context, Work
from app.services.errors import BadInput
from app.services.imports import line_values, roster_values
from app.services.imports.cells import Read, is_blank, text_of
from app.services.imports.lines import Line, LineField, LineSubject, always, vocabulary
from app.services.imports.sheet import Value
from app.services.imports.subject import Choices, Question
from app.services.imports.table import FieldChange, Preview, RowPreview, Status, Table
from app.services.progress import Progress

_SOURCE = "source"
_LONGEST = 15
_SATURDAY = 5
_WORKED = ("上班", "补班", "工作", "调休上班", "班")
_OFF = ("放假", "休息", "假", "休", "调休", "法定", "节假日")
_SHORT = re.compile(r"(?:(\d{4})[-年/.])?(\d{1,2})[-月/.](\d{1,2})日?")


def works(value: Value) -> Read:
    """Read whether a day is worked.

    Raises:
        BadInput: The word is unknown.

    """
    found = text_of(value)
    if is_blank(found):
        return None, None
    if any(word in found for word in _WORKED):
        return True, None
    if any(word in found for word in _OFF):
        return False, None
    raise BadInput(f"“{found[:10]}”无法识别，请写“放假”或“上班”。", field="works")


def days(value: Value) -> Read:
    """Read a list of days such as 2月14日、2月28日; those without a year get it from their row.

    Raises:
        BadInput: A part of it is no day.

    """
    if not isinstance(value, str):
        return line_values.day("worked")(value)
    found = text_of(value)
    if is_blank(found):
        return None, None
    parts = [part for part in re.split(r"[、,，;；\s]+", re.sub(r"[(（].*?[)）]", "", found)) if part]
    if not all(_SHORT.fullmatch(part) for part in parts):
        raise BadInput(f"“{found[:30]}”不是日期，请写成 2月14日、2月28日。", field="worked")
    return tuple(parts), None


class Holidays(LineSubject):
    """放假安排."""

    key = "holidays"
    title = "放假安排"
    noun = "行"
    examples = "节日、放假开始、放假结束、调休上班"
    hint = "一行一个节日：节日、放假开始、放假结束、调休上班；或一行一天：日期、类型（放假或上班）、说明。"
    identity = ("first",)
    fields = (
        LineField(
            "first", "日期 放假开始 开始日期 放假日期 起始日期 开始时间 放假起", always(line_values.day("first")),
            needed=True, needed_column=True,
        ),
        LineField("last", "放假结束 结束日期 截止日期 结束时间 放假止", always(line_values.day("last"))),
        LineField("name", "节日 节假日 名称 节日名称 说明 备注 假期", always(roster_values.line)),
        LineField("works", "类型 放假或上班 状态 性质 是否上班", always(works)),
        LineField("worked", "调休上班 调休上班日 补班日期 上班日期 调休 补班", always(days)),
    )  # fmt: skip
    words = vocabulary(fields, least=2)

    def questions(self, ctx: Context, table: Table, choices: Choices) -> tuple[Question, ...]:
        """Ask which notice the days are from; with it their year counts as published."""
        return (Question(_SOURCE, "通知文号", (), choices.answers.get(_SOURCE, "")),)

    def completed(self, line: Line, choices: Choices, today: date) -> Mapping[str, Any]:
        """Give the make-up working days the year of their row, and remember the notice."""
        values = dict(line.values)
        first = values.get("first")
        values[_SOURCE] = choices.answers.get(_SOURCE, "")
        written = values.pop("worked", None)
        if isinstance(written, date):
            values["worked"] = (written,)
        elif written and first:
            values["worked"] = _dated(written, first)
        return values

    def problems(self, line: Line, today: date) -> Iterable[tuple[str, str]]:
        """Refuse what cannot be a holiday."""
        first, last = line.values.get("first"), line.values.get("last")
        if first is None:
            return
        if last and last < first:
            yield "last", "结束早于开始，请核对。"
        elif last and last - first >= timedelta(days=_LONGEST):
            yield "last", f"放假超过{_LONGEST}天，请核对。"
        if abs(first.year - today.year) > 2:
            yield "first", "只能导入前后两年以内的放假安排。"
        worked = [*line.values.get("worked", ()), *([first] if line.values.get("works") else ())]
        for day in worked:
            if day is None:
                yield "worked", "调休上班日不是一个存在的日期，请核对。"
            elif day.weekday() < _SATURDAY:
                yield (
                    "worked" if day is not first else "first",
                    f"{day.month}月{day.day}日本来就是周一至周五，不用填作调休上班日。",
                )

    def compare(self, ctx: Context, table: Table, choices: Choices) -> Preview:
        """Compare each row's days with those entered before."""
        with ctx.read() as session:
            before = self.stored_in(session, table)
        met: dict[date, Line] = {}
        return Preview(table, tuple(self._row(line, table, before, met) for line in table.rows))

    def _row(self, line: Line, table: Table, before: Mapping[Any, Any], met: dict[date, Line]) -> RowPreview:
        wanted = _days_of(line)
        twice = next((day for day in wanted if day in met), None)
        if twice is not None:
            first = table.grid.shown(met[twice].number)
            return RowPreview(
                line,
                Status.CONFLICT,
                None,
                (),
                f"{twice.month}月{twice.day}日与第{first}行重复，请只留一处。",
            )
        met |= dict.fromkeys(wanted, line)
        known = {day: before[day] for day in wanted if day in before}
        changes = [
            FieldChange(f"{day:%Y-%m-%d}", _word(before[day].works) if day in before else None, _word(worked))
            for day, worked in wanted.items()
            if day not in before or before[day].works != worked
        ]
        if not known:
            return RowPreview(line, Status.NEW)
        return RowPreview(line, Status.UPDATE if changes else Status.SAME, None, tuple(changes))

    def stored_in(self, session: Session, table: Table) -> Mapping[Any, Any]:
        """Return the days the branch has entered."""
        return {row.day: row for row in session.scalars(select(CalendarDay))}

    def add_in(self, work: Work, lines: list[Line], progress: Progress) -> None:
        """Enter the days of new rows."""
        for line in lines:
            calendar_days.enter_in(
                work, _days_of(line), source=line.values[_SOURCE], note=line.values.get("name") or ""
            )

    def change_in(self, work: Work, seen: RowPreview, changes: Mapping[str, Any]) -> None:
        """Enter the days that differ."""
        wanted = {day: worked for day, worked in _days_of(seen.row).items() if day.isoformat() in changes}
        calendar_days.enter_in(
            work, wanted, source=seen.row.values[_SOURCE], note=seen.row.values.get("name") or ""
        )

    def facts(self, row: Any) -> Iterable[tuple[str, Any]]:
        """Give each day of a row."""
        for day, worked in _days_of(row).items():
            yield day.isoformat(), _word(worked)


def _dated(written: tuple[str, ...], first: date) -> tuple[date | None, ...]:
    found: list[date | None] = []
    for part in written:
        match = _SHORT.fullmatch(part)
        assert match is not None
        month, day = int(match[2]), int(match[3])
        # a day worked in December makes up for the New Year after it
        year = int(match[1]) if match[1] else first.year - (first.month == 1 and month == 12)
        try:
            found.append(partial_dates.first_day(f"{year:04d}-{month:02d}-{day:02d}"))
        except ValueError:
            found.append(None)
    return tuple(found)


def _days_of(line: Line) -> dict[date, bool]:
    first, last = line.values["first"], line.values.get("last") or line.values["first"]
    span = (first + timedelta(days=at) for at in range((last - first).days + 1))
    return {
        **dict.fromkeys(span, bool(line.values.get("works"))),
        **dict.fromkeys(line.values.get("worked", ()), True),
    }


def _word(worked: bool) -> str:
    return "上班" if worked else "放假"

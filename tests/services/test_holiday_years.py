from __future__ import annotations

from datetime import date

import pytest

from app.services import branch_calendar, calendar_days, holiday_years
from app.services.errors import BadInput, NotFound
from tests import life_helpers as life

TEXT = "元旦：1月1日至3日放假，共3天。\n春节：2月5日至11日放假，1月31日上班。"
SOURCE = "国办发明电 2026 年第 6 号"


def row_of(ctx, year):
    return next(row for row in holiday_years.years(ctx) if row.year == year)


def test_the_next_year_stands_there_unpublished(branch):
    rows = holiday_years.years(branch)
    assert [row.year for row in rows] == [2027, 2026, 2025, 2024]
    assert [row.published for row in rows] == [False, True, True, True]
    assert (row_of(branch, 2026).days_off, row_of(branch, 2026).days_worked) == (33, 6)


def test_a_pasted_notice_publishes_its_year_and_redates_open_tasks(branch):
    life.make_member(branch, "张三")
    activity = life.make_activity(branch, date(2026, 11, 12))
    life.mark(branch, activity, 张三=life.Presence.SICK)
    task = life.only_task(branch)
    life.makeup.set_return_date(branch, [task.id], date(2026, 11, 20))
    assert life.only_task(branch).claim_due == date(2026, 11, 24)
    _, table = holiday_years.enter_notice(
        branch, 2026, "纪念日：11月23日至24日放假，11月22日上班。", "本地通知"
    )
    assert len(table.holidays) == 1
    assert life.only_task(branch).claim_due == date(2026, 11, 25)
    row = row_of(branch, 2026)
    assert (row.source, row.entered, row.days_off, row.days_worked) == ("本地通知", 3, 35, 7)


def test_a_notice_entered_again_corrects_the_former_entry(branch):
    holiday_years.enter_notice(branch, 2027, TEXT.replace("11日放假", "12日放假"), SOURCE)
    calendar_days.enter(branch, {date(2027, 3, 1): False}, note="防汛值守后补休")
    holiday_years.enter_notice(branch, 2027, TEXT, SOURCE)

    calendar = branch_calendar.calendar(branch)
    assert calendar.is_workday(date(2027, 2, 12))
    assert not calendar.is_workday(date(2027, 3, 1)), "a local day off is no part of the notice"


def test_the_last_days_of_december_do_not_publish_their_year(branch):
    text = "元旦：2027年12月31日至2028年1月2日放假。"
    holiday_years.enter_notice(branch, 2028, text, SOURCE)

    calendar = branch_calendar.calendar(branch)
    assert (calendar.is_published(2027), calendar.is_published(2028)) == (False, True)
    assert not calendar.is_workday(date(2027, 12, 31))
    assert not row_of(branch, 2027).published


def test_what_was_entered_can_be_taken_back(branch):
    holiday_years.enter_notice(branch, 2027, TEXT, SOURCE)
    assert branch_calendar.calendar(branch).is_published(2027)
    row = row_of(branch, 2027)
    assert (row.published, row.source, row.days_off, row.days_worked) == (True, SOURCE, 10, 1)
    holiday_years.forget_year(branch, 2027)
    assert not branch_calendar.calendar(branch).is_published(2027)
    assert row_of(branch, 2027).entered == 0
    with pytest.raises(NotFound, match="没有本支部录入"):
        holiday_years.forget_year(branch, 2027)


@pytest.mark.parametrize(
    ("year", "text", "source", "field"),
    [(2031, TEXT, SOURCE, "year"), (2027, TEXT, " ", "source"), (2027, "", SOURCE, "text")],
)
def test_bad_input_names_its_field_and_enters_nothing(branch, year, text, source, field):
    with pytest.raises(BadInput) as refusal:
        holiday_years.enter_notice(branch, year, text, source)
    assert refusal.value.field == field
    assert row_of(branch, 2027).entered == 0

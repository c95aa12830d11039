from datetime import date

from app.services import holiday_years
from app.services.imports import engine
from app.services.imports.subject import Choices
from app.services.imports.table import Status
from tests.services.imports.lists import book, look_at, states, wrong


def test_a_row_for_each_holiday_with_its_days_worked(branch, tmp_path):
    path = book(
        tmp_path / "放假.xlsx",
        "节日|放假开始|放假结束|调休上班",
        ["元旦", "2027-01-01", "2027-01-03", ""],
        ["春节", "2027-02-05", "2027-02-11", "1月30日、2月14日"],
        above=[["2027年放假安排"]],
    )
    look = look_at(branch, "holidays", path)
    (question,) = look.questions
    assert (question.label, question.choices) == ("通知文号", ())
    look = engine.look_again(branch, look, Choices(answers={question.key: "国办发明电2026年第6号"}))
    engine.apply(branch, look)
    year = next(row for row in holiday_years.years(branch) if row.year == 2027)
    assert (year.source, year.days_off, year.days_worked) == ("国办发明电2026年第6号", 10, 2)
    assert [state for _, state, _ in states(look_at(branch, "holidays", path))] == [Status.SAME] * 2


def test_a_row_for_each_day(branch, tmp_path):
    path = book(
        tmp_path / "放假.xlsx",
        "日期|类型|说明",
        [date(2027, 1, 1), "放假", "元旦"],
        ["2027年1月9日", "上班", "元旦调休"],
    )
    engine.apply(branch, look_at(branch, "holidays", path))
    year = next(row for row in holiday_years.years(branch) if row.year == 2027)
    assert (year.days_off, year.days_worked, year.published) == (1, 1, False)


def test_days_that_cannot_be_are_told(branch, tmp_path):
    path = book(
        tmp_path / "放假.xlsx",
        "节日|放假开始|放假结束|调休上班",
        ["国庆节", "2027-10-07", "2027-10-01", ""],
        ["五一", "2027-05-01", "2027-05-05", "5月10日"],
        ["中秋", "2027-09-15", "2027-09-17", "9月31日"],
        ["元旦", "2027-01-01", "", "补班另行通知"],
    )
    look = look_at(branch, "holidays", path)
    assert wrong(look) == [
        ("放假结束", "结束早于开始，请核对。"),
        ("调休上班", "5月10日本来就是周一至周五，不用填作调休上班日。"),
        ("调休上班", "调休上班日不是一个存在的日期，请核对。"),
        ("调休上班", "“补班另行通知”不是日期，请写成 2月14日、2月28日。"),
    ]

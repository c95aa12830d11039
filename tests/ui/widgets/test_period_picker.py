from __future__ import annotations

from app.ui.widgets.period_picker import PeriodPicker

OPTIONS = [("2026Q2", "2026年第二季度"), ("2026Q1", "2026年第一季度"), ("2025", "2025年度")]


def test_the_arrows_lead_to_the_period_before_and_after(show):
    picker = PeriodPicker()
    show(picker)
    told = []
    picker.changed.connect(told.append)
    picker.set_options(OPTIONS, "2026Q2")
    assert not picker._after.isEnabled()
    picker._before.click()
    assert (picker.code(), picker.label(), told) == ("2026Q1", "2026年第一季度", ["2026Q1"])
    picker._before.click()
    assert not picker._before.isEnabled()


def test_a_choice_stays_over_new_options_and_an_unknown_one_is_the_newest(show):
    picker = PeriodPicker()
    picker.set_options(OPTIONS, "2026Q1")
    picker.set_options(OPTIONS, "2026Q2")
    assert picker.code() == "2026Q1"
    picker.choose("1999")
    assert picker.code() == "2026Q2"
    picker.set_options([])
    assert picker.code() == ""

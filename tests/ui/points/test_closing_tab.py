"""A settlement from the check list to the signed scan, by clicks, on a real database."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtWidgets import QPushButton

from app.models.kinds import ClosingState, ObjectionResult, Presence
from app.services.points import closing, entries, objections, settlements
from app.services.points.settlements import PublicationOptions
from app.ui.points.closing_tab import CHECKS, OBJECTIONS, VERSIONS
from app.ui.points.link_line import LinkLine
from app.ui.points.page import PointsPage
from app.ui.points.stepper import CURRENT, DONE
from tests import report_helpers as reports
from tests.services.points import closing_kit as kit
from tests.services.points import samples


@pytest.fixture
def people(branch):
    return kit.settle(branch)


@pytest.fixture
def page(desk, show, people):
    made = PointsPage(desk)
    show(made)
    made.picker.choose(kit.QUARTER)
    made.reload()
    made.show_tab("closing")
    return made


@pytest.fixture
def tab(page):
    return page.tab("closing")


def states(tab) -> list[str]:
    return [step.state for step in tab.stepper.steps()]


def row(ctx):
    return settlements.versions(ctx, kit.QUARTER)[0]


def test_a_clean_quarter_is_locked_by_its_one_button(tab, branch, press, messages):
    assert states(tab)[:2] == [DONE, CURRENT]
    assert tab.next.text() == "锁定积分…"
    press("锁定")
    tab.next.click()
    assert messages[-1] == ("已锁定2026年第三季度。", "ok")
    assert row(branch).state is ClosingState.LOCKED
    assert states(tab)[2] == CURRENT
    assert tab.switch.currentIndex() == VERSIONS
    assert tab.panel.title.text() == "第 1 版"


def test_what_stops_the_locking_leads_to_its_record(tab, branch, desk, people):
    opened = []
    desk.navigate_with(lambda key, focus: opened.append((key, focus)))
    draft = entries.EntryDraft(people[0], "B2", date(2026, 8, 3), "2", reason="突出")
    entry_id = entries.add(branch, draft).new_id
    tab.show_period(tab._period)
    assert tab.next.text() == "去处理"
    assert tab.checks.rows()[0].title == "积分审核"
    tab.next.click()
    tab.checks.selectRow(0)
    (link,) = tab.panel.findChildren(LinkLine)
    link.clicked.emit()
    tab.checks.opened.emit(tab.checks.rows()[0])
    assert opened == [("points", {"entry_id": entry_id})] * 3


def test_a_quarter_that_runs_cannot_be_locked(page, tab):
    page.picker.choose("2026Q4")
    page.reload()
    assert not tab.next.isEnabled()
    assert tab.sentence.text() == "2026年第四季度到 2026-12-31 才结束。"


def test_warnings_are_shown_before_they_are_accepted(tab, branch, people, in_dialog):
    activity = samples.hold(branch, date(2026, 8, 9), {people[1]: Presence.SICK})
    samples.make_up(branch, activity, people[1], date(2026, 8, 20), samples.MakeupState.CLAIMED)
    tab.show_period(tab._period)
    asked = []

    def read(dialog):
        asked.append(dialog.informativeText())
        next(button for button in dialog.buttons() if button.text() == "锁定").click()

    in_dialog(read)
    tab.next.click()
    assert "有 1 项补学还没有完成。" in asked[0]
    assert row(branch).accepted == ("有 1 项补学还没有完成。",)


def test_publishing_shows_the_last_day_while_it_is_typed(tab, branch, qtbot, in_dialog, write):
    kit.lock(branch)
    tab.show_period(tab._period)
    said = []

    def fill(dialog):
        field = dialog.form.field("start")
        write(field.edit, "2026-11-27")
        said.append(dialog.form.field("last").label.text())
        dialog.save_button.click()

    in_dialog(fill)
    tab.next.click()
    assert said == ["2026-12-02（3 个工作日，开始当日不计）"]
    assert (row(branch).published_on, row(branch).last_day) == (date(2026, 11, 27), date(2026, 12, 2))
    assert tab.next.text() == "公示通知…"


def published(tab, branch):
    closing_id = kit.lock(branch)
    closing.publish(branch, closing_id, date(2026, 11, 22), PublicationOptions())
    tab.show_period(tab._period)
    return closing_id


def test_an_objection_is_taken_down_and_answered(tab, branch, in_dialog, write):
    published(tab, branch)

    def take_down(dialog):
        write(dialog.form.field("raised_by").edit, "李敏")
        dialog.form.field("content").edit.setPlainText("漏记一次志愿服务")
        dialog.save_button.click()

    in_dialog(take_down)
    tab.raise_button.click()
    tab.show_period(tab._period)
    assert tab.switch.currentIndex() == OBJECTIONS
    assert tab.next.text() == "答复异议…"

    def answer(dialog):
        dialog.form.field("result").set_value(ObjectionResult.DISMISSED.value)
        dialog.form.field("answer").edit.setPlainText("已记在第二季度")
        dialog.save_button.click()

    in_dialog(answer)
    tab.next.click()
    (found,) = objections.list_objections(branch, row(branch).id)
    assert (found.raised_by, found.result, found.answered_by) == ("李敏", ObjectionResult.DISMISSED, "王书记")


def test_a_period_becomes_final_and_keeps_its_scan(tab, branch, clock, press, choose_file, tmp_path):
    published(tab, branch)
    clock.set(2026, 12, 1)
    tab.show_period(tab._period)
    assert tab.next.text() == "定稿"
    press("定稿")
    tab.next.click()
    tab.show_period(tab._period)
    assert states(tab) == [DONE] * 5
    scan = tmp_path / "签字.pdf"
    scan.write_bytes(b"%PDF-1.7")
    choose_file(scan)
    tab.next.click()
    assert row(branch).scans == 1
    tab.show_period(tab._period)
    tab.switch.setCurrentIndex(VERSIONS)
    choose_file(tmp_path / "副本.pdf")
    next(b for b in tab.panel.findChildren(QPushButton) if b.text() == "另存…").click()
    assert (tmp_path / "副本.pdf").read_bytes() == scan.read_bytes()


def test_reopening_asks_why_and_the_next_version_shows_what_changed(tab, branch, people, in_dialog):
    kit.lock(branch)
    tab.show_period(tab._period)

    def give_reason(dialog):
        dialog.findChild(type(dialog._edit)).setPlainText("漏记李敏")
        dialog.accept()

    in_dialog(give_reason)
    tab._reopen()
    tab.show_period(tab._period)
    assert tab.switch.currentIndex() == CHECKS
    assert row(branch).reopened_reason == "漏记李敏"
    kit.earn(branch, people[1], "3")
    kit.lock(branch)
    tab.show_period(tab._period)
    shown = [label.text() for label in tab.panel.findChildren(type(tab.sentence))]
    assert "李敏　合计　62.0 → 65.0" in shown
    assert "1 人变化" in shown


def test_the_published_sheet_is_saved(tab, branch, choose_file, tmp_path):
    published(tab, branch)
    choose_file(tmp_path / "公示表.xlsx")
    tab.sheet.click()
    assert "公示表" in reports.sheets(tmp_path / "公示表.xlsx")


def test_the_notice_is_previewed(tab, branch, in_dialog):
    published(tab, branch)
    seen = []

    def look(dialog):
        seen.append((dialog.windowTitle(), dialog.page_count))
        dialog.reject()

    in_dialog(look)
    tab.next.click()
    _wait(tab, seen)
    assert seen == [("预览：公示通知 2026年第三季度", 1)]


def _wait(tab, seen):
    from PySide6.QtCore import QEventLoop, QTimer

    for _ in range(200):
        if seen:
            return
        loop = QEventLoop()
        QTimer.singleShot(50, loop.quit)
        loop.exec()


def test_without_a_rulebook_nothing_is_settled(desk, show):
    made = PointsPage(desk)
    show(made)
    made.show_tab("closing")
    assert not made.tab("closing").next.isVisible()
    made.show_tab("year")
    assert made.tab("year").table.empty.isVisible()

"""The page of quarterly figures, on a real database and with real figures."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from sqlalchemy import select

from app.models.audit import AuditEvent
from app.services.points import entries, review
from app.services.points.entries import EntryDraft
from app.services.reports.documents import MemberLine
from app.services.reports.figures_data import Columns, Heat
from app.services.trends.asking import Chart
from app.ui.trends.page import TrendsPage
from tests.services.points import closing_kit, samples


@pytest.fixture
def members(branch):
    samples.adopt(branch)
    members = samples.add_members(branch)
    made = entries.add_batch(
        branch, [EntryDraft(member, "B1", date(2026, 3, 12), "4") for member in members[:2]]
    )
    review.approve(branch, made.new_ids)
    return members


@pytest.fixture
def page(desk, show, members, qtbot):
    made = TrendsPage(desk)
    with qtbot.waitSignal(made.figure.drawn, timeout=60_000):
        show(made)
    return made


@pytest.fixture
def opened(desk):
    found: list[tuple[str, dict[str, object]]] = []
    desk.navigate_with(lambda key, focus: found.append((key, focus)))
    return found


def choose_chart(page, qtbot, chart: Chart):
    """Choose a chart in the list by the keyboard, and return what is shown then."""
    page.list.list.setFocus()
    while page.filters.chart is not chart:
        later = list(Chart).index(page.filters.chart) < list(Chart).index(chart)
        qtbot.keyClick(page.list.list, Qt.Key.Key_Down if later else Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: not page.desk.jobs.busy, timeout=20_000)
    return page.figure.answer


def choose_period(page, qtbot, code: str) -> None:
    combo = page.filters.picker.combo
    with qtbot.waitSignal(page.figure.answered):
        combo.setCurrentIndex(combo.findData(code))
        combo.activated.emit(combo.currentIndex())


def cells(page) -> list[tuple[str, ...]]:
    return [line.cells for line in page.table.table.rows()]


def notes(branch) -> list[str]:
    with branch.read() as session:
        query = select(AuditEvent.note).where(AuditEvent.note.is_not(None)).order_by(AuditEvent.id)
        return [str(note) for note in session.scalars(query)]


def test_the_branch_is_drawn_for_a_chosen_quarter_with_its_table(page, qtbot):
    choose_period(page, qtbot, "2026Q1")
    assert page.figure.answer.data.title == "2026年第一季度党员积分"
    assert cells(page)[1][:2] == ("李敏", "62.0")
    assert "平均 60.8 分" in page.table.summary.text()
    assert page.table.title.text().endswith("（未结算）")
    assert not page.figure.picture.drawn.image.isNull()


def test_a_bar_tells_and_opens_its_member(page, opened, members, qtbot):
    choose_period(page, qtbot, "2026Q1")
    picture = page.figure.picture
    place = picture.middle_of((1, 0))
    assert picture.told_at(place).tip == "李敏：62.0 分（基础分 60.0，作用发挥 2.0）"

    qtbot.mouseMove(picture, place)
    qtbot.waitUntil(lambda: picture.over == (1, 0))
    qtbot.mouseClick(picture, Qt.MouseButton.LeftButton, pos=place)

    assert picture.told_at(QPoint(1, 1)) is None
    assert opened == [("points", {"period": "2026Q1", "member_id": members[1]})]


def test_the_table_opens_the_same_records_by_the_keyboard(page, opened, members, qtbot):
    choose_period(page, qtbot, "2026Q1")
    page.table.table.setFocus()
    page.table.table.selectRow(1)
    qtbot.keyClick(page.table.table, Qt.Key.Key_Return)
    assert opened == [("points", {"period": "2026Q1", "member_id": members[1]})]
    assert page.table.table.accessibleName() == "2026年第一季度党员积分的数字"


@pytest.mark.parametrize("chart", [chart for chart in Chart if chart not in (Chart.ATTENDANCE, Chart.MAKEUP)])
def test_every_chart_of_points_is_drawn_and_has_its_table(page, qtbot, chart):
    found = choose_chart(page, qtbot, chart)
    assert found is not None
    assert len(cells(page)) == len(found.lines) > 0
    assert page.figure.picture.drawn.answer is found
    spots = {mark.spot for mark in page.figure.picture.drawn.marks}
    assert set(found.told) <= spots


def test_only_the_filters_of_the_chart_are_shown(page, qtbot):
    choose_chart(page, qtbot, Chart.LINE)
    filters = page.filters
    assert filters.member.isVisible()
    assert not filters.picker.isVisible()
    assert not filters.bar._choices["group"].isVisible()
    choose_chart(page, qtbot, Chart.GROUPS)
    assert filters.picker.isVisible()
    assert filters.bar._choices["split"].isVisible()
    assert not filters.member.isVisible()


def test_without_attendance_the_page_leads_to_where_it_is_entered(page, opened, qtbot):
    choose_chart(page, qtbot, Chart.ATTENDANCE)
    assert page.figure.empty.isVisible()
    assert cells(page) == []
    page.figure.empty.button.click()
    assert opened == [("activities", {})]


def test_bars_are_narrowed_by_class_and_the_filter_is_cleared(page, qtbot):
    with qtbot.waitSignal(page.figure.answered):
        page.filters.bar.set_value("klass", "retired")
    assert [line[0] for line in cells(page)] == ["逄喆"]
    with qtbot.waitSignal(page.figure.answered):
        qtbot.mouseClick(page.filters.bar.clear_button, Qt.MouseButton.LeftButton)
    assert len(cells(page)) == 5
    with qtbot.waitSignal(page.figure.refused):
        page.filters.bar.set_value("klass", "student")
    assert page.figure.answer is None
    assert page.figure.empty.isVisible()


def test_a_settled_quarter_is_shown_as_a_result_and_an_open_one_is_not(page, branch, qtbot):
    closing_kit.lock(branch, "2026Q1")
    page.reload()
    choose_period(page, qtbot, "2026Q1")
    assert page.figure.answer.closed
    assert "未结算" not in page.table.title.text()
    found = choose_chart(page, qtbot, Chart.QUARTERS)
    assert isinstance(found.data, Columns)
    assert found.data.unsettled == {(1, 0), (2, 0), (3, 0)}


def test_a_member_is_drawn_against_the_branch(page, members, qtbot):
    with qtbot.waitSignal(page.figure.answered):
        page.focus(member_id=members[1])
    qtbot.waitUntil(lambda: isinstance(page.figure.answer.data, MemberLine))
    assert page.figure.answer.data.name == "李敏"
    assert cells(page)[0] == ("第一季度", "62.0", "60.8", "+1.2", "未结算")


def test_a_group_leads_to_its_members(page, desk, qtbot):
    desk.navigate_with(lambda _key, focus: page.focus(**focus))
    found = choose_chart(page, qtbot, Chart.GROUPS)
    with qtbot.waitSignal(page.figure.answered):
        page.figure.opened.emit(found.lines[1].goal)
    qtbot.waitUntil(lambda: not desk.jobs.busy)
    assert page.filters.chart is Chart.MEMBERS
    assert [line[0] for line in cells(page)] == ["李敏", "张伟#2"]
    assert page.filters.bar.clear_button.isVisible()


def test_chart_filters_and_table_are_there_again_at_the_next_start(page, desk, show, qtbot):
    choose_chart(page, qtbot, Chart.HEAT)
    box = page.filters.bar._choices["klass"]
    with qtbot.waitSignal(page.figure.answered):
        box.setCurrentIndex(box.findText("离退休"))
    qtbot.mouseClick(page.table_button, Qt.MouseButton.LeftButton)
    page.hide()

    again = TrendsPage(desk)
    with qtbot.waitSignal(again.figure.drawn):
        show(again)
    assert isinstance(again.figure.answer.data, Heat)
    assert again.figure.answer.data.names == ("逄喆",)
    assert not again.table.isVisible()


def test_the_figure_is_saved_in_every_form_and_each_is_logged(page, branch, choose_file, tmp_path, qtbot):
    page.filters.picker.choose("2026Q1")
    for kind, head in (("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")):
        path = tmp_path / f"图.{kind}"
        choose_file(path)
        page.outputs.save(kind)
        qtbot.waitUntil(path.exists, timeout=20_000)
        assert path.read_bytes().startswith(head)
    path = tmp_path / "图.xlsx"
    choose_file(path)
    page.outputs.save_workbook()
    qtbot.waitUntil(path.exists, timeout=20_000)
    sheet = openpyxl.load_workbook(BytesIO(path.read_bytes()))["图表"]
    assert "（未结算）" in str(sheet["A1"].value)
    assert [note.split("：")[0] for note in notes(branch)][-4:] == [
        "导出PNG 图", "导出SVG 图", "导出PDF 图", "导出 Excel 图表",
    ]  # fmt: skip


def test_the_figure_is_copied_and_previewed(page, branch, qtbot, messages):
    QGuiApplication.clipboard().clear()
    page.outputs.copy()
    qtbot.waitUntil(lambda: not QGuiApplication.clipboard().image().isNull(), timeout=20_000)
    qtbot.waitUntil(lambda: any("图已复制" in text for text, _ in messages))
    page.outputs.preview()
    qtbot.waitUntil(lambda: page.outputs.preview_dialog is not None, timeout=20_000)
    assert page.outputs.preview_dialog.page_count == 1
    page.outputs.preview_dialog.reject()
    qtbot.waitUntil(lambda: page.outputs.preview_dialog is None)
    assert notes(branch)[-1].startswith("复制图")


def test_a_small_window_offers_the_charts_in_a_box(page, qtbot):
    page.resize(680, 480)
    qtbot.waitUntil(lambda: not page.list.isVisible())
    assert page.filters.kind.isVisible()
    assert not page.table.isVisible()
    qtbot.keyClick(page, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert page.table.isVisible()
    page.filters.kind.choose(Chart.SPREAD)
    with qtbot.waitSignal(page.figure.answered):
        page.filters.kind.activated.emit(page.filters.kind.currentIndex())
    assert page.filters.chart is Chart.SPREAD


def test_without_a_rulebook_the_page_says_what_to_do(desk, show, opened, qtbot):
    page = TrendsPage(desk)
    with qtbot.waitSignal(page.figure.refused):
        show(page)
    assert page.figure.empty.isVisible()
    page.figure.empty.button.click()
    assert opened == [("points", {"tab": "rulebook"})]

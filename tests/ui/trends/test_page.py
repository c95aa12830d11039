"""The page of quarterly figures, on a real database and with real figures."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication

from app.services.points import entries, review
from app.services.points.entries import EntryDraft
from app.services.reports.documents import MemberLine, QuarterBars
from app.ui.trends.page import TrendsPage
from tests.services.points import samples


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


def facts(page):
    return [label.text() for label in page.panel.findChildren(type(page.panel.title)) if label.text()]


def test_the_branch_is_drawn_for_a_chosen_quarter(page, qtbot):
    with qtbot.waitSignal(page.figure.drawn):
        page.picker.combo.setCurrentIndex(page.picker.combo.findData("2026Q1"))
        page.picker.combo.activated.emit(page.picker.combo.currentIndex())
    data = page.figure.data
    assert isinstance(data, QuarterBars)
    assert data.title == "2026年第一季度党员积分"
    assert "60.8 分" in facts(page)
    assert not page.figure.picture.drawn.image.isNull()


def test_a_bar_tells_and_opens_its_member(page, desk, members, qtbot):
    opened = []
    desk.navigate_with(lambda key, focus: opened.append((key, focus)))
    with qtbot.waitSignal(page.figure.drawn):
        page.picker.choose("2026Q1")
        page.focus()
    drawn = page.figure.picture.drawn
    height = drawn.image.deviceIndependentSize().height()
    top, end = drawn.rows[1]
    assert page.figure.picture.row_at(QPoint(200, round((top + end) / 2 * height))) == 1
    assert page.figure.tip(1) == "李敏：62.0 分（基础分 60.0，作用发挥 2.0）"
    page.figure.row_clicked.emit(1)
    assert opened == [("points", {"period": "2026Q1", "member_id": members[1]})]


def test_the_running_quarter_is_marked(page):
    assert "未结算，积分仍可能变动" in facts(page)


def test_bars_are_narrowed_by_group(page, qtbot):
    with qtbot.waitSignal(page.figure.drawn):
        page.filters.set_value("klass", "retired")
    assert page.figure.data.names == ("逄喆",)
    page.filters.set_value("klass", "student")
    assert page.figure.data is None
    assert page.figure.empty.isVisible()


def test_a_member_is_drawn_against_the_branch(page, members, qtbot):
    with qtbot.waitSignal(page.figure.drawn):
        page.focus(member_id=members[1])
    line = page.figure.data
    assert isinstance(line, MemberLine)
    assert line.name == "李敏"
    assert "+1.2 分" in facts(page)


def test_the_figure_is_saved_and_copied(page, choose_file, tmp_path, qtbot, messages):
    for kind, head in (("png", b"\x89PNG"), ("svg", b"<?xml")):
        path = tmp_path / f"图.{kind}"
        choose_file(path)
        page._save(kind)
        qtbot.waitUntil(path.exists, timeout=20_000)
        assert path.read_bytes().startswith(head)
    QGuiApplication.clipboard().clear()
    page._copy()
    qtbot.waitUntil(lambda: not QGuiApplication.clipboard().image().isNull(), timeout=20_000)
    qtbot.waitUntil(lambda: any("图已复制" in text for text, _ in messages))


def test_without_a_rulebook_the_page_says_what_to_do(desk, show):
    opened = []
    desk.navigate_with(lambda key, focus: opened.append((key, focus)))
    page = TrendsPage(desk)
    show(page)
    assert page.figure.empty.isVisible()
    page.figure.empty.button.click()
    assert opened == [("points", {"tab": "rulebook"})]

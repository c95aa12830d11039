"""The points page, driven as a secretary does, on a real database."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.models.kinds import EntryState, Presence
from app.services.points import entries, entry_list, review, rulebooks
from app.services.points.entries import EntryDraft
from app.services.points.entry_list import EntryFilter
from app.ui.points.link_line import LinkLine
from app.ui.points.page import PointsPage
from tests.services.points import samples

Q1_DAY = date(2026, 3, 12)


@pytest.fixture
def members(branch):
    samples.adopt(branch)
    return samples.add_members(branch)


@pytest.fixture
def page(desk, show, members):
    made = PointsPage(desk)
    show(made)
    return made


def go_to(page, period, tab="totals"):
    page.picker.choose(period)
    page.reload()
    page.show_tab(tab)
    return page.tab(tab)


def cells(table, key):
    at = [column.key for column in table.model().columns].index(key)
    return [table.model().columns[at].text(row) for row in table.rows()]


def type_into(qtbot, widget, text):
    widget.setFocus()
    widget.clear()
    qtbot.keyClicks(widget, text)


def test_without_a_rulebook_the_page_leads_to_one(desk, show):
    page = PointsPage(desk)
    show(page)
    table = page.tab("totals").table
    assert table.empty.isVisible()
    table.empty.button.click()
    assert page.tabs.currentIndex() == 3


def test_totals_stand_by_category_and_only_approved_ones_count(page, branch, members):
    made = entries.add_batch(branch, [EntryDraft(m, "B1", Q1_DAY, "4") for m in members[:2]]).new_ids
    review.approve(branch, made[:1])
    tab = go_to(page, "2026Q1")
    assert cells(tab.table, "name") == ["张伟#1", "李敏", "王芳", "张伟#2", "逄喆"]
    assert cells(tab.table, "total") == ["62.0", "60.0", "60.0", "60.0", "60.0"]
    assert tab.notice.text() == "有 1 条记录未审定，未计入合计。"
    tab.waiting_too.click()
    assert cells(tab.table, "total")[:2] == ["62.0", "62.0"]
    assert "仅供查看" in tab.notice.text()


def test_the_notice_leads_to_the_review(page, branch, members):
    entries.add(branch, EntryDraft(members[0], "B1", Q1_DAY, "4"))
    tab = go_to(page, "2026Q1")
    tab.notice.button.click()
    assert page.tabs.currentIndex() == 2
    assert len(page.tab("review").table.rows()) == 1


def test_the_explanation_of_a_member_leads_to_the_source(page, desk, branch, members):
    activity = samples.hold(branch, Q1_DAY, {members[1]: Presence.PRESENT})
    samples.approve_all(branch)
    opened = []
    desk.navigate_with(lambda key, focus: opened.append((key, focus)))
    tab = go_to(page, "2026Q1")
    tab.table.select_where(lambda row: row.name == "李敏")
    (link,) = tab.panel.findChildren(LinkLine)
    assert link.text() == "2026-03-12 主题党日《学党史》出勤"
    link.clicked.emit()
    assert opened == [("activities", {"activity_id": activity})]


def test_the_year_shows_grades(page, branch, members):
    tab = go_to(page, "2026")
    assert cells(tab.table, "grade") == ["优秀"] * 5


def test_totals_are_searched_by_initials(page, branch, members):
    tab = go_to(page, "2026Q1")
    tab.filters.set_value("text", "lm")
    assert cells(tab.table, "name") == ["李敏"]
    tab.filters.set_value("text", "无此人")
    assert tab.table.empty.isVisible()


def test_another_page_opens_a_member_of_a_quarter(page, members):
    page.focus(period="2026Q2", member_id=members[2])
    row = page.tab("totals").table.current_row()
    assert (page.picker.code(), row.name) == ("2026Q2", "王芳")


def test_one_entry_is_typed_and_saved(page, qtbot, branch, members, messages):
    tab = go_to(page, "2026Q1", "entry")
    form = tab.form
    type_into(qtbot, form.member.edit, "lm")
    type_into(qtbot, form.day.edit, "2026-03-12")
    form.day.edit.editingFinished.emit()
    form.item.set_value("B1")
    assert form.item.hint.text().startswith("作用发挥：每 2 小时 +1 分")
    type_into(qtbot, form.value.line, "2.5")
    form.reason.set_value("社区清扫")
    qtbot.mouseClick(form.save, Qt.MouseButton.LeftButton)
    (row,) = entry_list.list_entries(branch)
    assert (row.member_name, row.value_text, row.reason) == ("李敏", "2.5 小时", "社区清扫")
    assert cells(tab.table, "name") == ["李敏"]
    assert messages[-1] == ("已保存为草稿，等待审核。", "ok")
    # item and day stay for the next member
    assert (form.item.value(), form.day.value(), form.member.value()) == ("B1", Q1_DAY, None)


def test_a_refusal_stands_beside_its_field(page, qtbot, branch, members):
    form = go_to(page, "2026Q1", "entry").form
    form.member.set_value(members[0])
    form.item.set_value("B2")
    form.value.set_value("9")
    form.reason.set_value("抗洪")
    form.save.click()
    assert "超出范围" in form.form.errors()["value"]
    form.value.set_value("5")
    form.day.set_value("2026-04-01")
    form.save.click()
    assert "不在2026年第一季度" in form.form.errors()["happened_on"]
    assert entry_list.list_entries(branch) == []


def test_the_value_takes_the_form_of_the_item(page, branch, members):
    form = go_to(page, "2026Q1", "entry").form
    form.item.set_value("B3")
    assert form.value.combo.isVisible()
    form.value.set_value("市级")
    assert form.value.value() == "市级"
    form.item.set_value("A2")
    assert not form.value.line.isVisible()
    form.item.set_value("A1")
    assert form.value.line.isVisible()


def test_a_draft_is_changed_from_the_list(page, branch, members):
    entries.add(branch, EntryDraft(members[0], "B1", Q1_DAY, "4", "清扫"))
    tab = go_to(page, "2026Q1", "entry")
    tab.table.selectRow(0)
    tab.change.click()
    assert (tab.form.member.value(), tab.form.value.value()) == (members[0], "4")
    tab.form.value.set_value("6")
    tab.form.save.click()
    (row,) = entry_list.list_entries(branch)
    assert row.value_text == "6 小时"


def test_a_draft_is_deleted_after_asking(page, branch, members, press):
    entries.add(branch, EntryDraft(members[0], "B1", Q1_DAY, "4"))
    tab = go_to(page, "2026Q1", "entry")
    tab.table.selectRow(0)
    press("删除")
    tab.remove.click()
    assert entry_list.list_entries(branch) == []


def test_many_entries_are_pasted_and_saved_whole(page, qapp, branch, members):
    tab = go_to(page, "2026Q1", "entry")
    tab.batch_mode.click()
    batch = tab.batch
    batch.item.set_value("B1")
    qapp.clipboard().setText("4\n2.5\n\nabc\n")
    batch.grid.go_to(0, 2)
    batch.grid.paste()
    batch.save.click()
    assert entry_list.list_entries(branch) == []
    assert "第 4 行" in batch._problem.text()
    batch.grid.grid.write("改", {(3, 2): "1"})
    assert batch.save.text() == "保存 3 条"
    batch.save.click()
    rows = entry_list.list_entries(branch)
    assert sorted(row.value_text for row in rows) == ["1 小时", "2.5 小时", "4 小时"]
    assert not batch.save.isEnabled()


def test_what_the_service_refuses_is_marked_in_the_grid(page, branch, members):
    tab = go_to(page, "2026Q1", "entry")
    tab.batch_mode.click()
    batch = tab.batch
    batch.item.set_value("B3")
    # the last one is retired, the item is for those in service
    batch.grid.fill_column("value", "局级", "填")
    batch.save.click()
    assert entry_list.list_entries(branch) == []
    assert [row for row, _, _ in batch.grid.grid.problems()] == [5]


def test_items_without_a_value_are_marked_by_one_key(page, branch, members):
    tab = go_to(page, "2026Q1", "entry")
    tab.batch_mode.click()
    tab.batch.item.set_value("A2")
    tab.batch.fill.click()
    tab.batch.save.click()
    assert len(entry_list.list_entries(branch)) == 5


def test_a_selection_is_checked_and_approved(page, branch, members, in_dialog):
    entries.add_batch(branch, [EntryDraft(m, "B1", Q1_DAY, "4") for m in members[:3]])
    tab = go_to(page, "2026Q1", "review")
    tab.table.selectAll()
    assert tab.check.text() == "初审 3 条"
    tab.check.click()
    assert {row.state for row in tab.table.rows()} == {EntryState.CHECKED}
    tab.table.selectAll()
    in_dialog(lambda dialog: dialog.submit())
    tab.approve.click()
    assert tab.table.rows() == []
    approved = entry_list.list_entries(branch, EntryFilter(states=(EntryState.APPROVED,)))
    assert len(approved) == 3


def test_entries_are_sent_back_and_reversed_with_a_reason(page, branch, members, in_dialog):
    made = entries.add_batch(branch, [EntryDraft(m, "B1", Q1_DAY, "4") for m in members[:2]]).new_ids
    review.approve(branch, made[:1])
    tab = go_to(page, "2026Q1", "review")
    answer(in_dialog, "缺证明")
    tab.table.selectAll()
    tab.send_back.click()
    (returned,) = entry_list.list_entries(branch, EntryFilter(states=(EntryState.RETURNED,)))
    assert returned.returned_reason == "缺证明"
    tab.filters.set_value("state", EntryState.APPROVED.value)
    tab.table.selectAll()
    answer(in_dialog, "记错人")
    tab.reverse.click()
    assert len(entry_list.list_entries(branch, EntryFilter(states=(EntryState.REVERSED,)))) == 2


def answer(in_dialog, reason):
    def act(dialog):
        dialog._edit.setPlainText(reason)
        dialog.accept()

    in_dialog(act)


def test_automatic_entries_lead_to_their_source(page, qtbot, desk, branch, members):
    activity = samples.hold(branch, Q1_DAY, {members[0]: Presence.PRESENT})
    opened = []
    desk.navigate_with(lambda key, focus: opened.append((key, focus)))
    tab = go_to(page, "2026Q1", "review")
    tab.table.selectRow(0)
    assert not tab.reverse.isEnabled()
    (row,) = tab.table.rows()
    page.focus(entry_id=row.id)
    assert page.tab("review").table.current_row().id == row.id

    def links():
        return [b for b in tab.panel.findChildren(QPushButton) if b.text() == "打开来源" and b.isVisible()]

    # those of the row before are still on their way out
    qtbot.waitUntil(lambda: len(links()) == 1)
    links()[0].click()
    assert opened == [("activities", {"activity_id": activity})]


def test_a_preset_is_put_into_force_from_the_empty_page(desk, show, branch, in_dialog):
    page = PointsPage(desk)
    show(page)
    page.show_tab("rulebook")
    tab = page.tab("rulebook")
    in_dialog(lambda dialog: dialog.submit())
    tab.begin_preset("jianyi")
    (row,) = rulebooks.list_versions(branch)
    assert (row.code, row.effective_from) == ("jianyi", date(2026, 1, 1))
    assert [r.code for r in tab.table.rows()] == ["jianyi"]


def accept_with_warnings(dialog):
    """Accept what the check warns of, and save."""
    dialog.form.field("accept").box.click()
    dialog.submit()


@pytest.mark.parametrize("kind", ["toml", "xlsx"])
def test_a_rulebook_goes_out_and_comes_in_as_a_file(
    page, branch, members, choose_file, tmp_path, in_dialog, kind
):
    page.show_tab("rulebook")
    tab = page.tab("rulebook")
    path = tmp_path / f"方案.{kind}"
    choose_file(path)
    tab.export.click()
    if kind == "toml":
        assert path.read_text(encoding="utf-8") == samples.rulebook_text()
        path.write_text(samples.rulebook_text("full"), encoding="utf-8")
    else:
        book = load_workbook(path)
        book["方案"]["B23"] = "视同出勤"
        book.save(path)
    in_dialog(accept_with_warnings)
    tab.begin_import()
    assert '"full"' in rulebooks.export_toml(branch, rulebooks.list_versions(branch)[0].id)


def test_a_file_with_errors_is_told_and_nothing_is_saved(
    page, branch, members, choose_file, tmp_path, in_dialog
):
    page.show_tab("rulebook")
    tab = page.tab("rulebook")
    path = tmp_path / "方案.xlsx"
    choose_file(path)
    tab.export.click()
    book = load_workbook(path)
    book["项目"]["B2"] = "Z"
    book.save(path)
    told = []

    def read(dialog):
        told.append(dialog.informativeText())
        dialog.accept()

    in_dialog(read)
    tab.begin_import()
    assert told == ["项目!B2：类别“Z”不存在。"]
    assert len(rulebooks.list_versions(branch)) == 1


def test_tabs_wait_for_changes_made_elsewhere(page, branch, desk, members):
    tab = go_to(page, "2026Q1")
    desk.actions.do(lambda ctx: entries.add(ctx, EntryDraft(members[0], "B1", Q1_DAY, "4")))
    assert "有 1 条记录未审定" in tab.notice.text()

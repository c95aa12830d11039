from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from app.models.kinds import CustomKind, Sex
from app.services import member_beside, member_custom, member_views, members
from app.services.member_checks import MemberDraft
from app.services.member_custom import CustomDraft
from app.services.member_filters import Op, Query, Rule, RuleGroup
from app.services.member_views import ViewDraft
from app.ui.list_export import shown
from app.ui.members.columns_dialog import ColumnsDialog
from app.ui.members.edit_dialog import MemberDialog
from app.ui.members.filter_dialog import FilterDialog
from app.ui.members.page import MembersPage

OLD = Query((RuleGroup((Rule("age", Op.AT_LEAST, "50"),)),))


@pytest.fixture
def page(desk, show):
    for draft in (
        MemberDraft("张三", sex=Sex.MALE, birth="1960-05-01", joined="1985-07-01"),
        MemberDraft("李四", sex=Sex.FEMALE, birth="1990-01-31", joined="2015-07"),
        MemberDraft("王五", sex=Sex.MALE, birth="1970-01-31", joined="2000-03-05"),
    ):
        members.add(desk.ctx, draft)
    return show(MembersPage(desk))


def names(page):
    return [row.name for row in page.table.rows()]


def heads(page):
    model = page.table.model()
    return [column.title for column in model.columns]


def pick(row, key):
    field = next(f for f in row.field.combo._values if f.key == key)
    row.field.set_value(field)
    row.field.edited.emit()


def test_condition_is_written_and_the_list_says_what_is_filtered(page, in_dialog, write, qtbot):
    def fill(dialog):
        assert isinstance(dialog, FilterDialog)
        (row,) = dialog.boxes[0].rows
        pick(row, "age")
        write(row.value.edit, "50")
        qtbot.waitUntil(lambda: dialog.count.text() == "符合条件 2 名（含已离开的）")
        dialog.apply_button.click()

    in_dialog(fill)
    page.views.ask_filter()

    assert names(page) == ["张三", "王五"]
    assert page.views.line.isVisible()
    page.views.clear()
    assert names(page) == ["张三", "李四", "王五"]
    assert not page.views.line.isVisible()


def test_second_group_and_what_cannot_be_compared(desk, page, show, write, qtbot):
    dialog = show(FilterDialog(desk, list(page.views.fields().values()), [], OLD, page))
    assert not dialog.join.isVisible()
    dialog.add_group(None)
    assert dialog.join.isVisible()
    row = dialog.boxes[1].rows[0]
    pick(row, "sex")
    dialog.join.set_value(False)
    assert dialog._look()
    assert dialog.count.text() == "符合条件 2 名（含已离开的）"
    dialog.boxes[1].drop_button.click()
    dialog.boxes[0].add(None)
    assert not dialog._look()
    assert dialog.problem.text() == "请填写“姓名”要比较的内容。"


def test_view_is_saved_as_the_list_stands_and_comes_back(page, desk, in_dialog, write):
    page.views.draft = ViewDraft(OLD, ("name", "age", "joined"), order="age", descending=True)
    page.views._tell(layout=True)
    assert (heads(page), names(page)) == (["姓名", "年龄", "入党时间"], ["张三", "王五"])
    page.table.horizontalHeader().moveSection(2, 1)

    def name_it(dialog):
        write(dialog.form.field("name").edit, "五十岁以上")
        dialog.save_button.click()

    in_dialog(name_it)
    page.views._save_as()

    (view,) = member_views.list_views(desk.ctx)
    assert view.draft == ViewDraft(OLD, ("name", "joined", "age"), order="age", descending=True)
    assert page.views.button.text() == "五十岁以上"
    page.views.choose(None)
    assert len(names(page)) == 3
    page.views.choose(view)
    assert heads(page) == ["姓名", "入党时间", "年龄"]


def test_columns_are_ticked_and_moved(page):
    dialog = ColumnsDialog([("name", "姓名"), ("sex", "性别"), ("age", "年龄")], ["age", "name"])
    assert dialog.chosen() == ("age", "name")
    dialog.list.setCurrentRow(1)
    dialog._move(-1)
    assert dialog.chosen() == ("name", "age")
    dialog.list.item(0).setCheckState(dialog.list.item(2).checkState())
    dialog.save_button.click()
    assert dialog.problem.text() == "至少要显示“姓名”。"


def test_member_asked_for_by_another_page_is_shown_whatever_is_filtered(page):
    page.views.draft = ViewDraft(OLD)
    page.views._tell(layout=True)
    young = next(row.id for row in page._rows if row.name == "李四")
    page.focus(member_id=young)
    assert page.table.current_row().name == "李四"


def test_form_keeps_tags_own_fields_and_second_organisations(desk, page, show, write, messages):
    member_custom.add(desk.ctx, CustomDraft("驻村年数", CustomKind.NUMBER))
    member = page._rows[0].id
    dialog = show(MemberDialog(desk, member))
    write(dialog.form.field("tags").edit, "骨干、青年")
    dialog.form.field("extra:驻村年数").set_value("三年")
    seconds = dialog.form.field("seconds")
    seconds.add_button.click()
    write(seconds.lines[0].org.edit, "防汛突击队")
    dialog.submit()
    assert dialog.form.errors() == {"extra:驻村年数": "驻村年数请填写数字，最多四位小数。"}

    dialog.form.field("extra:驻村年数").set_value("3")
    dialog.submit()

    kept = member_beside.of(desk.ctx, member)
    assert (kept.own, kept.tags, [second.org for second in kept.seconds]) == (
        {"驻村年数": "3"},
        ("骨干", "青年"),
        ["防汛突击队"],
    )


def test_a_saved_view_is_renamed_and_taken_off(page, desk, in_dialog, write, press):
    saved = member_views.save(desk.ctx, "老党员", ViewDraft(query=OLD)).new_id
    page.views.choose(member_views.list_views(desk.ctx)[0])

    def rename(dialog):
        write(dialog.form.field("name").edit, "五十岁以上")
        dialog.save_button.click()

    in_dialog(rename)
    menu_act(page, "“老党员”改名…").trigger()
    assert [(view.id, view.name) for view in member_views.list_views(desk.ctx)] == [(saved, "五十岁以上")]
    assert page.views.button.text() == "五十岁以上"
    assert names(page) == ["张三", "王五"]

    press("删除")
    menu_act(page, "删除“五十岁以上”…").trigger()
    assert member_views.list_views(desk.ctx) == []
    assert names(page) == ["张三", "李四", "王五"]


def test_ages_are_counted_on_any_day_and_the_view_keeps_it(page, desk, in_dialog, write):
    page.views.choose(None)
    page.views.draft = ViewDraft(query=OLD, columns=("name", "age"))
    page.views.changed.emit(True)
    assert names(page) == ["张三", "王五"]

    def say(dialog):
        write(dialog.findChild(QLineEdit) or dialog.findChild(QPlainTextEdit), "2019-12-31")
        dialog.accept()

    in_dialog(say)
    menu_act(page, "年龄、党龄算到…").trigger()

    assert names(page) == ["张三"]
    assert shown_cells(page) == [["张三", "59"]]
    member_views.save(desk.ctx, "二〇一九年底", page._standing())
    assert member_views.list_views(desk.ctx)[0].draft.as_of == date(2019, 12, 31)
    page.views.clear()
    assert names(page) == ["张三", "李四", "王五"]


def shown_cells(page):
    return shown(page.table)[1]


def menu_act(page, text):
    page.views._menu.aboutToShow.emit()
    (act,) = [act for act in page.views._menu.actions() if act.text() == text]
    return act

"""Bad input in the window: place and reason in Chinese, nothing saved, one test for each kind of mistake."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.points import entry_list, rulebooks
from app.ui.points.page import PointsPage
from tests.services.points import samples

BANDS = (
    '[[item]]\ncode = "B9"\ncategory = "B"\ntext = "测试"\nkind = "bands"\n'
    "bands = [{ ge = 60, lt = 85, points = 1 }, { ge = 80, points = 3 }]\n"
)
CAPPED_VOID = (
    '[[item]]\ncode = "B9"\ncategory = "B"\ntext = "不得分"\nkind = "void"\nscope = "A"\n'
    'cap = { points = 3, per = "year" }\n'
)


@pytest.fixture
def members(branch):
    samples.adopt(branch)
    return samples.add_members(branch)


@pytest.fixture
def page(desk, show, members):
    made = PointsPage(desk)
    show(made)
    made.picker.choose("2026Q1")
    made.reload()
    return made


@pytest.fixture
def told(page, in_dialog, branch, tmp_path):
    """Import a file and return what the window says of it; nothing may have been saved."""

    def read(text: str) -> str:
        path = tmp_path / "方案.toml"
        path.write_text(text, encoding="utf-8")
        page.show_tab("rulebook")
        before = [row.content_hash for row in rulebooks.list_versions(branch)]
        said: list[str] = []

        def look(dialog) -> None:
            said.append(dialog.informativeText() or dialog.text())
            dialog.accept()

        in_dialog(look)
        page.tab("rulebook").import_path(path)
        assert [row.content_hash for row in rulebooks.list_versions(branch)] == before
        return said[0]

    return read


def test_broken_toml_is_told_with_its_line(told):
    assert told(samples.rulebook_text() + "[[item]\n").startswith("第 119 行第 7 列：不是有效的 TOML")


def test_unknown_kind_is_told_in_the_words_of_the_forms(told):
    said = told(samples.rulebook_text().replace('kind = "range"', 'kind = "formula"'))
    assert said.startswith("积分项目 B2 · 计分办法：“formula”不在可选范围内，可选：固定分值、按次计分、")


def test_cap_on_nothing_is_told(told):
    assert told(samples.rulebook_text() + CAPPED_VOID) == (
        "积分项目 B9：“不得分”项目没有分值，封顶没有对象，请删除封顶。"
    )


def test_overlapping_bands_are_told(told):
    assert told(samples.rulebook_text() + BANDS) == "积分项目 B9 · 分段：分段 [60, 85) 与 [80, 不限) 重叠。"


def test_unknown_category_is_told(told):
    text = samples.rulebook_text().replace('code = "B2"\ncategory = "B"', 'code = "B2"\ncategory = "Z"')
    assert told(text) == "积分项目 B2 · 类别：类别“Z”不存在。"


@pytest.fixture
def form(page):
    page.show_tab("entry")
    made = page.tab("entry").form
    made.day.set_value(date(2026, 3, 12))
    return made


def test_value_that_does_not_fit_stands_beside_its_field(form, members, branch):
    form.member.set_value(members[0])
    form.item.set_value("B2")
    form.value.set_value("9")
    form.reason.set_value("抢险")
    form.save.click()
    assert "超出范围，应为 0 至 5" in form.form.errors()["value"]
    assert entry_list.list_entries(branch) == []


def test_date_outside_the_period_stands_beside_its_field(form, members, branch):
    form.member.set_value(members[0])
    form.item.set_value("B1")
    form.day.set_value(date(2026, 5, 1))
    form.value.set_value("4")
    form.save.click()
    assert "日期不在2026年第一季度（2026-01-01 至 2026-03-31）之内" in form.form.errors()["happened_on"]
    assert entry_list.list_entries(branch) == []


def test_unknown_member_stands_beside_its_field(form, branch, write):
    write(form.member.edit, "查无此人")
    form.item.set_value("B1")
    form.value.set_value("4")
    form.save.click()
    assert form.form.errors()["member_id"]
    assert entry_list.list_entries(branch) == []


def test_no_item_stands_beside_its_field(form, members, branch):
    form.member.set_value(members[0])
    form.item.set_value("Z9")
    form.save.click()
    assert form.form.errors()["item_code"]
    assert entry_list.list_entries(branch) == []

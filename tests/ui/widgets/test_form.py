"""Forms give plain values, say what is wrong under its field, and know whether anything was changed."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QTableView

from app.ui.widgets.date_fields import DateField, PartialDateField
from app.ui.widgets.fields import CheckField, ChoiceField, LineField, NumberField, PointsField, TextField
from app.ui.widgets.form import Form, FormInvalid
from app.ui.widgets.member_field import MemberChoice, MemberField

TODAY = date(2026, 11, 22)
PEOPLE = [
    MemberChoice(1, "王伟", "ww wangwei", "第一党小组"),
    MemberChoice(2, "王伟", "ww wangwei", "第二党小组"),
    MemberChoice(3, "逄翀", "pc pangchong"),
]


@pytest.fixture
def form(show) -> Form:
    made = Form()
    made.add_section("基本信息")
    made.add("name", "姓名", LineField(), required=True)
    made.add("born", "出生年月", PartialDateField(TODAY))
    made.add("joined", "入党日期", DateField(TODAY), hint="以支部大会通过之日为准")
    made.add("group", "党小组", ChoiceField([(1, "第一党小组"), (2, "第二党小组")], blank="未编组"))
    made.add("member", "介绍人", MemberField(PEOPLE))
    made.add("points", "分值", PointsField())
    made.add("count", "次数", NumberField(0, 99, blank="不限"))
    made.add("note", "说明", TextField(limit=10))
    made.add("flag", "", CheckField("计入"))
    made.settle()
    return show(made)


@pytest.fixture
def fill(form, write, qtbot):
    """Write into the field of a key and leave it."""

    def filling(key: str, text: str) -> None:
        write(form.field(key).inner, text)
        qtbot.keyClick(form.field(key).inner, Qt.Key.Key_Tab)

    return filling


def test_typed_values_come_back_plain(form, fill):
    fill("name", " 欧阳喆 ")
    fill("born", "1985.3")
    fill("joined", "20090701")
    fill("points", "2.5")
    fill("note", "支部书记")

    assert form.values() == {
        "name": "欧阳喆", "born": "1985-03", "joined": date(2009, 7, 1), "group": None, "member": None,
        "points": 250, "count": None, "note": "支部书记", "flag": False,
    }  # fmt: skip


def test_required_field_says_so_and_gets_the_focus(form):
    with pytest.raises(FormInvalid):
        form.values()

    assert form.errors() == {"name": "请填写。"}
    assert form.field("name").inner.hasFocus()


def test_every_wrong_field_is_told_at_once(form, fill):
    fill("born", "85.3")
    fill("joined", "2026.3")
    fill("note", "这一段说明写得实在是太长了")

    with pytest.raises(FormInvalid):
        form.values()

    assert set(form.errors()) == {"name", "born", "joined", "note"}
    assert form.errors()["joined"] == "请写到日，如 2026-03-05。"


def test_error_goes_when_the_field_is_edited(form, fill):
    assert form.show_error("name", "已有同名党员，请核对。")
    fill("name", "王")

    assert form.errors() == {}
    assert not form.field("name").inner.property("wrong")


def test_error_of_an_unknown_field_is_not_swallowed(form):
    assert not form.show_error("elsewhere", "不在这个表单里。")
    assert not form.show_error(None, "没有字段。")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-3-5", date(2026, 3, 5)),
        ("3.5", date(2026, 3, 5)),
        ("3月5日", date(2026, 3, 5)),
        ("今天", TODAY),
        ("昨天", date(2026, 11, 21)),
        ("2027/1/4", date(2027, 1, 4)),
        ("２０２６．３．５", date(2026, 3, 5)),  # noqa: RUF001
    ],
)
def test_day_is_read_as_people_write_it(form, fill, typed, day):
    fill("joined", typed)

    assert form.field("joined").value() == day
    assert form.field("joined").inner.text() == day.isoformat()


def test_calendar_fills_the_day_in(form, qtbot):
    field = form.field("joined")
    qtbot.keyClick(field.inner, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    calendar = field._popup.calendar
    assert calendar.isVisible()
    grid = calendar.findChild(QTableView, "qt_calendar_calendarview")
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    qtbot.keyClick(grid, Qt.Key.Key_Return)

    assert field.value() == date(2026, 11, 23)
    assert not field._popup.isVisible()


def test_points_are_exact_hundredths(form, fill):
    for typed, hundredths in [("0.01", 1), ("-3", -300), ("12.75", 1275), ("0.1", 10)]:
        fill("points", typed)
        assert form.field("points").value() == hundredths

    assert form.field("points").spin.text() == "0.1 分"


def test_letters_cannot_be_typed_into_points(form, fill, qtbot):
    fill("points", "5")
    qtbot.keyClicks(form.field("points").inner, "x")

    assert form.field("points").value() == 500


def test_member_is_found_by_initials(form, fill):
    fill("member", "pc")

    assert form.field("member").value() == 3
    assert form.field("member").inner.text() == "逄翀"


def test_two_people_of_one_name_must_be_chosen(form, fill):
    fill("name", "某人")
    fill("member", "王伟")
    with pytest.raises(FormInvalid):
        form.values()
    assert form.errors() == {"member": "有几个人符合，请从列表中选一人。"}

    fill("member", "王伟（第二党小组）")
    assert form.values()["member"] == 2


def test_unknown_member_is_refused(form, fill):
    fill("name", "某人")
    fill("member", "查无此人")

    with pytest.raises(FormInvalid):
        form.values()
    assert form.errors() == {"member": "名单中没有这个人，请从列表中选择。"}


def test_form_knows_whether_it_was_changed(form, fill):
    assert not form.is_dirty
    fill("name", "王")
    assert form.is_dirty
    form.set_values({"name": "李", "group": 2, "points": 150, "flag": True})
    assert not form.is_dirty
    assert form.field("group").value() == 2


def test_wheel_over_an_unfocused_field_changes_nothing(form):
    spin = form.field("count").spin
    form.field("name").inner.setFocus()
    event = QWheelEvent(
        QPointF(5, 5), spin.mapToGlobal(QPointF(5, 5)), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(spin, event)

    assert form.field("count").value() is None


def test_screen_readers_hear_the_labels(form):
    assert form.field("name").inner.accessibleName() == "姓名"


class Shade(StrEnum):
    """A kind as the services know it."""

    LIGHT = "light"
    DARK = "dark"


def test_a_choice_gives_back_the_very_value_it_was_offered():
    field = ChoiceField([(Shade.LIGHT, "浅"), (Shade.DARK, "深")], blank="未填")
    assert field.value() is None

    field.set_value("dark")

    assert field.value() is Shade.DARK


def test_a_choice_stays_while_it_is_still_offered():
    field = ChoiceField([(1, "第一党小组"), (2, "第二党小组")], blank="未编组")
    field.set_value(2)

    field.set_options([(2, "第二党小组"), (3, "第三党小组")])
    assert field.value() == 2
    field.set_options([(3, "第三党小组")])
    assert field.value() is None

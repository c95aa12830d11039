from dataclasses import replace
from datetime import date

import pytest

from app.models.kinds import MemberKind, Sex
from app.services.errors import BadInput
from app.services.member_checks import MemberDraft, checked, look_over

TODAY = date(2026, 11, 22)
ID = "342501198506120318"  # 1985-06-12, 男
PLAIN = MemberDraft(name="张三", id_number=ID, joined="2009-07-01", regular="2010-07-01")


def said(**fields):
    return {error.field: error.message for error in look_over(replace(PLAIN, **fields), TODAY)[1]}


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("  张三 ", "张三"),
        ("张 三", "张三"),
        ("张\u3000三", "张三"),
        ("㛃䶮", "㛃䶮"),
        ("\U0003106c堃", "\U0003106c堃"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("John Smith", "John Smith"),
        ("<b>张三</b>", "<b>张三</b>"),
    ],
)
def test_name_is_kept_as_on_the_id_card(written, stored):
    assert checked(replace(PLAIN, name=written), TODAY).name == stored


@pytest.mark.parametrize("written", ["", "  ", "123", "=A1", "\ue000三", "张" * 51])
def test_what_is_no_name_is_refused(written):
    assert set(said(name=written)) == {"name"}


def test_sex_and_birth_come_from_the_id_number():
    found = checked(PLAIN, TODAY)

    assert (found.sex, found.birth) == (Sex.MALE, "1985-06-12")


def test_month_of_birth_that_agrees_with_the_id_number_stays_a_month():
    assert checked(replace(PLAIN, birth="1985.06"), TODAY).birth == "1985-06"


@pytest.mark.parametrize(
    ("fields", "field", "word"),
    [
        ({"sex": Sex.FEMALE}, "sex", "身份证号"),
        ({"id_number": "342501198506120310"}, "id_number", "校验位"),
        ({"id_number": "4.4E+17"}, "id_number", "表格软件"),
        ({"joined": "2009-02-30"}, "joined", "不是一个存在的日期"),
        ({"joined": "2027-01-01", "regular": ""}, "joined", "晚于今天"),
        ({"joined": "1980-01-01", "regular": ""}, "joined", "早于出生"),
        ({"regular": "2009-06"}, "regular", "早于入党"),
        ({"regular": "2009-07-01"}, "regular", "相同"),
        ({"kind": MemberKind.PROBATIONARY}, "regular", "预备党员没有"),
        ({"phone": "12800138000"}, "phone", "11 位"),
        ({"landline": "12"}, "landline", "区号"),
        ({"ethnicity": "火星"}, "ethnicity", "汉族"),
        ({"lost_since": "2020-01"}, "lost_since", "失联党员"),
        ({"mobile_to": "浙江省"}, "mobile_to", "流动党员"),
        ({"age_correction": 5000}, "age_correction", "月"),
        ({"note": "长" * 501}, "note", "过长"),
    ],
)
def test_wrong_value_is_told_beside_its_field(fields, field, word):
    found = said(**fields)

    assert set(found) == {field}
    assert word in found[field]
    with pytest.raises(BadInput) as error:
        checked(replace(PLAIN, **fields), TODAY)
    assert error.value.field == field


@pytest.mark.parametrize("day", ["1969-04-01", "1973-07-01", "1977-08-11"])
def test_admission_without_probation_is_possible_in_its_time(day):
    draft = MemberDraft(name="张三", birth="1945", joined=day, regular=day)

    assert checked(draft, TODAY).regular == day


@pytest.mark.parametrize("day", ["1969-03-31", "1977-08-12"])
def test_admission_without_probation_is_impossible_outside_its_time(day):
    draft = MemberDraft(name="张三", birth="1945", joined=day, regular=day)

    with pytest.raises(BadInput, match="1969 年 4 月 1 日"):
        checked(draft, TODAY)


def test_months_that_cannot_be_compared_are_let_be():
    draft = MemberDraft(name="张三", joined="2009", regular="2009-12")

    assert checked(draft, TODAY).regular == "2009-12"


@pytest.mark.parametrize("written", ["138 0013 8000", "+86-13800138000", "138\u300000138000"])
def test_mobile_number_is_kept_as_digits(written):
    assert checked(replace(PLAIN, phone=written), TODAY).phone == "13800138000"


@pytest.mark.parametrize("written", ["0563-3021234", "05633021234", "3021234", "010-12345678-801"])
def test_landline_is_kept_as_written(written):
    assert checked(replace(PLAIN, landline=written), TODAY).landline == written


def test_every_wrong_field_is_told_once():
    assert set(said(name="", phone="1", birth="x", id_number="")) == {"name", "phone", "birth"}


def test_number_that_fails_its_check_stands_where_the_reason_is_written():
    wrong = "342501198506120319"
    draft = MemberDraft("张三", id_number=wrong, id_waiver="公安机关出具证明")
    clean, problems = look_over(draft, TODAY)

    assert problems == []
    assert (clean.id_number, clean.sex, clean.birth) == (wrong, None, "")


def test_how_contact_was_lost_needs_the_tick():
    _, problems = look_over(MemberDraft("张三", lost_reason="单位改变"), TODAY)
    assert [problem.field for problem in problems] == ["lost_reason"]

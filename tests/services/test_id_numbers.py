from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.kinds import Sex
from app.services import id_numbers
from app.services.errors import BadInput


@st.composite
def numbers(draw: st.DrawFn) -> str:
    birth = draw(st.dates(date(1900, 1, 1), date(2020, 12, 31)))
    body = f"341802{birth:%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return body + id_numbers.check_digit(body)


def wide(text: str) -> str:
    """The full-width form an input method leaves behind."""
    return "".join(chr(ord(c) + 0xFEE0) for c in text)


def test_a_valid_number_tells_birth_and_sex() -> None:
    facts = id_numbers.check("11010519491231002X")
    assert facts.birth == date(1949, 12, 31)
    assert facts.sex is Sex.FEMALE
    assert facts.number == facts.standard == "11010519491231002X"


@pytest.mark.parametrize(
    "written",
    [
        "11010519491231002x",
        " 110105 19491231 002X",
        "'11010519491231002X",
        wide("11010519491231002X"),
        "\ufeff11010519491231002X\u200b",
    ],
)
def test_ways_of_writing_the_same_number(written: str) -> None:
    assert id_numbers.check(written).number == "11010519491231002X"


def test_an_old_number_of_15_places_is_read() -> None:
    facts = id_numbers.check("110105491231002")
    assert facts.number == "110105491231002"
    assert facts.standard == "11010519491231002X"
    assert facts.birth == date(1949, 12, 31)
    assert facts.sex is Sex.FEMALE


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("110105194912310021", "校验位不对"),
        ("11010519491231002", "应为18位，现在是17位"),
        ("", "现在是0位"),
        ("11010519491331002X", "出生日期“19491331”不存在"),
        ("990105194912310020", "不是省级代码"),
        ("1101051949123100XX", "不该有的字符"),
        ("11010549123100A", "不该有的字符"),
        ("二一0105194912310020", "不该有的字符"),
        ("4.4E+17", "后面几位已经丢失"),
        ("3.41802E+17", "后面几位已经丢失"),
    ],
)
def test_a_wrong_number_is_refused_with_its_reason(written: str, reason: str) -> None:
    with pytest.raises(BadInput, match=reason) as caught:
        id_numbers.check(written)
    assert caught.value.field == "id_number"


def test_a_number_kept_as_a_figure_has_lost_its_end() -> None:
    with pytest.raises(BadInput, match=r"存成了数字（4.4E\+17）.*设为文本格式"):
        id_numbers.from_cell(4.4e17)
    for figure in (float("nan"), float("inf"), 1.5, 341802199003051234):
        with pytest.raises(BadInput, match="存成了数字"):
            id_numbers.from_cell(figure)


def test_an_old_number_survives_as_a_figure() -> None:
    assert id_numbers.from_cell(110105491231002.0) == "110105491231002"


def test_the_mask_keeps_four_places_at_both_ends() -> None:
    assert id_numbers.mask("341802199003051234") == "3418**********1234"
    assert id_numbers.mask("110105491231002") == "1101*******1002"
    assert id_numbers.mask("12345678") == "********"
    assert id_numbers.mask("") == ""


@given(numbers())
def test_every_made_number_passes(number: str) -> None:
    facts = id_numbers.check(number.lower())
    assert facts.number == number
    assert f"{facts.birth:%Y%m%d}" == number[6:14]


@given(numbers(), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_place_is_always_seen(number: str, place: int, shift: int) -> None:
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    with pytest.raises(BadInput):
        id_numbers.check(wrong)


@given(numbers(), st.integers(6, 15))
def test_two_swapped_neighbours_are_always_seen(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        with pytest.raises(BadInput):
            id_numbers.check(swapped)


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    try:
        facts = id_numbers.check(text)
    except BadInput:
        return
    assert len(facts.standard) == 18

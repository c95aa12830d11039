from __future__ import annotations

import pytest

from app.services import pinyin, strokes


def ordered(*names: str) -> list[str]:
    return sorted(names, key=lambda name: strokes.stroke_key(name, pinyin.name_key(name)))


def test_surnames_go_by_strokes_then_by_the_first_stroke():
    assert ordered("赵刚", "张伟", "李敏", "王芳", "丁一", "欧阳锋", "毛军") == [
        "丁一",
        "王芳",
        "毛军",
        "李敏",
        "张伟",
        "欧阳锋",
        "赵刚",
    ]


def test_the_second_character_decides_within_a_surname_and_a_short_name_comes_first():
    assert ordered("王建国", "王一", "王建") == ["王一", "王建", "王建国"]


def test_rare_characters_of_the_standard_list_are_known():
    assert strokes.unknown_characters(["逄翀", "𫖯㛃", "阿依古丽·Mia"]) == ""
    assert strokes.unknown_characters(["王\U0002a6d6"]) == "\U0002a6d6"
    assert ordered("\U0002a6d6一", "鑫淼") == ["鑫淼", "\U0002a6d6一"]


@pytest.mark.parametrize(
    ("sign", "count"), [("王", 4), ("李", 7), ("刘", 6), ("达", 6), ("魏", 17), ("逄", 9)]
)
def test_counts_are_those_of_the_dictionary(sign, count):
    (pairs, _) = strokes.stroke_key(sign)
    assert pairs[0][0] == count

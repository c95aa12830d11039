import pytest

from app.services import pinyin


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("张伟", "zhang wei"),
        ("张 三", "zhang san"),
        ("张\u3000三", "zhang san"),
        ("单雄信", "shan xiong xin"),
        ("单于伟", "chan yu wei"),
        ("仇和", "qiu he"),
        ("曾庆红", "zeng qing hong"),
        ("解晓东", "xie xiao dong"),
        ("查良镛", "zha liang yong"),
        ("区启明", "ou qi ming"),
        ("朴正熙", "piao zheng xi"),
        ("翟志刚", "zhai zhi gang"),
        ("覃辉", "qin hui"),
        ("种师道", "chong shi dao"),
        ("秘志强", "bi zhi qiang"),
        ("卜凡", "bu fan"),
        ("薄云", "bo yun"),
        ("任重阳", "ren chong yang"),
        ("欧阳娜娜", "ou yang na na"),
        ("尉迟恭", "yu chi gong"),
        ("尉健行", "wei jian xing"),
        ("万俟卨", "mo qi xie"),
        ("万里", "wan li"),
        ("长孙无忌", "zhang sun wu ji"),
        ("吕布", "lv bu"),
        ("逄翀", "pang chong"),
        ("王喆堃", "wang zhe kun"),
        ("㛃䶮", "jie yan"),
        ("阿依古丽·买买提", "a yi gu li mai mai ti"),
        ("John·Smith", "john smith"),
        ("Ａ强", "a qiang"),
        ("张", "zhang"),
        ("", ""),
    ],
)
def test_names_are_read_as_people_read_them(name: str, key: str) -> None:
    assert pinyin.name_key(name) == key


def test_initials_are_what_a_person_types() -> None:
    assert pinyin.initials("张伟") == "zw"
    assert pinyin.initials("欧阳娜娜") == "oynn"
    assert pinyin.initials("阿依古丽·买买提") == "ayglmmt"


def test_every_surname_of_the_table_reads_as_the_table_says() -> None:
    for table in (pinyin._SURNAMES, pinyin._COMPOUND):
        for surname, reading in table.items():
            assert pinyin.name_key(surname) == reading.replace("_", " ")
            assert reading.replace("_", "").isascii()


def test_same_sounding_names_sort_together() -> None:
    names = ["周一", "曾三", "张玮", "章伟", "安妮"]
    assert sorted(names, key=pinyin.name_key) == ["安妮", "曾三", "张玮", "章伟", "周一"]

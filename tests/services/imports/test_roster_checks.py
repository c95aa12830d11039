from app.models.kinds import Sex
from app.services.imports import roster
from tests.services.imports import workbooks
from tests.services.imports.workbooks import TODAY, number_for, only, person, reasons


def test_two_rows_for_one_person_name_each_other(tmp_path):
    number = number_for("19850601", 101)
    people = [
        person("张伟"),
        person("张　伟"),
        person("李娜", "1990-01-01", 102, 公民身份证号=None),
        person("李娜", "1990-01-01", 104, 公民身份证号=None, 出生日期="1990.01"),
        person("王强", 公民身份证号=None, 出生日期=None),
        person("王强", 公民身份证号=None, 出生日期=None),
        person("赵云", "1990-05-05", 103),
        person("赵云", "1990-05-05", 105),
    ]
    found = roster.read(workbooks.national(tmp_path / "d.xlsx", people), TODAY)

    assert [row.number for row in found.rows] == [5, 7, 9, 11, 12]
    assert found.rows[0].id_number == number
    assert reasons(found) == [
        (6, "公民身份证号", "与第5行是同一个人（身份证号相同），请只留一行。"),
        (8, "姓名", "与第7行是同一个人（姓名和出生日期相同），请只留一行，或补填身份证号。"),
        (10, "姓名", "与第9行同名，又缺身份证号和出生日期，无法区分是不是同一个人，请补填。"),
    ]


def test_a_wrong_row_does_not_push_out_the_right_one(tmp_path):
    people = [person("张伟", 加入党组织日期="不详"), person("张伟")]
    found = roster.read(workbooks.national(tmp_path / "d.xlsx", people), TODAY)
    assert [row.number for row in found.rows] == [6]


def test_birth_and_sex_come_from_the_number_where_the_sheet_is_silent(tmp_path):
    people = [person("张伟", 出生日期=None, 性别=None)]
    row = only(roster.read(workbooks.national(tmp_path / "d.xlsx", people), TODAY))
    assert (row.birth, row.sex) == ("1985-06-01", Sex.MALE)


def test_birth_other_than_on_the_id_card_is_pointed_out_and_imported(tmp_path):
    people = [person("李秀兰", "1969-02-20", 102, 公民身份证号=number_for("19680220", 102))]
    found = roster.read(workbooks.national(tmp_path / "b.xlsx", people), TODAY)

    assert [row.birth for row in found.rows] == ["1969-02-20"]
    ((row, column, reason),) = reasons(found, wrong=False)
    assert (row, column) == (5, "出生日期")
    assert "号码表示1968年2月20日" in reason


def test_odd_but_possible_cells_are_pointed_out_and_imported(tmp_path):
    people = [
        person("李娜", order=102, 民族="穿青人", 学历="进修", 手机号="1380000", 是否为失联党员="不详"),
        person("王强", order=103, 加入党组织日期="2000-07-01", 转为正式党员日期="2001-06-30"),
    ]
    found = roster.read(workbooks.national(tmp_path / "o.xlsx", people), TODAY)

    assert len(found.rows) == 2
    assert found.rows[0].education == "进修"
    assert found.rows[0].ethnicity is None
    assert found.rows[0].extra == {"民族": "穿青人", "是否为失联党员": "不详"}
    assert found.rows[0].landline == "1380000"
    assert [(row, column) for row, column, _ in reasons(found, wrong=False)] == [
        (5, "民族"),
        (5, "学历"),
        (5, "是否为失联党员"),
        (6, "加入党组织日期"),
        (6, "转为正式党员日期"),
    ]


def test_somebody_on_probation_has_no_day_of_ending_it(tmp_path):
    found = roster.read(workbooks.national(tmp_path / "p.xlsx", [person("赵云", 人员类别="预备党员")]), TODAY)
    ((row, column, reason),) = reasons(found)
    assert (row, column) == (5, "转为正式党员日期")
    assert "预备党员没有转正日期" in reason


def test_telephone_numbers_find_their_field(tmp_path):
    people = [
        person("张伟", 手机号="0563-3020001", 固定电话="138 0000 0001"),
        person("李娜", order=102, 手机号=13800000002.0, 固定电话="13900000002"),
        person("王强", order=103, 手机号="(0563)3020003", 固定电话="12"),
    ]
    found = roster.read(workbooks.national(tmp_path / "t.xlsx", people), TODAY)
    assert [(row.phone, row.landline, dict(row.extra)) for row in found.rows] == [
        ("13800000001", "0563-3020001", {}),
        ("13800000002", None, {"其他电话": "13900000002"}),
        (None, "0563-3020003", {"固定电话": "12"}),
    ]


def test_joining_without_probation_is_right_only_in_its_years(tmp_path):
    def row(joined: str, order: int) -> dict:
        return person(
            "张" + chr(0x4E00 + order), "1950-01-01", order, 加入党组织日期=joined, 转为正式党员日期=joined
        )

    joined = ["1969-03-31", "1969-04-01", "1977.08", "1977-08-11", "1977-08-12", "1977.09"]
    people = [row(day, 101 + 2 * i) for i, day in enumerate(joined)]
    found = roster.read(workbooks.national(tmp_path / "j.xlsx", people), TODAY)
    assert [r.joined for r in found.rows] == ["1969-04-01", "1977-08", "1977-08-11"]

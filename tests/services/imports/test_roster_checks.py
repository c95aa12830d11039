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


def test_odd_but_possible_cells_are_pointed_out_and_imported(tmp_path):
    people = [
        person("张伟", 出生日期="1985-07-01"),
        person("李娜", order=102, 民族="穿青人", 学历="进修", 手机号="1380000"),
        person("王强", order=103, 加入党组织日期="2000-07-01", 转为正式党员日期="2001-06-30"),
        person("赵云", order=105, 人员类别="预备党员"),
    ]
    found = roster.read(workbooks.national(tmp_path / "o.xlsx", people), TODAY)

    assert len(found.rows) == 4
    assert found.rows[1].ethnicity == "穿青人"
    told = reasons(found, wrong=False)
    assert [(row, column) for row, column, _ in told] == [
        (5, "出生日期"),
        *[(6, column) for column in ("民族", "学历", "手机号") if any(c == column for _, c, _ in told)],
        (7, "加入党组织日期"),
        (7, "转为正式党员日期"),
        (8, "转为正式党员日期"),
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

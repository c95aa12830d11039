import pytest

from app.models.kinds import MemberKind, Sex
from app.services.imports import roster, roster_match
from app.services.imports.roster_rows import Known
from app.services.imports.table import FieldChange, Preview, RowPreview, Status
from tests.services.imports import workbooks
from tests.services.imports.workbooks import TODAY, number_for, person

ZHANG = Known(
    id=7,
    name="张伟",
    sex=Sex.MALE,
    id_number=number_for("19850601"),
    birth="1985-06-01",
    ethnicity="汉族",
    kind=MemberKind.FULL,
    joined="2009-07-01",
    regular="2010-07-01",
)


@pytest.fixture
def compare(tmp_path):
    def run(people: list[dict], known: list[Known]) -> Preview:
        path = workbooks.national(tmp_path / "n.xlsx", people)
        return roster_match.preview(roster.read(path, TODAY), known)

    return run


def with_fields(**fields) -> Known:
    values = {
        name: getattr(ZHANG, name)
        for name in ("id", "name", "sex", "id_number", "birth", "kind", "joined", "regular")
    }
    return Known(**(values | fields))


def one(preview: Preview) -> RowPreview:
    (row,) = preview.rows
    return row


def test_somebody_nobody_knows_is_new(compare):
    seen = compare([person("李娜", order=102)], [ZHANG])
    assert one(seen).status is Status.NEW
    assert seen.counts == {"new": 1, "update": 0, "same": 0, "conflict": 0, "wrong": 0}


def test_the_same_again_changes_nothing(compare):
    assert one(compare([person("张伟")], [ZHANG])).status is Status.SAME


def test_a_silent_cell_changes_nothing_and_a_month_does_not_blur_a_day(compare):
    seen = one(compare([person("张伟", 民族=None, 出生日期="1985.06", 加入党组织日期="2009年7月")], [ZHANG]))
    assert seen.status is Status.SAME


def test_changes_are_told_field_by_field(compare):
    seen = one(compare([person("张伟", 手机号="13800000001", 转为正式党员日期="2010-08-01")], [ZHANG]))
    assert (seen.status, seen.known_id) == (Status.UPDATE, 7)
    assert seen.changes == (
        FieldChange("regular", "2010-07-01", "2010-08-01"),
        FieldChange("phone", None, "13800000001"),
    )


def test_name_and_birth_match_where_the_number_is_not_known_yet(compare):
    seen = one(compare([person("张伟")], [with_fields(id_number=None, birth="1985-06")]))
    assert (seen.status, seen.known_id) == (Status.UPDATE, 7)
    assert FieldChange("id_number", None, number_for("19850601")) in seen.changes


def test_an_old_number_of_15_places_matches_its_new_form(compare):
    old = number_for("19850601")[:6] + number_for("19850601")[8:17]
    assert one(compare([person("张伟", 公民身份证号=old)], [ZHANG])).known_id == 7


@pytest.mark.parametrize(
    ("row", "known", "reason"),
    [
        (person("张玮"), ZHANG, "身份证号与已有党员“张伟”相同，但姓名不同"),
        (person("张伟", order=103), ZHANG, "姓名和出生日期相同，但身份证号不同"),
        (person("张伟"), with_fields(left=True), "已不在册"),
        (person("张伟", order=102), with_fields(id_number=None), "性别不同"),
    ],
)
def test_a_match_that_contradicts_itself_is_a_conflict(compare, row, known, reason):
    seen = one(compare([row], [known]))
    assert (seen.status, seen.known_id, seen.changes) == (Status.CONFLICT, 7, ())
    assert seen.reason is not None
    assert reason in seen.reason


def test_two_members_of_one_name_are_told_apart_by_birth_or_asked_about(compare):
    other = with_fields(id=8, id_number=None, birth="1970-01")
    assert one(compare([person("张伟")], [ZHANG, other])).known_id == 7
    bare = person("张伟", 公民身份证号=None, 出生日期=None)
    seen = one(compare([bare], [ZHANG, other]))
    assert seen.status is Status.CONFLICT
    assert seen.reason is not None
    assert "同名的已有党员有2名" in seen.reason


def test_a_bare_name_means_its_only_bearer(compare):
    bare = person("张伟", 公民身份证号=None, 出生日期=None, 性别=None)
    assert one(compare([bare], [ZHANG])).known_id == 7
    assert one(compare([person("张伟")], [Known(id=9, name="张伟")])).known_id == 9


def test_two_rows_for_one_known_member_are_a_conflict(compare):
    people = [person("张伟"), person("张伟", 公民身份证号=None, 出生日期="1985.07", 性别=None)]
    first, second = compare(
        people,
        [
            with_fields(birth=None),
        ],
    ).rows
    assert first.known_id == 7
    assert second.status in (Status.CONFLICT, Status.NEW)


def test_a_stored_number_that_was_accepted_against_its_check_digit_does_not_stop_the_import(compare):
    odd = with_fields(id_number="110105491399002", birth=None)
    assert one(compare([person("李娜", order=102)], [odd])).status is Status.NEW


def test_rows_of_the_file_are_all_accounted_for(compare):
    people = [
        person("张伟"),
        person("李娜", order=102),
        person("王强", order=103, 出生日期="不详"),
        person("张伟", order=105),
    ]
    counts = compare(people, [ZHANG]).counts
    assert counts == {"new": 1, "update": 0, "same": 1, "conflict": 1, "wrong": 1}

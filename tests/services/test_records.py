from dataclasses import replace
from fractions import Fraction

import pytest

from app.models.kinds import RecordKind
from app.models.member import Record
from app.services import members, records
from app.services.errors import BadInput, NotFound
from app.services.member_checks import MemberDraft
from app.services.record_forms import RECORD_FORMS, label_of
from app.services.records import RecordDraft
from app.services.undo import UndoStack


@pytest.fixture
def member(branch):
    return members.add(branch, MemberDraft("张三")).new_id


def titles(ctx, member_id, kind=None):
    return [line.title for line in records.list_records(ctx, member_id, kind)]


def test_every_kind_of_record_has_a_form_with_a_title():
    assert set(RECORD_FORMS) == set(RecordKind)
    for fields in RECORD_FORMS.values():
        assert [field.key for field in fields if field.required and field.key == "title"] == ["title"]
        assert {field.key for field in fields} <= set(RecordDraft.__dataclass_fields__)


def test_field_is_called_what_the_form_calls_it():
    assert label_of(RecordKind.POST, "title") == "职务"
    assert label_of(RecordKind.POST, "quantity") == "数量"


def test_records_are_listed_by_kind_and_time(branch, member):
    for draft in (
        RecordDraft(RecordKind.AWARD, "嘉奖", "2024.01"),
        RecordDraft(RecordKind.POST, "科长", "2020年7月"),
        RecordDraft(RecordKind.POST, "科员", "2012-07-01", "2020-06-30"),
    ):
        records.add(branch, member, draft)

    assert titles(branch, member) == ["科员", "科长", "嘉奖"]
    assert titles(branch, member, RecordKind.AWARD) == ["嘉奖"]
    old, now = records.list_records(branch, member, RecordKind.POST)
    assert (old.open_ended, now.open_ended, now.starts) == (False, True, "2020-07")


def test_hours_are_kept_exactly_and_shown_as_written(branch, member):
    records.add(branch, member, RecordDraft(RecordKind.TRAINING, "党员轮训", "2026-05-06", quantity="12.5"))

    (line,) = records.list_records(branch, member)
    assert line.quantity == Fraction(25, 2)
    assert line.draft.quantity == "12.5"
    assert records.rows([line])[0].amount == "12.5学时"
    with branch.read() as session:
        assert session.query(Record).one().quantity == 1250


@pytest.mark.parametrize(
    ("draft", "field", "word"),
    [
        (RecordDraft(RecordKind.AWARD, "", "2024"), "title", "奖励名称"),
        (RecordDraft(RecordKind.AWARD, "嘉奖"), "starts", "授予日期"),
        (RecordDraft(RecordKind.AWARD, "嘉奖", "去年"), "starts", "不是日期"),
        (RecordDraft(RecordKind.POST, "科长", "2020-01", "2019-12"), "ends", "早于开始"),
        (RecordDraft(RecordKind.TRAINING, "轮训", "2026", quantity="十"), "quantity", "数字"),
        (RecordDraft(RecordKind.TRAINING, "轮训", "2026", quantity="1.234"), "quantity", "两位小数"),
        (RecordDraft(RecordKind.TRAINING, "轮训", "2026", quantity="99999"), "quantity", "过大"),
    ],
)
def test_wrong_value_is_refused_beside_its_field(branch, member, draft, field, word):
    with pytest.raises(BadInput, match=word) as told:
        records.add(branch, member, draft)

    assert told.value.field == field
    assert titles(branch, member) == []


def test_record_can_be_changed(branch, member):
    added = records.add(branch, member, RecordDraft(RecordKind.AWARD, "嘉奖", "2024")).new_id
    (line,) = records.list_records(branch, member)

    records.change(branch, added, replace(line.draft, issuer="市委", note="附证书"))

    (line,) = records.list_records(branch, member)
    assert (line.issuer, line.note, line.title) == ("市委", "附证书", "嘉奖")


def test_removed_record_is_gone_from_the_list_but_not_from_the_store(branch, member):
    added = records.add(branch, member, RecordDraft(RecordKind.AWARD, "嘉奖", "2024")).new_id
    steps = UndoStack()

    steps.push(records.remove(branch, added))

    assert titles(branch, member) == []
    with pytest.raises(NotFound):
        records.remove(branch, added)
    steps.undo(branch)
    assert titles(branch, member) == ["嘉奖"]


def test_record_needs_its_member(branch):
    with pytest.raises(NotFound):
        records.add(branch, 99, RecordDraft(RecordKind.AWARD, "嘉奖", "2024"))


def test_printed_row_puts_numbers_of_letters_where_the_form_has_them(branch, member):
    records.add(
        branch,
        member,
        RecordDraft(
            RecordKind.RELATION,
            "转入",
            "2020-03",
            issuer="某县水利局党支部",
            document_no="第12号",
            detail="工作调动",
        ),
    )
    records.add(branch, member, RecordDraft(RecordKind.AWARD, "嘉奖", "2024", document_no="市委发[2024]3号"))

    award, relation = (records.rows([line])[0] for line in records.list_records(branch, member))
    assert (relation.amount, relation.note, relation.organ) == ("第12号", "工作调动", "某县水利局党支部")
    assert award.note == "市委发[2024]3号"

import pytest
from sqlalchemy import func, select

from app.models.audit import ImportBatch
from app.models.kinds import RecordKind
from app.models.member import Member
from app.services import audit, members, records
from app.services.errors import BadFile, NotFound, Refused
from app.services.imports import engine
from app.services.imports.heads import LEFT_OUT
from app.services.imports.subject import Choices
from app.services.imports.subjects import SUBJECTS
from app.services.imports.table import Mode, Status
from app.services.member_checks import MemberDraft
from app.services.undo import UndoStack
from tests.services.imports import workbooks
from tests.services.imports.lists import book, look_at, people, states
from tests.services.imports.workbooks import person

HEADS = "称呼|服务内容|哪天|多少小时"
ROW = ("张伟", "护学岗", "2026-03-05", 2)


def test_columns_nobody_knows_are_mapped_by_hand_and_the_mapping_is_offered_again(branch, tmp_path):
    ids = people(branch)
    look = engine.open_file(branch, "volunteer", book(tmp_path / "a.xlsx", HEADS, ROW))
    assert look.preview is None
    assert look.problem == "没有找到“姓名”、“时长”一列，请在“列的对应”里指定是哪一列。"
    mapping = {0: "name", 2: "starts", 3: "quantity"}
    look = engine.look_again(branch, look, Choices(mapping=mapping))
    assert states(look) == [("张伟", Status.NEW, "")]
    engine.apply(branch, look)
    assert len(records.list_records(branch, ids["张伟"], RecordKind.VOLUNTEER)) == 1

    again = look_at(branch, "volunteer", book(tmp_path / "b.xlsx", HEADS, ("李娜", *ROW[1:])))
    assert again.remembered
    assert dict(again.choices.mapping) == mapping
    assert states(again) == [("李娜", Status.NEW, "")]
    # another shape of sheet is another mapping
    other = engine.open_file(branch, "volunteer", book(tmp_path / "c.xlsx", HEADS + "|备注", ROW))
    assert not other.remembered


def test_a_column_can_be_left_out_by_hand(branch, tmp_path):
    path = workbooks.plain(
        tmp_path / "a.xlsx", ["姓名", "性别", "备注"], [{"姓名": "张伟", "性别": "男", "备注": "旧"}]
    )
    look = look_at(branch, "roster", path)
    engine.apply(branch, engine.look_again(branch, look, Choices(mapping={2: LEFT_OUT})))
    (row,) = members.list_members(branch)
    assert members.draft_of(branch, row.id).note == ""
    with branch.read() as session:
        assert members.get_in(session, row.id).extra == {}


def test_an_import_is_taken_back_whole_after_a_restart(branch, tmp_path):
    people(branch, ["张伟"])
    path = workbooks.national(
        tmp_path / "名册.xlsx",
        [person("张伟"), *(person(f"新人{x}", order=103 + 2 * n) for n, x in enumerate("甲乙丙丁"))],
    )
    look = look_at(branch, "roster", path)
    assert [state for _, state, _ in states(look)] == [Status.UPDATE, *[Status.NEW] * 4]
    engine.apply(branch, look)
    (batch,) = engine.batches(branch)
    assert (batch.title, batch.file_name, batch.words) == ("花名册", "名册.xlsx", "新增 4，更新 1")

    engine.take_back(branch, batch.id)  # from the log alone, as after a restart
    (left,) = members.list_members(branch)
    assert (left.name, left.id_masked) == ("张伟", "")
    assert engine.batches(branch) == []
    assert audit.first_broken_line(branch) is None
    with pytest.raises(NotFound):
        engine.take_back(branch, batch.id)


def test_many_rows_are_taken_back_together(branch, tmp_path):
    path = workbooks.national(
        tmp_path / "名册.xlsx", [person(f"新人{chr(0x4E00 + n)}", order=n) for n in range(101, 301)]
    )
    undo = UndoStack()
    undo.push(engine.apply(branch, look_at(branch, "roster", path)))
    assert undo.size > 200
    undo.undo(branch)
    with branch.read() as session:
        assert session.scalar(select(func.count()).select_from(Member)) == 0
        assert session.scalar(select(func.count()).select_from(ImportBatch)) == 0
    engine.apply(branch, look_at(branch, "roster", path))
    engine.take_back(branch, engine.batches(branch)[0].id)
    assert members.list_members(branch) == []


def test_what_was_changed_since_is_not_lost_by_taking_an_import_back(branch, tmp_path):
    path = workbooks.national(tmp_path / "名册.xlsx", [person("张伟"), person("李娜", order=102)])
    engine.apply(branch, look_at(branch, "roster", path))
    (zhang, _) = members.list_members(branch)
    members.change(branch, zhang.id, MemberDraft(name="张伟", note="改过"))
    with pytest.raises(Refused, match="（张伟）之后又被修改过"):
        engine.take_back(branch, engine.batches(branch)[0].id)
    assert len(members.list_members(branch)) == 2


def test_what_hangs_on_an_import_keeps_it(branch, tmp_path):
    path = workbooks.national(tmp_path / "名册.xlsx", [person("张伟")])
    engine.apply(branch, look_at(branch, "roster", path))
    (zhang,) = members.list_members(branch)
    hours = book(tmp_path / "a.xlsx", "姓名|项目|日期|时长", ROW)
    engine.apply(branch, look_at(branch, "volunteer", hours))
    newest, oldest = engine.batches(branch)
    with pytest.raises(Refused, match="用到了这些内容"):
        engine.take_back(branch, oldest.id)
    engine.take_back(branch, newest.id)
    engine.take_back(branch, oldest.id)
    assert members.list_members(branch) == []
    assert zhang.name == "张伟"


def test_a_check_digit_that_is_really_on_the_card_is_taken_with_a_reason(branch, tmp_path):
    right = workbooks.number_for("19850601")
    on_card = right[:17] + ("0" if right[17] != "0" else "1")
    path = workbooks.national(tmp_path / "名册.xlsx", [person("张伟", 公民身份证号=on_card)])
    look = look_at(branch, "roster", path)
    (finding,) = look.preview.wrong
    assert finding.waivable
    look = engine.look_again(branch, look, Choices(waivers={finding.row: "与身份证核对无误"}))
    assert states(look) == [("张伟", Status.NEW, "")]
    engine.apply(branch, look)
    (row,) = members.list_members(branch)
    draft = members.draft_of(branch, row.id)
    assert (draft.id_number, draft.id_waiver) == (on_card, "与身份证核对无误")
    assert [state for _, state, _ in states(engine.look_again(branch, look, look.choices))] == [Status.SAME]


def test_nothing_to_write_is_refused_and_leaves_no_trace(branch, tmp_path):
    path = workbooks.national(tmp_path / "名册.xlsx", [person("张伟")])
    engine.apply(branch, look_at(branch, "roster", path))
    with pytest.raises(Refused, match="没有可以导入的行"):
        engine.apply(branch, look_at(branch, "roster", path), mode=Mode.SKIP)
    assert len(engine.batches(branch)) == 1


@pytest.mark.parametrize("key", list(SUBJECTS))
def test_a_sheet_of_nothing_is_refused_with_the_heads_that_are_expected(branch, tmp_path, key):
    path = book(tmp_path / "空.xlsx", "")
    with pytest.raises(BadFile, match=f"没有找到{SUBJECTS[key].title}的表头.*{SUBJECTS[key].examples[:2]}"):
        engine.open_file(branch, key, path)


@pytest.mark.parametrize("subject", SUBJECTS.values(), ids=SUBJECTS)
def test_no_word_heads_two_fields(subject):
    said = [word for item in getattr(subject, "fields", ()) for word in item.heads.split()]
    assert len(said) == len(set(said))

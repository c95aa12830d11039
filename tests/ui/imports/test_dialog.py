from __future__ import annotations

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.models.kinds import Sex
from app.services import members
from app.services.imports.table import Mode, Status
from app.services.imports.told import WRONG
from app.services.member_checks import MemberDraft
from app.ui.imports.dialog import ImportDialog
from app.ui.widgets.value_box import ValueBox
from tests.ui.members.roster_files import NANA, person, write_roster


@pytest.fixture
def file(desk, tmp_path):
    """A roster of six rows: two new, one that changes a member, one the same, one conflict, one wrong."""
    for draft in (
        MemberDraft("王建国", sex=Sex.MALE, unit="水利局", education="本科"),
        MemberDraft("李秀兰", sex=Sex.FEMALE),
        MemberDraft("赵一", sex=Sex.MALE),
    ):
        members.add(desk.ctx, draft)
    return write_roster(
        tmp_path / "名册.xlsx",
        person(
            "欧阳娜娜", 身份证号=NANA, 民族="汉", 入党时间="2010.07", 转正时间="2011.07", 党小组="第一党小组"
        ),
        person("逄翀", 性别="男", 入党时间="2012年7月", 转正时间="2013年7月", 党小组="第三党小组"),
        person("王建国", 性别="男", 学历="研究生", 手机号码="13911112222"),
        person("赵一", 性别="男"),
        person("李秀兰", 性别="男"),
        person("李强", 性别="男", 身份证号="4.4E+17", 入党时间="2010.13"),
    )


@pytest.fixture
def dialog(desk, show):
    return show(ImportDialog(desk, "roster"))


def read(dialog, path, qtbot):
    dialog.read(path)
    qtbot.waitUntil(lambda: dialog.choose_button.isEnabled())


def lines(dialog):
    return {line.name: line for line in dialog.table.rows()}


def facts(dialog, name):
    return dialog._story.facts(lines(dialog)[name].number).facts


def names(desk):
    return [row.name for row in members.list_members(desk.ctx)]


def test_nothing_can_be_imported_before_a_file_is_chosen(dialog):
    assert not dialog.import_button.isEnabled()
    assert not dialog.save_wrong_button.isVisible()


def test_every_row_is_shown_with_what_it_would_do_and_why(dialog, file, qtbot, choose_file, desk):
    choose_file(file)
    qtbot.mouseClick(dialog.choose_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.choose_button.isEnabled())

    found = lines(dialog)
    assert {name: line.state for name, line in found.items()} == {
        "欧阳娜娜": Status.NEW,
        "逄翀": Status.NEW,
        "王建国": Status.UPDATE,
        "赵一": Status.SAME,
        "李秀兰": Status.CONFLICT,
        "李强": WRONG,
    }
    assert found["欧阳娜娜"].label == "4"
    assert ("身份证号", "3425**********" + NANA[-4:]) in facts(dialog, "欧阳娜娜")
    assert facts(dialog, "王建国") == (("学历", "本科 → 研究生"), ("手机号码", "（空） → 139****2222"))
    assert "性别不同" in found["李秀兰"].words
    assert {head for head, _ in facts(dialog, "李强")} == {"身份证号", "入党时间"}
    assert dialog.import_button.text() == "导入 3 行"
    assert names(desk) == ["王建国", "李秀兰", "赵一"]


def test_rows_are_filtered_by_result_and_text(dialog, file, qtbot):
    read(dialog, file, qtbot)

    dialog.filters.set_value("state", WRONG)
    assert list(lines(dialog)) == ["李强"]
    assert dialog.panel.title.text() == "李强"
    dialog.filters.clear()
    dialog.filters.set_value("text", "逄")
    assert list(lines(dialog)) == ["逄翀"]


@pytest.mark.parametrize(
    ("mode", "count", "education", "phone"),
    [
        (Mode.UPDATE, 3, "研究生", "13911112222"),
        (Mode.FILL, 3, "本科", "13911112222"),
        (Mode.SKIP, 2, "本科", ""),
    ],
)
def test_good_rows_are_written_as_the_mode_says(dialog, file, qtbot, desk, mode, count, education, phone):
    read(dialog, file, qtbot)
    dialog.mode.setCurrentIndex(list(Mode).index(mode))
    qtbot.waitUntil(lambda: dialog.choose_button.isEnabled())
    assert dialog.import_button.text() == f"导入 {count} 行"

    qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.import_button.isVisible())

    assert names(desk) == ["王建国", "李秀兰", "赵一", "欧阳娜娜", "逄翀"]
    draft = members.draft_of(desk.ctx, members.list_members(desk.ctx)[0].id)
    assert (draft.education, draft.phone) == (education, phone)
    assert dialog.close_button.text() == "完成"
    assert "新增 2 名" in dialog._counts.text()
    assert "2 行没有导入" in dialog._counts.text()


def test_whole_import_is_one_step_of_undo(dialog, file, qtbot, desk):
    read(dialog, file, qtbot)
    qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.import_button.isVisible())

    assert desk.actions.undo()

    assert names(desk) == ["王建国", "李秀兰", "赵一"]


def test_wrong_rows_are_saved_with_comments_in_their_cells(
    dialog, file, qtbot, tmp_path, choose_file, messages
):
    read(dialog, file, qtbot)
    choose_file(tmp_path / "有误行.xlsx")

    qtbot.mouseClick(dialog.save_wrong_button, Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: any("已保存 2 行" in text for text, _ in messages))
    sheet = load_workbook(tmp_path / "有误行.xlsx").active
    told = [cell.comment.text for row in sheet for cell in row if cell.comment]
    assert any("表格软件" in text for text in told)
    assert any("性别不同" in text for text in told)


def test_file_that_is_no_roster_is_refused_in_the_dialog(dialog, qtbot, tmp_path):
    path = tmp_path / "不是名册.xlsx"
    path.write_bytes(b"hello")

    read(dialog, path, qtbot)

    assert dialog._problem.isVisible()
    assert dialog._problem.text()
    assert not dialog.import_button.isEnabled()


def test_file_without_a_good_row_cannot_be_imported(dialog, qtbot, tmp_path):
    read(dialog, write_roster(tmp_path / "r.xlsx", person("李强", 身份证号="123")), qtbot)

    assert not dialog.import_button.isEnabled()
    assert "没有可以导入的行" in dialog._problem.text()


def test_a_column_is_mapped_by_hand_above_the_preview(dialog, qtbot, tmp_path, desk):
    path = write_list(tmp_path / "名册.xlsx", "称呼|性别|入伍", ["张伟", "男", "2001-01"], ["李娜", "女", ""])
    read(dialog, path, qtbot)
    assert dialog._problem.text() == "没有找到“姓名”一列，请在“列的对应”里指定是哪一列。"
    assert dialog.mapping.isVisible()

    dialog.mapping.boxes[0].setCurrentText("姓名")
    qtbot.waitUntil(lambda: dialog.choose_button.isEnabled())

    assert list(lines(dialog)) == ["张伟", "李娜"]
    assert dialog.mapping_button.text() == "列的对应（1 列没有对应字段）"
    press_import(dialog, qtbot)
    assert names(desk) == ["张伟", "李娜"]

    other = ImportDialog(desk, "roster")
    qtbot.addWidget(other)
    read(other, path, qtbot)
    assert list(lines(other)) == ["张伟", "李娜"]


def test_of_several_people_of_one_name_the_secretary_picks_one(dialog, qtbot, tmp_path, desk):
    for unit in ("一科", "二科"):
        members.add(desk.ctx, MemberDraft("张伟", sex=Sex.MALE, unit=unit))
    read(dialog, write_list(tmp_path / "名册.xlsx", "姓名|性别|工作单位", ["张伟", "男", "三科"]), qtbot)
    assert lines(dialog)["张伟"].state == Status.CONFLICT

    box = dialog.panel.findChild(ValueBox)
    assert [box.itemText(at).split("，")[0] for at in range(box.count())] == [
        "请选择",
        "张伟",
        "张伟",
        "新增一名",
    ]
    box.setCurrentIndex(2)
    qtbot.waitUntil(lambda: lines(dialog)["张伟"].state == Status.UPDATE)
    press_import(dialog, qtbot)

    first, second = members.list_members(desk.ctx)
    assert members.draft_of(desk.ctx, first.id).unit == "一科"
    assert members.draft_of(desk.ctx, second.id).unit == "三科"


def test_a_number_with_another_check_digit_is_taken_with_a_reason(dialog, qtbot, tmp_path, in_dialog, desk):
    number = NANA[:17] + ("0" if NANA[17] != "0" else "1")
    read(dialog, write_list(tmp_path / "名册.xlsx", "姓名|性别|身份证号", ["欧阳娜娜", "女", number]), qtbot)
    assert lines(dialog)["欧阳娜娜"].state == WRONG

    in_dialog(lambda asked: asked.accept())
    button = next(b for b in dialog.panel.findChildren(QPushButton) if b.text() == "照录并说明…")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: lines(dialog)["欧阳娜娜"].state == Status.NEW)
    press_import(dialog, qtbot)

    (row,) = members.list_members(desk.ctx)
    assert members.draft_of(desk.ctx, row.id).id_number == number


def test_the_same_window_takes_other_lists(dialog, qtbot, tmp_path, desk, choose_file, messages):
    members.add(desk.ctx, MemberDraft("张伟"))
    read(
        dialog,
        write_list(tmp_path / "志愿.xlsx", "姓名|项目|日期|时长", ["张伟", "护学岗", "2026-03-05", "2"]),
        qtbot,
    )
    dialog.kind.setCurrentText("志愿服务")
    qtbot.waitUntil(lambda: "张伟" in lines(dialog) and lines(dialog)["张伟"].words == "新增一条")
    press_import(dialog, qtbot)
    assert "新增 1 条" in dialog._counts.text()

    choose_file(tmp_path / "结果.xlsx")
    qtbot.mouseClick(dialog.save_result_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: any("导入结果" in text for text, _ in messages))
    cells = [[cell.value for cell in row] for row in load_workbook(tmp_path / "结果.xlsx").active]
    assert any("张伟" in row and "新增" in row for row in cells)


def test_an_import_of_the_past_is_taken_back_from_its_list(dialog, file, qtbot, in_dialog, desk):
    read(dialog, file, qtbot)
    press_import(dialog, qtbot)

    def take_back(asked):
        assert [batch.file_name for batch in asked.table.rows()] == ["名册.xlsx"]
        asked.table.selectRow(0)
        in_dialog(lambda box: next(b for b in box.buttons() if b.text() == "撤销导入").click())
        qtbot.mouseClick(asked.back_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: asked.table.rows() == [])
        asked.reject()

    in_dialog(take_back)
    qtbot.mouseClick(dialog.batches_button, Qt.MouseButton.LeftButton)
    assert names(desk) == ["王建国", "李秀兰", "赵一"]


def press_import(dialog, qtbot):
    qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.import_button.isVisible())


def write_list(path, heads, *rows):
    """Write a sheet with its heads, parted by |, in the first row."""
    book = Workbook()
    for row in (heads.split("|"), *rows):
        book.active.append(row)
    book.save(path)
    return path

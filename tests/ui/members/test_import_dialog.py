from __future__ import annotations

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt

from app.models.kinds import Sex
from app.services import members
from app.services.imports.table import Mode, Status
from app.services.member_checks import MemberDraft
from app.ui.members.import_dialog import ImportDialog
from app.ui.members.import_lines import WRONG
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
    return show(ImportDialog(desk))


def read(dialog, path, qtbot):
    dialog.read(path)
    qtbot.waitUntil(lambda: dialog.choose_button.isEnabled())


def lines(dialog):
    return {line.name: line for line in dialog.table.rows()}


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
    assert found["欧阳娜娜"].number == 4
    assert ("身份证号", "3425**********" + NANA[-4:]) in found["欧阳娜娜"].facts
    assert found["王建国"].facts == (("学历", "本科 → 研究生"), ("手机号码", "（空） → 139****2222"))
    assert "性别不同" in found["李秀兰"].words
    assert {head for head, _ in found["李强"].facts} == {"身份证号", "入党时间"}
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
    dialog.mode.setCurrentIndex(dialog.mode.findData(mode))
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

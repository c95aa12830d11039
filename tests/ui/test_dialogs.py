"""Questions are in Chinese, name the act on their button, and never read a person's words as markup."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QMessageBox, QPlainTextEdit, QPushButton

from app.ui import dialogs


def test_question_names_the_act_and_cancel_is_safe(in_dialog, qapp):
    seen: list[str] = []

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, QMessageBox)
        seen.extend(button.text() for button in dialog.buttons())
        assert dialog.defaultButton().text() == "取消"
        dialog.reject()

    in_dialog(look)

    assert not dialogs.ask(None, "标记离开？", yes="标记离开", danger=True)
    assert sorted(seen) == ["取消", "标记离开"]


def test_question_is_answered_by_its_button(press):
    press("标记离开")

    assert dialogs.ask(None, "标记离开？", yes="标记离开", danger=True)


def test_markup_in_a_question_is_plain_text(in_dialog):
    formats: set[Qt.TextFormat] = set()

    def look(dialog: QDialog) -> None:
        formats.update(label.textFormat() for label in dialog.findChildren(QLabel) if label.text())
        dialog.reject()

    in_dialog(look)
    dialogs.tell(None, "<b>王</b>", detail="<img src=x>")

    assert formats == {Qt.TextFormat.PlainText}


def test_reason_must_be_written(in_dialog, write, qtbot):
    def act(dialog: QDialog) -> None:
        yes = next(button for button in dialog.findChildren(QPushButton) if button.text() == "退回")
        qtbot.mouseClick(yes, Qt.MouseButton.LeftButton)
        assert dialog.isVisible()
        write(dialog.findChild(QPlainTextEdit), "材料不全")
        qtbot.mouseClick(yes, Qt.MouseButton.LeftButton)

    in_dialog(act)

    assert dialogs.ask_reason(None, "退回补学", "退回的原因：", yes="退回") == "材料不全"


def test_thinking_better_of_a_reason_gives_none(in_dialog):
    in_dialog(lambda dialog: dialog.reject())

    assert dialogs.ask_reason(None, "退回补学", "退回的原因：") is None


def test_saved_file_keeps_its_kind_where_none_was_typed(choose_file, tmp_path):
    choose_file(tmp_path / "三季度积分表")

    assert dialogs.save_file(None, "导出", "积分表.xlsx") == tmp_path / "三季度积分表.xlsx"


def test_cancelled_file_dialog_gives_none(choose_file):
    choose_file(None)

    assert dialogs.save_file(None, "导出", "积分表.xlsx") is None
    assert dialogs.open_file(None, "导入") is None
    assert dialogs.choose_folder(None, "文件夹") is None


def test_opened_file_is_a_path(choose_file, tmp_path):
    choose_file(tmp_path / "名册.xlsx")

    assert dialogs.open_file(None, "导入") == tmp_path / "名册.xlsx"


def test_standard_buttons_are_chinese(qapp):
    box = QMessageBox()
    box.setStandardButtons(QMessageBox.StandardButton.Cancel)

    assert box.buttons()[0].text() == "取消"

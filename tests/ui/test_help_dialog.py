"""Help opens inside the program, shows its pictures, and is searched over all chapters."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage, QTextDocument

from app.services import manual
from app.ui import photographs
from app.ui.help_dialog import HelpDialog
from tests.life_helpers import make_member


@pytest.fixture
def dialog(show) -> HelpDialog:
    return show(HelpDialog(None, lambda: None))


def test_the_first_chapter_stands_open(dialog):
    assert dialog.titles()[0] == "头十分钟"
    assert "导入党员名册" in dialog.text.toPlainText()


def test_pictures_of_the_chapter_are_found(dialog):
    picture = dialog.text.loadResource(
        QTextDocument.ResourceType.ImageResource.value, QUrl("pictures/home.png")
    )

    assert picture is not None


def test_a_search_lists_and_opens_what_holds_it(dialog, write):
    write(dialog.search, "异议")

    assert dialog.titles() == ["一个季度"]
    assert dialog.text.textCursor().selectedText() == "异议"


def test_a_word_that_is_nowhere_says_so(dialog, write):
    write(dialog.search, "火星")

    assert dialog.titles() == []
    assert "换一个说法" in dialog.text.toPlainText()


def test_pictures_can_be_taken_anew_in_the_size_they_have(branch, tmp_path):
    make_member(branch, "张三")

    taken = {path.stem: QImage(str(path)) for path in photographs.photograph_manual(branch, tmp_path)}

    shipped = QImage(str(manual.folder() / "pictures" / "home.png"))
    assert taken["home"].size() == shipped.size()
    colours = {taken["home"].pixel(x, y) for x in range(0, 750, 9) for y in range(0, 400, 9)}
    assert len(colours) > 5

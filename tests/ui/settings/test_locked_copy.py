"""A copy from another computer asks for its password before it is compared."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from app import bootstrap
from app.models import cipher
from app.services import safekeeping
from app.services.locations import Locations
from app.services.security import protect
from app.ui.settings.page import SettingsPage
from app.ui.widgets.form_dialog import FormDialog
from tests import life_helpers as life
from tests import report_helpers as reports

pytestmark = pytest.mark.skipif(not cipher.available(), reason="no SQLCipher for this processor")


def test_the_password_of_the_copy_is_asked_for_until_it_fits(desk, show, qtbot, tmp_path, choose_file):
    other = bootstrap.make_context(Locations(tmp_path / "other"), lambda: datetime(2026, 11, 22))
    reports.found_branch(other)
    life.make_member(other, "欧阳喆")
    protect.set_password(other, "王书记", "Dangjian-2026")
    copy = tmp_path / "备份.db"
    safekeeping.save_copy(other, copy)
    other.store.close()
    page = SettingsPage(desk)
    show(page)
    page.focus(tab="data")
    choose_file(copy)
    asked = []
    answers = ["wrong-Password1", "Dangjian-2026"]

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QMessageBox):
            timer.stop()
            asked.append(dialog.informativeText() or dialog.text())
            dialog.reject()
        elif isinstance(dialog, FormDialog) and dialog.form.field("secret").value() == "":
            dialog.form.field("secret").set_value(answers.pop(0))
            dialog.submit()

    timer = QTimer(interval=20)
    timer.timeout.connect(answer)
    timer.start()
    qtbot.mouseClick(page.data.restore_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(asked), timeout=30000)
    assert answers == []
    assert "备份中 1 人" in asked[0]

"""A bug leaves a report to hand on and a log line; the window stays."""

from __future__ import annotations

import logging

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.ui import crash


def bug() -> ZeroDivisionError:
    try:
        1 / 0  # noqa: B018
    except ZeroDivisionError as error:
        return error
    raise AssertionError


@pytest.fixture
def happened(qtbot, caplog) -> crash.CrashDialog:
    error = bug()
    with caplog.at_level(logging.CRITICAL):
        crash.handle(type(error), error, error.__traceback__)
    dialog = crash.CrashDialog.shown
    assert dialog is not None
    qtbot.waitExposed(dialog)
    yield dialog
    dialog.accept()


def test_report_says_where_it_happened_and_can_be_copied(happened, qtbot):
    qtbot.mouseClick(happened.copy_button, Qt.MouseButton.LeftButton)

    copied = QGuiApplication.clipboard().text()
    assert "ZeroDivisionError" in copied
    assert copied.startswith("先锋档案 ")


def test_bug_is_in_the_log(happened, caplog):
    assert any("ZeroDivisionError" in str(record.exc_info) for record in caplog.get_records("setup"))


def test_repeated_bug_opens_one_report(happened):
    error = bug()
    crash.handle(type(error), error, error.__traceback__)

    assert crash.CrashDialog.shown is happened


def test_program_goes_on_after_the_report(happened, qtbot):
    qtbot.mouseClick(happened.close_button, Qt.MouseButton.LeftButton)

    assert crash.CrashDialog.shown is None

from __future__ import annotations

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from app.models.kinds import RecordKind
from app.services import attachments, members, records
from app.services.attachments import Owner
from app.services.member_checks import MemberDraft
from app.services.records import RecordDraft
from app.ui.members.record_dialog import record_dialog
from app.ui.paper_dialog import PaperDialog


@pytest.fixture
def member(desk):
    return members.add(desk.ctx, MemberDraft("张三")).new_id


@pytest.fixture
def certificate(tmp_path):
    path = tmp_path / "证书.png"
    Image.new("RGB", (2400, 1600), "gold").save(path)
    return path


@pytest.fixture
def kept(desk, member, certificate):
    """A record with one paper."""
    paper = attachments.read_paper(certificate)
    draft = RecordDraft(RecordKind.AWARD, "嘉奖", "2024")
    records.add(desk.ctx, member, draft, attachments.PaperChanges((paper,)))
    return records.list_records(desk.ctx, member)[0]


def papers(desk, record_id):
    return [row.name for row in attachments.list_attachments(desk.ctx, Owner.RECORD, record_id)]


def press(widget, qtbot):
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def tool(dialog, tip):
    (button,) = [b for b in dialog.findChildren(QToolButton) if b.toolTip() == tip and b.isVisible()]
    return button


def test_new_record_is_kept_with_the_paper_chosen_for_it(
    desk, member, certificate, choose_file, show, write, qtbot
):
    dialog = show(record_dialog(desk, member, RecordKind.AWARD))
    choose_file(certificate)
    write(dialog.form.field("title").edit, "优秀共产党员")
    write(dialog.form.field("starts").edit, "2025.7")
    press(dialog.form.field("papers").add_button, qtbot)
    assert dialog.form.field("papers").names() == ["证书.png"]
    press(dialog.save_button, qtbot)

    (line,) = records.list_records(desk.ctx, member)
    assert papers(desk, line.id) == ["证书.png"]
    desk.actions.undo()
    assert records.list_records(desk.ctx, member) == []


def test_taking_a_paper_off_waits_for_save(desk, member, kept, show, in_dialog, qtbot):
    dialog = show(record_dialog(desk, member, RecordKind.AWARD, kept))
    press(tool(dialog, "移除“证书.png”"), qtbot)
    assert dialog.form.is_dirty
    assert papers(desk, kept.id) == ["证书.png"]

    press(dialog.save_button, qtbot)

    assert papers(desk, kept.id) == []


def test_picture_is_looked_at_inside_the_program(desk, member, kept, show, in_dialog, qtbot):
    dialog = show(record_dialog(desk, member, RecordKind.AWARD, kept))
    seen = []

    def look(shown):
        assert isinstance(shown, PaperDialog)
        qtbot.waitUntil(lambda: not shown.view.pixmap().isNull())
        seen.append(shown.view.pixmap().width())
        shown.accept()

    in_dialog(look)
    press(tool(dialog, "查看“证书.png”"), qtbot)
    assert seen
    assert 100 < seen[0] < 1366


def test_paper_is_saved_to_a_file(desk, member, kept, certificate, choose_file, show, tmp_path, qtbot):
    dialog = show(record_dialog(desk, member, RecordKind.AWARD, kept))
    choose_file(tmp_path / "副本.png")
    press(tool(dialog, "把“证书.png”另存到文件"), qtbot)

    assert (tmp_path / "副本.png").read_bytes() == certificate.read_bytes()


def test_program_is_refused_beside_the_field(desk, member, choose_file, show, tmp_path, qtbot):
    path = tmp_path / "奖状.exe"
    path.write_bytes(b"MZ")
    choose_file(path)
    dialog = show(record_dialog(desk, member, RecordKind.AWARD))
    field = dialog.form.field("papers")
    press(field.add_button, qtbot)

    assert "不能作为附件" in field.problem.text()
    assert field.names() == []

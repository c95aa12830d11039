"""A paper is looked at page by page; what cannot be shown says so and can be taken out."""

from __future__ import annotations

from app.models.kinds import RecordKind
from app.services import attachments, members, records
from app.services.attachments import Owner, Paper
from app.services.member_checks import MemberDraft
from app.services.records import RecordDraft
from app.ui.paper_dialog import PaperDialog
from tests.services.test_paper_view import pdf


def opened(desk, show, name, content):
    member_id = members.add(desk.ctx, MemberDraft("张三")).new_id
    record_id = records.add(desk.ctx, member_id, RecordDraft(RecordKind.AWARD, "嘉奖", "2024")).new_id
    with desk.ctx.write("附上") as work:
        attachments.attach_in(work, Owner.RECORD, record_id, Paper(name, content))
    (row,) = attachments.list_attachments(desk.ctx, Owner.RECORD, record_id)
    return show(PaperDialog(desk, row))


def test_the_pages_of_a_pdf_are_turned(desk, show, qtbot):
    dialog = opened(desk, show, "决定.pdf", pdf(pages=2))
    qtbot.waitUntil(lambda: dialog.place.text() == "第 1 / 2 页")
    assert not dialog.before.isEnabled()

    dialog.after.click()

    qtbot.waitUntil(lambda: dialog.place.text() == "第 2 / 2 页")
    assert not dialog.view.pixmap().isNull()
    assert (dialog.before.isEnabled(), dialog.after.isEnabled()) == (True, False)


def test_a_word_file_says_how_it_can_be_seen(desk, show, qtbot):
    dialog = opened(desk, show, "说明.docx", b"PK\x03\x04 rest")

    qtbot.waitUntil(lambda: "不能在这里预览" in dialog.view.text())

    assert dialog.save_button.isVisible()
    assert dialog.open_button.isVisible()
    assert not dialog.place.isVisible()

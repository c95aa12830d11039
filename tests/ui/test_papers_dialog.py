from __future__ import annotations

from datetime import date

from app.models.kinds import Presence
from app.services import attachments, makeup_rows
from app.services.attachments import Owner
from app.ui.attachment_field import AttachmentField
from app.ui.makeup.page import MakeupPage
from tests.life_helpers import make_activity, make_member, mark


def test_paper_is_kept_with_a_make_up_task_from_its_list(
    desk, show, in_dialog, choose_file, tmp_path, messages
):
    make_member(desk.ctx, "张三")
    mark(desk.ctx, make_activity(desk.ctx, date(2026, 11, 12)), 张三=Presence.SICK)
    page = show(MakeupPage(desk))
    (task,) = makeup_rows.list_tasks(desk.ctx, makeup_rows.TaskFilter())
    path = tmp_path / "心得.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n rest")
    choose_file(path)

    def add(dialog):
        assert dialog.windowTitle() == "附件：张三的补学"
        dialog.findChild(AttachmentField).add_button.click()
        dialog.save_button.click()

    page.table.selectRow(0)
    (act,) = [act for act in page.table._menu_acts if act.text() == "附件…"]
    in_dialog(add)
    act.trigger()

    assert [row.name for row in attachments.list_attachments(desk.ctx, Owner.MAKEUP, task.id)] == ["心得.png"]
    assert messages[-1] == ("已保存附件。", "ok")

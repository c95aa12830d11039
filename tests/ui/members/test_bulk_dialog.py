from __future__ import annotations

from app.models.kinds import MemberKind
from app.services import members
from app.services.member_bulk import Outcome
from app.services.member_checks import MemberDraft
from app.ui.members.bulk_dialog import BulkDialog
from app.ui.members.page import MembersPage


def people(desk):
    drafts = (
        MemberDraft("张三", joined="2009-07-01", dues_paid_to="2026-06"),
        MemberDraft("李四", joined="2012-07-01"),
        MemberDraft("王五", joined="2026-07-01", kind=MemberKind.PROBATIONARY),
    )
    return [members.add(desk.ctx, draft).new_id for draft in drafts]


def pick(dialog, key):
    field = next(f for f in dialog.choice.combo._values if f.key == key)
    dialog.choice.set_value(field)
    dialog.choice.edited.emit()


def test_every_member_is_listed_with_old_and_new_before_anything_is_written(desk, show, write, qtbot):
    ids = people(desk)
    dialog = show(BulkDialog(desk, [], ids))

    write(dialog.value.edit, "2026.12")
    qtbot.waitUntil(lambda: dialog.save_button.text() == "修改 3 名")

    assert [(line.before, line.after) for line in dialog.table.rows()] == [
        ("2026年6月", "2026年12月"),
        ("", "2026年12月"),
        ("", "2026年12月"),
    ]
    assert members.draft_of(desk.ctx, ids[0]).dues_paid_to == "2026-06"


def test_saving_changes_those_who_can_and_is_one_undo(desk, show, write, qtbot, messages):
    ids = people(desk)
    dialog = show(BulkDialog(desk, ids[:2], ids))
    dialog.scope.set_value(tuple(ids))
    pick(dialog, "regular")
    write(dialog.value.edit, "2013-07-01")
    assert not dialog.save_button.isEnabled(), "nothing is saved that is not shown"
    qtbot.waitUntil(lambda: dialog.save_button.text() == "修改 2 名")
    assert dialog.table.rows()[-1].outcome is Outcome.REFUSED

    dialog.save_button.click()

    assert not dialog.isVisible()
    assert messages[-1] == ("已成批修改转正日期：2 名，可撤销。", "ok")
    assert [members.draft_of(desk.ctx, m).regular for m in ids] == ["2013-07-01", "2013-07-01", ""]
    desk.actions.undo()
    assert [members.draft_of(desk.ctx, m).regular for m in ids] == ["", "", ""]


def test_value_that_no_date_can_be_is_said_at_once(desk, show, write, qtbot):
    dialog = show(BulkDialog(desk, [], people(desk)))
    write(dialog.value.edit, "abc")
    qtbot.waitUntil(lambda: dialog.problem.isVisible())
    assert not dialog.save_button.isEnabled()
    assert dialog.table.rows() == []


def test_page_opens_it_for_the_selection(desk, show, in_dialog):
    people(desk)
    page = show(MembersPage(desk))
    page.table.selectAll()
    seen = []

    def look(dialog):
        seen.append(dialog.scope.combo.currentText())
        dialog.reject()

    in_dialog(look)
    page._bulk()
    assert seen == ["所选的 3 名"]


def test_nothing_is_emptied_without_asking(desk, show, qtbot, press):
    ids = people(desk)
    dialog = show(BulkDialog(desk, [], ids))
    qtbot.waitUntil(dialog.save_button.isEnabled)

    press("取消")
    dialog.save_button.click()
    assert members.draft_of(desk.ctx, ids[0]).dues_paid_to == "2026-06"

    press("清空")
    dialog.save_button.click()
    assert members.draft_of(desk.ctx, ids[0]).dues_paid_to == ""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QRadioButton

from app.models.kinds import RecordKind
from app.services import members, records
from app.services.member_checks import MemberDraft
from app.services.records import RecordDraft
from app.ui.members.merge_dialog import MergeDialog
from app.ui.members.page import MembersPage


@pytest.fixture
def twice(desk):
    one = members.add(desk.ctx, MemberDraft("张三", birth="1985-06-12", joined="2009-07")).new_id
    two = members.add(
        desk.ctx, MemberDraft("张三", birth="1985-06-12", joined="2009-07-01", unit="水利局")
    ).new_id
    return one, two


def button(dialog, name):
    return next(b for b in dialog.findChildren(QRadioButton) if b.accessibleName() == name)


def test_each_differing_field_is_decided_and_the_rest_follows(desk, twice, show, messages):
    one, two = twice
    dialog = show(MergeDialog(desk, one, two))
    assert button(dialog, "工作单位：水利局").isChecked()
    assert button(dialog, "入党日期：2009年7月").isChecked()

    button(dialog, "入党日期：2009年7月1日").click()
    dialog.save_button.click()

    assert [row.id for row in members.list_members(desk.ctx)] == [one]
    assert members.draft_of(desk.ctx, one).joined == "2009-07-01"
    assert members.draft_of(desk.ctx, one).unit == "水利局"
    assert messages[-1] == ("已把“张三#2”并入“张三#1”，可撤销。", "ok")
    desk.actions.undo()
    assert len(members.list_members(desk.ctx)) == 2


def test_other_archive_may_be_the_one_that_is_kept(desk, twice, show):
    one, two = twice
    dialog = show(MergeDialog(desk, one, two))
    dialog.turn_button.click()
    dialog.save_button.click()
    assert [row.id for row in members.list_members(desk.ctx)] == [two]


def test_doctors_finding_leads_to_it(desk, twice, show, in_dialog):
    page = show(MembersPage(desk))
    seen = []

    def look(dialog):
        seen.append((dialog.plan.kept_id, dialog.plan.other_id))
        dialog.reject()

    in_dialog(look)
    page.focus(member_id=twice[0], merge_with=twice[1])
    assert seen == [twice]


def test_finding_about_a_record_leads_to_the_record(desk, show, qtbot):
    member = members.add(desk.ctx, MemberDraft("李四")).new_id
    drafts = [RecordDraft(RecordKind.POST, f"职务{at}", "2015") for at in range(12)]
    ids = [records.add(desk.ctx, member, draft).new_id for draft in drafts]
    page = show(MembersPage(desk))
    page.focus(member_id=member, tab="records", record_id=ids[-1])
    qtbot.waitUntil(lambda: getattr(page.window().focusWidget(), "accessibleName", str)() == "修改“职务11”")

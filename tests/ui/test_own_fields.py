from __future__ import annotations

from app.models.kinds import CustomKind
from app.services import member_bulk, member_custom, member_tags, members
from app.services.member_checks import MemberDraft
from app.services.member_custom import CustomDraft
from app.ui.own_fields import OwnFields, Tags


def test_field_is_set_up_and_appears_where_members_are_written(desk, show, in_dialog, write):
    fields = show(OwnFields(desk))

    def fill(dialog):
        write(dialog.form.field("name").edit, "退役军人")
        dialog.form.field("kind").set_value(CustomKind.CHOICE)
        dialog.save_button.click()
        assert dialog.form.errors() == {"choices": "选项至少写两个，每行一个。"}
        dialog.form.field("choices").set_value("是\n否")
        dialog.save_button.click()

    in_dialog(fill)
    fields.new_button.click()

    (row,) = member_custom.list_fields(desk.ctx)
    assert (row.name, row.choices) == ("退役军人", ("是", "否"))
    assert "extra:退役军人" in {field.key for field in member_bulk.fields(desk.ctx)}


def test_field_is_taken_off_and_its_values_stay(desk, show, press):
    member = members.add(desk.ctx, MemberDraft("张三")).new_id
    member_custom.add(desk.ctx, CustomDraft("驻村年数"))
    member_bulk.change(desk.ctx, [member], "extra:驻村年数", "3")
    fields = show(OwnFields(desk))
    fields.load(desk.ctx)
    fields.table.selectRow(0)

    press("删除")
    fields.drop_button.click()

    assert member_custom.list_fields(desk.ctx) == []
    member_custom.add(desk.ctx, CustomDraft("驻村年数", CustomKind.NUMBER))
    assert member_custom.values_of(desk.ctx, member) == {"驻村年数": "3"}


def test_tag_is_renamed_for_everyone(desk, show, in_dialog, write):
    member = members.add(desk.ctx, MemberDraft("张三")).new_id
    member_bulk.change(desk.ctx, [member], member_bulk.TAG_ADD, "骨干")
    tags = show(Tags(desk))
    tags.load(desk.ctx)
    tags.table.selectRow(0)

    def fill(dialog):
        write(dialog.form.field("name").edit, "青年骨干")
        dialog.save_button.click()

    in_dialog(fill)
    tags.rename_button.click()
    assert [(tag.name, tag.used) for tag in member_tags.list_tags(desk.ctx)] == [("青年骨干", 1)]

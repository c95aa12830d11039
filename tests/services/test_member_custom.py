from __future__ import annotations

import pytest

from app.models.kinds import CustomKind
from app.services import archive_view, member_bulk, member_custom, members
from app.services.errors import BadInput, Refused
from app.services.member_custom import CustomDraft
from tests.life_helpers import make_member


@pytest.fixture
def member(branch):
    return make_member(branch, "张三", extra={"驻村年数": "3", "别的": "x"})


def test_what_an_import_kept_under_the_name_becomes_the_value(branch, member):
    member_custom.add(branch, CustomDraft("驻村年数", CustomKind.NUMBER))
    assert member_custom.values_of(branch, member) == {"驻村年数": "3"}
    assert member_custom.list_fields(branch)[0].used == 1
    titles = {
        title: [fact.label for fact in facts] for title, facts in archive_view.view(branch, member).sections
    }
    assert titles["标签和自定义内容"] == ["驻村年数"]
    assert titles["其他信息（导入时未识别的列）"] == ["别的"]


def test_new_name_takes_the_values_along(branch, member):
    field = member_custom.add(branch, CustomDraft("驻村年数")).new_id
    member_custom.change(branch, field, CustomDraft("驻村（年）", CustomKind.NUMBER))
    assert member_custom.values_of(branch, member) == {"驻村（年）": "3"}


def test_kind_that_cannot_hold_what_is_there_is_refused(branch, member):
    field = member_custom.add(branch, CustomDraft("驻村年数")).new_id
    member_bulk.change(branch, [member], "extra:驻村年数", "三年")
    with pytest.raises(Refused, match="张三“三年”"):
        member_custom.change(branch, field, CustomDraft("驻村年数", CustomKind.NUMBER))


def test_date_is_kept_as_papers_give_it(branch, member):
    member_custom.add(branch, CustomDraft("退伍时间", CustomKind.DATE))
    member_bulk.change(branch, [member], "extra:退伍时间", "2010.7")
    assert member_custom.values_of(branch, member)["退伍时间"] == "2010-07"


@pytest.mark.parametrize("name", ["姓名", "学历", "", "党龄"])
def test_field_that_the_archive_has_is_refused(branch, name):
    with pytest.raises(BadInput):
        member_custom.add(branch, CustomDraft(name))


def test_two_fields_of_one_name_are_refused(branch):
    member_custom.add(branch, CustomDraft("驻村年数"))
    with pytest.raises(BadInput, match="已有"):
        member_custom.add(branch, CustomDraft(" 驻村年数 "))
    assert len(members.list_members(branch)) == 0

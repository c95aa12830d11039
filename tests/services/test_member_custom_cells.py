"""A column under an own field's name is read as the field wants it, and what does not fit stands beside its cell."""

from datetime import date

import pytest

from app.models.kinds import CustomKind
from app.services import member_custom, members
from app.services.imports import engine
from app.services.member_custom import CustomDraft
from tests.services.imports import workbooks
from tests.services.imports.lists import look_at

HEADS = ["姓名", "性别", "入党时间", "驻村年数", "退役日期", "是否退役"]


@pytest.fixture(autouse=True)
def own(branch):
    member_custom.add(branch, CustomDraft("驻村年数", CustomKind.NUMBER))
    member_custom.add(branch, CustomDraft("退役日期", CustomKind.DATE))
    member_custom.add(branch, CustomDraft("是否退役", CustomKind.CHOICE, ("是", "否")))


def sheet(path, **cells):
    person = {"姓名": "张伟", "性别": "男", "入党时间": "2009-07-01", **cells}
    return workbooks.plain(path, HEADS, [person])


def test_values_come_into_the_shape_of_their_fields(branch, tmp_path):
    path = sheet(tmp_path / "a.xlsx", 驻村年数=3, 退役日期=date(2015, 12, 1), 是否退役="是")
    engine.apply(branch, look_at(branch, "roster", path))

    (row,) = members.list_members(branch)
    kept = member_custom.values_of(branch, row.id)
    assert kept == {"驻村年数": "3", "退役日期": "2015-12-01", "是否退役": "是"}


@pytest.mark.parametrize(
    ("head", "written", "reason"),
    [
        ("驻村年数", "三年多", "请填写数字"),
        ("退役日期", "去年冬天", ""),
        ("是否退役", "也许", "只能是：是、否"),
    ],
)
def test_a_value_that_does_not_fit_is_wrong_beside_its_cell(branch, tmp_path, head, written, reason):
    look = look_at(branch, "roster", sheet(tmp_path / "a.xlsx", **{head: written}))

    assert look.preview is not None
    (finding,) = [found for found in look.preview.wrong if found.column == head]
    assert reason in finding.reason
    assert look.preview.rows == ()

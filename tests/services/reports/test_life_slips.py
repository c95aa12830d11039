from __future__ import annotations

from datetime import date

from app.models.kinds import MakeupState
from app.services.reports.life_documents import ReminderSlip
from app.services.reports.life_sheets import reminder_sheet
from tests.services.reports.life_papers import make_missed, make_slips, sizes_of, text_of


def slip(name="逄翀", *missed, **values):
    return ReminderSlip(name, "第一党小组", missed or (make_missed(),), **values)


def test_three_short_slips_share_a_sheet(tmp_path):
    doc = make_slips(*(slip(name) for name in ("逄翀", "欧阳㛃", "程䶮", "施𬭎")))
    text = text_of(reminder_sheet(doc), tmp_path)
    assert all(f"{name}同志" in text for name in ("逄翀", "欧阳㛃", "程䶮", "施𬭎"))
    assert text.count("沿虚线裁开") == 2
    assert len(sizes_of(reminder_sheet(doc), tmp_path)) == 2


def test_a_long_slip_takes_the_room_it_needs_and_loses_nothing(tmp_path):
    lines = tuple(make_missed(topic=f"第{number}次学习") for number in range(40))
    doc = make_slips(slip("逄翀"), slip("隋喆", *lines[:12]), slip("吕堃", *lines))
    assert len(sizes_of(reminder_sheet(doc), tmp_path)) == 2  # two together, then one by itself
    text = text_of(reminder_sheet(doc), tmp_path)
    assert text.count("沿虚线裁开") == 1
    assert all(text.count(line.topic) >= 1 for line in lines)
    assert text.count("本人签收") == 3


def test_a_slip_says_what_to_do_by_when(tmp_path):
    lines = (
        make_missed(),
        make_missed(state=MakeupState.CLAIMED, limit=date(2026, 9, 22), overdue=True, days_left=-5),
        make_missed(state=MakeupState.WAITING, limit=None, days_left=None),
    )
    doc = make_slips(slip("逄翀", *lines, offered=("《党章》总纲",)))
    text = text_of(reminder_sheet(doc), tmp_path)
    for words in (
        "您有3次未参加的组织生活还没有补学，其中1次已经逾期",
        "2026年9月15日前认领",
        "2026年9月22日前完成逾期5个工作日",
        "返岗后起算",
        "返岗后2个工作日内（返岗当日不计）向隋喆认领补学任务",
        "可选任务：《党章》总纲",
    ):
        assert words in text


def test_a_provisional_deadline_warns(tmp_path):
    warning = "2027年的放假调休安排尚未录入，暂按周一至周五推算。"
    doc = make_slips(slip("逄翀", make_missed(limit=date(2027, 1, 5), provisional=True), warning=warning))
    text = text_of(reminder_sheet(doc), tmp_path)
    assert "2027年1月5日前认领（暂定）" in text
    assert f"请注意：{warning}" in text

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.models.kinds import ActivityKind, AwayKind, MakeupForm, MakeupState, Presence, StudyTaskKind
from app.services import away, makeup, makeup_rows, study_tasks
from app.services.away import AwayDraft
from app.services.makeup_rules import Step
from app.ui.makeup.away_dialog import away_dialog
from app.ui.makeup.library_dialog import LibraryDialog, study_task_dialog
from app.ui.makeup.page import AWAY, MakeupPage
from app.ui.makeup.step_dialogs import claim_dialog, report_dialog, return_dialog, verify_dialog
from app.ui.makeup.timeline import steps_of
from tests.life_helpers import claim, complete, make_activity, make_member, mark, only_task


@pytest.fixture
def absent(desk):
    """李敏 and 周翀 missed the theme day of 2026-11-12; today is 2026-11-22."""
    for name in ("李敏", "周翀", "逄晓东"):
        make_member(desk.ctx, name)
    activity = make_activity(desk.ctx)
    mark(desk.ctx, activity, 李敏=Presence.SICK, 周翀=Presence.UNEXCUSED, 逄晓东=Presence.PRESENT)
    return activity


@pytest.fixture
def page(desk, absent, show):
    return show(MakeupPage(desk))


def select(page, name):
    assert page.table.select_where(lambda row: row.name == name)


def click(page, qtbot, text):
    """Press the button of the panel with this text, once the panel has laid it out."""

    def visible():
        return [b for b in page.panel.findChildren(QPushButton) if b.text() == text and b.isVisible()]

    qtbot.waitUntil(lambda: len(visible()) == 1)
    qtbot.mouseClick(visible()[0], Qt.MouseButton.LeftButton)


def test_empty_page_says_where_tasks_come_from(desk, show):
    page = show(MakeupPage(desk))

    assert page.table.empty.isVisible()
    assert page.table.empty.button.text() == "去登记考勤"
    assert page.head.due.value.text() == "0"


def test_an_absence_is_made_up_by_the_panels_one_next_button(page, desk, qtbot, in_dialog, press):
    select(page, "李敏")

    def give_return(dialog):
        dialog.form.set_values({"returned_on": "2026-11-13"})
        press("登记返岗")
        dialog.submit()

    in_dialog(give_return)
    click(page, qtbot, "登记返岗")
    select(page, "李敏")
    assert page.table.current_row().late_words == "逾期未认领"

    def give_claim(dialog):
        dialog.form.field("task_text").set_value("观看党日录像")
        dialog.form.field("form").set_value(MakeupForm.ONLINE)
        dialog.form.field("claimed_on").set_value("2026-11-16")
        dialog.submit()

    in_dialog(give_claim)
    click(page, qtbot, "认领")

    def give_report(dialog):
        dialog.form.field("reported_on").set_value("2026-11-18")
        dialog.form.field("material").set_value("心得 1 份")
        dialog.submit()

    in_dialog(give_report)
    click(page, qtbot, "上报")
    in_dialog(lambda dialog: dialog.submit())
    click(page, qtbot, "核验")

    (row,) = [r for r in makeup_rows.list_tasks(desk.ctx) if r.name == "李敏"]
    assert (row.state, row.claimed_on, row.reported_on, row.verifier) == (
        MakeupState.DONE,
        date(2026, 11, 16),
        date(2026, 11, 18),
        "王书记",
    )
    assert (page.head.due.value.text(), page.head.done.value.text()) == ("2", "1")


def test_bad_dates_are_said_beside_their_fields(page, desk, qtbot, press):
    row = next(r for r in makeup_rows.list_tasks(desk.ctx) if r.name == "李敏")
    dialog = return_dialog(desk, [row])
    qtbot.addWidget(dialog)
    for text, words in (("2026-11-11", "不能早于活动日期 2026-11-12"), ("2026-11-23", "不能晚于今天")):
        dialog.form.set_values({"returned_on": text})
        dialog.submit()
        assert words in dialog.form.errors()["returned_on"]
    dialog.form.set_values({"returned_on": "2026-11-13"})
    press("登记返岗")
    dialog.submit()

    row = makeup_rows.get(desk.ctx, row.id)
    dialog = claim_dialog(desk, [row])
    qtbot.addWidget(dialog)
    dialog.form.set_values({"study_task_id": None, "task_text": ""})
    dialog.submit()
    assert "task_text" in dialog.form.errors()
    dialog.form.set_values({"task_text": "自学", "claimed_on": "2026-11-12", "complete_due": "2026-11-30"})
    dialog.submit()
    assert "不能早于返岗日期" in dialog.form.errors()["claimed_on"]


def test_report_and_verification_refuse_what_is_missing(desk, absent, qtbot):
    row = next(r for r in makeup_rows.list_tasks(desk.ctx) if r.name == "李敏")
    makeup.set_return_date(desk.ctx, [row.id], date(2026, 11, 13))
    claim(desk.ctx, row.id, date(2026, 11, 16))
    report = report_dialog(desk, [makeup_rows.get(desk.ctx, row.id)])
    qtbot.addWidget(report)
    report.submit()
    assert "material" in report.form.errors()
    report.form.set_values({"material": "笔记", "reported_on": "2026-11-15"})
    report.submit()
    assert "reported_on" in report.form.errors()
    report.form.set_values({"reported_on": "2026-11-17"})
    report.submit()

    verify = verify_dialog(desk, [makeup_rows.get(desk.ctx, row.id)])
    qtbot.addWidget(verify)
    verify.form.set_values({"verifier": "李敏"})
    verify.submit()
    assert "不能是本人" in verify.form.errors()["verifier"]


def test_several_tasks_return_today_at_once(page, desk, qtbot, messages, in_dialog, press):
    page.table.selectAll()
    assert page.panel.title.text() == "已选 2 条补学任务"
    told = []

    def look_and_decline(box):
        told.append(box.informativeText())
        box.reject()

    in_dialog(look_and_decline)
    qtbot.mouseClick(page.back_button, Qt.MouseButton.LeftButton)
    for name in ("李敏", "周翀"):
        line = f"· {name}的补学任务（11-12 水利工程现场学习）：返岗日期为 2026-11-22，认领期限为 2026-11-24"
        assert line in told[0]
    assert messages[-1] == ("没有更改。", "info")
    assert {row.returned_on for row in makeup_rows.list_tasks(desk.ctx)} == {None}
    page.table.selectAll()

    press("登记返岗")
    qtbot.mouseClick(page.back_button, Qt.MouseButton.LeftButton)

    assert {row.returned_on for row in makeup_rows.list_tasks(desk.ctx)} == {date(2026, 11, 22)}
    assert messages[-1][1] == "ok"
    qtbot.mouseClick(page.back_button, Qt.MouseButton.LeftButton)
    assert messages[-1][1] == "warn"


def test_sending_back_and_exempting_ask_for_the_reason(page, desk, qtbot, in_dialog):
    row = next(r for r in makeup_rows.list_tasks(desk.ctx) if r.name == "李敏")
    makeup.set_return_date(desk.ctx, [row.id], date(2026, 11, 13))
    claim(desk.ctx, row.id, date(2026, 11, 16))
    makeup.report(desk.ctx, [row.id], makeup.ReportDraft(date(2026, 11, 17), "笔记"))
    page.reload()

    def say(reason):
        def act(dialog):
            dialog._edit.setPlainText(reason)
            dialog.accept()

        return act

    select(page, "李敏")
    in_dialog(say("心得不足 800 字"))
    click(page, qtbot, "退回")
    assert makeup_rows.get(desk.ctx, row.id).reason == "心得不足 800 字"

    select(page, "周翀")
    in_dialog(say("病重，送学上门"))
    click(page, qtbot, "免补")
    select(page, "周翀")
    assert page.table.current_row().state is MakeupState.EXEMPT

    click(page, qtbot, "撤回免补")
    select(page, "周翀")
    assert page.table.current_row().state is MakeupState.WAITING


def test_filters_by_state_group_kind_and_text(page, desk):
    make_member(desk.ctx, "欧阳文博", "第二党小组")
    lecture = make_activity(desk.ctx, date(2026, 8, 5), ActivityKind.LECTURE, "七一党课")
    mark(desk.ctx, lecture, 欧阳文博=Presence.OFFICIAL)

    def shown(**wanted):
        page.head.filters.clear()
        for key, value in wanted.items():
            page.head.filters.set_value(key, value)
        return sorted(row.name for row in page.table.rows())

    assert len(shown()) == 3
    assert shown(activity_kind=ActivityKind.LECTURE) == ["欧阳文博"]
    assert shown(period="2026Q3") == ["欧阳文博"]
    assert page.head.due.value.text() == "1"
    assert shown(text="oywb") == ["欧阳文博"]
    assert shown(state=MakeupState.DONE) == []
    assert page.table.empty.isVisible()
    assert len(shown(state="open")) == 3


def test_another_page_can_lead_to_a_task_or_to_what_is_overdue(page, desk):
    row = next(r for r in makeup_rows.list_tasks(desk.ctx) if r.name == "周翀")
    makeup.set_return_date(desk.ctx, [row.id], date(2026, 11, 13))

    page.focus(overdue=True)
    assert [shown.name for shown in page.table.rows()] == ["周翀"]
    other = next(r for r in makeup_rows.list_tasks(desk.ctx) if r.name == "李敏")
    page.focus(task_id=other.id)

    assert page.table.current_row().name == "李敏"
    page.focus(away=True)
    assert page.tabs.currentIndex() == AWAY


def test_each_line_opens_its_activity(page, desk, absent, qtbot):
    opened = []
    desk.navigate_with(lambda key, focus: opened.append((key, focus)))
    select(page, "李敏")

    click(page, qtbot, "打开这次活动的考勤")

    assert opened == [("activities", {"activity_id": absent})]


def test_merging_several_absences_of_one_member(page, desk):
    mark(desk.ctx, make_activity(desk.ctx, date(2026, 11, 18), topic="后一次"), 李敏=Presence.SICK)
    page.table.clearSelection()
    page.head.filters.set_value("text", "李敏")
    page.table.selectAll()

    page._merge()

    (row,) = page.table.rows()
    assert len(row.absences) == 2


def test_timeline_tells_what_was_done_and_what_comes_next(desk, absent):
    row = next(r for r in makeup_rows.list_tasks(desk.ctx) if r.name == "李敏")
    assert [step.standing for step in steps_of(row)] == ["done", "now", "later", "later", "later"]

    complete(desk.ctx, row.id, date(2026, 11, 13), date(2026, 11, 20))
    done = steps_of(makeup_rows.get(desk.ctx, row.id))

    assert [step.word for step in done] == ["缺席", "返岗", "认领", "上报", "核验", "已补"]
    assert done[2].when == "2026-11-20（迟）"


def test_a_provisional_deadline_is_marked(desk, absent, clock, show):
    row = next(r for r in makeup_rows.list_tasks(desk.ctx) if r.name == "李敏")
    clock.set(2026, 12, 31)
    makeup.set_return_date(desk.ctx, [row.id], date(2026, 12, 31))
    page = show(MakeupPage(desk))
    select(page, "李敏")

    shown = page.table.current_row()
    assert [column.text(shown) for column in page.table._model.columns if column.key == "limit"] == [
        "2027-01-04 暂定"
    ]
    assert any("暂按周一至周五推算" in step.detail for step in steps_of(shown))


def test_away_periods_are_entered_and_closed(page, desk, qtbot, in_dialog, press):
    page.tabs.setCurrentIndex(AWAY)
    assert page.away.table.empty.isVisible()

    def fill(dialog):
        dialog.submit()
        assert "member_id" in dialog.form.errors()
        qtbot.keyClicks(dialog.form.field("member_id").edit, "lm")
        dialog.form.field("kind").set_value(AwayKind.TRIP)
        dialog.form.field("starts_on").set_value("2026-11-10")
        dialog.submit()

    in_dialog(fill)
    page.away.add()
    (row,) = page.away.table.rows()
    assert (row.name, row.kind, row.is_open) == ("李敏", AwayKind.TRIP, True)

    press("登记返岗")
    qtbot.mouseClick(page.back_button, Qt.MouseButton.LeftButton)

    assert page.away.table.rows()[0].back_on == date(2026, 11, 22)
    task = next(r for r in makeup_rows.list_tasks(desk.ctx) if r.name == "李敏")
    assert task.claim_due == date(2026, 11, 24)


def test_the_same_kind_of_away_twice_at_one_time_is_refused_beside_the_date(page, desk, in_dialog):
    member = next(r for r in makeup_rows.list_tasks(desk.ctx) if r.name == "李敏").member_id
    away.add(desk.ctx, AwayDraft(member, AwayKind.TRIP, date(2026, 11, 1)))
    seen = []

    def fill(dialog):
        dialog.form.set_values({"member_id": member, "kind": AwayKind.TRIP, "starts_on": "2026-11-10"})
        dialog.submit()
        seen.append(dialog.form.errors())
        dialog.done(0)

    in_dialog(fill)
    page.away.add()

    assert "两段时间重叠" in seen[0]["starts_on"]


def test_library_is_filled_in_and_offered_for_a_claim(desk, absent, qtbot):
    dialog = study_task_dialog(desk)
    qtbot.addWidget(dialog)
    dialog.form.set_values({"title": "党日录像", "kind": StudyTaskKind.COURSE, "study_hours": "1.5"})
    dialog.submit()
    (task,) = study_tasks.list_tasks(desk.ctx)
    assert (task.title, task.kind, task.study_hours) == ("党日录像", StudyTaskKind.COURSE, 150)

    library = LibraryDialog(desk)
    qtbot.addWidget(library)
    library.table.selectRow(0)
    library._retire()
    assert library.retire_button.text() == "启用"
    library._retire()
    row = next(r for r in makeup_rows.list_tasks(desk.ctx) if r.name == "李敏")
    makeup.set_return_date(desk.ctx, [row.id], date(2026, 11, 20))
    claiming = claim_dialog(desk, [makeup_rows.get(desk.ctx, row.id)])
    qtbot.addWidget(claiming)
    claiming.submit()

    assert only_task(desk.ctx, states=frozenset({MakeupState.CLAIMED})).task_text == "党日录像"


def test_register_is_exported_as_a_worksheet(page, desk, qtbot, choose_file, tmp_path, messages):
    import openpyxl

    path = tmp_path / "登记表.xlsx"
    choose_file(path)

    page._export()
    qtbot.waitUntil(path.exists)
    qtbot.waitUntil(lambda: any("已导出到“登记表.xlsx”" in text for text, _ in messages))

    cells = [
        str(cell.value) for row in openpyxl.load_workbook(path).worksheets[0] for cell in row if cell.value
    ]
    assert any("李敏" in cell for cell in cells)


def test_a_step_nobody_selected_is_told(page, messages):
    page.table.clearSelection()

    page.take_step(Step.VERIFY)

    assert messages[-1][1] == "warn"


def test_correcting_a_return_date_tells_the_deadline_that_moves(desk, press, qtbot):
    member = make_member(desk.ctx, "李敏")
    away.add(desk.ctx, AwayDraft(member, AwayKind.TRIP, date(2026, 11, 9), None, date(2026, 11, 16)))
    mark(desk.ctx, make_activity(desk.ctx), 李敏=Presence.OFFICIAL)
    (row,) = away.list_away(desk.ctx)
    dialog = away_dialog(desk, row)
    qtbot.addWidget(dialog)
    dialog.form.field("back_on").set_value(date(2026, 11, 19))

    press("取消")
    dialog.submit()
    assert "没有保存" in dialog.problem()
    assert only_task(desk.ctx).claim_due == date(2026, 11, 18)
    press("保存")
    dialog.submit()

    assert only_task(desk.ctx).claim_due == date(2026, 11, 23)

"""Every act goes one way: refusals become words, changes travel, the step can be taken back."""

from __future__ import annotations

import uuid

from app.services import orgs
from app.services.errors import BadInput
from app.services.progress import NO_PROGRESS


def names(desk) -> list[str]:
    return [group.name for group in orgs.groups(desk.ctx)]


def test_accepted_act_is_told_and_can_be_undone(desk, messages):
    heard = []
    desk.bus.changed.connect(heard.append)

    accepted = desk.actions.do(lambda ctx: orgs.add_group(ctx, "第三党小组"), success="已新增。")

    assert accepted
    assert messages == [("已新增。", "ok")]
    assert [changes.tables for changes in heard] == [frozenset({"org"})]
    assert desk.undo.label == "新增党小组 第三党小组"


def test_undo_takes_the_step_back_and_names_it(desk, messages):
    desk.actions.do(lambda ctx: orgs.add_group(ctx, "第三党小组"))

    assert desk.actions.undo()

    assert "第三党小组" not in names(desk)
    assert messages == [("已撤销：新增党小组 第三党小组", "ok")]
    assert desk.undo.label is None


def test_undo_without_a_step_does_nothing(desk, messages):
    assert not desk.actions.undo()
    assert messages == []


def test_refusal_goes_to_the_status_line(desk, messages):
    assert not desk.actions.do(lambda ctx: orgs.add_group(ctx, ""), success="已新增。")

    assert [level for _, level in messages] == ["bad"]


def test_refusal_goes_to_the_form_where_there_is_one(desk, messages):
    refused: list[BadInput] = []

    desk.actions.do(lambda ctx: orgs.add_group(ctx, ""), refused=refused.append)

    assert len(refused) == 1
    assert messages == []


def test_pressing_twice_saves_once(desk, messages):
    key = str(uuid.uuid4())

    for name in ("第三党小组", "第四党小组"):
        assert desk.actions.do(lambda ctx, n=name: orgs.add_group(ctx, n), key=key)

    assert "第三党小组" in names(desk)
    assert "第四党小组" not in names(desk)
    assert messages == [("这一步已经保存过了，没有重复保存。", "info")]


def test_long_work_is_told_like_a_short_act(desk, messages, qtbot):
    done: list[int] = []

    def work(ctx, progress):
        progress.step(1, 1)
        return 32

    job = desk.actions.run("正在统计", work, success=lambda n: f"共 {n} 名党员。", done=done.append)
    qtbot.waitUntil(lambda: job.over)

    assert messages == [("共 32 名党员。", "ok")]
    assert done == [32]
    assert NO_PROGRESS.step(1, 1) is None


def test_cancelled_work_says_that_nothing_was_saved(desk, messages, qtbot):
    def work(ctx, progress):
        for at in range(100_000):
            progress.step(at, 100_000)

    job = desk.actions.run("正在导入", work)
    job.cancel()
    qtbot.waitUntil(lambda: job.over)

    assert messages == [("已取消，没有保存任何内容。", "info")]

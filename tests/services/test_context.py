"""One service call is one named, logged, undoable transaction that cannot happen twice."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from app.models.audit import Action, AuditEvent
from app.models.kinds import AuditKind
from app.models.org import Org
from app.services import audit, orgs, settings
from app.services.context import Context
from app.services.errors import AlreadySaved, BadInput, Refused
from app.services.undo import UndoStack


def test_a_write_tells_which_tables_it_changed(branch: Context) -> None:
    changes = orgs.add_group(branch, "第三党小组")

    assert changes.tables == {"org"}
    assert changes.label == "新增党小组 第三党小组"
    assert [g.name for g in orgs.groups(branch)] == ["第一党小组", "第二党小组", "第三党小组"]


def test_the_same_action_is_never_saved_twice(branch: Context) -> None:
    once = branch.acting("6f1c")
    orgs.add_group(once, "第三党小组")

    with pytest.raises(AlreadySaved):
        orgs.add_group(once, "第四党小组")

    assert branch.saved("6f1c")
    assert len(orgs.groups(branch)) == 3


def test_undo_takes_a_change_back_and_names_it(branch: Context) -> None:
    steps = UndoStack()
    first = orgs.groups(branch)[0]
    steps.push(orgs.rename_group(branch, first.id, "机关党小组"))
    steps.push(orgs.add_group(branch, "第三党小组"))

    assert steps.label == "新增党小组 第三党小组"
    steps.undo(branch)
    assert steps.label == "党小组改名为 机关党小组"
    changes = steps.undo(branch)

    assert changes.tables == {"org"}
    assert [g.name for g in orgs.groups(branch)] == ["第一党小组", "第二党小组"]
    assert steps.label is None


def test_undo_refuses_when_the_record_was_changed_since(branch: Context) -> None:
    steps = UndoStack()
    first = orgs.groups(branch)[0]
    steps.push(orgs.rename_group(branch, first.id, "机关党小组"))
    orgs.rename_group(branch, first.id, "老干部党小组")

    with pytest.raises(Refused, match="之后又被修改"):
        steps.undo(branch)

    assert orgs.groups(branch)[0].name == "老干部党小组"


def test_every_change_is_logged_with_before_and_after(branch: Context) -> None:
    first = orgs.groups(branch)[0]
    orgs.rename_group(branch, first.id, "机关党小组")

    with branch.read() as session:
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        action = session.get(Action, event.action_id)

    assert (event.table_name, event.row_id) == ("org", first.id)
    assert event.before == {"name": "第一党小组"}
    assert event.after == {"name": "机关党小组"}
    assert action.operator == "王书记"


def test_a_changed_log_line_is_found_and_located(branch: Context) -> None:
    orgs.add_group(branch, "第三党小组")
    audit.log_event(branch, AuditKind.EXPORT, "导出花名册 3 人")
    assert audit.first_broken_line(branch) is None

    with branch.store.write() as session:
        session.execute(text("UPDATE audit_event SET note = '导出花名册 30 人' WHERE kind = 'export'"))
        expected = session.scalar(text("SELECT id FROM audit_event WHERE kind = 'export'"))

    assert audit.first_broken_line(branch) == expected


def test_settings_survive_and_bad_stored_values_fall_back(branch: Context) -> None:
    changed = settings.load(branch)
    assert (changed.unit, changed.claim_days) == ("某市水利局", 2)
    with branch.store.write() as session:
        session.execute(text("INSERT INTO setting (uuid, key, value) VALUES ('u1', 'claim_days', '\"三\"')"))

    assert settings.load(branch).claim_days == 2


def test_a_setting_out_of_range_is_refused_beside_its_field(branch: Context) -> None:
    with pytest.raises(BadInput) as caught:
        settings.save(branch, settings.BranchSettings(claim_days=90))

    assert caught.value.field == "claim_days"
    with branch.read() as session:
        assert session.scalar(select(Org.name).where(Org.kind == "branch")) == "机关第一党支部"


def test_a_limit_that_is_switched_off_stays_off(branch: Context) -> None:
    from dataclasses import replace

    settings.save(branch, replace(settings.load(branch), complete_days=None))
    assert settings.load(branch).complete_days is None

    settings.save(branch, replace(settings.load(branch), complete_days=5))
    assert settings.load(branch).complete_days == 5


def test_an_act_that_changes_nothing_leaves_no_trace(branch: Context) -> None:
    with branch.read() as session:
        before = session.scalars(select(Action.id)).all()

    changes = orgs.add_group(branch, "第一党小组")

    with branch.read() as session:
        assert session.scalars(select(Action.id)).all() == before
    assert changes.tables == frozenset()

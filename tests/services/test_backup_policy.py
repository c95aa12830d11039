"""Copies are made by themselves when they should be, and a wrong clock or a rotten copy loses no good one."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies

from app import bootstrap
from app.services import backup, backup_policy, backup_shelf, orgs, safekeeping
from app.services.backup_shelf import Copy, Found, Reason
from app.services.errors import AppError, FileBusy
from app.services.locations import Locations
from tests import life_helpers as life
from tests import report_helpers as reports

LEAST = 7


@pytest.fixture
def paths(tmp_path):
    return Locations(tmp_path / "数据")


@pytest.fixture
def ctx(paths, clock):
    made = bootstrap.make_context(paths, clock)
    reports.found_branch(made)
    yield made
    made.store.close()


def shelf(ctx) -> list[Copy]:
    return backup_shelf.on(ctx.paths.backups)


def test_a_name_tells_order_reason_time_and_the_end_of_the_log(ctx):
    made = backup_policy.before_mass_change(ctx, Reason.IMPORT)
    (copy,) = shelf(ctx)
    assert copy.path == made
    assert (copy.number, copy.reason, copy.at) == (1, Reason.IMPORT, datetime(2026, 11, 22, 9, 30))
    assert len(copy.head) == backup_shelf.MARK
    assert made.name.startswith("xianfeng-000001-import-20261122-093000-")


def test_what_holds_the_present_state_already_is_not_made_again(ctx):
    assert backup_policy.before_mass_change(ctx, Reason.IMPORT) is not None
    assert backup_policy.before_mass_change(ctx, Reason.BULK) is None
    assert backup_policy.closing(ctx) is None
    orgs.add_group(ctx, "新小组")
    assert backup_policy.closing(ctx) is not None
    assert len(shelf(ctx)) == 2


def test_the_first_use_of_a_day_makes_a_copy_and_the_page_beside_it(ctx, clock):
    assert backup_policy.daily(ctx) is not None
    orgs.add_group(ctx, "新小组")
    assert backup_policy.daily(ctx) is None
    clock.set(2026, 11, 23)
    assert backup_policy.daily(ctx) is not None
    assert [copy.reason for copy in shelf(ctx)] == [Reason.DAILY] * 2
    assert (ctx.paths.backups / "恢复说明.txt").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_clock_that_was_set_back_changes_no_order(ctx, clock):
    backup_policy.make_now(ctx)
    clock.set(2025, 1, 1)
    life.make_member(ctx, "张三")
    newest = backup_policy.make_now(ctx)
    assert shelf(ctx)[-1].path == newest
    assert backup.latest(ctx.paths) == datetime(2025, 1, 1, 9)


def test_nothing_is_changed_when_the_copy_before_cannot_be_written(ctx):
    ctx.paths.backups.write_text("一个同名的文件", encoding="utf-8")
    with pytest.raises(FileBusy, match="没有开始，什么都没有改动"):
        backup_policy.before_mass_change(ctx, Reason.IMPORT)


def test_a_copy_of_a_log_that_was_changed_takes_no_good_ones_place(ctx):
    good = []
    for n in range(8):
        orgs.add_group(ctx, f"小组{n}")
        good.append(backup_policy.make_now(ctx))
    with ctx.store.write() as session:
        session.connection().exec_driver_sql("UPDATE audit_event SET note = 'x' WHERE id = 1")
    for n in range(14):
        orgs.add_group(ctx, f"后来{n}")
        backup_policy.make_now(ctx)
    assert all(copy.exists() for copy in good)
    noted = backup_shelf.known(ctx.paths.backups)
    assert noted[good[-1].name].problems == ()
    assert "操作日志从第 1 条起被改动过" in noted[shelf(ctx)[-1].path.name].problems[0]


def test_a_restore_is_no_gap_in_the_log_also_with_a_clock_set_back(ctx, clock):
    kept = backup_policy.make_now(ctx)
    life.make_member(ctx, "张三")
    backup_policy.make_now(ctx)
    clock.set(2026, 11, 21)
    safekeeping.restore(ctx, kept)
    assert safekeeping.check(ctx) == ()


_MOMENTS = strategies.sampled_from(
    [timedelta(0), timedelta(seconds=1), timedelta(days=1), timedelta(days=31), timedelta(days=370),
     timedelta(days=-1), timedelta(days=-800), timedelta(days=9000)]
)  # fmt: skip
_STEPS = strategies.one_of(
    strategies.tuples(strategies.just("make"), _MOMENTS, strategies.sampled_from(list(Reason))),
    strategies.tuples(strategies.just("fail"), _MOMENTS, strategies.just(Reason.DAILY)),
    strategies.tuples(strategies.just("tampered"), _MOMENTS, strategies.just(Reason.DAILY)),
    strategies.tuples(strategies.just("rot"), strategies.just(timedelta(0)), strategies.just(Reason.DAILY)),
    strategies.tuples(
        strategies.just("lose the note"), strategies.just(timedelta(0)), strategies.just(Reason.DAILY)
    ),
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(strategies.lists(_STEPS, min_size=20, max_size=60))
def test_backup_policy_no_history_leaves_fewer_than_seven_good_generations(tmp_path_factory, steps):
    """Real files, real notes, real rotation; only what a copy holds is small."""
    folder = tmp_path_factory.mktemp("备份")
    now = datetime(2026, 11, 22, 9, 30)
    truth: dict[str, bool] = {}
    made = 0
    for what, moved, reason in steps:
        now = max(datetime(1980, 1, 1), min(now + moved, datetime(9000, 1, 1)))
        before = {name for name in truth if truth[name]}
        if what in ("make", "tampered"):
            number = backup_shelf.next_number(folder)
            path = folder / backup_shelf.name_of(number, reason, now, f"{number:012x}")
            assert not path.exists()
            _put(path, ok=what == "make")
            truth[path.name] = what == "make"
            made += 1
            _rotate(folder, truth)
        elif what == "rot" and len(before) > 12:
            # a disk that fails loses some, not all of them
            victim = folder / sorted(before)[-3]
            victim.write_bytes(b"\0" * victim.stat().st_size)
            truth[victim.name] = False
        elif what == "lose the note" and (folder / backup_shelf.INDEX).exists():
            (folder / backup_shelf.INDEX).write_text("{", encoding="utf-8")
        there = {copy.path.name for copy in backup_shelf.on(folder)}
        ever = len(before | {name for name in truth if truth[name]})
        good = sum(truth[name] for name in there)
        assert good >= min(LEAST, ever)
        newest = max((name for name in truth if truth[name]), default=None)
        assert newest is None or newest in there
        for name in set(truth) - there:
            del truth[name]


def _put(path: Path, *, ok: bool) -> None:
    path.write_bytes(path.name.encode() * 3)
    problems = () if ok else ("操作日志从第 1 条起被改动过。",)
    found = Found(path.stat().st_size, backup_shelf.digest(path), 1, 1, 1, problems)
    backup_shelf.note(path.parent, path.name, found)


def _rotate(folder: Path, truth: dict[str, bool]) -> None:
    noted = backup_shelf.known(folder)

    def is_good(copy: Copy) -> bool | None:
        state = backup_shelf.unchanged(copy, noted)
        return state if state is not None else (True if truth[copy.path.name] else None)

    backup_shelf.drop(backup_shelf.to_drop(backup_shelf.on(folder), is_good))


def test_the_kept_are_ten_recent_seven_days_twelve_months_and_every_year_end():
    first = datetime(2020, 1, 1, 12)
    made = [Copy(Path(f"{n}"), n, Reason.DAILY, first + timedelta(days=n), "") for n in range(2200)]
    made[5] = Copy(Path("5"), 5, Reason.YEAREND, made[5].at, "")
    gone = set(backup_shelf.to_drop(made, lambda _copy: True))
    kept = [copy for copy in made if copy not in gone]
    assert kept[-10:] == made[-10:]
    assert {copy.number for copy in kept if copy.reason is Reason.YEAREND} == {5}
    assert {copy.at.year for copy in kept} == set(range(2020, 2027))
    assert len({f"{copy.at:%Y%m}" for copy in kept}) >= 12
    assert len(kept) <= 10 + 12 + 7 + 1


def test_no_error_of_the_policy_is_an_unknown_one(ctx):
    ctx.paths.backups.write_text("一个同名的文件", encoding="utf-8")
    for act in (backup_policy.closing, backup_policy.daily, backup_policy.make_now):
        with pytest.raises(AppError):
            act(ctx)

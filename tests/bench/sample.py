"""Data folders to measure on, filled by the real services; many entries by the driver's bulk insert."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from datetime import date, datetime, timedelta
from functools import cache
from itertools import cycle, islice, product
from pathlib import Path

from app.bootstrap import command_context
from app.services import members, orgs, settings
from app.services.context import Context
from app.services.member_checks import MemberDraft
from app.services.points import rulebooks

MORNING = datetime(2026, 11, 22, 9)
QUARTER = "2026Q3"
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
GIVEN = ("建国", "秀英", "志强", "桂兰", "海燕", "晓明", "丽华", "德胜", "喆", "翀")
_FIRST_DAY, _DAYS = date(2026, 7, 1), 92


def names(count: int) -> list[str]:
    """Return invented names, some of them shared."""
    return list(islice(cycle("".join(pair) for pair in product(SURNAMES, GIVEN)), count))


def branch_of(count: int, folder: Path) -> None:
    """Make a data folder with one branch, two groups and `count` members."""
    with command_context(folder, clock=lambda: MORNING) as ctx, ctx.write("建立支部") as work:
        orgs.set_branch_in(work, "机关第一党支部")
        groups = [orgs.group_in(work, name).id for name in ("第一党小组", "第二党小组")]
        settings.save_in(work, settings.BranchSettings(unit="某市水利局", secretary="王书记"))
        for name, group in zip(names(count), cycle(groups), strict=False):
            members.add_in(
                work, MemberDraft(name=name, group_id=group, joined="2009-07-01", regular="2010-07-01")
            )


def points_of(count: int, entries: int, folder: Path) -> None:
    """Make a branch of `count` members with a rulebook and `entries` approved entries in `QUARTER`."""
    branch_of(count, folder)
    with command_context(folder, clock=lambda: MORNING) as ctx:
        rulebooks.adopt_preset(ctx, "jiguan", date(2026, 1, 1))
        add_entries(ctx, entries)


def add_entries(ctx: Context, count: int) -> None:
    """Insert `count` approved entries of 1 on items that count times, spread over members, items and days."""
    from sqlalchemy import insert

    from app.models.kinds import EntryState
    from app.models.points import Entry
    from app.services.points.rules_items import ItemKind

    items = [row.code for row in rulebooks.items_on(ctx, _FIRST_DAY) if row.kind is ItemKind.PER_UNIT]
    people = [row.id for row in members.list_members(ctx)]
    with ctx.store.write() as session:
        for first in range(0, count, 10_000):
            rows = [
                {
                    "member_id": people[at % len(people)],
                    "item_code": items[at // len(people) % len(items)],
                    "happened_on": _FIRST_DAY + timedelta(days=at * 7 % _DAYS),
                    "value": 100,
                    "state": EntryState.APPROVED,
                    "created_at": MORNING,
                }
                for at in range(first, min(first + 10_000, count))
            ]
            session.execute(insert(Entry), rows)


@cache
def sample_year() -> Path:
    """Return a data folder with the sample branch's year 2026, made once a run; copy it before writing."""
    from app.services.sample.year import SampleClock, build

    folder = Path(tempfile.mkdtemp(prefix="xianfeng-bench-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    clock = SampleClock()
    with command_context(folder / "data", clock) as ctx:
        build(ctx, clock)
    return folder / "data"

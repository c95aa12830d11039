"""Data folders to measure on, filled by the real services."""

from __future__ import annotations

from datetime import datetime
from itertools import cycle, islice, product
from pathlib import Path

from app.bootstrap import command_context
from app.services import members, orgs, settings
from app.services.members import MemberDraft

MORNING = datetime(2026, 11, 22, 9)
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
GIVEN = ("建国", "秀英", "志强", "桂兰", "海燕", "晓明", "丽华", "德胜", "喆", "翀")


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

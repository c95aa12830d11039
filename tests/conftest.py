"""Fixtures every test may use: a real database, a fixed day, an operator."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OPENPYXL_LXML", "False")

import pytest

from app.models.store import Store
from app.models.tables import metadata
from app.services import orgs, settings
from app.services.context import Context
from app.services.locations import Locations

TODAY = datetime(2026, 11, 22, 9, 30)


class Clock:
    """A clock that stands still until a test sets it."""

    def __init__(self) -> None:
        self.now = TODAY

    def __call__(self) -> datetime:
        return self.now

    def set(self, year: int, month: int, day: int, hour: int = 9) -> None:
        self.now = datetime(year, month, day, hour)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store() -> Iterator[Store]:
    made = Store.in_memory()
    metadata.create_all(made.engine)
    yield made
    made.close()


@pytest.fixture
def ctx(store: Store, clock: Clock, tmp_path: Path) -> Context:
    """A context on an empty database in memory; today is 2026-11-22, a Sunday."""
    return Context(store=store, clock=clock, operator="王书记", paths=Locations(tmp_path / "data"))


@pytest.fixture
def branch(ctx: Context) -> Context:
    """The same with unit, branch and two groups."""
    with ctx.write("建立支部") as work:
        orgs.set_branch_in(work, "机关第一党支部")
        orgs.group_in(work, "第一党小组")
        orgs.group_in(work, "第二党小组")
        settings.save_in(
            work, settings.BranchSettings(unit="某市水利局", secretary="王书记", recorder="李记录")
        )
    return ctx

"""Rows that the widget tests show."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from app.ui.widgets.data_table import DataTable
from app.ui.widgets.table_model import Column


@dataclass(frozen=True, slots=True)
class Person:
    number: int
    name: str
    pinyin: str
    points: int | None


PEOPLE = [
    Person(1, "王伟", "wangwei", 8750),
    Person(2, "逄翀", "pangchong", None),
    Person(3, "欧阳喆", "ouyangzhe", 12000),
    Person(4, "㛃䶮", "jieyan", 950),
]
COLUMNS = [
    Column("name", "姓名", lambda p: p.name, sort=lambda p: p.pinyin),
    Column("points", "积分", lambda p: "" if p.points is None else f"{p.points / 100:g}", 90, "right",
           sort=lambda p: p.points, tone=lambda p: "bad" if (p.points or 0) < 1000 else "", badge=True),
]  # fmt: skip


@pytest.fixture
def people() -> list[Person]:
    return list(PEOPLE)


@pytest.fixture
def columns() -> list[Column]:
    return list(COLUMNS)


@pytest.fixture
def table(show, people, columns) -> DataTable:
    made = DataTable(columns, key=lambda person: person.number)
    made.set_rows(people)
    return show(made)

"""One entry saved durably with its action and audit rows, beside the same rows by the raw driver."""

from __future__ import annotations

import json
import sqlite3
import tempfile
import uuid
from datetime import date
from pathlib import Path

from tests.bench.sample import MORNING, points_of
from tests.bench.timing import compare

_MEMBERS, _ENTRIES, _SAVES = 60, 2_000, 10


def main() -> None:
    from app.bootstrap import command_context
    from app.services import members
    from app.services.points import entries, rulebooks
    from app.services.points.rules_items import ItemKind

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        points_of(_MEMBERS, _ENTRIES, folder)
        with command_context(folder, clock=lambda: MORNING) as ctx:
            who = members.list_members(ctx)[0].id
            day = date(2026, 9, 1)
            item = next(row.code for row in rulebooks.items_on(ctx, day) if row.kind is ItemKind.PER_UNIT)
            draft = entries.EntryDraft(member_id=who, item_code=item, happened_on=day, value="1")
            bare = _connection(folder / "xianfeng.db")
            try:
                compare(
                    f"save: one entry, {_SAVES} times",
                    lambda: _save_bare(bare, who, item),
                    lambda: [entries.add(ctx, draft) for _ in range(_SAVES)],
                    bar=3,
                )
            finally:
                bare.close()


def _connection(path: Path) -> sqlite3.Connection:
    made = sqlite3.connect(path, isolation_level=None)
    for setting in ("journal_mode=TRUNCATE", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        made.execute(f"PRAGMA {setting}").fetchall()
    return made


def _save_bare(connection: sqlite3.Connection, who: int, item: str) -> None:
    for _ in range(_SAVES):
        _save_one(connection, who, item)


def _save_one(connection: sqlite3.Connection, who: int, item: str) -> None:
    stamp = MORNING.isoformat(timespec="seconds")
    connection.execute("BEGIN IMMEDIATE")
    row = connection.execute(
        "INSERT INTO entry (uuid, member_id, item_code, happened_on, value, state, source, created_at)"
        " VALUES (?, ?, ?, '2026-09-01', 100, 'draft', 'manual', ?)",
        (str(uuid.uuid4()), who, item, stamp),
    ).lastrowid
    action = connection.execute(
        "INSERT INTO action (uuid, label, operator, at) VALUES (?, '录入积分', '', ?)",
        (str(uuid.uuid4()), stamp),
    ).lastrowid
    connection.execute(
        "INSERT INTO audit_event (uuid, action_id, kind, table_name, row_id, after, chain)"
        " VALUES (?, ?, 'change', 'entry', ?, ?, ?)",
        (str(uuid.uuid4()), action, row, json.dumps({"member_id": who, "item_code": item}), "0" * 64),
    )
    connection.execute("COMMIT")

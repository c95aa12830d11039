"""Somebody with an SQLite tool changes the log: every way is found, and where."""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app import bootstrap
from app.models.kinds import AuditKind
from app.models.schema import upgrade_file
from app.models.store import Store
from app.services import audit, audit_check, orgs
from app.services.audit_chain import Line, link, of_short, plain_link, short
from app.services.audit_check import Anchor
from app.services.context import Context
from app.services.locations import Locations

KEY = bytes(range(32))
TAMPERS = 600
NOW = datetime(2026, 11, 22, 9, 30)

Db = sqlite3.Connection
Tamper = Callable[[Db, random.Random], int | None]
"""Does something to the log and tells the number of the line it must be found at, None for the whole."""


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A file with a log of some forty lines, and the head that was printed last."""
    path = tmp_path_factory.mktemp("log") / "xianfeng.db"
    upgrade_file(path)
    ctx = context(path)
    for number in range(12):
        orgs.add_group(later(ctx, number), f"第{number}党小组")
        audit.log_event(later(ctx, number), AuditKind.EXPORT, f"导出名册 {number}")
    for number, group in enumerate(orgs.groups(ctx)):
        orgs.rename_group(later(ctx, 20 + number), group.id, f"{group.name}（改）")
    head = audit.short_head(ctx)
    assert audit_check.findings(ctx) == ()
    ctx.store.close()
    return path, head


def context(path: Path, key: bytes = KEY) -> Context:
    return Context(store=Store(Store.open(path).engine, audit_key=key), clock=lambda: NOW, operator="王书记")


def later(ctx: Context, minutes: int) -> Context:
    return replace(ctx, clock=lambda: NOW + timedelta(minutes=minutes))


def lines(db: Db) -> list[int]:
    return [row[0] for row in db.execute("SELECT id FROM audit_event ORDER BY id")]


def edit(db: Db, dice: random.Random) -> int:
    line = dice.choice(lines(db))
    column = dice.choice(["uuid", "kind", "table_name", "row_id", "before", "after", "note", "chain"])
    value = {"kind": "print", "row_id": 999, "before": '{"name": "甲"}', "chain": "f" * 64}.get(column, "乙")
    db.execute(f"UPDATE audit_event SET {column} = ? WHERE id = ?", (value, line))
    return line


def edit_action(db: Db, dice: random.Random) -> int:
    line = dice.choice(lines(db))
    column, value = dice.choice(
        [("label", "改名"), ("operator", "李某"), ("uuid", "u"), ("at", "2026-11-21T08:00:00")]
    )
    db.execute(
        f"UPDATE action SET {column} = ? WHERE id = (SELECT action_id FROM audit_event WHERE id = ?)",
        (value, line),
    )
    return db.execute(
        "SELECT min(id) FROM audit_event WHERE action_id ="
        " (SELECT action_id FROM audit_event WHERE id = ?)", (line,)
    ).fetchone()[0]  # fmt: skip


def delete(db: Db, dice: random.Random) -> int:
    line = dice.choice(lines(db)[:-1])
    db.execute("DELETE FROM audit_event WHERE id = ?", (line,))
    return line + 1


def delete_and_close_the_gap(db: Db, dice: random.Random) -> int:
    line = dice.choice(lines(db)[:-1])
    db.execute("DELETE FROM audit_event WHERE id = ?", (line,))
    for number in [n for n in lines(db) if n > line]:
        db.execute("UPDATE audit_event SET id = ? WHERE id = ?", (number - 1, number))
    return line


def delete_action(db: Db, dice: random.Random) -> int:
    line = dice.choice(lines(db))
    action = db.execute("SELECT action_id FROM audit_event WHERE id = ?", (line,)).fetchone()[0]
    db.execute("DELETE FROM action WHERE id = ?", (action,))
    return db.execute("SELECT min(id) FROM audit_event WHERE action_id = ?", (action,)).fetchone()[0]


def cut_tail(db: Db, dice: random.Random) -> None:
    first = dice.choice(lines(db))
    db.execute("DELETE FROM audit_event WHERE id >= ?", (first,))
    db.execute("DELETE FROM action WHERE id NOT IN (SELECT action_id FROM audit_event)")


def recompute(db: Db, dice: random.Random) -> int:
    """Edit a line and make all hashes after it anew, as far as that goes without the key."""
    line = dice.choice(lines(db))
    db.execute("UPDATE audit_event SET note = '改写' WHERE id = ?", (line,))
    guess = dice.choice([lambda former, row: link(b"", former, row), plain_link])
    former = db.execute("SELECT chain FROM audit_event WHERE id = ?", (line - 1,)).fetchone()
    former = former[0] if former else "0" * 64
    rows = db.execute(
        "SELECT e.id, e.uuid, e.action_id, e.kind, e.table_name, e.row_id, e.before, e.after, e.note, e.chain,"
        " a.uuid, a.label, a.operator, a.at FROM audit_event e JOIN action a ON a.id = e.action_id"
        " WHERE e.id >= ? ORDER BY e.id", (line,)
    ).fetchall()  # fmt: skip
    for row in rows:
        former = guess(former, Line(*row))
        db.execute("UPDATE audit_event SET chain = ? WHERE id = ?", (former, row[0]))
    return line


def change_time(db: Db, dice: random.Random) -> int:
    line = dice.choice(lines(db))
    action = db.execute("SELECT action_id FROM audit_event WHERE id = ?", (line,)).fetchone()[0]
    at = f"2026-11-{dice.randint(1, 20):02}T10:00:00"
    db.execute("UPDATE action SET at = ? WHERE id = ?", (at, action))
    return db.execute("SELECT min(id) FROM audit_event WHERE action_id = ?", (action,)).fetchone()[0]


def swap(db: Db, dice: random.Random) -> int:
    one, other = sorted(dice.sample(lines(db), 2))
    for old, new in ((one, -1), (other, one), (-1, other)):
        db.execute("UPDATE audit_event SET id = ? WHERE id = ?", (new, old))
    return one


def insert(db: Db, _dice: random.Random) -> int:
    last = lines(db)[-1]
    db.execute(
        "INSERT INTO audit_event (id, uuid, action_id, kind, note, chain) VALUES (?, 'x', 1, 'export', '导出', ?)",
        (last + 1, "a" * 64),
    )
    return last + 1


def insert_act(db: Db, _dice: random.Random) -> None:
    db.execute(
        "INSERT INTO action (uuid, label, operator, at) VALUES ('x', '补记', '甲', '2026-11-20T08:00:00')"
    )


def forge_segment(db: Db, dice: random.Random) -> None:
    column = dice.choice(["starts_after", "former_head", "at", "uuid"])
    db.execute(
        f"UPDATE audit_segment SET {column} = ?", ({"starts_after": 3}.get(column, "2026-01-01T00:00:00"),)
    )


TAMPERINGS: list[Tamper] = [
    edit, edit_action, delete, delete_and_close_the_gap, delete_action, cut_tail, recompute, change_time, swap,
    insert, insert_act, forge_segment,
]  # fmt: skip


def test_600_tampers_are_all_found_and_located(sealed: tuple[Path, str], tmp_path: Path) -> None:
    source, printed = sealed
    anchor = Anchor(of_short(printed) or "", "第三季度公示表")
    path = tmp_path / "xianfeng.db"
    missed = []
    for number in range(TAMPERS):
        dice = random.Random(number)
        tamper = TAMPERINGS[number % len(TAMPERINGS)]
        shutil.copy(source, path)
        with closing(sqlite3.connect(path)) as db:
            place = tamper(db, dice)
            db.commit()
        ctx = context(path)
        found = audit_check.findings(ctx, [anchor])
        ctx.store.close()
        at = {finding.line for finding in found}
        if not found or (place is not None and place not in at):
            missed.append((tamper.__name__, number, place, at))
    assert missed == []


def test_the_sentence_names_line_time_act_and_person(sealed: tuple[Path, str], tmp_path: Path) -> None:
    path = tmp_path / "xianfeng.db"
    shutil.copy(sealed[0], path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE audit_event SET note = '没有导出' WHERE id = 4")
        db.commit()
    ctx = context(path)
    (found,) = audit_check.findings(ctx)
    ctx.store.close()
    assert found.line == 4
    assert found.text.startswith("操作日志从第 4 条起被改动过：2026-11-22 09:31“导出”（王书记）")


def test_a_cut_tail_is_only_seen_by_a_head_from_outside(sealed: tuple[Path, str], tmp_path: Path) -> None:
    path = tmp_path / "xianfeng.db"
    shutil.copy(sealed[0], path)
    with closing(sqlite3.connect(path)) as db:
        cut_tail(db, random.Random(1))
        db.commit()
    ctx = context(path)
    (found,) = audit_check.findings(ctx, [Anchor(of_short(sealed[1]) or "", "第三季度公示表")])
    ctx.store.close()
    assert sealed[1] in found.text
    assert "第三季度公示表" in found.text
    assert "截去" in found.text


def test_a_log_without_key_is_checked_once_and_then_sealed(tmp_path: Path) -> None:
    path = tmp_path / "xianfeng.db"
    upgrade_file(path)
    with closing(sqlite3.connect(path)) as db:
        plain_log(db, 5)
        db.commit()
    ctx = context(path)
    audit.settle(ctx.store, NOW)
    orgs.add_group(ctx, "第一党小组")
    assert audit_check.findings(ctx) == ()
    with closing(sqlite3.connect(path)) as db:
        db.execute("DELETE FROM audit_event WHERE id > 0 AND id < 6")
        db.execute("DELETE FROM action WHERE id < 6")
        plain_log(db, 5, note="改写")
        db.commit()
    assert any("与当时封存的不符" in finding.text for finding in audit_check.findings(ctx))
    ctx.store.close()


def test_a_log_that_was_changed_before_the_key_came_is_told(tmp_path: Path) -> None:
    path = tmp_path / "xianfeng.db"
    upgrade_file(path)
    with closing(sqlite3.connect(path)) as db:
        plain_log(db, 5)
        db.execute("UPDATE audit_event SET note = '改写' WHERE id = 3")
        db.commit()
    ctx = context(path)
    audit.settle(ctx.store, NOW)
    texts = [finding.text for finding in audit_check.findings(ctx)]
    ctx.store.close()
    assert any("此前的记录已核对不符" in text for text in texts)
    assert any("第 3 条" in text for text in texts)


def test_another_key_cannot_check_and_says_so(sealed: tuple[Path, str], tmp_path: Path) -> None:
    path = tmp_path / "xianfeng.db"
    shutil.copy(sealed[0], path)
    ctx = context(path, b"another key")
    assert "另一把密钥" in audit_check.findings(ctx)[0].text
    audit.settle(ctx.store, NOW)
    assert audit_check.findings(ctx) == ()
    (mentioned,) = audit_check.foreign_parts(ctx)
    assert re.search(r"第 1 到 \d+ 条是用另一把密钥封存的", mentioned)
    ctx.store.close()


def test_what_this_key_has_sealed_is_no_foreign_part(sealed: tuple[Path, str]) -> None:
    ctx = context(sealed[0])
    assert audit_check.foreign_parts(ctx) == ()
    ctx.store.close()


@pytest.mark.parametrize("forge", ["plain", "empty key"])
def test_a_log_that_was_put_in_the_place_of_the_sealed_one_is_named_as_such(
    tmp_path: Path, forge: str
) -> None:
    paths = Locations(tmp_path)
    with bootstrap.command_context(tmp_path, lambda: NOW) as ctx:
        audit.log_event(ctx, AuditKind.EXPORT, "导出名册")
    with closing(sqlite3.connect(paths.database)) as db:
        for table in ("audit_segment", "audit_event", "action"):
            db.execute(f"DELETE FROM {table}")
        plain_log(db, 5)
        db.commit()
    if forge == "empty key":
        forger = context(paths.database, b"")
        audit.settle(forger.store, NOW)
        audit.log_event(forger, AuditKind.EXPORT, "什么也没有")
        forger.store.close()
    paths.log_anchor.unlink()
    with bootstrap.command_context(tmp_path, lambda: NOW) as ctx:
        texts = [finding.text for finding in audit_check.findings(ctx)]
    assert any(text.startswith("操作日志被整体换过") for text in texts)


def test_the_short_form_is_typed_as_people_type(sealed: tuple[Path, str]) -> None:
    assert re.fullmatch(r"[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}", sealed[1])
    assert short(of_short(f" {sealed[1].lower()} ") or "") == sealed[1]
    assert of_short("第三季度") is None
    assert of_short("12") is None


def plain_log(db: Db, count: int, note: str = "导出") -> None:
    former = "0" * 64
    for n in range(1, count + 1):
        db.execute("INSERT INTO action VALUES ('导出', '甲', '2026-01-01T08:00:00', ?, ?)", (n, f"a{n}"))
        line = Line(
            n,
            f"e{n}",
            n,
            "export",
            None,
            None,
            None,
            None,
            note,
            "",
            f"a{n}",
            "导出",
            "甲",
            "2026-01-01T08:00:00",
        )
        former = plain_link(former, line)
        db.execute(
            "INSERT INTO audit_event (id, uuid, action_id, kind, note, chain) VALUES (?, ?, ?, ?, ?, ?)",
            (n, f"e{n}", n, "export", note, former),
        )

"""The store keeps its promises: durable settings, one transaction, nothing half written."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from app.models.kinds import OrgKind
from app.models.org import Org
from app.models.schema import FileState, copy_file, file_state, upgrade_file
from app.models.store import Store


@pytest.fixture
def file_store(tmp_path: Path) -> Store:
    path = tmp_path / "支部 100%#?.db"
    upgrade_file(path)
    return Store.open(path)


def test_the_file_is_opened_with_the_durable_settings(file_store: Store) -> None:
    with file_store.read() as session:
        found = {
            name: session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "trusted_schema")
        }

    assert found == {
        "journal_mode": "truncate",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "trusted_schema": 0,
    }


def test_an_error_inside_the_block_leaves_nothing_behind(file_store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        _write_and_fail(file_store)

    with file_store.read() as session:
        assert session.scalar(select(func.count()).select_from(Org)) == 0


def test_tables_refuse_a_word_where_a_number_belongs(file_store: Store) -> None:
    with pytest.raises(Exception, match="cannot store TEXT"), file_store.write() as session:
        session.execute(
            text("INSERT INTO org (uuid, kind, name, functional, position) VALUES ('u','group','x',0,'十')")
        )


def test_a_write_takes_its_lock_at_once(file_store: Store) -> None:
    statements: list[str] = []
    from sqlalchemy import event

    event.listen(
        file_store.engine,
        "before_cursor_execute",
        lambda _c, _cur, statement, *_: statements.append(statement),
    )
    with file_store.write() as session:
        session.add(Org(kind=OrgKind.BRANCH, name="一支部"))

    assert statements[0] == "BEGIN IMMEDIATE"


def test_a_file_is_told_apart_by_its_schema(tmp_path: Path) -> None:
    missing, foreign, newer = (tmp_path / name for name in ("a.db", "b.db", "c.db"))
    foreign.write_bytes(b"not a database at all, just some text")
    upgrade_file(newer)
    store = Store.open(newer)
    with store.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()

    assert file_state(missing) is FileState.MISSING
    assert file_state(foreign) is FileState.FOREIGN
    assert file_state(newer) is FileState.NEWER


def test_a_file_whose_last_commit_was_cut_off_is_known_and_whole(tmp_path: Path) -> None:
    path = tmp_path / "cut.db"
    upgrade_file(path)
    script = (
        "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('PRAGMA cache_size=1'); c.execute('BEGIN IMMEDIATE'); c.execute('CREATE TABLE x (a)');"
        "[c.execute('INSERT INTO x VALUES (randomblob(2000))') for _ in range(500)]; os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert path.with_name("cut.db-journal").stat().st_size > 0

    assert file_state(path) is FileState.CURRENT

    store = Store.open(path)
    with store.read() as session:
        assert session.scalar(text("SELECT count(*) FROM sqlite_master WHERE name = 'x'")) == 0
    store.close()


def test_a_copy_holds_what_the_original_holds(file_store: Store, tmp_path: Path) -> None:
    with file_store.write() as session:
        session.add(Org(kind=OrgKind.BRANCH, name="一支部"))
    source = Path(
        file_store.engine.raw_connection().driver_connection.execute("PRAGMA database_list").fetchone()[2]
    )

    copy_file(source, tmp_path / "copy.db")

    copied = Store.open(tmp_path / "copy.db")
    with copied.read() as session:
        assert session.scalars(select(Org.name)).all() == ["一支部"]
    copied.close()
    file_store.close()


def _write_and_fail(store: Store) -> None:
    with store.write() as session:
        session.add(Org(kind=OrgKind.BRANCH, name="一支部"))
        session.flush()
        raise ZeroDivisionError


def test_many_threads_leave_each_other_their_connections(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    upgrade_file(path)
    store = Store.open(path)
    inside = threading.Barrier(9)

    def read() -> int:
        with store.read() as session:
            inside.wait(timeout=20)
            return len(session.scalars(select(Org.id)).all())

    with ThreadPoolExecutor(9) as pool:
        found = [each.result() for each in [pool.submit(read) for _ in range(9)]]
    store.close()

    assert found == [0] * 9

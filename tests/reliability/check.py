"""The common check of a data folder after a fault: opened by the program, judged by its log row by row."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.models.activity import Activity
from app.models.audit import Action, AuditEvent
from app.models.tables import TABLES
from app.services import safekeeping
from app.services.context import Context
from app.services.errors import AppError
from app.services.points.posting import post_activities_in
from tests.reliability import branch

Values = dict[str, Any]
UNLOGGED = {"action", "audit_event", "audit_segment", "alembic_version"}


class NothingToPost(Exception):
    """Rolls the trial posting back."""


def examine(folder: Path, acknowledged: Iterable[str] = (), *, thorough: bool = True) -> list[str]:
    """Open the folder and return what is wrong with it; empty when every acknowledged act is there, and whole."""
    try:
        ctx = branch.open_folder(folder)
    except AppError as error:
        return [f"refused: {error.message}"]
    except Exception as error:  # a bug in opening is a finding, not the end of the run
        return [f"cannot be opened: {error!r}"]
    try:
        return judge(ctx, acknowledged, thorough=thorough)
    except Exception as error:
        return [f"cannot be read: {error!r}"]
    finally:
        ctx.store.close()


def judge(ctx: Context, acknowledged: Iterable[str] = (), *, thorough: bool = True) -> list[str]:
    """Return what is wrong with an open folder.

    Structure, references and the chain of the log are the program's own check; the log is then replayed
    from its first line and must give every row of every table; posting afresh must change no points.
    """
    problems = list(safekeeping.check(ctx))
    present = actions(ctx)
    problems += [f"lost: {identity}" for identity in acknowledged if identity not in present]
    if thorough and not problems:
        problems += [*against_log(ctx), *against_posting(ctx)]
    return problems


def actions(ctx: Context) -> set[str]:
    """Return the identities of all acts that are saved."""
    with ctx.read() as session:
        return set(session.scalars(select(Action.uuid)))


def against_log(ctx: Context) -> list[str]:
    """Replay the log and compare: a row that half an act has written or left out is found and named."""
    wanted = _replayed(ctx)
    problems = []
    with ctx.read() as session:
        connection = session.connection()
        for name in sorted(set(TABLES) - UNLOGGED):
            found = connection.exec_driver_sql(f'SELECT * FROM "{name}"').mappings()
            rows = {row["id"]: dict(row) for row in found}
            logged = {row_id: row for (table, row_id), row in wanted.items() if table == name}
            problems += [f"half: {name} {row_id} is not in the log" for row_id in rows.keys() - logged.keys()]
            problems += [f"half: {name} {row_id} is gone" for row_id in logged.keys() - rows.keys()]
            for row_id in rows.keys() & logged.keys():
                wrong = [key for key, value in logged[row_id].items() if not _same(rows[row_id][key], value)]
                problems += [f"half: {name} {row_id} differs in {wrong}"] if wrong else []
    return problems


def against_posting(ctx: Context) -> list[str]:
    """Post every activity afresh on trial: totals are sums of entries, and the entries must already be right."""
    from app.models.capture import Recording

    recording = Recording()
    try:
        with ctx.write("核对积分") as work:
            recording.attach(work.session)
            post_activities_in(work, work.session.scalars(select(Activity.id)).all())
            work.session.flush()
            raise NothingToPost
    except NothingToPost:
        pass
    return [f"points: {row.table} {row.row_id} would change" for row in recording.rows]


def digest(ctx: Context) -> str:
    """Return one hash over every row, but for the log, which also keeps what was taken back."""
    told = hashlib.sha256()
    with ctx.read() as session:
        connection = session.connection()
        for name in sorted(set(TABLES) - UNLOGGED):
            for row in connection.exec_driver_sql(f'SELECT * FROM "{name}" ORDER BY id'):
                told.update(repr(tuple(row)).encode())
    return told.hexdigest()


def _replayed(ctx: Context) -> dict[tuple[str, int], Values]:
    rows: dict[tuple[str, int], Values] = {}
    query = select(AuditEvent.table_name, AuditEvent.row_id, AuditEvent.before, AuditEvent.after)
    with ctx.read() as session:
        for table, row_id, before, after in session.execute(query.order_by(AuditEvent.id)):
            if table is None:
                continue
            if after is None:
                rows.pop((table, row_id), None)
            elif before is None:
                rows[table, row_id] = dict(after)
            else:
                rows[table, row_id].update(after)
    return rows


def _same(stored: Any, logged: Any) -> bool:
    if isinstance(stored, bytes):
        return logged == {"bytes": len(stored), "head": base64.b64encode(stored[:12]).decode()}
    if isinstance(logged, (dict, list)) or (isinstance(logged, str) and logged != stored):
        try:
            return bool(json.loads(stored) == (json.loads(logged) if isinstance(logged, str) else logged))
        except (TypeError, ValueError):
            return False
    return bool(stored == logged)

"""Lists of facts as secretaries keep them: a sheet of heads and rows, on a branch whose members are known."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from app.services import members, orgs
from app.services.context import Context
from app.services.imports import engine
from app.services.imports.engine import Look
from app.services.imports.table import Status
from app.services.member_checks import MemberDraft

NAMES = ("张伟", "李娜", "王建国", "逄喆")


def people(ctx: Context, names: Sequence[str] = NAMES) -> dict[str, int]:
    """Add members of these names in the first group and return their ids."""
    group = orgs.groups(ctx)[0].id
    return {
        name: members.add(
            ctx, MemberDraft(name=name, group_id=group, joined="2009-07-01", regular="2010-07-01")
        ).new_id
        for name in names
    }


def book(path: Path, heads: str, *rows: Sequence[Any], above: Sequence[Sequence[Any]] = ()) -> Path:
    """Write a sheet: rows above the heads, heads parted by |, rows."""
    made = Workbook()
    sheet = made.worksheets[0]
    for row in (*above, heads.split("|"), *rows):
        sheet.append(list(row))
    made.save(path)
    return path


def look_at(ctx: Context, kind: str, path: Path) -> Look:
    """Open a file whose preview must come about."""
    look = engine.open_file(ctx, kind, path)
    assert look.preview is not None, look.problem
    return look


def states(look: Look) -> list[tuple[str, Status, str]]:
    """Name, state and reason of each good row."""
    assert look.preview is not None
    return [(seen.row.name, seen.status, seen.reason or "") for seen in look.preview.rows]


def wrong(look: Look) -> list[tuple[str, str]]:
    """Head and reason of each wrong cell."""
    assert look.preview is not None
    return [(finding.column, finding.reason) for finding in look.preview.wrong]

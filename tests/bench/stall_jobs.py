"""The long work of the program as jobs, on a copy of the sample year; used by the bench and by a test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.services.context import Context
from app.services.progress import Progress

Work = Callable[[Progress], Any]


def jobs(ctx: Context, place: Path, *, rows: int) -> dict[str, Work]:
    """Return the jobs by name; files go to `place`, `rows` is the size of the roster that is imported."""
    from app.services import exports, members
    from app.services.points import totals
    from app.services.printing import ArchiveOptions, export_archives_pdf
    from tests.bench.bench_import import write_roster

    book = place / "roster.xlsx"
    write_roster(book, rows)
    people = [row.id for row in members.list_members(ctx)]
    return {
        f"import {rows} rows": lambda progress: _import(ctx, book, progress),
        "export the points of the year": lambda _: exports.export_points(ctx, "2026", place / "points.xlsx"),
        f"{len(people)} archives": lambda progress: export_archives_pdf(
            ctx, people, ArchiveOptions(2026), place / "archives.pdf", progress
        ),
        "totals of the year": lambda _: totals.period_totals(ctx, "2026"),
        "backup": lambda _: _back_up(ctx),
    }


def _import(ctx: Context, book: Path, progress: Progress) -> None:
    from app.services.imports import engine
    from app.services.imports.table import Mode
    from app.services.imports.told import Story

    look = engine.open_file(ctx, "roster", book, progress)
    Story(look, Mode.UPDATE)
    engine.apply(ctx, look, progress=progress)


def _back_up(ctx: Context) -> None:
    from app.services import backup

    assert ctx.paths is not None
    backup.back_up(ctx.paths, ctx.now)

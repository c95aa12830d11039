"""`print-archive [--member NAME] OUT.pdf`: archives (一人一档) as one PDF with bookmarks."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from app import bootstrap
from app.services.outputs import require_data, require_ending


def add_parser(commands: Any) -> None:
    """Add the command and its arguments."""
    parser = commands.add_parser("print-archive", help="把党员档案排成 A4 的 PDF")
    parser.add_argument("--member", metavar="NAME", help="只打印这一名党员；同名的写作 张伟#2")
    parser.add_argument("--year", type=int, metavar="YEAR", help="年度，默认今年")
    parser.add_argument("out", type=Path, metavar="OUT.pdf", help="要写的文件")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the PDF and say what it holds; numbers are masked, as the window does unless asked.

    Raises:
        AppError: Nobody is called so, there are no data, or the file cannot be written.

    """
    require_ending(args.out, ".pdf")
    require_data(bootstrap.locations(args.data))
    from app.services import members, printing

    with bootstrap.command_context(args.data) as ctx:
        if args.member is None:
            chosen = [row.id for row in members.list_members(ctx)]
        else:
            chosen = [printing.find_member(ctx, args.member)]
        options = printing.ArchiveOptions(year=ctx.today.year if args.year is None else args.year)
        job = printing.export_archives_pdf(ctx, chosen, options, args.out)
    for warning in job.warnings:
        print(f"注意：{warning}", file=sys.stderr)
    print(f"已保存 {len(job.docs)} 名党员的档案：{args.out}")
    return 0

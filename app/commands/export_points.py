"""`export-points PERIOD OUT.xlsx`: the point sheet of a quarter or a year (季度积分表, 年度积分汇总表)."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app import bootstrap
from app.services.outputs import require_data, require_ending


def add_parser(commands: Any) -> None:
    """Add the command and its arguments."""
    parser = commands.add_parser("export-points", help="把一个季度或一年的积分表导出为 Excel")
    parser.add_argument("period", metavar="PERIOD", help="期间，写作 2026Q3 或 2026")
    parser.add_argument("out", type=Path, metavar="OUT.xlsx", help="要写的文件")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the sheet and say where it is.

    Raises:
        AppError: The period or the file name is wrong, there are no data, or the file cannot be written.

    """
    require_ending(args.out, ".xlsx")
    require_data(bootstrap.locations(args.data))
    from app.services import exports

    with bootstrap.command_context(args.data) as ctx:
        print(f"已导出：{exports.export_points(ctx, args.period, args.out)}")
    return 0

"""`backup OUT`, `restore FILE`, `check`: a verified copy, back into place, and a look at what is there."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app import bootstrap


def add_parser(commands: Any) -> None:
    """Add the three commands to the parser."""
    out = commands.add_parser("backup", help="把数据做成一份经过检查的备份")
    out.add_argument("out", type=Path, metavar="OUT", help="备份文件")
    out.set_defaults(run=_backup)
    back = commands.add_parser("restore", help="用备份恢复数据；现有数据先另存一份")
    back.add_argument("file", type=Path, metavar="FILE", help="备份文件")
    back.set_defaults(run=_restore)
    check = commands.add_parser("check", help="检查数据文件是否完好、操作日志是否被改动")
    check.set_defaults(run=_check)


def _backup(args: argparse.Namespace) -> int:
    from app.models.kinds import AuditKind
    from app.services import audit, backup

    with bootstrap.command_context(args.data) as ctx:
        assert ctx.paths is not None
        report = backup.copy_to(ctx.paths, args.out)
        audit.log_event(ctx, AuditKind.BACKUP, f"备份到 {args.out.name}")
    print(f"已备份：党员 {report.members} 人，活动 {report.activities} 次，积分记录 {report.entries} 条。")
    return 0


def _restore(args: argparse.Namespace) -> int:
    from app.services import backup
    from app.services.datalock import DataLock

    paths = bootstrap.locations(args.data)
    with DataLock(paths.lock):
        former = backup.restore(paths, args.file, bootstrap.system_clock())
    print("已恢复。" if former is None else f"已恢复。恢复前的数据另存在 {former}")
    return 0


def _check(args: argparse.Namespace) -> int:
    from app.services import audit, backup

    paths = bootstrap.locations(args.data)
    report = backup.examine(paths.database)
    for problem in report.problems:
        print(problem)
    if report.problems:
        return 1
    with bootstrap.command_context(args.data) as ctx:
        broken = audit.first_broken_line(ctx)
    if broken is not None:
        print(f"操作日志从第 {broken} 条起被改动过，请改用备份核对。")
        return 1
    print(f"数据完好：党员 {report.members} 人，活动 {report.activities} 次，积分记录 {report.entries} 条。")
    return 0

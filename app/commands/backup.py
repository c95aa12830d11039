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
    check.add_argument("--head", metavar="校验码", help="公示表上印的操作日志校验码，在日志中查找它")
    check.set_defaults(run=_check)


def _backup(args: argparse.Namespace) -> int:
    from app.services import safekeeping

    with bootstrap.command_context(args.data) as ctx:
        report = safekeeping.save_copy(ctx, args.out)
    print(f"已备份：党员 {report.members} 人，活动 {report.activities} 次，积分记录 {report.entries} 条。")
    return 0


def _restore(args: argparse.Namespace) -> int:
    from app.services import safekeeping

    with bootstrap.command_context(args.data) as ctx:
        former = safekeeping.restore(ctx, args.file)
    print("已恢复。" if former is None else f"已恢复。恢复前的数据另存在 {former}")
    return 0


def _check(args: argparse.Namespace) -> int:
    from app.services import audit_check, backup, safekeeping
    from app.services.security import command_line

    printed = None if args.head is None else safekeeping.printed_anchor(args.head)
    paths = bootstrap.locations(args.data)
    login = command_line.log_in(paths, bootstrap.system_clock())
    report = backup.examine(paths.database, None if login is None else login.cipher_key)
    for problem in report.problems:
        print(problem)
    if report.problems:
        return 1
    with bootstrap.command_context(args.data, login=login) as ctx:
        problems = safekeeping.check(ctx, printed)
        mentioned = audit_check.foreign_parts(ctx)
    for sentence in (*problems, *mentioned):
        print(sentence)
    if problems:
        return 1
    print(f"数据完好：党员 {report.members} 人，活动 {report.activities} 次，积分记录 {report.entries} 条。")
    if printed is not None:
        print("日志中有这个校验码，在它之前的记录没有被改动。")
    return 0

"""`workdays FROM N`: the date N working days after a day (工作日推算)."""

from __future__ import annotations

import argparse
import json
import re
import sys
from datetime import date
from typing import TYPE_CHECKING

from app.services.errors import BadInput
from app.services.holidays import load_calendar

if TYPE_CHECKING:
    # the private name is the only one argparse has for it
    from argparse import _SubParsersAction

EARLIEST, LATEST = date(1921, 7, 1), date(2100, 12, 31)
MOST_DAYS = 3660
"""Some fourteen years of working days; more is a slip of the pen."""


def add_parser(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its arguments."""
    parser = subparsers.add_parser(
        "workdays",
        help="推算若干个工作日之后是哪一天",
        description="推算某日之后若干个工作日是哪一天；起算日不计，调休算工作日。",
    )
    parser.add_argument("start", metavar="FROM", help="起算日，写作 2026-11-20；当日不计入")
    parser.add_argument("count", metavar="N", help=f"工作日数，0 至 {MOST_DAYS}")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the date; warn on standard error when a year's table is missing.

    Raises:
        BadInput: The day or the number cannot be read or is out of range.

    """
    deadline = load_calendar().add_workdays(_start(args.start), _count(args.count))
    if args.json:
        print(json.dumps({"date": deadline.date.isoformat(), "provisional": deadline.provisional}))
    else:
        print(deadline.date.isoformat())
    if deadline.provisional:
        print(f"注意：{deadline.warning}", file=sys.stderr)
    return 0


def _start(text: str) -> date:
    # fromisoformat alone also takes "20261120" and week dates, where a slip would go unnoticed
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        day = None
    if day is None:
        raise BadInput(f"“{text}”不是有效日期，请写成 2026-11-20 的样子。", field="FROM")
    if not EARLIEST <= day <= LATEST:
        raise BadInput(f"日期 {day} 超出范围，请在 {EARLIEST} 至 {LATEST} 之间填写。", field="FROM")
    return day


def _count(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) > MOST_DAYS:
        raise BadInput(f"“{text}”不是有效的工作日数，请填 0 至 {MOST_DAYS} 的整数。", field="N")
    return int(text)

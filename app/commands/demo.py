"""`demo OUT`: the sample branch through a whole year, with every sheet, archive, chart and page it gives."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from app import bootstrap
from app.services.errors import BadInput
from app.services.files import write_atomic

_YEAR = 2026


def add_parser(subparsers: Any) -> None:
    """Add the command and its arguments."""
    parser = subparsers.add_parser(
        "demo",
        help="让演示支部走完一整年，写出数据、报表、档案、图表和各页截图",
        description="让演示支部走完一整年，写出数据、报表、档案、图表和各页截图。",
    )
    parser.add_argument("out", type=Path, metavar="OUT", help="写到哪个文件夹；须为空文件夹或尚不存在")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Live the year, write everything below OUT and say what was counted.

    Raises:
        BadInput: The folder holds something already.

    """
    began = time.monotonic()
    out: Path = args.out.absolute()
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise BadInput(f"“{out}”不是空文件夹，请换一个文件夹，以免混入原有文件。")
    _live(out / "data")
    files = _write_all(out)
    files += _photograph(out)
    with bootstrap.command_context(out / "data", _last_day) as ctx:
        from app.services.sample.summary import summary

        counted = summary(ctx, _YEAR)
    names = sorted(
        {path.relative_to(out).as_posix() for path in files} | {"data/xianfeng.db", "summary.json"}
    )
    report = {**counted, "files": names, "seconds": round(time.monotonic() - began, 1)}
    write_atomic(out / "summary.json", json.dumps(report, ensure_ascii=False, indent=1).encode())
    _tell(report, out)
    return 0


def _last_day() -> Any:
    from app.services.sample import plan
    from app.services.sample.year import SampleClock

    return SampleClock(plan.LAST)()


def _live(data: Path) -> None:
    from app.services.sample.year import SampleClock, build

    clock = SampleClock()
    with bootstrap.command_context(data, clock) as ctx:
        build(ctx, clock, _Line())


def _write_all(out: Path) -> list[Path]:
    from app.services import exports, life_exports, members
    from app.services.periods import Period
    from app.services.printing import ArchiveOptions, export_archives_pdf

    whole = Period.parse(str(_YEAR))
    with bootstrap.command_context(out / "data", _last_day) as ctx:
        files = [
            exports.export_points(ctx, period.code, out / f"{period.label}积分表.xlsx")
            for period in (*whole.quarters, whole)
        ]
        files.append(life_exports.export_register(ctx, whole.code, out / f"{_YEAR}年补学登记表.xlsx"))
        files.append(exports.export_roster(ctx, out / "党员花名册.xlsx"))
        people = [row.id for row in members.list_members(ctx)]
        options = ArchiveOptions(year=_YEAR)
        archives = out / f"{_YEAR}年党员档案.pdf"
        export_archives_pdf(ctx, people, options, archives)
        files.append(archives)
        files += _charts(ctx, out / "charts")
    return files


def _charts(ctx: Any, folder: Path) -> list[Path]:
    from app.services import members
    from app.services.periods import Period
    from app.services.points import trends
    from app.services.reports import figures

    made: list[Path] = []

    def save(name: str, figure: Any) -> None:
        path = folder / f"{name}.png"
        write_atomic(path, figures.figure_png(figure))
        made.append(path)

    for quarter in Period.parse(str(_YEAR)).quarters:
        save(f"{quarter.label}积分", figures.quarter_bars(trends.quarter_bars(ctx, quarter.code)))
    for row in members.list_members(ctx)[:3]:
        line = trends.member_line(ctx, row.id, _YEAR)
        save(f"{row.shown_name}全年积分", figures.member_line(line))
    return made


def _photograph(out: Path) -> list[Path]:
    """Take a picture of every page; the pages are drawn off the screen, so that no display is needed."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        from app.ui.photographs import photograph_pages
    except ImportError as error:
        print(f"没有截图：这台电脑缺少窗口所需的系统库（{error}）。运行 make 会安装它们。", file=sys.stderr)
        return []
    with bootstrap.command_context(out / "data", _last_day) as ctx:
        return photograph_pages(ctx, out / "screens")


def _tell(report: dict[str, Any], out: Path) -> None:
    makeup = report["makeup"]
    print(f"演示支部的 {_YEAR} 年已写到 {out}")
    print(f"党员 {report['members']} 人，活动 {report['activities']} 次，积分记录 {report['entries']} 条")
    print(
        f"补学：应补 {makeup['due']}，已补 {makeup['done']}，逾期 {makeup['overdue']}，免补 {makeup['exempt']}"
    )
    print(f"写出文件 {len(report['files'])} 个，用时 {report['seconds']} 秒")


class _Line:
    """Says on standard error how far the year has come."""

    def step(self, done: int, total: int, text: str = "") -> None:
        """Show one month."""
        print(f"\r演示支部：{text}（{done}/{total}）", end="" if done < total else "\n", file=sys.stderr)

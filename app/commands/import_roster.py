"""`import-roster FILE`: members from a roster (花名册) in any of the usual layouts."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import bootstrap

if TYPE_CHECKING:
    from app.services.imports.roster_rows import RosterRow
    from app.services.imports.table import Preview, Table

MODES = {"update": "以名册为准更新", "fill": "只补空缺", "skip": "已有的人不动"}


def add_parser(commands: Any) -> None:
    """Add the command and its arguments."""
    parser = commands.add_parser("import-roster", help="从 Excel 花名册导入党员")
    parser.add_argument("file", type=Path, metavar="FILE", help="花名册：.xlsx、.xls 或 .csv")
    parser.add_argument("--dry-run", action="store_true", help="只检查和预览，不写入")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    words = "，".join(f"{mode} {word}" for mode, word in MODES.items())
    parser.add_argument("--mode", choices=tuple(MODES), default="update", help=f"遇到已有党员时：{words}")
    parser.add_argument(
        "--wrong-rows", type=Path, metavar="OUT.xlsx", help="把有误和冲突的行另存一份，错处带批注"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Read the file, compare it with the members there are, write what is good, tell what was done.

    Raises:
        AppError: The file is no roster, or the data folder cannot be used.

    """
    from app.services.imports import roster, table, wrong_rows

    read = roster.read(args.file, _today())
    preview = _against_folder(read, args.data) if args.dry_run else _import(read, args)
    if args.wrong_rows is not None:
        wrong_rows.save(preview, args.wrong_rows)
    if args.json:
        print(json.dumps(_report(preview), ensure_ascii=False, indent=1))
    else:
        _tell(preview, table.STATUS_WORDS, dry_run=args.dry_run)
    return 0


def _today() -> date:
    return bootstrap.system_clock().date()


def _against_folder(read: Table, data: Path | None) -> Preview:
    """Compare with the members there are without making a data folder where there is none."""
    from app.services.imports import roster_match, roster_store

    if not bootstrap.locations(data).database.exists():
        return roster_match.preview(read, [])
    with bootstrap.command_context(data) as ctx:
        return roster_match.preview(read, roster_store.known_members(ctx))


def _import(read: Table, args: argparse.Namespace) -> Preview:
    from app.services.imports import engine, roster_match, roster_store
    from app.services.imports.subjects import SUBJECTS
    from app.services.imports.table import Mode

    mode = Mode(args.mode)
    with bootstrap.command_context(args.data) as ctx:
        preview = roster_match.preview(read, roster_store.known_members(ctx))
        if preview.written(mode):
            engine.write(ctx, SUBJECTS["roster"], args.file.name, preview, mode=mode)
    return preview


def _report(preview: Preview) -> dict[str, Any]:
    counts = preview.counts
    return {
        "rows": preview.table.total,
        "new": counts["new"],
        "update": counts["update"],
        "same": counts["same"],
        "conflict": counts["conflict"],
        "wrong": [{"row": f.row, "column": f.column, "reason": f.reason} for f in preview.wrong],
        "members": [_member(row) for row in preview.table.rows],
    }


def _member(row: RosterRow) -> dict[str, str | None]:
    return {
        "name": row.name,
        "sex": None if row.sex is None else row.sex.label,
        "birth": row.birth,
        "id_number": row.id_number,
        "joined": row.joined,
        "regular": row.regular,
        "kind": None if row.kind is None else row.kind.label,
    }


def _tell(preview: Preview, words: dict[Any, str], *, dry_run: bool) -> None:
    found, counts = preview.table, preview.counts
    told = "，".join(f"{word} {counts[status.value]}" for status, word in words.items())
    print(f"工作表“{found.sheet}”：共 {found.total} 行，{told}，有误 {counts['wrong']}。")
    if found.unknown_columns:
        print(f"未识别的列（内容保存在“其他信息”中）：{'、'.join(found.unknown_columns)}")
    for row in preview.rows:
        if row.reason is not None:
            print(f"第{row.row.number}行 冲突：{row.reason}")
    for finding in preview.findings:
        print(f"第{finding.row}行 {finding.column}{'有误' if finding.wrong else '提示'}：{finding.reason}")
    print("仅预览，没有写入。" if dry_run else "已写入；冲突和有误的行没有写入。")

"""备份: verified copies of the database, restore into the live file, and the check of a file."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.models.schema import FileState, copy_file, file_state
from app.services.errors import BadFile, FileBusy, Refused
from app.services.files import write_atomic
from app.services.locations import Locations

_KEEP = 10
_PREFIX = "xianfeng-"


@dataclass(frozen=True, slots=True)
class FileReport:
    """What a look into a database file found; `problems` are Chinese sentences, empty when it is sound."""

    members: int
    activities: int
    entries: int
    problems: tuple[str, ...]


def back_up(paths: Locations, now: datetime) -> Path:
    """Make a verified copy in the backup folder, keep the newest ones, and return its path.

    Raises:
        BadFile: The copy does not pass the check; older copies are kept.
        FileBusy: The folder cannot be written.

    """
    target = paths.backups / f"{_PREFIX}{now:%Y%m%d-%H%M%S}.db"
    copy_to(paths, target)
    copies = sorted(paths.backups.glob(f"{_PREFIX}*.db"))
    for old in copies[:-_KEEP]:
        old.unlink()
    return target


def copy_to(paths: Locations, target: Path) -> FileReport:
    """Write a verified copy of the database to `target`, whole or not at all.

    Raises:
        BadFile: The copy does not pass the check.
        FileBusy: The target cannot be written.

    """
    if not paths.database.exists():
        raise Refused("还没有数据可以备份。")
    temporary = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        copy_file(paths.database, temporary)
        report = examine(temporary)
        if report.problems:
            raise BadFile(f"备份没有通过检查：{report.problems[0]}原有备份未改动。")
        write_atomic(target, temporary.read_bytes())
    except (sqlite3.Error, OSError) as error:
        raise FileBusy(f"备份没有写成：“{target.parent}”空间不足或不能写入，请另选位置。") from error
    finally:
        # on a failing disk it may stay; the next copy writes over it
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    return report


def latest(paths: Locations) -> datetime | None:
    """Return when the newest backup was made, by its name; None when there is none."""
    copies = sorted(paths.backups.glob(f"{_PREFIX}*.db")) if paths.backups.is_dir() else []
    if not copies:
        return None
    try:
        return datetime.strptime(copies[-1].stem.removeprefix(_PREFIX), "%Y%m%d-%H%M%S")
    except ValueError:
        return None


def restore(paths: Locations, source: Path, now: datetime) -> Path | None:
    """Write `source` into the live file as one transaction; return the backup made of the former state.

    Raises:
        BadFile: The source is no sound file of this program; nothing was changed.
        FileBusy: The disk is full or failing; nothing was changed.

    """
    report = examine(source)
    if report.problems:
        raise BadFile(f"“{source.name}”不能恢复：{report.problems[0]}现有数据未改动。")
    former = back_up(paths, now) if paths.database.exists() else None
    try:
        # Through the backup API into the live file: a left-over journal can never be mixed in.
        copy_file(source, paths.database)
    except sqlite3.Error as error:
        raise FileBusy(
            "恢复没有完成，现有数据未改动：磁盘已满、出错，或数据文件正被占用。请检查后重试。"
        ) from error
    return former


def examine(path: Path) -> FileReport:
    """Look into a database file without changing it: schema, integrity, foreign keys, counts."""
    state = file_state(path)
    if state is FileState.MISSING:
        return FileReport(0, 0, 0, ("文件不存在或是空的。",))
    if state is FileState.FOREIGN:
        return FileReport(0, 0, 0, ("这不是先锋档案的数据文件，或已经损坏。",))
    if state is FileState.NEWER:
        return FileReport(0, 0, 0, ("它由更新版本的程序保存，请先升级本程序。",))
    problems: list[str] = []
    with closing(sqlite3.connect(path.resolve().as_uri() + "?mode=ro", uri=True)) as connection:
        try:
            if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                problems.append("数据文件的结构已损坏，请改用备份。")
            if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
                problems.append("有记录指向不存在的内容，请改用备份。")
            counts = [
                connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                for table in ("member", "activity", "entry")
            ]
        except sqlite3.DatabaseError:
            return FileReport(0, 0, 0, ("数据文件已损坏，读不出来，请改用备份。",))
    return FileReport(counts[0], counts[1], counts[2], tuple(problems))

"""备份的次序: the copies in one folder, their names, what was found when each was made, and which are kept."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.models.kinds import Kind
from app.services.files import write_atomic
from app.services.security import copies

INDEX = "index.json"
STAMP = "%Y%m%d-%H%M%S"
MARK = 12
"""Digits of the log's newest line in a copy's name, as many as on paper."""

RECENT, DAYS, MONTHS = 10, 7, 12
"""Kept of the newest copies, of the newest days with one, of the newest months with one."""

_NAME = re.compile(r"xianfeng-(?:(\d{6,7})-([a-z]+)-)?(\d{8}-\d{6})(?:-([0-9a-f]{12}))?\.db")
_BLOCK = 1 << 20


class Reason(Kind):
    """Why a copy was made; stands in its name."""

    CLOSING = "closing", "退出程序"
    DAILY = "daily", "每天第一次打开"
    HAND = "hand", "手动"
    IMPORT = "import", "导入之前"
    BULK = "bulk", "成批修改之前"
    MERGE = "merge", "合并档案之前"
    SETTLE = "settle", "结算或重开之前"
    YEAREND = "yearend", "年度定级之前"
    UPGRADE = "upgrade", "升级数据之前"
    RESTORE = "restore", "恢复之前"


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy by its name.

    Args:
        path: Where it is.
        number: Its place in the order in which copies were made; 0 in names from before there were numbers.
        reason: Why it was made; None in such names.
        at: The computer's time then, which may have been wrong.
        head: The beginning of the log's newest line, "" where none was known.

    """

    path: Path
    number: int
    reason: Reason | None
    at: datetime
    head: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was found when a copy was verified: how much it holds, and what is wrong with what it holds."""

    size: int
    sha256: str
    members: int
    activities: int
    entries: int
    problems: tuple[str, ...] = ()


def read_name(path: Path) -> Copy | None:
    """Read a copy's name; None where the file is something else."""
    match = _NAME.fullmatch(path.name)
    if match is None:
        return None
    number, reason, stamp, head = match.groups()
    try:
        at = datetime.strptime(stamp, STAMP)
        return Copy(path, int(number or 0), None if reason is None else Reason(reason), at, head or "")
    except ValueError:
        return None


def name_of(number: int, reason: Reason, at: datetime, head: str) -> str:
    """Return the name of a new copy."""
    mark = f"-{head[:MARK]}" if head else ""
    return f"xianfeng-{number:06d}-{reason.value}-{at:{STAMP}}{mark}.db"


def on(folder: Path) -> list[Copy]:
    """Return the copies of a folder in the order in which they were made, whatever the clock said."""
    if not folder.is_dir():
        return []
    found = [copy for path in folder.iterdir() if (copy := read_name(path)) is not None]
    return sorted(found, key=lambda copy: (copy.number, copy.at, copy.path.name))


def next_number(folder: Path) -> int:
    """Return the number of the next copy."""
    return max((copy.number for copy in on(folder)), default=0) + 1


def known(folder: Path) -> dict[str, Found]:
    """Return what was noted of the copies, by their names; nothing where the note is lost or damaged."""
    try:
        content = json.loads((folder / INDEX).read_text("utf-8"))
        return {name: _found(values) for name, values in content["copies"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def note(folder: Path, name: str, found: Found) -> None:
    """Note what was found of a copy; notes of copies that are gone are dropped."""
    there = {copy.path.name for copy in on(folder)}
    kept = {key: value for key, value in known(folder).items() if key in there}
    kept[name] = found
    content = {"copies": {key: asdict(value) for key, value in sorted(kept.items())}}
    write_atomic(folder / INDEX, json.dumps(content, ensure_ascii=False, indent=1).encode(), private=True)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file's content."""
    whole = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            whole.update(block)
    return whole.hexdigest()


def unchanged(copy: Copy, noted: dict[str, Found]) -> bool | None:
    """Tell whether a copy is what was verified, and good; None where nothing is noted of it."""
    found = noted.get(copy.path.name)
    if found is None:
        return None
    if found.problems:
        return False
    try:
        return copy.path.stat().st_size == found.size and digest(copy.path) == found.sha256
    except OSError:
        return False


def to_drop(made: Sequence[Copy], is_good: Callable[[Copy], bool | None]) -> list[Copy]:
    """Return which copies may go; a bad one never takes the place of a good one.

    Kept are the newest 10 good ones, the newest good one of each of the newest 7 days and 12 months, the newest
    of every year, and every one from before a year was settled (年度定级). Newer is what was made later, not what
    bears the later date: a clock that was wrong for a day loses nothing.

    Args:
        made: The copies in the order in which they were made.
        is_good: True or False, None where it cannot be told: such a copy is kept and counts for nothing.

    """
    good, days, months, years = 0, set[str](), set[str](), set[str]()
    dropped = []
    for copy in reversed(made):
        day, month, year = (f"{copy.at:{form}}" for form in ("%Y%m%d", "%Y%m", "%Y"))
        wanted = (
            good < RECENT
            or (len(days) < DAYS and day not in days)
            or (len(months) < MONTHS and month not in months)
            or year not in years
            or copy.reason is Reason.YEAREND
        )
        state = is_good(copy) if wanted else False
        if state:
            good += 1
            days.add(day)
            months.add(month)
            years.add(year)
        elif state is False and good >= RECENT:
            dropped.append(copy)
    return dropped[::-1]


def drop(gone: Iterable[Copy]) -> None:
    """Remove copies with their keys; one that somebody holds open stays until the next time."""
    for copy in gone:
        with suppress(OSError):
            copy.path.unlink()
            copies.keys_of(copy.path).unlink(missing_ok=True)


def _found(values: dict[str, Any]) -> Found:
    return Found(**{**values, "problems": tuple(values["problems"])})

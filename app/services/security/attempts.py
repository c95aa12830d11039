"""Failed log-ins: counted in two files, so that neither closing the program nor the clock shortens the wait.

The key file counts as well: without it nothing can be opened, so that deleting the other file wins nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from app.services.errors import Refused
from app.services.files import write_atomic
from app.services.locations import Locations
from app.services.security import keyfile

FREE = 5
WAIT = timedelta(minutes=10)


class Waiting(Refused):
    """Too many failures; `left` says how long to wait."""

    def __init__(self, left: timedelta) -> None:
        minutes = -(-int(left.total_seconds()) // 60)
        super().__init__(
            f"连续输错 {FREE} 次以上，请等待约 {max(minutes, 1)} 分钟后再试；关闭程序不会缩短等待。"
        )
        self.left = left


@dataclass(frozen=True, slots=True)
class Attempts:
    """What the file says: failures since the last success, the time of the last, and who they were for.

    `waited_from` is the earliest moment from which the wait can be counted: when the clock is found before
    the last failure it was set back, and the whole wait begins anew.
    """

    failures: int = 0
    waited_from: datetime | None = None
    unlogged: tuple[tuple[str, str], ...] = ()


def load(paths: Locations) -> Attempts:
    """Read both files; the higher count holds, and one that was tampered with counts as full of failures."""
    known = _noted(paths.attempts)
    keys = keyfile.load_or_make(paths.keys)
    if keys.missed <= known.failures:
        return known
    return replace(known, failures=keys.missed, waited_from=known.waited_from or _stamp(keys.missed_at))


def _stamp(written: str) -> datetime | None:
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return None


def _noted(path: Path) -> Attempts:
    if not path.exists():
        return Attempts()
    try:
        found = json.loads(path.read_text("utf-8"))
        stamp = found["waited_from"]
        return Attempts(
            failures=int(found["failures"]),
            waited_from=None if stamp is None else datetime.fromisoformat(stamp),
            unlogged=tuple((str(at), str(name)) for at, name in found["unlogged"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return Attempts(failures=FREE)


def require(paths: Locations, now: datetime) -> None:
    """Let an attempt pass.

    Raises:
        Waiting: There were too many failures and the wait is not over.

    """
    known = load(paths)
    if known.failures < FREE:
        return
    if known.waited_from is None or now < known.waited_from:
        known = replace(known, waited_from=now)
        _save(paths, known)
    assert known.waited_from is not None
    left = known.waited_from + WAIT - now
    if left > timedelta(0):
        raise Waiting(left)


def failed(paths: Locations, name: str, now: datetime) -> int:
    """Count a failure before its answer is given; return how many are left before the wait."""
    known = load(paths)
    noted = (*known.unlogged, (now.isoformat(timespec="seconds"), name))[-50:]
    # after a wait one more failure begins another: only a success starts the count anew
    _save(paths, Attempts(known.failures + 1, now, noted))
    return max(0, FREE - known.failures - 1)


def succeeded(paths: Locations) -> tuple[tuple[str, str], ...]:
    """Start the count anew; return time and name of the failures, for the log."""
    known = load(paths)
    paths.attempts.unlink(missing_ok=True)
    _count(paths, Attempts())
    return known.unlogged


def _save(paths: Locations, known: Attempts) -> None:
    content = {
        "failures": known.failures,
        "waited_from": None if known.waited_from is None else known.waited_from.isoformat(timespec="seconds"),
        "unlogged": [list(line) for line in known.unlogged],
    }
    write_atomic(paths.attempts, json.dumps(content, ensure_ascii=False).encode(), private=True)
    _count(paths, known)


def _count(paths: Locations, known: Attempts) -> None:
    keys = keyfile.load_or_make(paths.keys)
    at = "" if known.waited_from is None else known.waited_from.isoformat(timespec="seconds")
    if (keys.missed, keys.missed_at) != (known.failures, at):
        keyfile.save(paths.keys, replace(keys, missed=known.failures, missed_at=at))

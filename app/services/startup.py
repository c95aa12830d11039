"""启动检查: what is looked at behind the painted window: was the last end a clean one, are file and log whole."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.services import backup_policy, safekeeping, startup_place
from app.services.context import Context
from app.services.errors import AppError
from app.services.files import write_atomic
from app.services.locations import Locations

_WEEKLY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Start:
    """What was found.

    Args:
        unclean: Whether the program had not ended by itself the last time.
        checked: Whether file and log were looked through.
        problems: What is wrong, in sentences; copies made before then are not touched any more.
        warning: What is said once of the place of the data.
        trouble: Why the copy of the day was not made, or the one on the second medium.

    """

    unclean: bool
    checked: bool
    problems: tuple[str, ...]
    warning: str = ""
    trouble: str = ""


def begin(ctx: Context) -> Start:
    """Look through the data where that is due, and make the copy of the day where they are sound.

    Due is it after an end that was none (a crash, a power cut), and once a week.

    Raises:
        FileBusy: The folder cannot be written.

    """
    paths = safekeeping.folders(ctx)
    known = _known(paths)
    unclean = bool(known.get("open"))
    due = unclean or _is_old(known.get("checked"), ctx.now)
    problems = safekeeping.check(ctx) if due else ()
    said = startup_place.warning(paths.data) or ""
    fresh = {
        "open": True,
        # as long as something is wrong every start looks again
        "checked": known.get("checked") if not due else None if problems else _stamp(ctx.now),
        "warned": said,
    }
    write_atomic(paths.start, json.dumps(fresh, ensure_ascii=False).encode(), private=True)
    trouble = ""
    if not problems:
        try:
            backup_policy.daily(ctx)
        except AppError as error:
            trouble = error.message
    return Start(unclean, due, problems, "" if said == known.get("warned") else said, trouble)


def end(paths: Locations) -> None:
    """Note that the program ends by itself.

    Raises:
        FileBusy: The folder cannot be written.

    """
    known = _known(paths)
    if known.get("open"):
        write_atomic(
            paths.start, json.dumps({**known, "open": False}, ensure_ascii=False).encode(), private=True
        )


def _known(paths: Locations) -> dict[str, Any]:
    try:
        found = json.loads(paths.start.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _is_old(stamp: object, now: datetime) -> bool:
    try:
        since = now - datetime.fromisoformat(str(stamp))
    except ValueError:
        return True
    # a look from the future is one of a wrong clock
    return not timedelta(0) <= since < _WEEKLY


def _stamp(now: datetime) -> str:
    return now.isoformat(timespec="seconds")

"""Kills 设密码 or 取消密码 before every file it touches, and looks at what is left: `kill_points ACT FOLDER PASSWORD`.

One process imports everything and a fork of it dies at each point, which is what makes hundreds of points cheap.
Prints the points and on which side they left the data.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

from app import bootstrap
from app.models import cipher
from app.models.kinds import AuditKind
from app.services import audit, audit_check, members
from app.services.locations import Locations
from app.services.opening import LoginNeeded
from app.services.security import login, protect

NOW = datetime(2026, 11, 22, 9, 30)
MEMBERS = ["欧阳喆"]
_TOUCHES = {"open", "os.rename", "os.remove", "os.link", "os.chmod"}


def main(act: str, folder: Path, password: str) -> None:
    sides: Counter[str] = Counter()
    at = 0
    died = True
    while died:
        at += 1
        trial = folder.with_name(f"{folder.name}-{at}")
        shutil.copytree(folder, trial)
        died = _forked(_act, act, Locations(trial), password, at) == signal.SIGKILL
        assert _forked(_look, Locations(trial), password) == 0, f"point {at}"
        sides["encrypted" if cipher.is_encrypted(Locations(trial).database) else "plain"] += 1
        shutil.rmtree(trial)
    print(at, sides["plain"], sides["encrypted"])


def _forked(work: Any, *args: Any) -> int:
    child = os.fork()
    if child == 0:
        try:
            work(*args)
        except BaseException:
            sys.excepthook(*sys.exc_info())
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1]


def _act(act: str, paths: Locations, password: str, at: int) -> None:
    session = None if act == "set" else login.log_in(paths, "王书记", password, NOW)
    ctx = bootstrap.make_context(paths, lambda: NOW, session)
    left = at

    def die(event: str, args: tuple[Any, ...]) -> None:
        nonlocal left
        if event in _TOUCHES and str(paths.data) in str(args[0]):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(die)
    if session is None:
        protect.set_password(ctx, "王书记", password)
    else:
        protect.remove_password(ctx, session)


def _look(paths: Locations, password: str) -> None:
    try:
        ctx = bootstrap.make_context(paths, lambda: NOW)
    except LoginNeeded:
        ctx = bootstrap.make_context(paths, lambda: NOW, login.log_in(paths, "王书记", password, NOW))
    assert [row.name for row in members.list_members(ctx)] == MEMBERS
    assert audit_check.findings(ctx) == ()
    assert cipher.faults(paths.database, ctx.store.key) == []
    audit.log_event(ctx, AuditKind.EXPORT, "导出")
    ctx.store.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])

"""Kills 设密码, 取消密码 or 更换主密钥 before the files it touches, and looks at what is left.

`kill_points ACT FOLDER PASSWORD EVERY` dies before every file, or every second, third … one.

One process imports everything and a fork of it dies at each point, which is what makes hundreds of points cheap.
Prints the points, how many were tried, and how often the data had the former form and another one.
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
from app.models.schema import FileState, file_state
from app.services import audit, audit_check, members
from app.services.locations import Locations
from app.services.opening import LoginNeeded
from app.services.security import keyfile, login, protect, renewal

NOW = datetime(2026, 11, 22, 9, 30)
MEMBERS = ["欧阳喆"]
_TOUCHES = {"open", "os.rename", "os.remove", "os.link", "os.chmod"}


def main(act: str, folder: Path, password: str, every: int) -> None:
    sides: Counter[bool] = Counter()
    former = None
    if act != "set":
        former = login.cipher_key(login.open_master(keyfile.load(Locations(folder).keys), password))
    at = 1 - every
    died = True
    while died:
        at += every
        trial = folder.with_name(f"{folder.name}-{at}")
        shutil.copytree(folder, trial)
        died = _forked(_act, act, Locations(trial), password, at) == signal.SIGKILL
        assert _forked(_look, Locations(trial), password) == 0, f"point {at}"
        sides[file_state(Locations(trial).database, former) is FileState.CURRENT] += 1
        shutil.rmtree(trial)
    print(at, sides.total(), sides[True], sides[False])


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
    elif act == "remove":
        protect.remove_password(ctx, session)
    else:
        renewal.renew(ctx, session, password)


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
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))

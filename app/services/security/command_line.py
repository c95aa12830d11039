"""Logging in for a command: name and password from options, the environment or the terminal."""

from __future__ import annotations

import getpass
import os
import sys
from datetime import datetime
from pathlib import Path

from app.services.errors import BadFile, Refused
from app.services.locations import Locations
from app.services.security import keyfile, login
from app.services.security.login import Login

USER, PASSWORD, PASSWORD_FILE = "XIANFENG_USER", "XIANFENG_PASSWORD", "XIANFENG_PASSWORD_FILE"
"""Names of environment variables; the options `--user` and `--password-file` set the first and the last."""


def use(user: str | None, password_file: Path | None) -> None:
    """Let the options of the command line speak before the environment."""
    if user is not None:
        os.environ[USER] = user
    if password_file is not None:
        os.environ[PASSWORD_FILE] = str(password_file)


def without_password() -> dict[str, str]:
    """Return the environment for a process this program starts: it needs no password."""
    return {name: value for name, value in os.environ.items() if name != PASSWORD}


def log_in(paths: Locations, now: datetime) -> Login | None:
    """Log in where a folder has a password.

    Raises:
        Refused: No password was given and there is no terminal to ask.
        WrongSecret: It is the wrong one.

    """
    if not paths.keys.exists() or not login.settle(paths).protected:
        return None
    names = keyfile.load(paths.keys).names
    name = os.environ.get(USER) or (names[0] if len(names) == 1 else _asked("用户名："))
    return login.log_in(paths, name, _password(), now)


def _password() -> str:
    file = os.environ.get(PASSWORD_FILE)
    if file:
        try:
            return Path(file).read_text("utf-8").rstrip("\r\n")
        except (OSError, ValueError) as error:
            raise BadFile(f"密码文件“{file}”读不出来，请检查路径和权限。") from error
    given = os.environ.get(PASSWORD)
    if given is not None:
        return given
    _require_terminal()
    return getpass.getpass("密码：", sys.stderr)


def _asked(prompt: str) -> str:
    _require_terminal()
    print(prompt, end="", file=sys.stderr, flush=True)  # noqa: T201
    return sys.stdin.readline().strip()


def _require_terminal() -> None:
    if not sys.stdin.isatty():
        raise Refused(
            f"这份数据设有密码：请用 --user 和 --password-file 给出，或设环境变量 {USER}、{PASSWORD}。"
        )

"""The gate before the data: asks who is there, checks it beside the window, hands over the keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from app.services.locations import Locations
from app.services.security import keyfile, login
from app.services.security.login import Login
from app.ui.login.view import LoginView

if TYPE_CHECKING:
    from app.ui.desk import Desk


class LoginGate:
    """One log-in at the start of the program.

    Args:
        desk: Its worker derives the keys.
        paths: The data folder.
        clock: Gives the present moment.
        opened: Gets the log-in.

    """

    def __init__(
        self,
        desk: Desk,
        paths: Locations,
        clock: Callable[[], datetime],
        opened: Callable[[Login], None],
    ) -> None:
        self._desk = desk
        self._paths = paths
        self._clock = clock
        self._opened = opened
        self.view = LoginView(keyfile.load(paths.keys).names, self._by_password, self._by_code)

    def _by_password(self, name: str, password: str) -> None:
        self._check(lambda: login.log_in(self._paths, name, password, self._clock()))

    def _by_code(self, code: str) -> None:
        self._check(lambda: login.log_in_by_code(self._paths, code, self._clock()))

    def _check(self, check: Callable[[], Login]) -> None:
        self._desk.jobs.start(
            "登录",
            lambda _progress: check(),
            succeeded=self._opened,
            failed=self.view.refuse,
            quiet=True,
        )

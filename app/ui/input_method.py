"""Chinese typing on Linux desktops: Qt's wheels carry no fcitx plug-in, but fcitx5 also answers as ibus."""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping

_WANTS_FCITX = {"", "fcitx", "fcitx5"}


def prepare(environment: MutableMapping[str, str] | None = None, system: str = sys.platform) -> None:
    """Let Qt reach fcitx5 through the portal; must run before the application object is made.

    Where the desktop runs real ibus, or another method was asked for, nothing is changed.
    """
    values = os.environ if environment is None else environment
    if not system.startswith("linux"):
        return
    asked = values.get("QT_IM_MODULE", "")
    fcitx = "fcitx" in values.get("XMODIFIERS", "") or asked in {"fcitx", "fcitx5"}
    if fcitx and asked in _WANTS_FCITX:
        values["QT_IM_MODULE"] = "ibus"
        values["QT_IM_MODULES"] = "ibus"
        values["IBUS_USE_PORTAL"] = "1"

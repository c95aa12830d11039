"""Where things are: the data folder of a person, and the resources of the program."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple


class Locations(NamedTuple):
    """The folders of one data folder (数据文件夹)."""

    data: Path

    @property
    def database(self) -> Path:
        """The SQLite file that holds everything."""
        return self.data / "xianfeng.db"

    @property
    def backups(self) -> Path:
        """Verified copies of the database."""
        return self.data / "backups"

    @property
    def log(self) -> Path:
        """The rotating log file (no personal data)."""
        return self.data / "logs" / "xianfeng.log"

    @property
    def lock(self) -> Path:
        """The file whose operating-system lock says that the folder is in use."""
        return self.data / "in-use.lock"

    @property
    def keys(self) -> Path:
        """The key that seals the log and, wrapped by passwords, the key of an encrypted database."""
        return self.data / "xianfeng.keys"

    @property
    def attempts(self) -> Path:
        """How many log-ins have failed, so that closing the program does not shorten the wait."""
        return self.data / "log-in.json"

    @property
    def log_anchor(self) -> Path:
        """The newest line of the log that was seen when the program was last closed."""
        return self.data / "log-end.json"

    @property
    def start(self) -> Path:
        """Whether the program is open, and when the data were last looked through."""
        return self.data / "start.json"

    @property
    def window_state(self) -> Path:
        """Sizes and column widths of this computer's window."""
        return self.data / "window.ini"


def make_private(folder: Path) -> None:
    """Make a data folder where there is none; others who use this computer cannot look into it.

    A folder that is there already keeps the rights its owner has given it.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)


def may_have_password(paths: Locations) -> bool:
    """Look at the key file without loading what reads it: the first figures shall not wait for that."""
    try:
        return b'"slots": []' not in paths.keys.read_bytes()
    except OSError:
        return False


def default_data_folder() -> Path:
    """Return the system's place for a person's data, e.g. under AppData on Windows."""
    from platformdirs import user_data_path

    return user_data_path("xianfeng", appauthor=False)


def resource(*parts: str) -> Path:
    """Return the path of a file of the program below `resources/`, wherever it is installed."""
    return _resources().joinpath(*parts)


@cache
def _resources() -> Path:
    app = Path(__file__).resolve().parent.parent
    bundle = getattr(sys, "_MEIPASS", None)
    places = [app / "_resources", app.parent / "resources"]
    if bundle is not None:
        places.insert(0, Path(bundle) / "resources")
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError("resources")

"""The program's own log (not 操作日志): what went wrong where, for the maintainers; no personal data, no secrets.

It imports sockets: not before the first paint.
"""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler

from app.services.locations import Locations

_BYTES = 500_000
_FILES = 3


def start(paths: Locations) -> None:
    """Send the program's log records to the rotating file of the data folder."""
    paths.log.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        paths.log, maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger("app")
    root.setLevel(logging.INFO)
    root.addHandler(handler)

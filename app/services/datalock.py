"""The operating system's lock on a data folder: one program at a time, and never a stale lock after a crash."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from app.services.errors import Refused
from app.services.locations import make_private


class DataLock:
    """Holds the data folder while the program runs; the system frees it even after a kill."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            Refused: Another window or command is using the folder, or the folder cannot be written.

        """
        try:
            make_private(self._path.parent)
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise Refused(
                f"数据文件夹“{self._path.parent}”不能写入，请检查权限，或用 --data 另选一个文件夹。"
            ) from error
        try:
            _lock(handle)
        except OSError as error:
            os.close(handle)
            raise Refused(
                f"数据文件夹“{self._path.parent}”正被另一个先锋档案程序使用，请先关闭它的窗口再试。"
            ) from error
        self._handle = handle

    def release(self) -> None:
        """Give the lock back; harmless when it is not held."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

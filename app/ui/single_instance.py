"""One window a data folder: a second start brings the first window to the front."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, Signal

from app.services.locations import make_private

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

_WAIT_MS = 1000
_AGAIN_SECONDS = 0.05
_CALL = b"front\n"


class SingleInstance(QObject):
    """Holds a lock file beside the data and listens for later starts.

    Networking is imported only to call or to listen, which is after the first paint.

    Args:
        folder: The data folder; two windows on two folders do not know each other.

    """

    activated = Signal()

    def __init__(self, folder: Path) -> None:
        super().__init__()
        make_private(folder)
        self._folder = folder.resolve()
        self._lock = QLockFile(str(folder / "window.lock"))
        # a lock is stale only when its process is gone, however long it has been held
        self._lock.setStaleLockTime(0)
        self._server: QLocalServer | None = None

    def acquire(self) -> bool:
        """Become the one instance; else call the first one to the front and return False."""
        if self._lock.tryLock(0):
            return True
        if self._lock.error() == QLockFile.LockError.PermissionError:
            # nothing can be written here: several windows that only read are in nobody's way
            return True
        self._call_first()
        return False

    def release(self) -> None:
        """Let another start be the one."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.unlock()

    def listen(self) -> None:
        """Hear later starts from now on."""
        from PySide6.QtNetwork import QLocalServer

        # left behind by a crash
        QLocalServer.removeServer(self._name)
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._on_call)
        server.listen(self._name)
        self._server = server

    def _call_first(self) -> None:
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        deadline = time.monotonic() + _WAIT_MS / 1000
        socket.connectToServer(self._name)
        while not (connected := socket.waitForConnected(_WAIT_MS)) and time.monotonic() < deadline:
            # the first window may be at its first paint and not listen yet
            time.sleep(_AGAIN_SECONDS)
            socket.connectToServer(self._name)
        if connected:
            socket.write(_CALL)
            socket.waitForBytesWritten(_WAIT_MS)
            socket.disconnectFromServer()

    @property
    def _name(self) -> str:
        import hashlib

        # socket names are short on some systems, and a folder's name may hold anything
        return "xianfeng-" + hashlib.sha256(str(self._folder).encode()).hexdigest()[:16]

    def _on_call(self) -> None:
        if self._server is None:
            return
        socket = self._server.nextPendingConnection()
        socket.disconnected.connect(socket.deleteLater)
        self.activated.emit()

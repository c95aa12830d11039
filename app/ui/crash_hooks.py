"""Catches what nobody caught and hands it to the report, which is imported only then."""

from __future__ import annotations

import logging
import sys
import threading
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

logger = logging.getLogger(__name__)
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def install() -> None:
    """Send every unhandled exception, of threads too, and Qt's own messages to log and dialog."""
    sys.excepthook = _handle
    threading.excepthook = _handle_thread
    qInstallMessageHandler(_handle_qt)


def _handle(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    from app.ui import crash

    crash.handle(kind, error, trace)


def _handle_thread(args: threading.ExceptHookArgs) -> None:
    # no widget may be made here; jobs bring their own bugs to the window's thread
    if args.exc_value is not None:
        logger.critical("unhandled exception in a thread", exc_info=args.exc_value)


def _handle_qt(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    logging.getLogger("app.qt").log(_LEVELS[kind], "%s %s", getattr(context, "category", ""), text)

"""The application object: language, fonts, look and the crash report."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app import __version__
from app.ui import crash_hooks, input_method, theme


def create_application(argv: Sequence[str]) -> QApplication:
    """Return the one application, in Chinese and in the program's look."""
    input_method.prepare()
    # by argument: setting it later makes PySide build the class QStyle, a twentieth of the start
    app = QApplication([*argv, "-style", "Fusion"])
    app.setApplicationName("xianfeng")
    app.setApplicationDisplayName("先锋档案")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("xianfeng")
    dress(app)
    crash_hooks.install()
    return app


def dress(app: QApplication) -> None:
    """Give an application of style "Fusion" Chinese standard texts and the look (tests dress their own)."""
    QLocale.setDefault(
        QLocale(QLocale.Language.Chinese, QLocale.Script.SimplifiedHanScript, QLocale.Country.China)
    )
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    # without Qt's own texts its dialogs say Cancel
    if translator.load("qtbase_zh_CN", folder):
        app.installTranslator(translator)
    theme.apply(app)

"""`make gallery`: takes the reference pictures of the gallery anew, one for each family of widgets."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QFontInfo, QImage
from PySide6.QtWidgets import QApplication

from app.ui.gallery import TABS, Gallery

FOLDER = Path(__file__).parent / "data" / "gallery"
FONT = "Noto Sans CJK SC"
"""The pictures are of this face; with another one nothing can be compared."""

_SIZE = QSize(1240, 760)
_SHRUNK = QSize(310, 190)
# what freetype's versions do to the edge of a letter is less; a moved or missing widget is more
_MOST_POINTS = 0.01
_CLEARLY = 24


def pictures() -> dict[str, QImage]:
    """Return what every tab of the gallery looks like, by its number and title."""
    gallery = Gallery()
    gallery.resize(_SIZE)
    gallery.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    gallery.show()
    taken = {}
    for at, (title, _) in enumerate(TABS):
        gallery.tabs.setCurrentIndex(at)
        QCoreApplication.sendPostedEvents()
        taken[f"{at + 1}-{title}"] = gallery.grab().toImage()
    gallery.close()
    gallery.deleteLater()
    return taken


def difference(one: QImage, other: QImage) -> float:
    """Return the share of points, of the pictures made four times smaller, that differ clearly."""
    small = [_shrunk(picture) for picture in (one, other)]
    points = [(x, y) for x in range(_SHRUNK.width()) for y in range(_SHRUNK.height())]
    return sum(_differ(small[0].pixel(x, y), small[1].pixel(x, y)) for x, y in points) / len(points)


def is_like(one: QImage, other: QImage) -> bool:
    """Tell whether nobody would see a difference."""
    return one.size() == other.size() and difference(one, other) <= _MOST_POINTS


def has_font() -> bool:
    """Tell whether the program draws in the face of the pictures here."""
    return QFontInfo(QApplication.font()).family() == FONT


def _shrunk(picture: QImage) -> QImage:
    mode = Qt.TransformationMode.SmoothTransformation
    return picture.scaled(_SHRUNK, Qt.AspectRatioMode.IgnoreAspectRatio, mode)


def _differ(one: int, other: int) -> bool:
    return any(abs((one >> shift & 255) - (other >> shift & 255)) > _CLEARLY for shift in (0, 8, 16))


def main() -> None:
    """Write the pictures."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from app.ui.app import create_application

    application = create_application(["gallery"])
    if not has_font():
        sys.exit(f"请先安装字体 {FONT}，参考图按它绘制。")
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, picture in pictures().items():
        path = FOLDER / f"{name}.png"
        picture.save(str(path))
        print(path.name, path.stat().st_size, file=sys.stderr)
    del application


if __name__ == "__main__":
    main()

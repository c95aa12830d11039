"""The gallery shows every family of widgets, as its reference pictures (tests/data/gallery) have it."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage, QPainter

from app.ui.gallery import TABS, Gallery
from app.ui.gallery_rows import STATES
from app.ui.widgets.badge import Badge
from tests import gallery_pictures


def test_every_tab_can_be_opened(show, qtbot):
    gallery = show(Gallery())
    for at, (title, _) in enumerate(TABS):
        gallery.tabs.setCurrentIndex(at)
        assert gallery.tabs.tabText(at) == title
        picture = gallery.grab().toImage()
        colours = {picture.pixelColor(x, y).name() for x in range(30, 1100, 7) for y in range(100, 600, 7)}
        assert len(colours) > 5, f"{title} is blank"


def test_every_state_has_a_word(show):
    gallery = show(Gallery())

    assert {badge.text() for badge in gallery.findChildren(Badge)} >= set(STATES)


def test_it_looks_as_its_reference_pictures(qapp, tmp_path):
    if not gallery_pictures.has_font():
        pytest.skip(f"the pictures are of {gallery_pictures.FONT}")
    wrong = []
    for name, picture in gallery_pictures.pictures().items():
        kept = QImage(str(gallery_pictures.FOLDER / f"{name}.png"))
        if not gallery_pictures.is_like(picture, kept):
            picture.save(str(tmp_path / f"{name}.png"))
            wrong.append(name)

    assert not wrong, f"look at {tmp_path}; if they are meant, run `make gallery`"


def test_a_widget_that_moved_is_seen(qapp):
    kept = QImage(str(next(gallery_pictures.FOLDER.glob("1-*.png"))))
    moved = kept.copy()
    painter = QPainter(moved)
    painter.drawImage(40, 30, kept)
    painter.end()

    assert gallery_pictures.is_like(kept, kept.copy())
    assert not gallery_pictures.is_like(kept, moved)

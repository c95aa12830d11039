"""The gallery shows every family of widgets without a warning."""

from __future__ import annotations

from app.ui.gallery import TABS, Gallery
from app.ui.gallery_rows import STATES
from app.ui.widgets.badge import Badge


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

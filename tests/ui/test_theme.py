"""The look comes from the tokens alone, can be read by everyone, and grows with the font."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from app.services.locations import resource
from app.ui import theme
from app.ui.icons import icon, pixmap

READ_ON = [
    ("text", "window"), ("text", "base"), ("text", "selected"), ("faded", "base"), ("faded", "window"),
    ("faded", "side"), ("on_accent", "accent"), ("accent", "base"), ("on_tip", "tip"), ("bad", "selected"),
    *[(tone, f"{tone}_soft") for tone in theme.TONES], *[(tone, "base") for tone in theme.TONES],
]  # fmt: skip


def luminance(name: str) -> float:
    def part(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    shade = theme.colour(name)
    return 0.2126 * part(shade.red()) + 0.7152 * part(shade.green()) + 0.0722 * part(shade.blue())


@pytest.mark.parametrize(("ink", "ground"), READ_ON)
def test_text_can_be_read_on_its_ground(ink, ground):
    """At least 4.5 to 1, the usual bar for text."""
    light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)

    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_style_sheet_is_filled_in_and_spells_out_no_colour():
    assert "$" not in theme.style_sheet()
    assert not re.search(r"#[0-9a-fA-F]{6}\b", resource("style.qss").read_text("utf-8"))


def test_icons_of_the_style_sheet_have_a_tokens_colour():
    known = {value.upper() for value in theme.tokens().colours.values()}
    for path in resource("icons", "style").glob("*.svg"):
        used = {found.upper() for found in re.findall(r"#[0-9a-fA-F]{6}", path.read_text("utf-8"))}
        assert used
        assert used <= known, path.name


def test_icons_of_the_style_sheet_exist():
    names = set(re.findall(r"icons/(style/[\w-]+\.svg)", resource("style.qss").read_text("utf-8")))

    assert names
    assert all(resource("icons", name).is_file() for name in names)


def test_lengths_grow_with_the_font(qapp):
    before, kept = theme.size("row"), QApplication.font()
    larger = QFont(kept)
    larger.setPointSizeF(kept.pointSizeF() * 1.5)
    try:
        QApplication.setFont(larger)
        theme.forget_sizes()
        assert theme.size("row") == pytest.approx(before * 1.5, abs=1)
    finally:
        QApplication.setFont(kept)
        theme.forget_sizes()


def test_icons_are_tinted_and_sharp_on_dense_screens(qapp):
    picture = pixmap("plus", "accent", 18, 2.0)

    assert picture.width() == 36
    assert any(
        picture.toImage().pixelColor(18, y).name() == theme.colour("accent").name() for y in range(10, 26)
    )
    assert not icon("users").isNull()
    with pytest.raises(FileNotFoundError):
        pixmap("no-such-icon")

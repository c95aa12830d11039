"""The look: tokens, fonts, palette and the one style sheet (the only caller of `setStyleSheet`)."""

from __future__ import annotations

import ast
from functools import cache
from string import Template
from typing import Any, NamedTuple

from PySide6.QtGui import QBrush, QColor, QFont, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication

from app.services.locations import resource

# The system's own face first; Noto is what Linux packages and the reference pictures use.
FAMILIES = [
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "sans-serif",
]
# 10.5 points are 14 pixels at the usual 96 dots an inch and grow with the screen's setting
_BASE_POINTS = 10.5
NARROW = 128
"""A window with fewer steps of the grid in its width counts as small."""
TONES = ("ok", "warn", "bad", "info", "gold", "neutral", "accent")


class Tokens(NamedTuple):
    """The values of `resources/tokens.toml`."""

    colours: dict[str, str]
    scale: dict[str, int]
    series: list[str]


@cache
def tokens() -> Tokens:
    """Return the design tokens, read once."""
    data = _sections(resource("tokens.toml").read_text(encoding="utf-8"))
    return Tokens(data["colour"], data["scale"], data["chart"]["series"])


def _sections(text: str) -> dict[str, dict[str, Any]]:
    """Read the little of TOML that the tokens use; importing its parser would cost 2 % of the start."""
    found: dict[str, dict[str, Any]] = {}
    section: dict[str, Any] = {}
    for line in text.splitlines():
        if line.startswith("["):
            section = found.setdefault(line.strip("[] "), {})
        elif line and not line.startswith("#"):
            name, value = line.split("=", 1)
            section[name.strip()] = ast.literal_eval(value.strip())
    return found


@cache
def colour(name: str) -> QColor:
    """Return the colour of a token; `KeyError` for a name that no token has."""
    return QColor(tokens().colours[name])


@cache
def brush(name: str) -> QBrush:
    """Return the brush of a token, by way of a palette: `QBrush(colour)` builds the namespace `Qt`."""
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Window, colour(name))
    return palette.brush(QPalette.ColorRole.Window)


def tone_colour(tone: str) -> QColor:
    """Return the text colour of a tone; the plain text colour where there is none."""
    return colour(tone or "text")


def tone_soft(tone: str) -> QColor:
    """Return the pale background of a tone."""
    return colour(f"{tone}_soft" if tone in TONES else "neutral_soft")


@cache
def _base_pixels() -> int:
    return QFontInfo(QApplication.font()).pixelSize()


def size(name: str) -> int:
    """Return a length of the scale in pixels, grown with the base font."""
    scale = tokens().scale
    return round(scale[name] * _base_pixels() / scale["base"])


def forget_sizes() -> None:
    """Measure again after the base font has changed."""
    _base_pixels.cache_clear()


def unit(count: float = 1) -> int:
    """Return `count` steps of the 8-pixel grid, grown with the base font."""
    return round(count * size("unit"))


def font(name: str = "base", *, strong: bool = False) -> QFont:
    """Return the font of a size token with figures of equal width."""
    made = QFont(QApplication.font())
    made.setPixelSize(size(name))
    if strong:
        made.setWeight(QFont.Weight.DemiBold)
    return made


def apply(app: QApplication) -> None:
    """Give `app`, which draws in the style "Fusion", its fonts, palette and style sheet."""
    app.setFont(_base_font())
    forget_sizes()
    app.setPalette(_palette())
    app.setStyleSheet(style_sheet())


def style_sheet() -> str:
    """Return `resources/style.qss` with every `$token` filled in."""
    text = resource("style.qss").read_text(encoding="utf-8")
    lengths = {f"size_{name}": f"{size(name)}px" for name in tokens().scale}
    # the height inside a border of one pixel above and below
    lengths |= {f"inner_{name}": f"{size(name) - 2}px" for name in ("field", "nav")}
    steps = {f"u{count}": f"{unit(count / 4)}px" for count in range(1, 21)}
    icons = resource("icons").as_posix()
    return Template(text).substitute(tokens().colours, **lengths, **steps, icons=icons)


def _base_font() -> QFont:
    made = QFont()
    made.setFamilies(FAMILIES)
    made.setPointSizeF(_BASE_POINTS)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def _palette() -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    plain = {
        role.Window: "window",
        role.WindowText: "text",
        role.Base: "base",
        role.AlternateBase: "raised",
        role.Text: "text",
        role.Button: "base",
        role.ButtonText: "text",
        role.BrightText: "on_accent",
        role.Highlight: "accent",
        role.HighlightedText: "on_accent",
        role.ToolTipBase: "tip",
        role.ToolTipText: "on_tip",
        role.PlaceholderText: "disabled",
        role.Link: "info",
        role.Accent: "accent",
        role.Mid: "line_strong",
        role.Light: "base",
    }
    for where, name in plain.items():
        palette.setColor(where, colour(name))
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, colour("disabled"))
    return palette

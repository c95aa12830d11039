"""Figures of points (图): built once, shown with other data, saved as PNG, SVG and PDF; the door to matplotlib."""

from __future__ import annotations

from io import BytesIO
from typing import Any, NamedTuple

from matplotlib.backends.backend_agg import FigureCanvasAgg

from app.services.reports.documents import MemberLine, QuarterBars
from app.services.reports.figures_bars import BarsFigure
from app.services.reports.figures_columns import ColumnsFigure
from app.services.reports.figures_data import Columns, FigureData, Heat
from app.services.reports.figures_heat import HeatFigure
from app.services.reports.figures_line import LineFigure
from app.services.reports.figures_style import HouseFigure

PRINT_DPI = 200
AnyFigure = BarsFigure | LineFigure | ColumnsFigure | HeatFigure


class Pixels(NamedTuple):
    """A drawn figure as it lies in memory: red, green, blue and opacity of each pixel, row by row."""

    data: bytes
    width: int
    height: int


def quarter_bars(data: QuarterBars) -> BarsFigure:
    """Return the bars of a branch's quarter; its size in inches is the one that keeps the names readable."""
    return BarsFigure(data)


def member_line(data: MemberLine) -> LineFigure:
    """Return a member's line over the quarters against the branch."""
    return LineFigure(data)


def make(data: FigureData) -> AnyFigure:
    """Return the figure of any data."""
    match data:
        case QuarterBars():
            return BarsFigure(data)
        case MemberLine():
            return LineFigure(data)
        case Columns():
            return ColumnsFigure(data)
        case Heat():
            return HeatFigure(data)


def update(figure: AnyFigure, data: FigureData) -> None:
    """Show other data in a figure that is already on the screen.

    Raises:
        TypeError: The data are of the other kind of figure.
    """
    match figure, data:
        case (BarsFigure(), QuarterBars()):
            figure.show_data(data)
        case (LineFigure(), MemberLine()):
            figure.show_data(data)
        case (ColumnsFigure(), Columns()):
            figure.show_data(data)
        case (HeatFigure(), Heat()):
            figure.show_data(data)
        case _:
            raise TypeError(f"{type(data).__name__} does not fit {type(figure).__name__}")


def figure_pixels(figure: HouseFigure, dpi: float) -> Pixels:
    """Draw the figure for a screen with so many dots an inch; no picture file is packed and opened again."""
    if figure.dpi != dpi:
        figure.set_dpi(dpi)
    canvas: Any = figure.canvas  # untyped in matplotlib
    if not isinstance(canvas, FigureCanvasAgg):
        canvas = FigureCanvasAgg(figure)
    figure.draw_kept(canvas)
    width, height = canvas.get_width_height(physical=True)
    return Pixels(bytes(canvas.buffer_rgba()), width, height)


def figure_png(figure: HouseFigure, dpi: int = PRINT_DPI) -> bytes:
    """Return the figure as PNG."""
    return _file(figure, "png", dpi=dpi)


def figure_svg(figure: HouseFigure) -> bytes:
    """Return the figure as SVG; letters become outlines, so that it looks the same where fonts are missing."""
    return _file(figure, "svg", metadata={"Date": None})


def figure_pdf(figure: HouseFigure) -> bytes:
    """Return the figure as PDF with its fonts inside."""
    return _file(figure, "pdf", metadata={"CreationDate": None, "Title": figure.title})


def _file(figure: HouseFigure, kind: str, **options: Any) -> bytes:
    stream = BytesIO()
    figure.savefig(stream, format=kind, **options)
    return stream.getvalue()

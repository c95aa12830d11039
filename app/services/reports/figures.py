"""Figures of points (图): built once, shown with other data, saved as PNG and SVG; the door to matplotlib."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from app.services.reports.documents import MemberLine, QuarterBars
from app.services.reports.figures_bars import BarsFigure
from app.services.reports.figures_line import LineFigure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PRINT_DPI = 200


def quarter_bars(data: QuarterBars) -> BarsFigure:
    """Return the bars of a branch's quarter; its size in inches is the one that keeps the names readable."""
    return BarsFigure(data)


def member_line(data: MemberLine) -> LineFigure:
    """Return a member's line over the quarters against the branch."""
    return LineFigure(data)


def update(figure: BarsFigure | LineFigure, data: QuarterBars | MemberLine) -> None:
    """Show other data in a figure that is already on the screen.

    Raises:
        TypeError: The data are of the other kind of figure.
    """
    match figure, data:
        case (BarsFigure(), QuarterBars()):
            figure.show_data(data)
        case (LineFigure(), MemberLine()):
            figure.show_data(data)
        case _:
            raise TypeError(f"{type(data).__name__} does not fit {type(figure).__name__}")


def figure_png(figure: Figure, dpi: int = PRINT_DPI) -> bytes:
    """Return the figure as PNG."""
    stream = BytesIO()
    figure.savefig(stream, format="png", dpi=dpi)
    return stream.getvalue()


def figure_svg(figure: Figure) -> bytes:
    """Return the figure as SVG; letters become outlines, so that it looks the same where fonts are missing."""
    stream = BytesIO()
    figure.savefig(stream, format="svg", metadata={"Date": None})
    return stream.getvalue()

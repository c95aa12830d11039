"""The periods that sheets offer: (code, label) with the newest first, and the one that is usually wanted."""

from __future__ import annotations

from app.services import exports
from app.services.context import Context

Offered = tuple[list[tuple[str, str]], str]


def quarters(ctx: Context) -> Offered:
    """Offer quarters."""
    return [(period.code, period.label) for period in exports.quarters(ctx)], exports.usual_quarter(ctx).code


def years(ctx: Context) -> Offered:
    """Offer years."""
    found = exports.years(ctx)
    return [(str(year), f"{year}年度") for year in found], str(found[0])


def quarters_and_years(ctx: Context) -> Offered:
    """Offer quarters, then years."""
    listed, usual = quarters(ctx)
    return [*listed, *years(ctx)[0]], usual

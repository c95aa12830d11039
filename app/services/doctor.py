"""数据体检: what does not fit together in the branch's data, each finding with the way to its record."""

from __future__ import annotations

from app.services import doctor_life, doctor_members, doctor_points
from app.services.context import Context
from app.services.doctor_findings import Finding as Finding
from app.services.doctor_findings import Severity as Severity


def examine(ctx: Context) -> list[Finding]:
    """Return everything that does not fit together, the worst first; nothing is changed."""
    with ctx.read() as session:
        found = [
            *doctor_members.examine_in(session, ctx.today),
            *doctor_life.examine_in(session),
            *doctor_points.examine_in(session, ctx.today),
        ]
    order = list(Severity)
    return sorted(found, key=lambda finding: order.index(finding.severity))

from __future__ import annotations

from app.models.kinds import AuditKind
from app.services import audit, print_serial


def test_the_number_counts_the_print_outs_of_the_year(branch, clock):
    assert print_serial.next_serial(branch) == "2026-0001"
    audit.log_event(branch, AuditKind.PRINT, "送打印机：签到表")
    audit.log_event(branch, AuditKind.EXPORT, "导出花名册")
    assert print_serial.next_serial(branch) == "2026-0002"

    clock.set(2027, 1, 4)
    assert print_serial.next_serial(branch) == "2027-0001"

"""Sixty archives in a window's worker: `archives_child.py DATA OUT`, a process of its own for its peak of memory.

Prints one line of JSON: seconds, MiB at the peak, the pages, and the window's longest stall meanwhile in
milliseconds. A few archives are made before: what is measured is the work, not the import of a library.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import datetime
from itertools import cycle, islice
from pathlib import Path

_ARCHIVES = 60


def main(data: Path, out: Path) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from pypdf import PdfReader

    from app.bootstrap import command_context
    from app.collector import calm_collector
    from app.services import members
    from app.services.printing import ArchiveOptions, export_archives_pdf
    from app.ui.app import create_application
    from app.ui.desk import Desk
    from tests.bench.bench_stalls import stall
    from tests.bench.start_child import peak_memory

    application, desk = create_application(["bench"]), Desk()
    calm_collector()
    with command_context(data, clock=lambda: datetime(2026, 12, 31, 9)) as ctx:
        people = list(islice(cycle(row.id for row in members.list_members(ctx)), _ARCHIVES))
        took: list[float] = []

        def export(ids: list[int]) -> None:
            begun = time.perf_counter()
            export_archives_pdf(ctx, ids, ArchiveOptions(2026), out)
            took.append(time.perf_counter() - begun)

        stall(desk, lambda _progress: export(people[:2]), application)
        longest = stall(desk, lambda _progress: export(people), application)
        desk.close()
    told = {"seconds": took[-1], "memory": peak_memory(), "stall": longest}
    print(json.dumps({**told, "pages": len(PdfReader(out).pages), "archives": len(people)}))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

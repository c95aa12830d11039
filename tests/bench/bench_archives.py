"""All archives of the sample year as one PDF, beside the typesetter compiling the same pages from ready data.

Sixty of them are also made in a process of its own, for seconds, peak memory and the window meanwhile.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.bench.sample import sample_year
from tests.bench.timing import compare

_ROUNDS = 3


def main() -> None:
    from app.bootstrap import command_context
    from app.services import members
    from app.services.printing import ArchiveOptions, export_archives_pdf
    from app.services.reports.typeset import Typesetter, typesetter

    setter = typesetter()
    ready: list[tuple[str, Mapping[str, Any], datetime]] = []
    compile_pdf = Typesetter.pdf

    def remembering(self: Typesetter, template: str, data: Mapping[str, Any], *, made_at: datetime) -> bytes:
        ready.append((template, data, made_at))
        return compile_pdf(self, template, data, made_at=made_at)

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "data"
        shutil.copytree(sample_year(), folder)
        with command_context(folder, clock=lambda: datetime(2026, 12, 31, 9)) as ctx:
            people = [row.id for row in members.list_members(ctx)]

            def own() -> None:
                export_archives_pdf(ctx, people, ArchiveOptions(2026), Path(place) / "archives.pdf")

            setattr(Typesetter, "pdf", remembering)  # noqa: B010
            own()
            setattr(Typesetter, "pdf", compile_pdf)  # noqa: B010
            compare(
                f"archives: {len(people)} members in one PDF",
                lambda: [setter.pdf(template, data, made_at=at) for template, data, at in ready],
                own,
                bar=2.5,
                rounds=_ROUNDS,
            )
        print(_sixty(folder, Path(place) / "sixty.pdf"), flush=True)


def _sixty(folder: Path, out: Path) -> str:
    """Make sixty archives in a child and return its figures in a line."""
    child = [sys.executable, "-m", "tests.bench.archives_child", str(folder), str(out)]
    told = json.loads(
        subprocess.run(child, check=True, capture_output=True, text=True).stdout.splitlines()[-1]
    )
    return (
        f"archives: {told['archives']} in one PDF of {told['pages']} pages"
        f"{told['seconds']:12.1f} s    bar 60 s   peak {told['memory']:6.0f} MiB  bar 500 MiB"
        f"   window's longest stall {told['stall']:5.1f} ms  bar 50 ms"
    )

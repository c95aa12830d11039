"""Start-up: from the process to the first paint and to a usable window, beside a bare PySide6 window."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.timing import Figures, paired, report

CHILD = Path(__file__).with_name("start_child.py")
# a person's second start finds compiled modules, whatever this environment says about writing them
BYTECODE = Path(tempfile.gettempdir()) / f"xianfeng-bench-{os.getuid() if hasattr(os, 'getuid') else ''}"

_ROUNDS_ALONE = 5


def start(*arguments: str) -> dict[str, object]:
    """Run one start in a process of its own; its moments are milliseconds from the beginning."""
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "PYTHONPYCACHEPREFIX": str(BYTECODE)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    begun = time.monotonic()
    ended = subprocess.run(
        [sys.executable, str(CHILD), *arguments],
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
        check=False,
    )
    if ended.returncode != 0 or not ended.stdout.strip():
        raise RuntimeError(f"the start failed ({ended.returncode}): {ended.stderr}")
    answer: dict[str, object] = json.loads(ended.stdout.splitlines()[-1])
    for name in ("painted", "figures", "usable"):
        answer[name] = (float(answer[name]) - begun) * 1000  # type: ignore[arg-type]
    return answer


def figures(*arguments: str) -> Figures:
    """Return the numbers of one start."""
    return {name: float(value) for name, value in start(*arguments).items() if name != "modules"}  # type: ignore[arg-type]


def main() -> None:
    from tests.bench.sample import branch_of

    with tempfile.TemporaryDirectory() as folder:
        template, data = Path(folder) / "template", Path(folder) / "data"
        branch_of(60, template)

        def own() -> Figures:
            # each start meets the same folder, whatever the last one left behind
            shutil.rmtree(data, ignore_errors=True)
            shutil.copytree(template, data)
            return figures("program", str(data))

        measured = paired(lambda: figures("floor"), own)
    report("start: first paint", "painted", measured, unit="ms ", bar=1.15)
    report("  processor time", "painted_cpu", measured, unit="ms ", bar=1.15)
    report("start: figures of 60 members shown", "figures", measured, unit="ms ", bar=1.35)
    report("  processor time", "figures_cpu", measured, unit="ms ", bar=1.35)
    report("start: usable, the store open", "usable", measured, unit="ms ", bar=3.2)
    report("  processor time", "usable_cpu", measured, unit="ms ", bar=3.2)
    alone = paired(lambda: figures("floor"), lambda: figures("orm"), _ROUNDS_ALONE)
    report("  a bare window that imports SQLAlchemy", "usable_cpu", alone, unit="ms ")
    report("start: memory, figures shown", "memory", measured, unit="MiB", bar=1.15)
    report("start: memory, the store open", "memory_usable", measured, unit="MiB")

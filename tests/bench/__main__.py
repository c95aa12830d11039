"""`python -m tests.bench [NAME …]`: run all benches, or those named (start, points …)."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path


def main() -> None:
    wanted = set(sys.argv[1:])
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        name = path.stem.removeprefix("bench_")
        if not wanted or name in wanted:
            importlib.import_module(f"tests.bench.{path.stem}").main()


if __name__ == "__main__":
    main()

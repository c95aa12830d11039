"""The long run: python -m tests.reliability [--share 0.25] [--keep RESULTS]; its table goes into the README.

A share below 1 makes fewer kills, cuts and files of each kind; the README then says so by its figures.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.reliability import figures, table
from tests.reliability.recording import PROJECT


def main() -> int:
    """Run everything, print the table, and put it into the README when nothing failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability")
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--only", default="", help="as pytest's -k; the README stays as it is")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "results.jsonl"
        results.touch()
        # no alarm after 100 seconds: here it is usual
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n0",
            "-o",
            "faulthandler_timeout=0",
            "tests/reliability",
        ]
        command += ["-k", arguments.only]
        status = subprocess.run(
            command, cwd=PROJECT, env=figures.environment(results, arguments.share), check=False
        ).returncode
        made = table.markdown(table.rows(results)) + table.caption(arguments.share)
    print(made)
    if status == 0 and not arguments.only:
        table.put_into(table.README, made)
    return status


if __name__ == "__main__":
    sys.exit(main())

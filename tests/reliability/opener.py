"""A child process that opens every data folder below a folder, one after the other: recovery, and nothing else.

python -m tests.reliability.opener PARENT
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.reliability import branch

if __name__ == "__main__":
    for folder in sorted(Path(sys.argv[1]).iterdir()):
        branch.open_folder(folder).store.close()

"""The process that reads a sheet file (读表进程): whatever a file makes a parser do, it happens here, within limits.

It writes frames to its standard output, each a length and a pickle of plain values: the sheets with their rows
in portions, so that taking them in never stops the window, then `end`, or `refused` with a sentence.
"""

from __future__ import annotations

import os
import pickle
import struct
import sys
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import IO, Any

from app.services.errors import BadFile
from app.services.imports import sheet

COMMAND = "read-sheet"
"""What the program is called with to be this process."""
LENGTH = struct.Struct(">I")
SHEET, ROWS, END, REFUSED = "sheet", "rows", "end", "refused"
_PORTION = 2000
_MEMORY = 300 * 2**20


def main(arguments: Sequence[str]) -> int:
    """Read the file that is named and tell what is in it; return the exit status."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    _limit_memory()
    try:
        for grid in sheet.read(Path(arguments[0])):
            marks = (list(grid.marks.formulas), list(grid.marks.errors))
            _tell(out, SHEET, (grid.name, *marks, list(grid.filled)))
            rows = iter(grid.rows)
            while portion := list(islice(rows, _PORTION)):
                _tell(out, ROWS, portion)
        _tell(out, END, None)
    except BadFile as error:
        _tell(out, REFUSED, error.message)
    out.flush()
    return 0


def _tell(out: IO[bytes], kind: str, content: Any) -> None:
    data = pickle.dumps((kind, content), protocol=5)
    out.write(LENGTH.pack(len(data)))
    out.write(data)


def _limit_memory() -> None:
    if sys.platform == "win32":
        _limit_job()
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = _MEMORY if most == resource.RLIM_INFINITY else min(_MEMORY, most)
    resource.setrlimit(resource.RLIMIT_AS, (limit, most))


def _limit_job() -> None:
    """Put this process into a job of its own whose memory is limited; where Windows refuses, the guard stands alone."""
    if sys.platform != "win32":
        return
    import ctypes
    from ctypes import wintypes

    class Basic(ctypes.Structure):
        _fields_ = (
            ("PerProcessUserTimeLimit", ctypes.c_int64),
            ("PerJobUserTimeLimit", ctypes.c_int64),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        )

    class Extended(ctypes.Structure):
        _fields_ = (
            ("BasicLimitInformation", Basic),
            ("IoInfo", ctypes.c_uint64 * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )

    extended_limits, process_memory = 9, 0x100
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateJobObjectW.restype = wintypes.HANDLE
    kernel.GetCurrentProcess.restype = wintypes.HANDLE
    job = wintypes.HANDLE(kernel.CreateJobObjectW(None, None))
    limits = Extended()
    limits.BasicLimitInformation.LimitFlags = process_memory
    limits.ProcessMemoryLimit = _MEMORY
    kernel.SetInformationJobObject(job, extended_limits, ctypes.byref(limits), ctypes.sizeof(limits))
    kernel.AssignProcessToJobObject(job, wintypes.HANDLE(kernel.GetCurrentProcess()))

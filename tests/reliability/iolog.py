"""The recorder of file operations: compiled once a run, loaded before libc, its log read back."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

_HERE = Path(__file__).parent
_HEAD = struct.Struct("<cIIq")
COMPILER = shutil.which("gcc") if sys.platform == "linux" else None
NEEDED = "needs Linux and gcc: file operations are recorded by a small C library"


@dataclass(frozen=True, slots=True)
class Op:
    """One operation on a file below the watched folder; `name` is relative to it.

    kind: C created, W written, T cut to `offset`, S synced (a folder too), U removed, R renamed to `data`.
    """

    kind: str
    name: str
    data: bytes
    offset: int


@cache
def library() -> Path:
    """Compile the recorder and return its path."""
    assert COMPILER is not None
    target = Path(mkdtemp(prefix="iolog-")) / "iolog.so"
    command = [
        COMPILER,
        "-O2",
        "-shared",
        "-fPIC",
        "-o",
        str(target),
        str(_HERE / "iolog.c"),
        "-ldl",
        "-pthread",
    ]
    subprocess.run(command, check=True)
    return target


def environment(folder: Path, log: Path | None = None) -> dict[str, str]:
    """Return the environment of a program whose work below `folder` is recorded or made to fail."""
    watched = {"LD_PRELOAD": str(library()), "IOLOG_FOLDER": str(folder)}
    return {**os.environ, **watched, **({} if log is None else {"IOLOG_FILE": str(log)})}


def read(log: Path, folder: Path) -> list[Op]:
    """Return the operations of a log in their order."""
    return list(_parsed(log.read_bytes(), str(folder)))


def _parsed(data: bytes, folder: str) -> Iterator[Op]:
    place = 0
    while place < len(data):
        kind, name_length, data_length, offset = _HEAD.unpack_from(data, place)
        place += _HEAD.size
        name = data[place : place + name_length].decode()
        place += name_length
        body = data[place : place + data_length]
        place += data_length
        if kind == b"R":
            body = _relative(body.decode(), folder).encode()
        yield Op(kind.decode(), _relative(name, folder), body, offset)


def _relative(path: str, folder: str) -> str:
    return path.removeprefix(folder).lstrip("/")

"""Getting the sheets of a file (取得表格) for any import: small ones here, all others in a process of their own."""

from __future__ import annotations

import io
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import app
from app.services.errors import BadFile
from app.services.imports import guard, reading_child, sheet
from app.services.imports.guard import Marks
from app.services.imports.heads import Vocabulary
from app.services.imports.sheet import Grid
from app.services.security.command_line import without_password

_SMALL_FILE = 100_000
_SMALL_AREA = 60_000
_SECONDS, _SECONDS_A_MEGABYTE = 10, 3
_PLAIN = {"date", "datetime", "time", "timedelta"}
_TOO_LONG = "读取这个文件用的时间过长，已停止。请只留要导入的一张表，另存为 .xlsx 后再导入。"
_TOO_MUCH = "读取这个文件需要的内存过多，已停止。请只留要导入的一张表，另存为 .xlsx 后再导入。"


def read(path: Path) -> list[Grid]:
    """Return the visible sheets of a file.

    Raises:
        BadFile: The file is missing, too large, encrypted, broken, no sheet at all, or asks too much.

    """
    return list(sheet.read(path)) if _is_small(path) else _read_apart(path)


def no_heads(title: str, words: Vocabulary, examples: str, grids: Sequence[Grid]) -> BadFile:
    """Return the error for a file none of whose sheets has the heads that are looked for."""
    seen = "、".join(grid.name for grid in grids[:5])
    needed = "、".join(f"“{words.words[name]}”" for name in words.needed)
    return BadFile(
        f"没有找到{title}的表头（看过的工作表：{seen or '无'}）。表头一行至少要有{needed}"
        f"和另外{words.least - len(words.needed)}列，如：{examples}。"
    )


def _is_small(path: Path) -> bool:
    """Tell whether reading a file can cost nothing worth a process; what cannot be opened is refused quickly."""
    try:
        if path.stat().st_size > _SMALL_FILE:
            return False
        data = path.read_bytes()
    except OSError:
        return True
    return guard.area(data) <= _SMALL_AREA if data.startswith(sheet.ZIP) else not data.startswith(sheet.OLE)


def _read_apart(path: Path) -> list[Grid]:
    limit = _SECONDS + _SECONDS_A_MEGABYTE * path.stat().st_size // 2**20
    with subprocess.Popen(  # noqa: S603 - this very program, with the path the user chose
        _command(path),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**without_password(), "PYTHONPATH": str(Path(app.__file__).parents[1])},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    ) as process:
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(limit, stop)
        timer.start()
        try:
            assert process.stdout is not None
            return _taken(process.stdout)
        except EOFError as error:
            raise BadFile(_TOO_LONG if late.is_set() else _TOO_MUCH) from error
        finally:
            timer.cancel()
            process.kill()


def _command(path: Path) -> list[str]:
    program = [] if getattr(sys, "frozen", False) else ["-m", "app"]
    return [sys.executable, *program, reading_child.COMMAND, str(path)]


def _taken(stream: IO[bytes]) -> list[Grid]:
    grids: list[Grid] = []
    for kind, content in _frames(stream):
        if kind == reading_child.REFUSED:
            raise BadFile(content)
        if kind == reading_child.SHEET:
            name, formulas, errors, filled = content
            grids.append(Grid(name, [], Marks(frozenset(formulas), frozenset(errors)), set(filled)))
        elif kind == reading_child.ROWS:
            grids[-1].rows.extend(content)
        else:
            break
    return grids


def _frames(stream: IO[bytes]) -> Iterator[tuple[str, Any]]:
    while True:
        (length,) = reading_child.LENGTH.unpack(_exactly(stream, reading_child.LENGTH.size))
        yield _Values(io.BytesIO(_exactly(stream, length))).load()


def _exactly(stream: IO[bytes], length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return data


class _Values(pickle.Unpickler):
    """Takes plain values and moments of time, and nothing else, from the process that met the file."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "datetime" and name in _PLAIN:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no plain value")

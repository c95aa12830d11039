"""Every file the program writes goes through here: whole or not at all."""

from __future__ import annotations

import os
import tempfile
import time
import unicodedata
from contextlib import suppress
from pathlib import Path

from app.services.errors import BadInput, FileBusy

# A virus scanner or a preview pane holds a file for a moment; longer means that somebody has it open.
_RETRY_SECONDS = 2.5
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


def write_atomic(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write `data` to `path` so that a crash or a full disk leaves the former file untouched.

    A `private` file is for its owner's eyes only.

    Raises:
        FileBusy: The folder cannot be written, the disk is full, or the file is open elsewhere.

    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".xianfeng-", suffix=".tmp")
    except OSError as error:
        raise FileBusy(f"无法写入文件夹“{path.parent}”，请检查权限或另选位置。") from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if temporary.stat().st_size != len(data):
            raise FileBusy(f"磁盘空间不足，“{path.name}”没有保存，原文件未改动。请清理磁盘后重试。")
        if not private:
            # mkstemp makes a private file; an export is meant to be opened by others on the PC
            temporary.chmod(0o644)
        _replace(temporary, path)
    except OSError as error:
        raise FileBusy(
            f"“{path.name}”没有保存，原文件未改动：磁盘已满或没有写入权限，请另选位置。"
        ) from error
    finally:
        # gone already when all went well; on a failing disk it may stay
        with suppress(OSError):
            temporary.unlink()
    try:
        sync_folder(path.parent)
    except OSError as error:
        raise FileBusy(f"“{path.name}”已写入，但磁盘报告出错，请检查磁盘后再保存一次。") from error


def _replace(source: Path, target: Path) -> None:
    deadline = time.monotonic() + _RETRY_SECONDS
    while True:
        try:
            source.replace(target)
            return
        except PermissionError as error:
            if time.monotonic() > deadline:
                raise FileBusy(
                    f"“{target.name}”正被其他程序打开，请关闭后重试，或另存为其他文件名。"
                ) from error
            time.sleep(0.1)


def sync_folder(folder: Path) -> None:
    """Make changes of names in a folder durable, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def clean_text(text: str, *, limit: int = 4000, field: str | None = None) -> str:
    """Return `text` normalised (NFC), without control and direction characters, trimmed at both ends.

    Raises:
        BadInput: The text is longer than `limit` characters.

    """
    # Nearly every text is clean already; telling so is far cheaper than walking its characters.
    clean = text.isprintable() and unicodedata.is_normalized("NFC", text)
    kept = (text if clean else _without_hidden(text)).strip()
    if len(kept) > limit:
        raise BadInput(f"文字过长（{len(kept)} 字），最多 {limit} 字，请精简后再保存。", field=field)
    return kept


def _without_hidden(text: str) -> str:
    return "".join(
        c
        for c in unicodedata.normalize("NFC", text)
        if c in "\n\t" or (unicodedata.category(c) not in {"Cc", "Cs", "Co"} and c not in _BIDI)
    )

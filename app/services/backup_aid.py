"""What lies beside backups so that they open without this program: a page of words and a small script."""

from __future__ import annotations

from pathlib import Path

from app.services.files import write_atomic
from app.services.locations import resource

FILES = ("恢复说明.txt", "open_backup.py")


def put_beside(folder: Path) -> None:
    """Write both into a folder of backups where they are missing or from another version.

    Raises:
        FileBusy: The folder cannot be written.

    """
    for name in FILES:
        content = resource("backup", name).read_bytes()
        if name.endswith(".txt"):
            # Windows' editor of old shows Chinese only with a mark, and lines only with both characters
            content = b"\xef\xbb\xbf" + content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        target = folder / name
        if not target.exists() or target.read_bytes() != content:
            write_atomic(target, content)

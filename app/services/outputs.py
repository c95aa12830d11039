"""What a command that writes a file refuses before it touches the data folder."""

from __future__ import annotations

from pathlib import Path

from app.services.errors import BadInput, Refused
from app.services.locations import Locations


def require_ending(path: Path, ending: str) -> None:
    """Refuse another file name ending than that of what is written.

    Raises:
        BadInput: The ending is another one.

    """
    if path.suffix.lower() != ending:
        raise BadInput(f"文件名“{path.name}”应以 {ending} 结尾。", field="OUT")


def require_data(paths: Locations) -> None:
    """Refuse a folder without data, so that a slip of the pen does not make an empty one.

    Raises:
        Refused: There is no database.

    """
    if not paths.database.exists():
        raise Refused(f"数据文件夹“{paths.data}”里还没有数据，请核对 --data，或先在窗口中建立支部。")

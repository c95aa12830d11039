"""Opening a data folder: a new one is made, an older one is copied and brought up to date, others are refused."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from app.models.schema import FileState, copy_file, file_state, upgrade_file
from app.models.store import Store
from app.services.errors import BadFile, FileBusy, Refused
from app.services.locations import Locations


def open_store(paths: Locations, now: datetime) -> Store:
    """Open the database of a data folder with this program's schema.

    Raises:
        Refused: The file was saved by a newer program; it is left untouched.
        BadFile: The file is not a database of this program; it is left untouched.
        FileBusy: The folder cannot be written.

    """
    path = paths.database
    state = file_state(path)
    if state is FileState.NEWER:
        raise Refused(f"“{path}”由更新版本的先锋档案保存，请升级本程序后再打开；文件未改动。")
    if state is FileState.FOREIGN:
        raise BadFile(f"“{path}”不是先锋档案的数据文件，或已经损坏；文件未改动，请从备份恢复。")
    if state is not FileState.CURRENT:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if state is FileState.OLDER:
                copy_file(path, paths.backups / f"before-upgrade-{now:%Y%m%d-%H%M%S}.db")
            upgrade_file(path)
        except (OSError, sqlite3.Error) as error:
            raise FileBusy(f"数据文件夹“{paths.data}”不能写入，请检查权限或磁盘空间。") from error
    return Store.open(path)

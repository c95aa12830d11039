"""Where a data folder lies: on a medium that cannot be written, in a cloud folder, on a network.

Light: it is asked before the store is opened.
"""

from __future__ import annotations

import os
import re
import stat
import sys
import tempfile
from pathlib import Path

from app.services.locations import Locations

READ_ONLY = (
    "数据以只读方式打开（只读的介质或文件夹），不能保存。要修改，请先把数据文件夹复制到电脑硬盘上再打开。"
)

_CLOUDS = {
    "OneDrive": ("onedrive",),
    "坚果云": ("坚果云", "nutstore"),
    "百度网盘": ("百度网盘", "百度云", "baidunetdisk", "baidusyncdisk", "baiduyun"),
    "WPS 云盘": ("wps云盘", "wps 云盘", "wps cloud files", "wpsdrive", "wps网盘", "kingsoftcloud"),
    "阿里云盘": ("阿里云盘", "adrive"),
    "腾讯微云": ("微云", "weiyun"),
    "天翼云盘": ("天翼云盘", "ecloud"),
    "夸克网盘": ("夸克网盘", "quarkclouddrive"),
    "iCloud 云盘": ("iclouddrive", "com~apple~clouddocs"),
    "Dropbox": ("dropbox",),
    "Google 云端硬盘": ("google drive", "googledrive"),
}
_NETWORKS = {
    "cifs",
    "smb",
    "smb2",
    "smb3",
    "smbfs",
    "nfs",
    "nfs4",
    "afpfs",
    "davfs",
    "fuse.davfs2",
    "fuse.sshfs",
}
_REMOTE = 4
"""What Windows calls a network drive."""


def is_read_only(paths: Locations) -> bool:
    """Tell whether there are data that can be read and not written: a CD, a locked stick, a read-only file."""
    if not paths.database.exists():
        return False
    if not paths.database.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        return True
    try:
        handle, name = tempfile.mkstemp(dir=paths.data, prefix=".xianfeng-", suffix=".tmp")
    except OSError:
        # a folder that is full is another matter: what is there can be written
        return not os.access(paths.database, os.W_OK) or not os.access(paths.data, os.W_OK)
    os.close(handle)
    Path(name).unlink()
    return False


def warning(folder: Path, mounts: str | None = None) -> str | None:
    """Return what is said of a data folder that other programs or computers write as well; None for a good one.

    Args:
        folder: The data folder.
        mounts: What the system says of its media, as Linux writes it; None to ask the system.

    """
    cloud = _cloud(folder)
    if cloud is not None:
        return (
            f"数据文件夹在“{cloud}”的同步文件夹里：同步会改动或锁住正在使用的文件，可能损坏数据，也会把党员信息传到网上。"
            "请把数据放到本机的普通文件夹，云盘里只放加密的备份。"
        )
    if _is_network(folder, mounts):
        return (
            "数据文件夹在网络位置上：两台电脑同时打开或网络中断都可能损坏数据。"
            "请把数据放到本机，网络位置只用作第二备份。"
        )
    return None


def _cloud(folder: Path) -> str | None:
    parts = [part.casefold() for part in re.split(r"[\\/]", str(folder))]
    for name, signs in _CLOUDS.items():
        if any(part.startswith(sign) for part in parts for sign in signs):
            return name
    return None


def _is_network(folder: Path, mounts: str | None) -> bool:
    if str(folder).startswith(("\\\\", "//")):
        return True
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(folder.anchor) == _REMOTE)
    if mounts is None:
        try:
            mounts = Path("/proc/self/mounts").read_text("utf-8", "surrogateescape")
        except OSError:
            return False
    found = ""
    kind = ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        place = fields[1].replace("\\040", " ")
        if folder.is_relative_to(place) and len(place) >= len(found):
            found, kind = place, fields[2]
    return kind in _NETWORKS

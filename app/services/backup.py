"""备份: verified copies of the database, restore into the live file, and the check of a file."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from app.models import cipher
from app.models.cipher import CipherKey
from app.models.schema import FileState, copy_file, file_state, upgrade_file
from app.models.store import Store
from app.services import audit_check, backup_shelf
from app.services.backup_shelf import Copy, Found, Reason
from app.services.disk_trouble import told
from app.services.errors import BadFile, FileBusy, Refused
from app.services.files import write_atomic
from app.services.locations import Locations
from app.services.security import copies, crypto

_PREPARED = ".restoring.db"
_NOT_RESTORED = "恢复没有完成，现有数据未改动：磁盘已满、出错，或数据文件正被占用。请检查后重试。"


@dataclass(frozen=True, slots=True)
class FileReport:
    """What a look into a database file found; `problems` are Chinese sentences, empty when it is sound.

    `log_problems` are those of 操作日志: the copy is whole, but what it holds was changed from outside.
    """

    members: int
    activities: int
    entries: int
    problems: tuple[str, ...]
    log_problems: tuple[str, ...] = ()
    head: str = ""


def back_up(
    paths: Locations,
    now: datetime,
    store: Store | None = None,
    reason: Reason = Reason.CLOSING,
    *,
    key: CipherKey | None = None,
    folder: Path | None = None,
    rotate: bool = True,
) -> Path:
    """Make a verified copy with its place in the order, drop what is not kept any more, return its path.

    Args:
        paths: The folders.
        now: The present moment, for the name.
        store: The store that is or was open; a copy is protected as it is.
        reason: Why it is made.
        key: The key of an encrypted file that is not open yet.
        folder: Where it goes, the backup folder by default.
        rotate: Whether older copies that are not kept any more are dropped now.

    Raises:
        BadFile: The copy does not pass the check; older copies are kept.
        FileBusy: The folder cannot be written.

    """
    shelf = folder or paths.backups
    number = backup_shelf.next_number(shelf)

    def named(report: FileReport) -> Path:
        return shelf / backup_shelf.name_of(number, reason, now, report.head)

    target, report = _copy(paths, shelf, named, store, key)
    try:
        _note(target, report)
        if rotate:
            _rotate(shelf, store)
    except OSError as error:
        raise FileBusy(f"备份已写成，但“{shelf}”报告出错，请检查磁盘后再备份一次。") from error
    return target


def heads(paths: Locations) -> list[Copy]:
    """Return the copies whose names tell the log's newest line."""
    return [copy for copy in backup_shelf.on(paths.backups) if copy.head]


def copy_to(paths: Locations, target: Path, store: Store | None = None) -> FileReport:
    """Write a verified copy of the database to `target`, whole or not at all.

    Raises:
        BadFile: The copy does not pass the check.
        FileBusy: The target cannot be written.

    """
    return _copy(paths, target.parent, lambda _report: target, store)[1]


def _copy(
    paths: Locations,
    folder: Path,
    named: Callable[[FileReport], Path],
    store: Store | None,
    key: CipherKey | None = None,
) -> tuple[Path, FileReport]:
    if not paths.database.exists():
        raise Refused("还没有数据可以备份。")
    key = key if store is None else store.key
    # one name for all: what a kill has left is written over by the next copy
    temporary = folder / ".xianfeng-copy.part"
    failed = f"备份没有写成：“{folder}”空间不足或不能写入，请另选位置。"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _remove(temporary)
        copy_file(paths.database, temporary, key, key)
        report = examine(temporary, key)
        if report.problems:
            raise BadFile(f"备份没有通过检查：{report.problems[0]}原有备份未改动。")
        with told(failed):
            report = replace(report, log_problems=_log_problems(temporary, store))
        copies.close_up(temporary, store)
        target = named(report)
        content = temporary.read_bytes()
        write_atomic(target, content)
        if target.read_bytes() != content:
            raise BadFile(
                f"备份写到“{folder}”后读回的内容不一致，磁盘可能有故障，请另选位置。原有备份未改动。"
            )
        copies.put_keys_beside(paths, target)
    except (OSError, *cipher.errors()) as error:  # type: ignore[misc]
        raise FileBusy(failed) from error
    finally:
        # on a failing disk it may stay; the next copy writes over it
        with suppress(OSError):
            _remove(temporary)
    return target, report


def _log_problems(copy: Path, store: Store | None) -> tuple[str, ...]:
    """Recompute the log of a plain or encrypted copy; one of an older schema has no seals yet."""
    if store is None or file_state(copy, store.key) is not FileState.CURRENT:
        return ()
    opened = Store.open(copy, audit_key=store.audit_key, key=store.key)
    try:
        with opened.read() as session:
            return tuple(finding.text for finding in audit_check.findings_in(session, store.audit_key))
    finally:
        opened.close()


def _note(target: Path, report: FileReport) -> None:
    found = Found(
        target.stat().st_size,
        backup_shelf.digest(target),
        report.members,
        report.activities,
        report.entries,
        report.log_problems,
    )
    backup_shelf.note(target.parent, target.name, found)


def _rotate(shelf: Path, store: Store | None) -> None:
    made = backup_shelf.on(shelf)
    if len(made) <= backup_shelf.RECENT:
        return
    noted = backup_shelf.known(shelf)

    def is_good(copy: Copy) -> bool | None:
        state = backup_shelf.unchanged(copy, noted)
        return state if state else _second_look(copy, store, state)

    backup_shelf.drop(backup_shelf.to_drop(made, is_good))


def _second_look(copy: Copy, store: Store | None, noted: bool | None) -> bool | None:
    """Judge a copy that is not what was noted, or of which nothing is: it may be encrypted by now.

    An encrypted page tells of every changed byte by itself; a plain file that differs from its note is bad.
    """
    content = copy.path.read_bytes()
    if crypto.is_sealed_copy(content):
        if store is None or store.copy_key is None:
            return None
        try:
            return bool(crypto.open_copy(content, store.copy_key))
        except BadFile:
            return None
    key = None if store is None else store.key
    if noted is False and not cipher.is_encrypted(copy.path):
        return False
    # under a former password, or damaged: who cannot tell keeps it
    return None if examine(copy.path, key).problems else True


def latest(paths: Locations) -> datetime | None:
    """Return when the newest backup was made, by its name; None when there is none."""
    made = backup_shelf.on(paths.backups)
    return made[-1].at if made else None


def restore(
    paths: Locations,
    source: Path,
    now: datetime,
    store: Store | None = None,
    secret: str = "",
    complete: Callable[[Store], None] | None = None,
) -> Path | None:
    """Write `source` into the live file as one transaction; return the backup made of the former state.

    Whatever has to be done to the copy (this program's schema, its line in the log) is done beside the live file
    before: there is no moment at which the data are restored and their log does not say so.

    Args:
        paths: The folders.
        source: The copy; what it holds gets the protection of the live file.
        now: The present moment.
        store: The store that is open.
        secret: A password or recovery code of the copy, where it comes from elsewhere.
        complete: Gets the copy before it takes the place of the live file.

    Raises:
        BadFile: The source is no sound file of this program; nothing was changed.
        FileBusy: The disk is full or failing; nothing was changed.
        Locked: It is encrypted, and `secret` does not open it.

    """
    with copies.opened(source, paths, store, secret) as (found, key):
        report = examine(found, key)
        if report.problems:
            raise BadFile(f"“{source.name}”不能恢复：{report.problems[0]}现有数据未改动。")
        former = back_up(paths, now, store, Reason.RESTORE) if paths.database.exists() else None
        try:
            with told(_NOT_RESTORED):
                _replace_live(paths, found, key, store, complete)
        except (OSError, *cipher.errors()) as error:  # type: ignore[misc]
            raise FileBusy(_NOT_RESTORED) from error
    return former


def _replace_live(
    paths: Locations,
    found: Path,
    key: CipherKey | None,
    store: Store | None,
    complete: Callable[[Store], None] | None,
) -> None:
    live_key = None if store is None else store.key
    prepared = paths.data / _PREPARED
    _remove(prepared)
    try:
        copy_file(found, prepared, key, live_key)
        upgrade_file(prepared, live_key)
        if store is not None and complete is not None:
            copy = Store.open(prepared, audit_key=store.audit_key, key=live_key)
            try:
                complete(copy)
            finally:
                copy.close()
        # Through the backup API into the live file: a left-over journal can never be mixed in.
        copy_file(prepared, paths.database, live_key, live_key)
    finally:
        with suppress(OSError):
            _remove(prepared)


def _remove(file: Path) -> None:
    """Remove a database with its journal, which must never meet another file of that name."""
    for path in (file.with_name(f"{file.name}-journal"), file):
        path.unlink(missing_ok=True)


def examine(path: Path, key: CipherKey | None = None) -> FileReport:
    """Look into a database file without changing it: schema, integrity, foreign keys, counts."""
    state = file_state(path, key)
    if state is FileState.MISSING:
        return FileReport(0, 0, 0, ("文件不存在或是空的。",))
    if state is FileState.FOREIGN:
        return FileReport(0, 0, 0, ("这不是先锋档案的数据文件，或已经损坏。",))
    if state is FileState.NEWER:
        return FileReport(0, 0, 0, ("它由更新版本的程序保存，请先升级本程序。",))
    problems: list[str] = []
    try:
        with closing(cipher.connect(path, key, mode="ro")) as connection:
            if key is not None and connection.execute("PRAGMA cipher_integrity_check").fetchone() is not None:
                problems.append("数据文件的内容被改动或损坏过，请改用备份。")
            if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                problems.append("数据文件的结构已损坏，请改用备份。")
            if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
                problems.append("有记录指向不存在的内容，请改用备份。")
            there = {
                row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            }
            # the oldest schema had no points and no log yet
            line = None
            if "audit_event" in there:
                line = connection.execute("SELECT chain FROM audit_event ORDER BY id DESC LIMIT 1").fetchone()
            counts = [
                connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] if table in there else 0
                for table in ("member", "activity", "entry")
            ]
    except cipher.errors():
        return FileReport(0, 0, 0, ("数据文件已损坏，读不出来，请改用备份。",))
    head = "" if line is None else line[0]
    return FileReport(counts[0], counts[1], counts[2], tuple(problems), head=head)

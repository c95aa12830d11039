"""A data file that does not open: it is set aside with its journal, and the best copy takes its place."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.models import cipher
from app.models.kinds import AuditKind
from app.models.schema import FileState, copy_file, file_state, upgrade_file
from app.models.store import Store
from app.services import audit, backup, backup_shelf, log_anchor, safekeeping
from app.services.backup import FileReport
from app.services.backup_shelf import Copy
from app.services.errors import AppError, BadFile, FileBusy
from app.services.files import sync_folder, write_atomic
from app.services.locations import Locations
from app.services.security import copies, keyfile
from app.services.security.login import Login

_PREPARED = ".rescued.db"


@dataclass(frozen=True, slots=True)
class Offer:
    """The newest copy that is whole, and what it holds."""

    copy: Copy
    report: FileReport

    @property
    def words(self) -> str:
        """Say what it is."""
        found = self.report
        return (
            f"{self.copy.at:%Y年%m月%d日 %H:%M} 的备份（第 {self.copy.number} 号）："
            f"党员 {found.members} 人，活动 {found.activities} 次，积分记录 {found.entries} 条"
        )


def is_damaged(paths: Locations, session: Login | None) -> bool:
    """Tell whether there is a file that is no sound database of this program under the keys that are known."""
    path = paths.database
    if not path.exists() or path.stat().st_size == 0:
        return False
    return file_state(path, None if session is None else session.cipher_key) is FileState.FOREIGN


def best(paths: Locations, session: Login | None) -> Offer | None:
    """Return the newest copy that passes the check and whose log was whole; None where there is none."""
    store = _closed_store(paths, session)
    noted = backup_shelf.known(paths.backups)
    for copy in reversed(backup_shelf.on(paths.backups)):
        found = noted.get(copy.path.name)
        if found is not None and found.problems:
            continue
        with suppress(AppError), copies.opened(copy.path, paths, store) as (file, key):
            report = backup.examine(file, key)
            if not report.problems:
                return Offer(copy, report)
    return None


def rescue(paths: Locations, offer: Offer, now: datetime, session: Login | None) -> Path:
    """Keep the damaged file and its journal under another name and put the copy in its place.

    At every moment either the damaged file or the whole copy lies at the place of the data.

    Returns:
        Where the damaged file is now.

    Raises:
        BadFile: The copy is not whole any more; nothing was changed.
        FileBusy: The disk is full or failing; the damaged file is still in its place.

    """
    store = _closed_store(paths, session)
    path, prepared = paths.database, paths.data / _PREPARED
    journal = path.with_name(f"{path.name}-journal")
    aside = path.with_name(f"{path.name}.damaged-{now:%Y%m%d-%H%M%S}")
    try:
        prepared.unlink(missing_ok=True)
        with copies.opened(offer.copy.path, paths, store) as (file, key):
            copy_file(file, prepared, key, store.key)
        upgrade_file(prepared, store.key)
        _explain(paths, prepared, store, offer, now)
        report = backup.examine(prepared, store.key)
        if report.problems:
            raise BadFile(f"备份没有通过检查：{report.problems[0]}数据没有改动。")
        write_atomic(aside, path.read_bytes(), private=True)
        if journal.exists():
            # a journal that stayed would be mixed into the copy
            write_atomic(journal.with_name(f"{aside.name}-journal"), journal.read_bytes(), private=True)
            journal.unlink()
        prepared.replace(path)
        sync_folder(paths.data)
    except (OSError, *cipher.errors()) as error:  # type: ignore[misc]
        raise FileBusy("没有恢复：磁盘已满或出错，数据没有改动。请检查磁盘后再打开。") from error
    finally:
        with suppress(OSError):
            prepared.unlink(missing_ok=True)
    return aside


def _explain(paths: Locations, prepared: Path, store: Store, offer: Offer, now: datetime) -> None:
    """Let the copy's log say that a later one was given up: its end was noted outside the database."""
    number = backup_shelf.next_number(paths.backups) - 1
    note = safekeeping.restored_note(offer.copy.path.name, number, log_anchor.noted_head(paths))
    copy = Store.open(prepared, audit_key=store.audit_key, key=store.key)
    try:
        audit.settle(copy, now)
        audit.log_event_at(copy, "", now, AuditKind.BACKUP, note)
    finally:
        copy.close()


def _closed_store(paths: Locations, session: Login | None) -> Store:
    """Return the keys in the form in which the copies ask for them; no connection is made."""
    key = None if session is None else session.cipher_key
    sealing = bytes.fromhex(keyfile.load_or_make(paths.keys).audit) if session is None else session.audit_key
    store = Store.open(paths.database, audit_key=sealing, key=key)
    if session is not None and key is None:
        store.copy_key = session.copy_key
    return store

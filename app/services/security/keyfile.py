"""密钥文件: the file beside the database that holds its keys, wrapped by passwords where there are any.

Imports no cryptography: before the window is painted it is only asked whether there is a password.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.services.errors import BadFile
from app.services.files import write_atomic

_VERSION = 1


class Change(StrEnum):
    """A change of protection that was begun; which side it stands on is told by the database itself."""

    NONE = ""
    TO_CIPHER = "to_cipher"
    TO_PLAIN = "to_plain"
    RENEWED = "renewed"


@dataclass(frozen=True, slots=True)
class Slot:
    """The master key under one person's password, or under the recovery code (`account` is then empty)."""

    account: str
    name: str
    wrapped: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What the key file says.

    Args:
        audit: The key of the log, plain; empty while it is under the master key.
        audit_sealed: The same under the master key.
        cipher: Whether the database is (to be) encrypted; without it a password guards log-in and copies.
        slots: One for every person.
        recovery: The one of the recovery code.
        change: What was begun and is not known to be finished.
        former: Master keys of former passwords, for old copies; plain.
        former_sealed: The same under the master key.
        anchored: Whether the end of the log was ever noted beside the database.
        missed: Failed log-ins since the last good one; `missed_at` is from when the wait is counted.
        renewed: What the file becomes once the database has the other master key that was begun with.

    """

    audit: str = field(default="", repr=False)
    audit_sealed: str = ""
    cipher: bool = False
    slots: tuple[Slot, ...] = ()
    recovery: Slot | None = None
    change: Change = Change.NONE
    former: tuple[str, ...] = field(default=(), repr=False)
    former_sealed: tuple[str, ...] = ()
    anchored: bool = False
    missed: int = 0
    missed_at: str = ""
    renewed: KeyFile | None = None

    @property
    def protected(self) -> bool:
        """Whether somebody must log in."""
        return bool(self.slots)

    @property
    def names(self) -> tuple[str, ...]:
        """Who can log in, in the order in which they were added."""
        return tuple(slot.name for slot in self.slots)

    def with_slot(self, slot: Slot) -> KeyFile:
        """Return the same with a person's slot, which takes the place of a former one."""
        kept = [known for known in self.slots if known.account != slot.account]
        at = next((n for n, known in enumerate(self.slots) if known.account == slot.account), len(kept))
        return replace(self, slots=(*kept[:at], slot, *kept[at:]))

    def without_slot(self, account: str) -> KeyFile:
        """Return the same without a person's slot."""
        return replace(self, slots=tuple(slot for slot in self.slots if slot.account != account))


def has_password(path: Path) -> bool:
    """Tell whether somebody must log in before the data can be opened.

    Raises:
        BadFile: The key file cannot be read.

    """
    return path.exists() and load(path).protected


def load(path: Path) -> KeyFile:
    """Read a key file.

    Raises:
        BadFile: It is damaged; without it an encrypted database cannot be opened.

    """
    try:
        return _read(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadFile(
            f"密钥文件“{path.name}”读不出来，数据没有改动。请用备份文件夹里同名的密钥文件替换后再打开。"
        ) from error


def load_or_make(path: Path) -> KeyFile:
    """Read a key file; where there is none yet, make one with a fresh key for the log."""
    if path.exists():
        return load(path)
    made = KeyFile(audit=secrets.token_hex(32))
    save(path, made)
    return made


def save(path: Path, keys: KeyFile) -> None:
    """Write a key file, whole or not at all, for its owner's eyes only."""
    write_atomic(path, as_bytes(keys), private=True)


def as_bytes(keys: KeyFile) -> bytes:
    """Return the file's content."""
    content = {"version": _VERSION, **_written(keys)}
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _read(found: dict[str, Any]) -> KeyFile:
    renewed = found.get("renewed")
    return KeyFile(
        audit=found["audit"],
        audit_sealed=found["audit_sealed"],
        cipher=found["cipher"],
        slots=tuple(Slot(**slot) for slot in found["slots"]),
        recovery=None if found["recovery"] is None else Slot(**found["recovery"]),
        change=Change(found["change"]),
        former=tuple(found["former"]),
        former_sealed=tuple(found["former_sealed"]),
        anchored=found["anchored"],
        missed=found.get("missed", 0),
        missed_at=found.get("missed_at", ""),
        renewed=None if renewed is None else _read(renewed),
    )


def _written(keys: KeyFile) -> dict[str, Any]:
    return {
        "audit": keys.audit,
        "audit_sealed": keys.audit_sealed,
        "cipher": keys.cipher,
        "slots": [_plain(slot) for slot in keys.slots],
        "recovery": None if keys.recovery is None else _plain(keys.recovery),
        "change": keys.change.value,
        "former": list(keys.former),
        "former_sealed": list(keys.former_sealed),
        "anchored": keys.anchored,
        "missed": keys.missed,
        "missed_at": keys.missed_at,
        "renewed": None if keys.renewed is None else _written(keys.renewed),
    }


def _plain(slot: Slot) -> dict[str, Any]:
    return {"account": slot.account, "name": slot.name, "wrapped": slot.wrapped}

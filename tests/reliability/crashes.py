"""What a disk may hold after a power cut: recorded operations replayed as a model of file contents and names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from random import Random

from tests.reliability.iolog import Op
from tests.reliability.writer import ACKNOWLEDGED

_SECTOR = 512
_NO_CONTENT = ("-shm", ACKNOWLEDGED)
"""Files by which nothing is recovered: shared memory, and the harness's own acknowledgements."""


class Disk(Enum):
    """How a disk treats what was written but not synced when the power goes."""

    HOSTILE = "reorder"  # each write by itself: kept, dropped, torn by sectors, or garbage
    ORDERED = "prefix"  # everything up to some moment since the last sync


@dataclass(slots=True)
class _Inode:
    durable: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, Op]] = field(default_factory=list)

    def sync(self) -> None:
        for _, op in self.pending:
            _apply(self.durable, op)
        self.pending.clear()


@dataclass(frozen=True, slots=True)
class Image:
    """The files after one cut, and how many acts had been acknowledged by then."""

    files: dict[str, bytes]
    acknowledged: int

    def digest(self) -> bytes:
        told = hashlib.blake2b(str(self.acknowledged).encode())
        for name, content in sorted(self.files.items()):
            told.update(name.encode() + b"\0" + content)
        return told.digest()

    def write(self, folder: Path) -> None:
        for name, content in self.files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


class Model:
    """Follows the operations and gives images of any moment."""

    def __init__(self, folder: Path) -> None:
        self._names: dict[str, _Inode] = {}
        self._durable_names: dict[str, _Inode] = {}
        self._pending_names: list[tuple[int, str, str, _Inode | None]] = []
        self._position = 0
        self._last_sync = 0
        self.acknowledged = 0
        for path in folder.rglob("*"):
            if path.is_file():
                inode = _Inode(bytearray(path.read_bytes()))
                self._names[path.relative_to(folder).as_posix()] = inode
        self._durable_names.update(self._names)

    def apply(self, op: Op) -> None:
        """Take one operation in."""
        self._position += 1
        at = self._position
        if op.kind == "C":
            self._names[op.name] = _Inode()
            self._pending_names.append((at, op.name, "", self._names[op.name]))
        elif op.kind in "WT" and op.name in self._names:
            self._names[op.name].pending.append((at, op))
            if op.name == ACKNOWLEDGED:
                self.acknowledged += 1
        elif op.kind == "U":
            self._names.pop(op.name, None)
            self._pending_names.append((at, op.name, "", None))
        elif op.kind == "R":
            target = op.data.decode()
            self._names[target] = self._names.pop(op.name)
            self._pending_names.append((at, target, op.name, self._names[target]))
        elif op.kind == "S":
            self._last_sync = at
            self._sync(op.name)

    def _sync(self, name: str) -> None:
        if name in self._names:
            self._names[name].sync()
            return
        kept = []
        for change in self._pending_names:
            if _folder(change[1]) == name:
                _rename(self._durable_names, change)
            else:
                kept.append(change)
        self._pending_names = kept

    def image(self, disk: Disk, chance: Random) -> Image:
        """Return what one cut at this moment may leave."""
        end = chance.randint(self._last_sync, self._position)
        names = dict(self._durable_names)
        for change in self._pending_names:
            if change[0] <= end if disk is Disk.ORDERED else chance.random() < 0.5:
                _rename(names, change)
        files = {}
        for name, inode in names.items():
            if name.endswith(_NO_CONTENT):
                continue
            content = bytearray(inode.durable)
            for at, op in inode.pending:
                if disk is Disk.HOSTILE:
                    _maybe(content, op, chance)
                elif at <= end:
                    _apply(content, op)
            files[name] = bytes(content)
        return Image(files, self.acknowledged)


def cuts(start: Path, ops: Sequence[Op], disk: Disk, number: int, chance: Random) -> Iterator[Image]:
    """Give the images of `number` cuts at random moments, the last right after the end, of a recording.

    Args:
        start: The folder as it was when the recording began.
        ops: The recording.
        disk: What the disk does with what was not synced.
        number: How many.
        chance: Decides; a fixed seed makes the cuts the same ones again.

    """
    moments = [*sorted(chance.randrange(len(ops) + 1) for _ in range(number - 1)), len(ops)]
    model, done = Model(start), 0
    for moment in moments:
        for op in ops[done:moment]:
            model.apply(op)
        done = moment
        yield model.image(disk, chance)


def _folder(name: str) -> str:
    return name.rpartition("/")[0]


def _rename(names: dict[str, _Inode], change: tuple[int, str, str, _Inode | None]) -> None:
    _, name, former, inode = change
    names.pop(former or name, None)
    if inode is not None:
        names[name] = inode


def _apply(content: bytearray, op: Op) -> None:
    if op.kind == "T":
        _resize(content, op.offset)
        return
    if len(content) < op.offset:
        _resize(content, op.offset)
    content[op.offset : op.offset + len(op.data)] = op.data


def _resize(content: bytearray, size: int) -> None:
    if size < len(content):
        del content[size:]
    else:
        content.extend(bytes(size - len(content)))


def _maybe(content: bytearray, op: Op, chance: Random) -> None:
    """Do with an operation that was not synced what a hostile disk may do."""
    fate = chance.random()
    if op.kind == "T":
        if fate < 0.5:
            _apply(content, op)
    elif fate < 0.4:
        _apply(content, op)
    elif fate < 0.7:
        _tear(content, op, chance, garbage=fate >= 0.55)


def _tear(content: bytearray, op: Op, chance: Random, *, garbage: bool) -> None:
    """Write some of the sectors only; with garbage, others hold neither the old nor the new."""
    place = op.offset
    end = op.offset + len(op.data)
    while place < end:
        border = min(end, (place // _SECTOR + 1) * _SECTOR)
        part = op.data[place - op.offset : border - op.offset]
        fate = chance.random()
        if fate < 0.5:
            _apply(content, Op("W", op.name, part, place))
        elif garbage and fate < 0.75:
            _apply(content, Op("W", op.name, chance.randbytes(len(part)), place))
        place = border
